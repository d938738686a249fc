"""Answers for the small audits of the demo: valid for their questions, and different each time."""

from datetime import date, timedelta

from audits.asking import asked
from audits.conditions import PlainAnswer
from audits.models import AnswerState, Question
from audits.questions import asked_sections, loaded
from cases.answering.entries import Entry
from cases.audiences import audience_of
from cases.models import AuditReturn

Kind = Question.Kind
TEXTS = (
    "The plan was read in three teams. Two could say what they would do first, one had to look.",
    "Supervision notes show it as a standing item. The last four months each have a decision.",
    "We sampled ten files. Eight had it in writing, and in two it was agreed but not put down.",
    "New staff meet it in their first week. Refreshers are booked, though nights find it hard.",
    "Children told us through the forum that letters were too long, so we rewrote them with them.",
    "Two complaints led to a change of form. We have not yet looked whether the change has held.",
)


def entries_for(audit_return: AuditReturn, number: int, share: float = 1) -> dict[Question, Entry]:
    """The first `share` of what is asked of this return and needs an answer, the `number`th way."""
    version = loaded(audit_return.tool_version)
    rules, audience = asked_sections(version), audience_of(audit_return)
    given: dict[Question, Entry] = {}
    while True:
        plain = {each.key: PlainAnswer(said.state, said.value) for each, said in given.items()}
        in_play = asked(rules, audience, plain)
        new = [
            question
            for question in version.ordered_questions
            if question.key in in_play and question not in given and _is_answered(question)
        ]
        if not new:
            break
        for place, question in enumerate(new):
            value = _value(question, number + place, audit_return.audit.scope_end)
            given[question] = Entry(AnswerState.ANSWERED, value)
    ordered = [question for question in version.ordered_questions if question in given]
    return {question: given[question] for question in ordered[: round(len(ordered) * share)]}


def _is_answered(question: Question) -> bool:
    return question.required and question.kind != Kind.PROMPT


def _value(question: Question, turn: int, day: date):
    match question.kind:
        case Kind.CHOICE | Kind.GRADE:
            return _codes(question)[turn * 7 % 5 % len(_codes(question))]
        case Kind.CHOICES:
            codes = _codes(question)
            return sorted(
                {codes[turn % len(codes)], codes[(turn + 1) % len(codes)]}, key=codes.index
            )
        case Kind.NUMBER:
            return int(question.minimum or 0) + turn * 3 % 20
        case Kind.ITEMS:
            return {item.code: int(question.minimum or 0) for item in question.items.all()}
        case Kind.PROFILE:
            codes = _codes(question)
            items = enumerate(question.items.all(), start=turn)
            return {item.code: codes[place % len(codes)] for place, item in items}
        case Kind.DATE:
            return (day - timedelta(days=turn)).isoformat()
        case Kind.PARTIAL_DATE:
            return f"{day:%Y-%m}"
        case Kind.PERIOD:
            return [(day - timedelta(days=180)).isoformat(), day.isoformat()]
        case Kind.QUOTE:
            return {"text": TEXTS[turn % len(TEXTS)], "speaker": "practitioner"}
        case Kind.TASKS:
            return [{"task": "Look at it again in six months.", "who": "The lead", "by": ""}]
    return TEXTS[turn % len(TEXTS)]


def _codes(question: Question) -> list[str]:
    """Without options that say a question does not apply."""
    return [
        option.code
        for option in question.scale.options.all()
        if option.counts_as != "not_applicable"
    ]
