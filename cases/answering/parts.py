"""What one return is asked, part by part: each section once, or in each of its repetitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audits.asking import asked
from audits.conditions import PlainAnswer
from audits.models import AnswerState, Question, Section
from audits.questions import asked_sections, loaded
from audits.rules import Audience, SectionRule
from cases.answering.repetitions import ONCE, Repetition, repetitions_of, subjects_of
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn, Subject

# By question key; rows, or their state and value alone.
Answers = Mapping[str, Answer | PlainAnswer]
ByRepetition = Mapping[Repetition, Answers]


@dataclass(frozen=True)
class Part:
    """`in_play`: keys of the questions that are asked here, were it begun where it has to be.

    `answers` are those entered here, by question key, also to questions no longer in play.
    """

    section: Section | SectionRule
    repetition: Repetition
    in_play: frozenset[str]
    answers: Answers

    @property
    def is_begun(self) -> bool:
        return any(
            key in self.answers and self.answers[key].state in Answer.ENTERED
            for key in self.in_play
        )

    @property
    def is_asked(self) -> bool:
        return bool(self.in_play) and (self.is_begun or not self.repetition.must_be_begun)

    @property
    def questions(self) -> list[Question]:
        """Those in play that can be answered, in order. Only of a part made from rows."""
        return [
            question
            for question in self.section.questions.all()
            if question.is_answered and question.key in self.in_play
        ]

    def asks(self, key: str) -> bool:
        return self.is_asked and key in self.in_play


def parts_of(audit_return: AuditReturn, answers: Iterable[Answer] | None = None) -> list[Part]:
    """Needs the return's agency; reads the tool, the children of its case, and the answers."""
    version = loaded(audit_return.tool_version)
    sections = list(version.sections.all())
    return parts(
        sections,
        asked_sections(version),
        audience_of(audit_return),
        subjects_of(audit_return, sections),
        by_repetition(answers_of(audit_return) if answers is None else answers),
    )


def parts(
    sections: Sequence[Section | SectionRule],
    rules: Sequence[SectionRule],
    audience: Audience,
    subjects: Sequence[Subject],
    answers: ByRepetition,
) -> list[Part]:
    """In the order of the tool. `sections` are rows of the same tool as the rules, or the rules."""
    once = plain(answers.get(ONCE, {}))
    asked_once = asked(rules, audience, once)
    found = []
    for section, rule in zip(sections, rules, strict=True):
        keys = {question.key for question in rule.questions}
        for repetition in repetitions_of(section, subjects):
            own = answers.get(repetition, {})
            in_play = (
                asked(rules, audience, {**once, **plain(own)}, repeated=section.key)
                if section.repeats
                else asked_once & keys
            )
            here = {key: answer for key, answer in own.items() if key in keys}
            found.append(Part(section, repetition, in_play, here))
    return found


def answers_of(audit_return: AuditReturn) -> list[Answer]:
    """Answers to the return's own tool version, whether or not the return came with them."""
    return answers_and_leftovers(audit_return)[0]


def answers_and_leftovers(audit_return: AuditReturn) -> tuple[list[Answer], list[Answer]]:
    """Leftovers are to another version's questions, from before the return was moved to its own."""
    if "answers" in getattr(audit_return, "_prefetched_objects_cache", {}):
        rows = audit_return.answers.all()
    else:
        rows = audit_return.answers.select_related("question__section")
    own, others = [], []
    for row in rows:
        (own if row.question.version_id == audit_return.tool_version_id else others).append(row)
    entered = [row for row in others if row.state != AnswerState.MISSING]
    return own, sorted(entered, key=lambda row: (row.question.key, row.occasion))


def placeless(answers: Iterable[Answer], found: Iterable[Part]) -> list[Answer]:
    """Those of a repetition that their section no longer has."""
    placed = {(part.repetition, key) for part in found for key in part.answers}
    return [
        answer
        for answer in answers
        if answer.state != AnswerState.MISSING
        and (Repetition.of(answer), answer.question.key) not in placed
    ]


def by_repetition(answers: Iterable[Answer]) -> dict[Repetition, dict[str, Answer]]:
    found = defaultdict(dict)
    for answer in answers:
        found[Repetition.of(answer)][answer.question.key] = answer
    return found


def plain(answers: Answers) -> dict[str, PlainAnswer]:
    return {key: PlainAnswer(answer.state, answer.value) for key, answer in answers.items()}
