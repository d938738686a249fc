"""The columns of a file of returns, which follow from the tool.

Headings of a place have a blank in them, which no question's key has, so the two never meet.
"""

from dataclasses import dataclass

from audits.models import AuditTool, Question, Section, ToolVersion
from audits.question_kinds import items_of
from cases.answering.evidence_fields import QUOTE_PARTS, TEXT_LIMITS, TICKS

CASE, AGENCY, RESPONSE = "case reference", "agency name", "response label"
CHILD, OCCASION = "child number", "asked of or when"
AREA, PLAN_TYPE, AGE, SEX = "case area", "plan type", "child age", "child sex"
FACTS = (AREA, PLAN_TYPE, AGE, SEX)

ANSWER, REASON = "", "reason"
# What stands after the point in a heading, and the part of an answer it is.
PARTS = {
    "reason": REASON,
    "note": "note",
    "quote": "quote",
    "speaker": "quote_speaker",
    "proposed": "quote_proposed",
    "good-practice": "good_practice",
    "record": "record_reference",
}
NAMES = {part: name for name, part in PARTS.items()}
IN_ITEMS = (Question.Kind.ITEMS, Question.Kind.PROFILE)
IDENTIFYING = {
    AuditTool.Audits.CASES: (CASE, AGENCY),
    AuditTool.Audits.OWN_CASES: (CASE, AGENCY),
    AuditTool.Audits.ORGANISATIONS: (AGENCY,),
    AuditTool.Audits.RESPONDENTS: (AGENCY, RESPONSE),
}
HELP = {
    CASE: "The case’s reference in this audit. In every row.",
    AGENCY: "The agency’s name or short name here. In every row.",
    RESPONSE: "Any word that tells one response from the next; needed only where one response"
    " takes several rows. It is not kept.",
    CHILD: "1 for the first child of the case, 2 for the next. Needed in rows that answer what is"
    " asked for each child.",
    OCCASION: "Needed in rows that answer what is asked of each person, or at each time.",
    AREA: "Only for a case that is not in the audit yet: the area’s name.",
    PLAN_TYPE: "Only for a case that is not in the audit yet: the plan type’s key or name.",
    AGE: "Only for a case that is not in the audit yet: the child’s age in whole years.",
    SEX: "Only for a case that is not in the audit yet: female, male, other or unknown.",
}


@dataclass(frozen=True)
class Column:
    """`part`: the answer itself (empty), the reason why it does not apply, or what stands beside.

    `item`: the code of one line of a block or one area of a profile.
    """

    heading: str
    question: Question
    part: str = ANSWER
    item: str = ""


def place_headings(version: ToolVersion) -> list[str]:
    """Columns that say which return a row is about. Needs the tool, and its sections, read."""
    repeats = {section.repeats for section in version.sections.all()}
    audits = version.tool.audits
    found = list(IDENTIFYING[audits])
    if Section.Repeats.SUBJECT in repeats:
        found.append(CHILD)
    if repeats & set(Section.OCCASIONS):
        found.append(OCCASION)
    return [*found, *(FACTS if audits in AuditTool.WITH_CASES else ())]


def answer_columns(version: ToolVersion) -> dict[str, Column]:
    """Every column that a file may have beside those of `place_headings`, by heading."""
    columns = [
        column
        for question in version.ordered_questions
        if question.is_answered
        for column in columns_of(question)
    ]
    return {column.heading: column for column in columns}


def columns_of(question: Question) -> list[Column]:
    return [*_answer(question), *_beside(question)]


def template_columns(question: Question) -> list[Column]:
    """Those that a blank file is given; the others are added where there is something to say."""
    reason = [each for each in _beside(question) if each.part == REASON]
    speaker = [each for each in _beside(question) if each.part == "quote_speaker"]
    return [*_answer(question), *reason, *(speaker if question.kind == Question.Kind.QUOTE else [])]


def _answer(question: Question) -> list[Column]:
    """A block or profile has a column for each item, and one that says a state for the whole."""
    if question.kind not in IN_ITEMS:
        return [Column(question.key, question)]
    items = [
        Column(f"{question.key}[{item.code}]", question, item=item.code)
        for item in items_of(question)
    ]
    has_state = question.allows_not_recorded or question.allows_not_applicable
    return [*([Column(question.key, question)] if has_state else []), *items]


def _beside(question: Question) -> list[Column]:
    parts = [*TEXT_LIMITS, *TICKS, *QUOTE_PARTS]
    if question.kind == Question.Kind.QUOTE:
        parts = [part for part in parts if part not in QUOTE_PARTS] + ["quote_speaker"]
    if question.allows_not_applicable:
        parts = [REASON, *parts]
    return [
        Column(f"{question.key}.{NAMES[part]}", question, part)
        for part in dict.fromkeys(parts)
        if part in NAMES
    ]
