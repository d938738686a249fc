"""From one return's answers to the outcome ids it is counted by."""

import pytest

from audits.models import Outcome, Question
from cases.answering.parts import answers_of, by_repetition
from cases.answering.repetitions import ONCE
from cases.audiences import audience_of
from cases.models import ReturnOutcomes
from cases.outcomes import Countable, write_outcomes
from tests import factories
from tests.cases.answering import answering_tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return answering_tool.new_return()


def counted(found) -> dict[str, set]:
    """By question, the option codes and states it is counted under."""
    answers = by_repetition(answers_of(found))
    ids = Countable(found.tool_version).ids(audience_of(found), [], answers)[ONCE]
    result = {}
    for outcome in Outcome.objects.filter(pk__in=ids).select_related("question", "option"):
        code = outcome.option.code if outcome.option else outcome.state
        result.setdefault(outcome.question.key, set()).add(code)
    return result


def answer(found, key, *args, **fields):
    return factories.answer(found, answering_tool.question(found, key), *args, **fields)


def test_every_question_of_the_tool_is_counted_in_every_return(found):
    questions = found.tool_version.questions.values_list("key", flat=True)
    assert set(counted(found)) == set(questions)


def test_the_five_states_stay_apart(found):
    answer(found, "seen-alone", "no")
    answer(found, "visits", state="not_recorded")
    answer(found, "last-seen", state="not_applicable", reason="Never met.")
    result = counted(found)
    assert result["seen-alone"] == {"no"}
    assert result["visits"] == {"not_recorded"}
    assert result["last-seen"] == {"not_applicable"}
    assert result["learning"] == {"missing"}
    assert result["police-only"] == {"not_asked"}


def test_several_choices_are_each_counted_once_and_as_one_answer(found):
    answer(found, "seen-alone", "no")
    answer(found, "reasons", ["yes", "no"])
    assert counted(found)["reasons"] == {"yes", "no", "answered"}


def test_numbers_dates_and_text_are_counted_as_answered(found):
    answer(found, "visits", 3)
    answer(found, "last-seen", "2026-03-31")
    answer(found, "learning", "Much.")
    result = counted(found)
    assert [result[key] for key in ("visits", "last-seen", "learning")] == [{"answered"}] * 3


def test_an_answer_that_was_switched_off_is_counted_as_not_asked(found):
    answer(found, "seen-alone", "yes")
    answer(found, "reasons", ["yes"])
    assert counted(found)["reasons"] == {"not_asked"}


def test_writing_twice_leaves_one_row_and_only_while_the_return_counts():
    found = factories.approved_return()
    write_outcomes(found)
    assert ReturnOutcomes.objects.filter(audit_return=found).count() == 1
    found.status = "changes_requested"
    write_outcomes(found)
    assert not ReturnOutcomes.objects.exists()


@pytest.fixture
def graded():
    """A grade, a profile of three areas, and questions that depend on a total of two items."""
    version = factories.draft_version()
    part = factories.section(version)
    kind = Question.Kind
    factories.question(part, kind.GRADE, key="overall")
    factories.question(part, kind.PROFILE, items=["home", "food", "health"], key="areas")
    factories.question(part, kind.ITEMS, items=["clean", "warm"], key="scores")
    for key, condition in {
        "why-low": {"question": "scores", "at_most": 3},
        "why-high": {"question": "scores", "at_least": 4},
        "why-good": {"question": "overall", "is": ["yes"]},
    }.items():
        factories.question(part, kind.TEXT, key=key, show_when=condition)
    factories.question(part, kind.PROMPT, key="look", required=False)
    return factories.audit_return(audit=factories.audit(factories.published(version)))


def test_a_grade_is_counted_and_routed_like_one_choice(graded):
    assert counted(graded)["why-good"] == {"not_asked"}
    answer(graded, "overall", "yes")
    assert counted(graded)["overall"] == {"yes"}
    assert counted(graded)["why-good"] == {"missing"}


def test_each_area_of_a_profile_is_counted_by_itself(graded):
    answer(graded, "areas", {"home": "yes", "health": "no"})
    answers = by_repetition(answers_of(graded))
    ids = Countable(graded.tool_version).ids(audience_of(graded), [], answers)[ONCE]
    rows = Outcome.objects.filter(pk__in=ids, question__key="areas")
    assert set(rows.values_list("item__code", "option__code", "state")) == {
        ("home", "yes", "answered"),
        ("health", "no", "answered"),
        (None, None, "answered"),
    }


@pytest.mark.parametrize(
    ("scores", "asked"),
    [
        ({"clean": 1}, set()),
        ({"clean": 1, "warm": 2}, {"why-low"}),
        ({"clean": "2.5", "warm": "1.5"}, {"why-high"}),
    ],
)
def test_a_condition_on_a_block_looks_at_its_total(graded, scores, asked):
    answer(graded, "scores", scores)
    result = counted(graded)
    assert result["scores"] == {"answered"}
    reached = {key for key in ("why-low", "why-high") if result[key] != {"not_asked"}}
    assert reached == asked


def test_a_prompt_is_not_counted(graded):
    assert "look" not in counted(graded)
