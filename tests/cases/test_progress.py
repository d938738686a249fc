"""How far a return is, given its agency's sector and its answers."""

import pytest

from agencies.models import Sector
from cases.models import AuditReturn
from cases.progress import progress_of
from tests import factories
from tests.cases.answering import answering_tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return answering_tool.new_return()


def answer(found, key, *args, **fields):
    return factories.answer(found, answering_tool.question(found, key), *args, **fields)


def keys(questions) -> list[str]:
    return [question.key for question in questions]


def in_sections(found) -> dict:
    return {part.section.key: keys(part.questions) for part in progress_of(found).sections}


def test_only_what_is_asked_of_the_agencys_sector_counts(found):
    assert in_sections(found) == {
        "voice": ["seen-alone", "visits", "last-seen", "learning"],
        "work": ["drift"],
    }
    police = answering_tool.new_return(agency_=factories.agency(Sector.POLICE))
    assert in_sections(police)["work"] == ["drift", "police-only"]
    assert in_sections(police)["police"] == ["crime"]


def test_an_answer_can_bring_in_a_question_and_a_section(found):
    answer(found, "seen-alone", "yes")
    assert "alone" in in_sections(found)
    assert "reasons" not in in_sections(found)["voice"]


def test_blanks_are_required_or_optional(found):
    progress = progress_of(found)
    assert keys(progress.required_blanks) == ["seen-alone", "drift"]
    assert keys(progress.optional_blanks) == ["visits", "last-seen", "learning"]
    assert (progress.answered, progress.total) == (0, 5)


@pytest.mark.parametrize("state", ["not_recorded", "not_applicable"])
def test_saying_why_there_is_no_answer_is_an_answer(found, state):
    answer(found, "drift", state=state, reason="Closed at once.")
    progress = progress_of(found)
    assert progress.answered == 1
    assert "drift" not in keys(progress.problems)


def test_a_missing_reason_stops_in_the_order_of_the_tool(found):
    answer(found, "seen-alone", state="not_applicable")
    assert keys(progress_of(found).problems) == ["seen-alone", "drift"]


def test_a_note_alone_leaves_the_question_blank(found):
    answer(found, "drift", state="missing", note="Asked the record team.")
    assert "drift" in keys(progress_of(found).required_blanks)


def test_an_answer_that_was_switched_off_is_listed_and_not_counted(found):
    answer(found, "seen-alone", "no")
    answer(found, "reasons", ["yes"])
    assert progress_of(found).answered == 2
    found.answers.filter(question__key="seen-alone").update(value="yes")
    progress = progress_of(found)
    assert keys(progress.switched_off) == ["reasons"]
    assert progress.answered == 1


def test_a_section_is_done_when_nothing_in_it_is_left(found):
    statuses = [part.status for part in progress_of(found).sections]
    answer(found, "seen-alone", "partly")
    answer(found, "drift", "no")
    assert statuses == ["not_started", "not_started"]
    assert [part.status for part in progress_of(found).sections] == ["in_progress", "approved"]


def test_a_return_that_came_with_its_answers_is_counted_without_a_query(
    found, django_assert_num_queries
):
    answer(found, "drift", "yes")
    loaded = AuditReturn.objects.with_answers().get(pk=found.pk)
    with django_assert_num_queries(0):
        progress = progress_of(loaded)
    assert progress.answered == 1


def half_scored(**fields):
    """One block of two items, of which one is scored, and a prompt beside it."""
    version = factories.draft_version()
    part = factories.section(version)
    block = factories.question(part, "items", items=["clean", "warm"], **fields)
    factories.question(part, "prompt", required=False)
    made = factories.audit_return(audit=factories.audit(factories.published(version)))
    factories.answer(made, block, {"clean": 2})
    return made


def test_an_answer_that_lacks_something_must_be_completed():
    progress = progress_of(half_scored())
    [(question, sentence)] = progress.incomplete.items()
    assert sentence == "Score every item. Without a score: “Warm”."
    assert progress.problems == [question]
    assert (progress.answered, progress.total) == (0, 1)


def test_a_block_with_a_partial_rule_needs_only_so_many_items():
    progress = progress_of(half_scored(total_rule="sum", fewest_items=1))
    assert progress.problems == []
    assert (progress.answered, progress.total) == (1, 1)


def test_a_prompt_is_no_question_to_answer():
    [part] = progress_of(half_scored()).sections
    assert [question.kind for question in part.questions] == ["items"]
