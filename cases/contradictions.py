"""Contradictions inside one return: answers that its tool says do not fit together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audits.asking import as_compared
from audits.conditions import MISSING, NOT_ASKED, Condition, PlainAnswer, holds, parse, questions_in
from audits.questions import asked_sections, loaded
from audits.rules import QuestionRule
from cases.answering.parts import Part, parts_of, plain
from cases.answering.repetitions import Asking
from cases.models import Answer, AuditReturn


@dataclass(frozen=True)
class Found:
    """`says` is the tool's sentence; `askings` are the questions it looks at, in order."""

    key: str
    says: str
    askings: list[Asking]


def contradictions_in(
    audit_return: AuditReturn, answers: Iterable[Answer] | None = None
) -> list[Found]:
    """In the order of the tool; one in a section that repeats once for each repetition it is in.

    A question that is not asked decides nothing, and one that is asked and blank is not answered,
    as in every condition. Reads what `parts_of` reads, and nothing more of a published version.
    """
    version = loaded(audit_return.tool_version)
    contradictions = list(version.contradictions.all())
    if not contradictions:
        return []
    tried = _Tried(asked_sections(version), parts_of(audit_return, answers))
    return [
        Found(each.key, each.says, askings)
        for each in contradictions
        for askings in tried.found(parse(each.when))
    ]


class _Tried:
    """A return's answers, as conditions compare them: what is asked once, and each repetition."""

    def __init__(self, sections, parts: list[Part]) -> None:
        self.rules = {rule.key: rule for section in sections for rule in section.questions}
        self.repeated = {
            rule.key: section.key
            for section in sections
            if section.repeats
            for rule in section.questions
        }
        self.once = [part for part in parts if not part.section.repeats]
        self.begun = [part for part in parts if part.section.repeats and part.is_begun]
        self.known = {key: PlainAnswer(NOT_ASKED) for key in self.rules}
        for part in self.once:
            self.known |= _compared(part, self.rules)

    def found(self, condition: Condition) -> Iterator[list[Asking]]:
        """The questions of each place where it holds."""
        looked_at = questions_in(condition)
        sections = {self.repeated[key] for key in looked_at if key in self.repeated}
        if not sections:
            if holds(condition, self.known):
                yield _askings(self.once, looked_at)
            return
        for part in self.begun:
            known = self.known | _compared(part, self.rules)
            if part.section.key in sections and holds(condition, known):
                yield _askings([*self.once, part], looked_at)


def _compared(part: Part, rules: Mapping[str, QuestionRule]) -> dict[str, PlainAnswer]:
    given = plain(part.answers)
    return {key: as_compared(rules[key], _open(given.get(key))) for key in part.in_play}


def _open(answer: PlainAnswer | None) -> PlainAnswer:
    # A stored row may say "not asked" from before a change that asks the question again.
    return PlainAnswer(MISSING) if answer is None or answer.state == NOT_ASKED else answer


def _askings(parts: list[Part], looked_at: frozenset[str]) -> list[Asking]:
    found = [
        Asking(question, part.repetition)
        for part in parts
        for question in part.section.questions.all()
        if question.key in looked_at and question.key in part.in_play
    ]
    return sorted(found, key=_place)


def _place(asking: Asking) -> tuple[int, int]:
    return asking.question.section.position, asking.question.position
