"""Makes the printed copy of a return, for its agency's own file."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from agencies.models import Partnership
from agencies.plurals import plural
from audits.models import AnswerState
from cases.answering.reading import ReadAnswer, Reading, ReadRow, ReadSection, reading_of
from cases.answering.shown_answers import ShownAnswer
from cases.models import AuditReturn
from reports.colours import Colours
from reports.pdf import is_printable, render_return
from reports.printed_files import PDF, Printed
from reports.printed_returns import (
    Beside,
    Fact,
    PrintedAnswer,
    PrintedQuestion,
    PrintedReturn,
    PrintedSection,
    paragraphs,
    spelt_out,
)
from reports.return_word import return_word
from reports.word import CONTENT_TYPE as WORD

Status = AuditReturn.Status
STEPS = ("Reading the return", "Drawing the copy")
STATE_WORDS = {
    AnswerState.NOT_APPLICABLE: "Not applicable",
    AnswerState.NOT_RECORDED: "Not recorded",
    AnswerState.MISSING: "Left blank",
    AnswerState.NOT_ASKED: "Not asked",
}
STANDING = {
    Status.NOT_STARTED: "Nothing has been answered yet.",
    Status.IN_PROGRESS: "A draft: its auditor has not submitted it.",
    Status.SUBMITTED: "Submitted, and not yet approved by the agency.",
    Status.CHANGES_REQUESTED: "Sent back to its auditor for changes: these answers may change.",
    Status.HELD: "Approved by the agency, which keeps it to itself.",
    Status.APPROVED: "Approved by the agency.",
    Status.LOCKED: "Approved by the agency. The audit has moved on, so it can no longer change.",
    Status.EXEMPT: "Exempt: nothing is expected of this return.",
}
FOR_THE_AGENCY = "Accepted by the coordinator, as the agency has no second person to approve it."
COLLECTED_ELSEWHERE = "Collected elsewhere and entered as a file."
BY_SURVEY = "Answered by survey."


def returns_to_print():
    return AuditReturn.objects.select_related(
        "audit",
        "agency",
        "case__plan_type",
        "tool_version__tool",
        "auditor",
        "substitute",
        "submitted_by",
        "approved_by",
    )


def copy_of(audit_return: AuditReturn) -> PrintedReturn:
    house = Partnership.objects.first()
    reading = reading_of(audit_return)
    made = PrintedReturn(
        title=f"{audit_return.reference}: return of {audit_return.agency.name}",
        reference=audit_return.reference,
        agency=audit_return.agency.name,
        partnership=house.name if house else "",
        audit_line=audit_return.audit.name,
        standing=_standing(audit_return),
        dated=timezone.localdate(),
        colours=Colours(brand=house.brand_colour, tint=house.tint_colour) if house else Colours(),
        facts=tuple(Fact(label, text) for label, text in _facts(audit_return) if text),
        counts=_counts(reading),
        sections=tuple(_section(part) for part in reading.asked),
        not_asked=tuple(_not_asked(part) for part in reading.not_asked),
        no_longer_asked=tuple(_left_over(said) for said in reading.no_longer_asked),
    )
    return spelt_out(made, is_printable)


def file_of(copy: PrintedReturn, file_format: str) -> Printed:
    """Named after the reference and the agency, and so after nobody.

    Raises PdfError when a PDF cannot be made.
    """
    name = f"{copy.reference}-{slugify(copy.agency)}-return"
    if file_format == "docx":
        return Printed(f"{name}.docx", WORD, return_word(copy))
    made = render_return(copy)
    return Printed(f"{name}.pdf", PDF, made.content, made.pages)


def _standing(audit_return: AuditReturn) -> str:
    if audit_return.approved_for_agency and audit_return.status in AuditReturn.COUNTED:
        return FOR_THE_AGENCY
    if audit_return.approved_by is None and audit_return.status in AuditReturn.COUNTED:
        return BY_SURVEY if audit_return.survey_id else COLLECTED_ELSEWHERE
    return STANDING[Status(audit_return.status)]


def _facts(audit_return: AuditReturn) -> Iterator[tuple[str, str]]:
    audit, version = audit_return.audit, audit_return.tool_version
    yield "Period looked at", f"{_day(audit.scope_start)} to {_day(audit.scope_end)}"
    yield "Questions", f"{version.tool.name}, version {version.number}"
    yield "Plan type", audit_return.case.plan_type.name if _has_plan(audit_return) else ""
    yield "Auditor", audit_return.auditor.name if audit_return.auditor else ""
    yield "In the auditor’s place", audit_return.substitute.name if audit_return.substitute else ""
    yield "Submitted", _who_and_when(audit_return.submitted_by, audit_return.submitted_at)
    yield "Approved", _who_and_when(audit_return.approved_by, audit_return.approved_at)
    yield "Due", _day(audit_return.due_on)


def _has_plan(audit_return: AuditReturn) -> bool:
    return audit_return.case is not None and audit_return.case.plan_type_id is not None


def _day(day) -> str:
    return date_format(day, "j F Y")


def _who_and_when(person, moment) -> str:
    if moment is None:
        return ""
    day = _day(timezone.localdate(moment))
    return f"{person.name}, {day}" if person else day


def _counts(reading: Reading) -> str:
    words = {AnswerState.ANSWERED: "answered"} | {
        state: words.lower() for state, words in STATE_WORDS.items()
    }
    said = [f"{count} {words[state]}" for state, count in reading.counts]
    return f"{plural(sum(n for _, n in reading.counts), 'question')}: {', '.join(said)}."


def _section(part: ReadSection) -> PrintedSection:
    questions = tuple(_question(row) for row in part.rows)
    return PrintedSection(str(part.section.number), part.section.title, questions)


def _question(row: ReadRow) -> PrintedQuestion:
    answers = tuple(_answer(answer, repetition.label) for repetition, answer in row.pairs)
    return PrintedQuestion(row.question.number, row.question.text, answers)


def _answer(answer: ReadAnswer, label: str) -> PrintedAnswer:
    beside = tuple(Beside(name, lines) for name, lines in _beside(answer) if lines)
    if answer.state == AnswerState.ANSWERED:
        return PrintedAnswer(label, "", paragraphs(answer.text), beside)
    why = paragraphs(answer.reason or answer.why)
    return PrintedAnswer(label, STATE_WORDS[answer.state], why, beside)


def _beside(answer: ReadAnswer | ShownAnswer) -> Iterator[tuple[str, tuple[str, ...]]]:
    beside = answer.beside
    yield "Good practice", ("Marked by the auditor.",) if beside.good_practice else ()
    yield "Note", paragraphs(beside.note)
    yield f"Quote, {beside.whose.lower()}", paragraphs(beside.quote)
    yield "In the record", paragraphs(beside.record_reference)
    yield "Files", tuple(file.title for file in getattr(answer, "files", ()))


def _not_asked(part: ReadSection) -> str:
    why = next((answer.why for answer in part.answers if answer.why), "")
    return f"{part.section.number}. {part.section.title}. {why}".strip()


def _left_over(said: ShownAnswer) -> PrintedQuestion:
    beside = tuple(Beside(name, lines) for name, lines in _beside(said) if lines)
    lines = paragraphs(said.text) + paragraphs(said.reason)
    return PrintedQuestion("", said.question.text, (PrintedAnswer("", "", lines, beside),))
