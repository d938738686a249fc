"""Every kind of question × state × agency: progress, reading and figures say the same."""

import pytest

from agencies.models import Sector
from audits.models import AnswerState, Outcome, Question
from audits.tool_definition import ITEM_KINDS
from cases.answering.reading import reading_of
from cases.models import AuditReturn
from cases.progress import progress_of
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Question.Kind

# What an answer of each kind is stored as; prompts are never answered.
VALUES = {
    Kind.CHOICE: "yes",
    Kind.CHOICES: ["yes", "no"],
    Kind.GRADE: "no",
    Kind.NUMBER: 0,
    Kind.ITEMS: {"one": 0, "two": "1.5"},
    Kind.PROFILE: {"one": "yes", "two": "no"},
    Kind.DATE: "2026-03-31",
    Kind.PARTIAL_DATE: "2026",
    Kind.PERIOD: ["2026-01-05", "2026-03-31"],
    Kind.TEXT: "0",
    Kind.QUOTE: {"text": "Nobody asked.", "speaker": "child"},
    Kind.TASKS: [{"task": "Ask", "who": "Nurse", "by": ""}],
}


def test_the_matrix_holds_every_kind_that_is_answered():
    assert set(VALUES) == set(Kind) - {Kind.PROMPT}


def tool(kind):
    """A gate that everybody answers, and a question of this kind behind it for health alone."""
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, key="gate")
    items = ("one", "two") if kind in ITEM_KINDS else ()
    behind = {"show_when": {"question": "gate", "is": ["yes"]}, "sectors": [Sector.HEALTH]}
    factories.question(part, kind, items, key="behind", **behind)
    return factories.published(version)


def answered(version, kind, state, sector) -> AuditReturn:
    """An approved return in which the question is in this state, or has kept an answer there."""
    agency = factories.agency(sector)
    found = factories.audit_return(audit=factories.audit(version), agency_=agency)
    gate = "no" if state == AnswerState.NOT_ASKED else "yes"
    factories.answer(found, version.questions.get(key="gate"), gate)
    kept = AnswerState.ANSWERED if state == AnswerState.NOT_ASKED else state
    factories.answer(
        found,
        version.questions.get(key="behind"),
        VALUES[kind] if kept == AnswerState.ANSWERED else None,
        kept,
        reason="It did not arise." if kept == AnswerState.NOT_APPLICABLE else "",
    )
    return factories.move(found, AuditReturn.Status.APPROVED)


def counted_states(found) -> set[str]:
    """The states in which the read model counts the question behind the gate."""
    [row] = found.outcomes.all()
    outcomes = Outcome.objects.filter(pk__in=row.outcome_ids, question__key="behind")
    return set(outcomes.values_list("state", flat=True))


def read_state(found) -> str:
    [section] = reading_of(found).sections
    return next(row.state for row in section.answers if row.question.key == "behind")


@pytest.mark.parametrize("sector", [Sector.HEALTH, Sector.POLICE])
@pytest.mark.parametrize("state", list(AnswerState))
@pytest.mark.parametrize("kind", list(VALUES))
def test_a_state_is_the_same_wherever_it_is_read_and_hidden_answers_never_count(
    kind, state, sector
):
    found = answered(tool(kind), kind, state, sector)
    expected = state if sector == Sector.HEALTH else AnswerState.NOT_ASKED
    assert counted_states(found) == {expected}
    assert read_state(found) == expected
    asked = [question.key for part in progress_of(found).sections for question in part.questions]
    assert ("behind" in asked) is (expected != AnswerState.NOT_ASKED)
