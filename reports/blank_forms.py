"""A blank form of an audit tool, to be filled in by hand or in Word. Pure.

Questions keep the numbers they have on screen, so that a paper form can be typed in later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from audits.asking import Audience, QuestionWords, describe, for_audience
from audits.guidance_links import in_print
from audits.minutes import estimate
from audits.tool_definition import QuestionDefinition, SectionDefinition, ToolDefinition
from audits.tool_rules import numbers_of, readable
from reports.blank_answers import Drawing, columns_of
from reports.blank_parts import BlankForm, BlankQuestion, BlankSection, Prompts, Row
from reports.blank_reach import reachable
from reports.colours import Colours

REPEATS = {
    "subject": "Answer for each {subject} of the case. For more than three, copy these pages.",
    "respondent": "Answer once for each: worker, parent or carer, child. Keep them apart.",
    "time_point": "Answer at the first time, and again later.",
}
READ = {
    "cases": "Read your own agency’s record of the case, and answer from that record alone.",
    "own_cases": "Read your own record of the case, and answer from that record.",
    "organisations": "Answer for the whole organisation, with help from those who know each part.",
    "respondents": "Answer for yourself, as things are today.",
}
STATES = (
    "“Not recorded” means that you looked and found nothing. “Not applicable” means that the"
    " question does not fit: say why."
)
STEPS = (
    "Tick the box beside your answer. To change an answer, cross it out and tick another.",
    "Leave out whatever says “Only if” where that is not so, and go on to the next question.",
    STATES,
    "Write no names, dates of birth or addresses, of anybody, anywhere on this form.",
    "The numbers are those on screen, so that the answers can be typed in later. Hand the form to"
    " whoever gave it to you, and keep no copy.",
)
REFERENCES = {
    "cases": ("Case reference", "Agency", "Auditor’s role", "Date completed"),
    "own_cases": ("Reference given by the service", "Agency", "Auditor’s role", "Date completed"),
    "organisations": ("Organisation", "Completed by (role)", "Agreed by (role)", "Date completed"),
    "respondents": ("Response number, if you were given one", "Date completed"),
}
EVERYBODY = Audience()
_NUMBER = re.compile(r"‘([0-9]+\.[0-9]+)’")


@dataclass(frozen=True, slots=True)
class Names:
    """What this installation calls things."""

    partnership: str
    sectors: Mapping[str, str] = field(default_factory=dict)
    plan_types: Mapping[str, str] = field(default_factory=dict)
    subject: str = "child"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version it is, in words, and the date of its record."""

    version: str
    dated: date
    is_draft: bool = False


def blank_form(
    tool: ToolDefinition,
    *,
    names: Names,
    stamp: Stamp,
    audience: Audience = EVERYBODY,
    colours: Colours | None = None,
) -> BlankForm:
    """What this audience may be asked; a part it can never be asked is left out."""
    found = estimate(tool, audience)
    sections = tuple(_Builder(tool, names, audience).sections())
    offers_states = any(each.states for section in sections for each in section.questions)
    return BlankForm(
        title=tool.name,
        partnership=names.partnership,
        version=stamp.version,
        dated=stamp.dated,
        is_draft=stamp.is_draft,
        edition=_edition(audience, names),
        description=paragraphs(tool.description),
        length=f"{found.questions} questions, about {found.minutes} minutes",
        steps=(READ[tool.audits], *(step for step in STEPS if step != STATES or offers_states)),
        reference=tuple(Row(each) for each in REFERENCES[tool.audits]),
        sections=sections,
        colours=colours or Colours(),
    )


def _edition(audience: Audience, names: Names) -> str:
    sector = names.sectors.get(audience.sector or "", "")
    plan = names.plan_types.get(audience.plan_type or "", "")
    chosen = [part for part in (sector, plan) if part]
    return f"For {', '.join(chosen)}" if chosen else "For every sector and kind of plan"


def paragraphs(text: str) -> tuple[str, ...]:
    """Of guidance, with the addresses of its links."""
    return tuple(line.strip() for line in in_print(text).splitlines() if line.strip())


