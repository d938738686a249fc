"""What the page of one section puts to an agency, what it leaves out, and why."""

from dataclasses import dataclass

from audits.asking import (
    Audience,
    QuestionWords,
    as_compared,
    asked,
    describe,
    for_audience,
)
from audits.conditions import NOT_ASKED, Condition, PlainAnswer, dump, holds, questions_in
from audits.models import AnswerState, Question, Section, ToolVersion
from audits.question_kinds import kind_of
from audits.questions import asked_sections, condition_of, question_words
from cases.models import Answer
from cases.outcomes import plain_answers

NOT_SAID = {
    AnswerState.NOT_APPLICABLE: "not applicable",
    AnswerState.NOT_RECORDED: "not recorded",
    AnswerState.MISSING: "not answered yet",
    AnswerState.NOT_ASKED: "not asked",
}


@dataclass(frozen=True)
class Place:
    """One question where it stands in its section.

    `asked` follows from what is saved. `depends_here`: an answer on the same page can change
    that, so the page holds the question either way.
    """

    question: Question
    condition: Condition | None
    asked: bool
    depends_here: bool = False
    only_if: str = ""
    because: str = ""
    looks_at: tuple[Question, ...] = ()

    @property
    def on_page(self) -> bool:
        return self.asked or self.depends_here

    @property
    def tree(self) -> dict | None:
        return dump(self.condition) if self.condition else None


class Routing:
    """The tool as one agency meets it, given its answers so far."""

    def __init__(self, version: ToolVersion, audience: Audience, answers: list[Answer]):
        self.audience = audience
        self.questions = {question.key: question for question in version.ordered_questions}
        plain = plain_answers(answers)
        sections = asked_sections(version)
        self.in_play = asked(sections, audience, plain)
        self.reached = {
            key: plain.get(key, PlainAnswer(AnswerState.MISSING))
            if key in self.in_play
            else PlainAnswer(NOT_ASKED)
            for key in self.questions
        }
        self.compared = {
            rule.key: as_compared(rule, self.reached[rule.key])
            for section in sections
            for rule in section.questions
        }
        words = question_words(self.questions.values())
        self.words = {
            key: QuestionWords(f"{self.questions[key].number} {found.text}", found.options)
            for key, found in words.items()
        }

    def applies(self, item: Section | Question) -> bool:
        return for_audience(item, self.audience)

    def places(self, section: Section) -> list[Place]:
        """Every question of the section that may ever be put to this agency, in order."""
        if not self.applies(section):
            return []
        shut = self._unmet(condition_of(section))
        here: set[str] = set()
        found = []
        for question in filter(self.applies, section.questions.all()):
            place = self._place(question, shut, here)
            found.append(place)
            if place.on_page:
                here.add(question.key)
        return found

    def _unmet(self, condition: Condition | None) -> Condition | None:
        return condition if condition and not holds(condition, self.compared) else None

    def _place(self, question: Question, shut: Condition | None, here: set[str]) -> Place:
        condition = shut or condition_of(question)
        if condition is None:
            return Place(question, None, asked=question.key in self.in_play)
        looks_at = self._looks_at(condition)
        return Place(
            question,
            condition,
            asked=question.key in self.in_play,
            depends_here=any(other.key in here for other in looks_at),
            only_if=describe(condition, self.words, lead="Answer this only if"),
            because=" and ".join(f"{other.number} is {self.shown(other)}" for other in looks_at),
            looks_at=looks_at,
        )

    def _looks_at(self, condition: Condition) -> tuple[Question, ...]:
        keys = questions_in(condition)
        return tuple(question for key, question in self.questions.items() if key in keys)

    def shown(self, question: Question) -> str:
        """What is saved for a question, in the words of a sentence."""
        found = self.reached[question.key]
        if found.state == AnswerState.ANSWERED:
            return f"“{kind_of(question).display(question, found.value)}”"
        return NOT_SAID[found.state]

    def known(self, places: list[Place]) -> dict[str, dict]:
        """What the page's conditions need from other sections, for its script."""
        here = {place.question.key for place in places if place.on_page}
        return {
            other.key: {
                "state": self.reached[other.key].state,
                "value": self.compared[other.key].value,
                "shown": f"{other.number} is {self.shown(other)}",
            }
            for place in places
            if place.depends_here
            for other in place.looks_at
            if other.key not in here
        }
