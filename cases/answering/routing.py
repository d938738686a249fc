"""What the page of one section puts to an agency, what it leaves out, and why."""

from dataclasses import dataclass, replace

from audits.asking import as_compared, asked, describe
from audits.conditions import NOT_ASKED, Condition, PlainAnswer, dump, holds, questions_in
from audits.models import AnswerState, Question, Section, ToolVersion
from audits.question_kinds import kind_of
from audits.questions import asked_sections, condition_of, question_words
from audits.rules import Audience, for_audience
from cases.answering.parts import by_repetition, plain
from cases.answering.repetitions import ONCE, Repetition
from cases.audiences import could_pick, plan_type_names, why_not_for
from cases.models import Answer

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
    that, so the page holds the question either way. `left_out`: why it is not for this return,
    whatever is answered; `pick` is then the key of what would have to be picked, if that is all.
    """

    question: Question
    condition: Condition | None
    asked: bool
    depends_here: bool = False
    only_if: str = ""
    because: str = ""
    looks_at: tuple[Question, ...] = ()
    left_out: str = ""
    pick: str = ""

    @property
    def on_page(self) -> bool:
        return self.asked or self.depends_here

    @property
    def tree(self) -> dict | None:
        return dump(self.condition) if self.condition else None


class Routing:
    """The tool as one agency meets it, given its answers so far.

    In a repetition of a section that repeats, given also what is answered there.
    """

    def __init__(
        self,
        version: ToolVersion,
        audience: Audience,
        answers: list[Answer],
        section_key: str = "",
        repetition: Repetition = ONCE,
    ):
        self.audience = audience
        self.plan_types = plan_type_names(version)
        self.questions = {question.key: question for question in version.ordered_questions}
        rules = asked_sections(version)
        known = by_repetition(answers)
        given = plain(known.get(ONCE, {}))
        self.in_play = asked(rules, audience, given)
        if repetition != ONCE:
            given |= plain(known.get(repetition, {}))
            self.in_play |= asked(rules, audience, given, repeated=section_key)
        self.reached = {
            key: given.get(key, PlainAnswer(AnswerState.MISSING))
            if key in self.in_play
            else PlainAnswer(NOT_ASKED)
            for key in self.questions
        }
        self.compared = {
            rule.key: as_compared(rule, self.reached[rule.key])
            for section in rules
            for rule in section.questions
        }
        self.words = {
            key: replace(found, text=f"{self.questions[key].number} {found.text}")
            for key, found in question_words(self.questions.values()).items()
        }

    def places(self, section: Section) -> list[Place]:
        """Every question of the section that may ever be put to this return, in order.

        Those that wait for a plan type or for being picked are there too, to say so; those for
        other sectors are not.
        """
        if not self._for_sector(section):
            return []
        shut = self._unmet(condition_of(section))
        here: set[str] = set()
        found = []
        for question in filter(self._for_sector, section.questions.all()):
            place = self._left_out(section, question) or self._place(question, shut, here)
            found.append(place)
            if place.on_page:
                here.add(question.key)
        return found

    def _for_sector(self, item: Section | Question) -> bool:
        return for_audience(item, Audience(sector=self.audience.sector))

    def _left_out(self, section: Section, question: Question) -> Place | None:
        for item in (section, question):
            if why := why_not_for(item, self.audience, self.plan_types):
                pick = item.key if could_pick(item, self.audience) else ""
                return Place(question, None, asked=False, left_out=why, pick=pick)
        return None

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
