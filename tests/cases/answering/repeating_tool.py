"""A tool asked once, for each child, for each respondent and for each time, and what is picked."""

from audits.models import Question, ToolVersion
from cases.answering.parts import parts_of
from cases.answering.repetitions import ONCE, Repetition
from cases.models import AuditReturn, Subject
from tests import factories

Kind = Question.Kind


def tool(**limits) -> ToolVersion:
    version = factories.draft_version()
    ask = factories.question
    once = factories.section(version, key="once", title="The record")
    ask(once, key="gate", text="Was anybody seen?")
    child = factories.section(version, key="each-child", title="Each child", repeats="subject")
    ask(child, key="seen", text="Was this child seen?")
    ask(child, key="alone", text="Alone?", show_when={"question": "seen", "is": ["yes"]})
    views = factories.section(
        version,
        key="views",
        title="What they said",
        repeats="respondent",
        show_when={"question": "gate", "is": ["yes", "partly"]},
    )
    ask(views, key="heard", text="Did they feel heard?")
    ask(views, Kind.TEXT, key="words", text="In their words?", required=False)
    times = factories.section(version, key="times", title="Scores", repeats="time_point")
    ask(times, Kind.NUMBER, key="score", text="The score?", required=False)
    extra = factories.section(version, key="extra", title="Housing", picked=True, guidance="Homes.")
    ask(extra, key="damp", text="Was there damp?")
    ask(extra, key="mould", text="Was there mould?", picked=True)
    return factories.published(version)


def new_return(children: int = 2, **fields) -> AuditReturn:
    found = factories.audit_return(audit=factories.audit(tool()), **fields)
    for number in range(2, children + 1):
        Subject.objects.create(case=found.case, number=number)
    return loaded(found)


def loaded(found: AuditReturn) -> AuditReturn:
    return AuditReturn.objects.select_related("agency", "case__plan_type", "audit").get(pk=found.pk)


def repetition(found: AuditReturn, code: str) -> Repetition:
    """By its code in addresses; "" is once."""
    known = {part.repetition.code: part.repetition for part in parts_of(found)} | {"": ONCE}
    return known[code]


def answer(found: AuditReturn, key: str, value=None, code: str = "", **fields):
    there = repetition(found, code)
    return factories.answer(
        found,
        found.tool_version.questions.get(key=key),
        value,
        subject_id=there.subject_id,
        occasion=there.occasion,
        **fields,
    )
