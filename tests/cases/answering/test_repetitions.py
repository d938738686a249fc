"""Sections that repeat: what is asked, counted and missing in each repetition."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import Outcome
from cases.answering.entries import Entry
from cases.answering.parts import answers_of, parts_of
from cases.answering.reading import reading_of
from cases.answering.repetitions import Repetition
from cases.answering.saving import save_answers
from cases.answering.stale_answers import StaleAnswers
from cases.bulk_progress import sections_done
from cases.models import AnswerHistory
from cases.outcomes import Countable, differing_returns, outcomes_of, write_outcomes
from cases.progress import progress_of
from cases.services import submit_return
from cases.transitions import Refused
from tests import factories
from tests.cases.answering.repeating_tool import answer, new_return, repetition

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return new_return()


def lines(found) -> list[tuple]:
    """Of the list of sections: title, answered, total."""
    return [(part.title, part.answered, part.total) for part in progress_of(found).sections]


def question(found, key):
    return found.tool_version.questions.get(key=key)


def save(found, key, value, code, version=0):
    entry = Entry("answered", value, version=version)
    return save_answers(
        audit_return=found,
        entries={question(found, key): entry},
        by=found.auditor,
        repetition=repetition(found, code),
    )


def test_every_child_has_a_line_and_a_count_of_its_own(found):
    answer(found, "seen", "yes", "child-2")
    assert lines(found)[:3] == [
        ("The record", 0, 1),
        ("Each child: Child 1", 0, 1),
        ("Each child: Child 2", 1, 2),
    ]


def test_an_occasion_that_nobody_began_is_in_the_list_and_not_in_the_count(found):
    answer(found, "gate", "yes")
    parts = {part.title: part for part in progress_of(found).sections}
    assert [parts[f"What they said: {who}"].waits for who in ("Worker", "Child")] == [True, True]
    assert progress_of(found).total == 3
    answer(found, "heard", "yes", "parent")
    assert progress_of(found).total == 5


def test_a_condition_in_a_repetition_sees_its_own_answers_and_those_asked_once(found):
    answer(found, "seen", "yes", "child-1")
    answer(found, "seen", "no", "child-2")
    asked = {part.repetition.code: part.in_play for part in parts_of(found)}
    assert asked["child-1"] == {"seen", "alone"}
    assert asked["child-2"] == {"seen"}
    assert asked["parent"] == set()
    answer(found, "gate", "partly")
    asked = {part.repetition.code: part.in_play for part in parts_of(found)}
    assert asked["parent"] == {"heard", "words"}


def test_a_section_with_something_required_must_be_begun_for_somebody(found):
    answer(found, "gate", "yes")
    assert [section.key for section in progress_of(found).to_begin] == ["views"]
    answer(found, "heard", "yes", "worker")
    assert progress_of(found).to_begin == []


def test_what_holds_nothing_required_may_be_left_out(found):
    answer(found, "gate", "no")
    assert progress_of(found).to_begin == []


def test_a_repetition_that_was_begun_must_be_complete_and_is_named(found):
    answer(found, "gate", "yes")
    for code in ("child-1", "child-2"):
        answer(found, "seen", "no", code)
    answer(found, "words", "They came late.", "parent")
    progress = progress_of(found)
    assert [asking.number for asking in progress.problems] == ["3.1 (Parent or carer)"]
    assert not progress.is_complete
    found.status = "in_progress"
    found.save()
    with pytest.raises(Refused):
        submit_return(audit_return=found, by=found.auditor, blanks_confirmed=True)
    answer(found, "heard", "no", "parent")
    submit_return(audit_return=found, by=found.auditor, blanks_confirmed=True)


def test_switching_the_section_off_lists_the_answers_of_each_repetition(found):
    answer(found, "gate", "no")
    answer(found, "heard", "yes", "parent")
    answer(found, "heard", "no", "child")
    off = progress_of(found).switched_off
    assert [asking.number for asking in off] == ["3.1 (Parent or carer)", "3.1 (Child)"]


def test_answers_of_repetitions_are_saved_apart_each_with_its_history(found):
    save(found, "heard", "yes", "parent")
    save(found, "heard", "no", "child")
    save(found, "heard", "partly", "child", version=1)
    said = {each.occasion: each.value for each in found.answers.all()}
    assert said == {"parent": "yes", "child": "partly"}
    assert [each.occasion for each in AnswerHistory.objects.all()] == ["child"]


def test_a_stale_save_of_one_repetition_meets_only_its_own_answer(found):
    save(found, "seen", "yes", "child-1")
    save(found, "seen", "no", "child-2")
    save(found, "seen", "partly", "child-1", version=1)
    with pytest.raises(StaleAnswers) as stale:
        save(found, "seen", "no", "child-1", version=1)
    [(_, theirs)] = stale.value.conflicts
    assert theirs.value == "partly"


def rows(found) -> dict[tuple, dict]:
    """Of the read model: by child and occasion, question -> option or state."""
    countable = Countable(found.tool_version)
    made = {}
    for row in outcomes_of(found, answers_of(found), countable):
        outcomes = Outcome.objects.filter(pk__in=row.outcome_ids)
        child = row.subject.number if row.subject_id else 0
        made[child, row.occasion] = {
            each.question.key: each.option.code if each.option else each.state
            for each in outcomes.select_related("question", "option")
        }
    return made


def test_the_read_model_has_a_row_once_for_every_child_and_for_what_was_begun(found):
    answer(found, "gate", "yes")
    answer(found, "seen", "yes", "child-2")
    answer(found, "heard", "no", "parent")
    assert rows(found) == {
        (0, ""): {"gate": "yes", "damp": "not_asked", "mould": "not_asked"},
        (1, ""): {"seen": "missing", "alone": "not_asked"},
        (2, ""): {"seen": "yes", "alone": "missing"},
        (0, "parent"): {"heard": "no", "words": "missing"},
    }


def test_switched_off_every_child_is_counted_as_not_asked_and_no_occasion_is():
    found = new_return()
    answer(found, "gate", "no")
    answer(found, "heard", "yes", "parent")
    assert set(rows(found)) == {(0, ""), (1, ""), (2, "")}


def test_the_read_model_that_was_written_is_the_one_that_is_due(found):
    answer(found, "gate", "yes")
    answer(found, "seen", "yes", "child-2")
    answer(found, "heard", "no", "parent")
    factories.move(found, "approved")
    assert list(differing_returns()) == []
    found.outcomes.filter(occasion="parent").delete()
    assert list(differing_returns()) == [found]
    write_outcomes(found)
    assert list(differing_returns()) == []


def test_finished_repetitions_are_counted_one_by_one(found):
    assert str(sections_done([found])[found.pk]) == "0/3"
    answer(found, "gate", "yes")
    assert str(sections_done([found])[found.pk]) == "1/4"
    answer(found, "seen", "no", "child-1")
    answer(found, "heard", "no", "parent")
    answer(found, "words", "Much.", "worker")
    assert str(sections_done([found])[found.pk]) == "3/5"


def test_many_returns_with_children_take_as_many_queries_as_one():
    returns = [new_return() for _ in range(3)]
    taken = []
    for some in (returns[:1], returns):
        with CaptureQueriesContext(connection) as queries:
            sections_done(some)
        taken.append(len(queries))
    # The three returns are on three versions of three tools, which are read together.
    assert taken[0] == taken[1]


def test_repetitions_are_read_side_by_side(found):
    answer(found, "gate", "yes")
    answer(found, "heard", "yes", "parent")
    answer(found, "heard", state="not_recorded", code="worker")
    [views] = [part for part in reading_of(found).sections if part.section.key == "views"]
    [heard, _] = views.rows
    said = [(at.label, answer.state, answer.text) for at, answer in heard.pairs]
    assert said == [
        ("Worker", "not_recorded", ""),
        ("Parent or carer", "answered", "Yes"),
        ("Child", "not_asked", ""),
    ]
    assert heard.answers[2].why == "Nothing was entered here."


def test_an_answer_to_another_version_of_the_tool_counts_nowhere_and_is_shown(found):
    left = factories.question(factories.section(factories.draft_version()), text="An old question?")
    factories.answer(found, left, "yes")
    found.tool_version.questions.get(key="gate")
    assert progress_of(found).answered == 0
    assert progress_of(found).switched_off == []
    assert str(sections_done([found])[found.pk]) == "0/3"
    assert rows(found)[0, ""]["gate"] == "missing"
    [said] = reading_of(found).no_longer_asked
    assert (said.question, said.text) == (left, "Yes")


def test_an_answer_for_a_repetition_there_no_longer_is_counts_nowhere_and_is_shown(found):
    factories.answer(found, question(found, "gate"), "yes", occasion="parent")
    assert progress_of(found).answered == 0
    assert progress_of(found).switched_off == []
    assert set(rows(found)) == {(0, ""), (1, ""), (2, "")}
    [said] = reading_of(found).no_longer_asked
    assert (said.question.key, said.text) == ("gate", "Yes")


def test_a_repetition_is_told_by_its_child_or_occasion_alone():
    assert Repetition(occasion="parent", code="parent", label="Parent") == Repetition(
        None, "parent"
    )
    assert len({Repetition(occasion="parent", label="Parent"), Repetition(None, "parent")}) == 1
