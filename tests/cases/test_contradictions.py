"""Contradictions that are found inside one return."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import Question, ToolVersion
from audits.tool_rows import definition_of, write_content
from cases.answering.parts import answers_of
from cases.contradictions import contradictions_in
from cases.models import AuditReturn, Subject
from tests import factories
from tests.cases.answering import repeating_tool
from tests.cases.answering.repeating_tool import answer

pytestmark = pytest.mark.django_db

ALONE_WITHOUT_A_DAY = {
    "all": [
        {"question": "alone", "is": ["yes"]},
        {"not": {"question": "last-seen", "answered": True}},
    ]
}


def tool(**when) -> ToolVersion:
    """`last-seen` stands before `alone`: a contradiction looks at questions in any order."""
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, Question.Kind.DATE, key="last-seen", text="Last seen?", required=False)
    factories.question(part, key="alone", text="Alone?")
    factories.question(part, Question.Kind.NUMBER, key="visits", text="Visits?", sectors=["police"])
    lines = factories.question(part, Question.Kind.ITEMS, items=("a", "b"), key="score")
    Question.objects.filter(pk=lines.pk).update(total_rule="sum", fewest_items=1)
    for key, tree in (when or {"alone": ALONE_WITHOUT_A_DAY}).items():
        factories.contradiction(version, key=key, when=tree, says=f"About {key}.")
    return factories.published(version)


def new_return(version: ToolVersion, sector="health") -> AuditReturn:
    found = factories.audit_return(
        audit=factories.audit(version), agency_=factories.agency(sector=sector)
    )
    return repeating_tool.loaded(found)


def said(found: AuditReturn) -> list[str]:
    return [each.says for each in contradictions_in(found)]


def test_answers_that_do_not_fit_together_are_found_with_their_questions():
    found = new_return(tool())
    assert said(found) == []
    answer(found, "alone", "yes")
    [each] = contradictions_in(found)
    assert each.says == "About alone."
    assert [asking.key for asking in each.askings] == ["last-seen", "alone"]


def test_a_contradiction_goes_once_the_answers_fit():
    found = new_return(tool())
    answer(found, "alone", "yes")
    answer(found, "last-seen", "2025-06-01")
    assert said(found) == []


@pytest.mark.parametrize("state", ["not_recorded", "not_applicable", "missing"])
def test_what_is_not_answered_is_no_answer(state):
    found = new_return(tool())
    answer(found, "alone", "yes")
    answer(found, "last-seen", state=state)
    assert said(found) == ["About alone."]


def test_a_question_that_is_not_asked_decides_nothing_either_way():
    version = tool(
        with_it={"question": "visits", "at_least": 3},
        without_it={"not": {"question": "visits", "answered": True}},
        either={
            "any": [{"question": "visits", "at_least": 3}, {"question": "alone", "is": ["no"]}]
        },
    )
    health, police = new_return(version), new_return(version, "police")
    answer(health, "alone", "no")
    assert said(health) == ["About either."]
    [each] = contradictions_in(health)
    assert [asking.key for asking in each.askings] == ["alone"]
    answer(police, "visits", 3)
    assert said(police) == ["About with_it.", "About either."]


def test_an_answer_kept_from_before_its_question_was_switched_off_decides_nothing():
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, key="seen", text="Seen?")
    shown = {"question": "seen", "is": ["yes"]}
    factories.question(part, key="alone", text="Alone?", show_when=shown)
    factories.contradiction(version, when={"question": "alone", "is": ["yes"]}, says="Odd.")
    found = new_return(factories.published(version))
    answer(found, "seen", "yes")
    kept = answer(found, "alone", "yes")
    assert said(found) == ["Odd."]
    found.answers.filter(question__key="seen").update(value="no")
    assert found.answers.filter(pk=kept.pk).exists()
    assert said(found) == []


def test_scored_items_are_compared_by_their_total():
    found = new_return(tool(score={"question": "score", "at_least": 5}))
    answer(found, "score", {"a": 2, "b": 3})
    assert said(found) == ["About score."]


def test_answers_given_are_tried_in_place_of_those_saved():
    found = new_return(tool())
    row = answer(found, "alone", "yes")
    row.value = "no"
    assert contradictions_in(found, [row]) == []


def repeating(**when) -> AuditReturn:
    made = repeating_tool.tool()
    draft = ToolVersion.objects.create(tool=made.tool, number=2)
    write_content(draft, definition_of(made))
    for key, tree in when.items():
        factories.contradiction(draft, key=key, when=tree, says=f"About {key}.")
    found = factories.audit_return(audit=factories.audit(factories.published(draft)))
    Subject.objects.create(case=found.case, number=2)
    return repeating_tool.loaded(found)


NOBODY_SEEN_BUT_THIS_CHILD = {
    "all": [{"question": "gate", "is": ["no"]}, {"question": "seen", "is": ["yes"]}]
}


def test_in_a_section_that_repeats_each_repetition_is_tried_with_what_is_asked_once():
    found = repeating(child=NOBODY_SEEN_BUT_THIS_CHILD)
    answer(found, "gate", "no")
    answer(found, "seen", "no", "child-1")
    answer(found, "seen", "yes", "child-2")
    [each] = contradictions_in(found)
    assert [(asking.key, asking.repetition.code) for asking in each.askings] == [
        ("gate", ""),
        ("seen", "child-2"),
    ]
    answer(found, "heard", "yes", "parent")
    assert len(contradictions_in(found)) == 1


def test_a_repetition_that_nobody_began_is_not_tried():
    found = repeating(child={"not": {"question": "seen", "is": ["yes"]}})
    assert said(found) == []
    answer(found, "seen", "no", "child-1")
    [each] = contradictions_in(found)
    assert each.askings[0].repetition.code == "child-1"


def test_a_contradiction_asked_once_is_found_once_whatever_repeats():
    found = repeating(gate={"question": "gate", "is": ["no"]})
    answer(found, "gate", "no")
    answer(found, "seen", "no", "child-1")
    answer(found, "seen", "no", "child-2")
    assert said(found) == ["About gate."]


def test_a_tool_without_contradictions_reads_no_answers():
    found = new_return(factories.small_version())
    ToolVersion.objects.ready_to_ask().get(pk=found.tool_version_id)
    found.tool_version = ToolVersion.objects.ready_to_ask().get(pk=found.tool_version_id)
    with CaptureQueriesContext(connection) as queries:
        assert contradictions_in(found) == []
    assert len(queries) == 0


def test_contradictions_of_a_published_version_cost_no_query():
    found = new_return(tool())
    answer(found, "alone", "yes")
    ready = ToolVersion.objects.ready_to_ask()
    ready.get(pk=found.tool_version_id)
    found.tool_version = ready.get(pk=found.tool_version_id)
    answers = answers_of(found)
    with CaptureQueriesContext(connection) as queries:
        assert len(contradictions_in(found, answers)) == 1
    assert not [each["sql"] for each in queries if "contradiction" in each["sql"]]