class _Builder:
    def __init__(self, tool: ToolDefinition, names: Names, audience: Audience) -> None:
        self.tool = tool
        self.names = names
        self.audience = audience
        self.numbers = numbers_of(tool)
        self.scales = {scale.key: scale for scale in tool.scales}
        self.reached: set[str] = set()
        self.words = {
            question.key: QuestionWords(
                self.numbers[question.key],
                {option.code: option.label for option in self._options(question)},
            )
            for question in tool.questions
        }

    def _options(self, question: QuestionDefinition) -> Sequence:
        scale = self.scales.get(question.scale)
        return scale.options if scale else ()

    def sections(self) -> Iterator[BlankSection]:
        for number, section in enumerate(self.tool.sections, start=1):
            condition, is_possible = self._condition(section)
            questions = tuple(self._questions(section)) if is_possible else ()
            if questions:
                yield BlankSection(
                    number=number,
                    title=section.title,
                    questions=questions,
                    guidance=paragraphs(section.guidance),
                    only_if=condition,
                    asked_of=self._asked_of(section, "this part"),
                    repeats=REPEATS.get(section.repeats, "").format(subject=self.names.subject),
                )

    def _condition(self, part: SectionDefinition | QuestionDefinition) -> tuple[str, bool]:
        """(in words, whether it can be met); nothing in words for a part without a condition."""
        if not for_audience(part, self.audience):
            return "", False
        condition = readable(part.show_when)
        if condition is None:
            return "", True
        met = reachable(condition, self.reached)
        if met is None:
            return "", False
        return _NUMBER.sub(r"\1", describe(met, self.words, lead="Only if")), True

    def _questions(self, section: SectionDefinition) -> Iterator[BlankQuestion]:
        """Prompts that follow one another become one list."""
        drawing = Drawing(self.scales, columns_of(section.repeats, self.names.subject))
        asked = [(each, *self._condition_of_question(each)) for each in section.questions]
        possible = [(each, words) for each, words, is_possible in asked if is_possible]
        for are_prompts, group in groupby(possible, key=_is_bare_prompt):
            if are_prompts:
                yield self._prompts([each for each, _ in group])
            else:
                yield from (self._question(each, words, drawing) for each, words in group)

    def _condition_of_question(self, question: QuestionDefinition) -> tuple[str, bool]:
        condition, is_possible = self._condition(question)
        if is_possible:
            self.reached.add(question.key)
        return condition, is_possible

    def _prompts(self, prompts: list[QuestionDefinition]) -> BlankQuestion:
        rows = tuple(Row(each.text, " ".join(paragraphs(each.guidance))) for each in prompts)
        return BlankQuestion(number="", text="Think about", answer=Prompts(rows))

    def _question(self, question: QuestionDefinition, only_if: str, drawing: Drawing):
        is_prompt = question.kind == "prompt"
        return BlankQuestion(
            number=self.numbers[question.key],
            text=question.text,
            answer=drawing.answer_to(question),
            guidance=paragraphs(question.guidance),
            only_if=only_if,
            asked_of=self._asked_of(question, "this question"),
            not_recorded=question.not_recorded and not is_prompt,
            not_applicable=question.not_applicable and not is_prompt,
            optional=not question.required and not is_prompt,
        )

    def _asked_of(self, part: SectionDefinition | QuestionDefinition, what: str) -> str:
        """Whatever the chosen edition has settled already is not said again."""
        said = []
        if part.sectors and self.audience.sector is None:
            said.append(f"For {listed(self._named(part.sectors, self.names.sectors))}.")
        if part.plan_types and self.audience.plan_type is None:
            plans = listed(self._named(part.plan_types, self._plan_types()))
            said.append(f"For these kinds of plan: {plans}.")
        if part.picked:
            said.append(f"Answer {what} only if it matters for this case.")
        return " ".join(said)

    def _plan_types(self) -> Mapping[str, str]:
        return {each.key: each.name for each in self.tool.plan_types} | dict(self.names.plan_types)

    @staticmethod
    def _named(keys: Sequence[str], names: Mapping[str, str]) -> list[str]:
        return [names.get(key, key.replace("_", " ")) for key in keys]


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _is_bare_prompt(pair: tuple[QuestionDefinition, str]) -> bool:
    question, only_if = pair
    limited = only_if or question.sectors or question.plan_types or question.picked
    return question.kind == "prompt" and not limited
