"""Plausible answers for the demo's returns: the same every time, and never a real case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import yaml

from audits.asking import Audience, QuestionRule, SectionRule, asked
from audits.conditions import PlainAnswer
from auditsite.demo.cases import ChildData
from auditsite.demo.people import SECTORS
from auditsite.demo.profiles import (
    FACTOR_CODES,
    KIND_CODES,
    MISSING,
    NOT_APPLICABLE,
    NOT_RECORDED,
    OLD_ENOUGH_TO_TALK,
    PROFILES,
    REASONS_NOT_ALONE,
    SCHOOL_AGE,
    STATES,
)

NOTED = 0.55
MOST_USES_OF_A_NOTE = 2
AGE_GROUPS = ((2, "under-2"), (5, "2-to-4"), (11, "5-to-10"), (16, "11-to-15"), (18, "16-or-17"))


@dataclass(frozen=True)
class Given:
    """One answer; a value of None where the state is not *answered*."""

    state: str
    value: object = None
    reason: str = ""
    note: str = ""


@dataclass
class DemoReturn:
    """`number` is the case's, `quality` the tendency of its answers from 0 to 9."""

    number: int
    sector: str
    child: ChildData
    quality: int
    answers: dict[str, Given] = field(default_factory=dict)

    def plain(self) -> dict[str, PlainAnswer]:
        return {key: PlainAnswer(given.state, given.value) for key, given in self.answers.items()}


@cache
def texts() -> dict:
    return yaml.safe_load((Path(__file__).parent / "notes.yaml").read_text(encoding="utf-8"))


def fill_in(seed: str, sections: Sequence[SectionRule], returns: list[DemoReturn]) -> None:
    """Answer every question that is asked in every return; confirmed blanks are *missing*."""
    writer = _Writer(seed)
    for section in sections:
        for question in section.questions:
            for sector in SECTORS:
                reached = [
                    one
                    for one in returns
                    if one.sector == sector
                    and question.key in asked(sections, Audience(one.sector), one.plain())
                ]
                writer.answer(question, sector, reached)


class _Writer:
    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.uses: Counter = Counter()
        self.special = {
            "child-age-group": self.age_group,
            "first-concern-on": self.first_concern,
            "kinds-of-neglect": self.kinds,
            "three-factors": self.factors,
            "not-alone-reasons": self.reasons_not_alone,
        }

    def random(self, *parts: object) -> Random:
        return Random("/".join(map(str, (self.seed, *parts))))

    def answer(self, question: QuestionRule, sector: str, returns: list[DemoReturn]) -> None:
        if question.kind == "text":
            found = [self.text(question.key, one) for one in returns]
        elif question.key in self.special:
            found = [self.special[question.key](one) for one in returns]
        else:
            found = self.spread(question.key, sector, returns)
        for one, given in zip(returns, found, strict=True):
            one.answers[question.key] = given

    def spread(self, key: str, sector: str, returns: list[DemoReturn]) -> list[Given]:
        """The profile of the question over these returns, better answers to better cases."""
        chance = self.random(key, sector)
        young = [one for one in returns if _too_young_for(key, one)]
        rest = [one for one in returns if one not in young]
        codes = dict.fromkeys(map(id, young), NOT_APPLICABLE)
        codes |= self.codes(key, sector, rest, chance)
        return [self.given(key, codes[id(one)], one, chance) for one in returns]

    def codes(self, key: str, sector: str, returns: list[DemoReturn], chance: Random) -> dict:
        """id of a return -> its code; the states fall anywhere, the options by quality."""
        column = SECTORS.index(sector)
        weights = {code: row[column] for code, row in PROFILES[key].items()}
        found = shared_out(weights, len(returns))
        states = [code for code in found if code in STATES]
        silent = chance.sample(returns, len(states))
        scores = {id(one): one.quality + chance.uniform(-2.5, 2.5) for one in returns}
        spoken = sorted(
            (one for one in returns if one not in silent),
            key=lambda one: scores[id(one)],
            reverse=True,
        )
        options = [code for code in found if code not in STATES]
        return dict(zip(map(id, silent + spoken), states + options, strict=True))

    def given(self, key: str, code: str | int, one: DemoReturn, chance: Random) -> Given:
        if code == NOT_APPLICABLE:
            return Given(NOT_APPLICABLE, reason=self.next_of("not_applicable", key, one))
        if code in STATES:
            return Given(str(code))
        noted = chance.random() < NOTED
        return Given("answered", code, note=self.note(key, code, one) if noted else "")

    def note(self, key: str, code: str | int, one: DemoReturn) -> str:
        choices = texts()["notes"].get(key, {}).get(code, ())
        turn = self.uses[key, code]
        if turn >= MOST_USES_OF_A_NOTE * len(choices):
            return ""
        self.uses[key, code] += 1
        words = texts()["sector_words"][one.sector]
        return choices[turn % len(choices)].format(**words)

    def next_of(self, pool: str, key: str, one: DemoReturn) -> str:
        choices = texts()[pool][key]
        self.uses[pool, key] += 1
        return choices[self.uses[pool, key] % len(choices)]

    def text(self, key: str, one: DemoReturn) -> Given:
        pool = texts()[key]
        choices = pool[one.sector] if isinstance(pool, dict) else pool
        turn = self.uses[key, one.sector]
        self.uses[key, one.sector] += 1
        if turn >= MOST_USES_OF_A_NOTE * len(choices):
            return Given(MISSING)
        return Given("answered", choices[turn % len(choices)])

    def age_group(self, one: DemoReturn) -> Given:
        return Given("answered", next(code for limit, code in AGE_GROUPS if one.child.age < limit))

    def first_concern(self, one: DemoReturn) -> Given:
        chance = self.random("first-concern-on", one.number, one.sector)
        if chance.random() < 0.15:
            return Given(MISSING)
        born = date(2025 - one.child.age, 3, 1)
        first = max(born, date(2021, 9, 1))
        days = max((date(2025, 3, 1) - first).days, 1)
        return Given("answered", str(first + timedelta(days=chance.randrange(days))))

    def kinds(self, one: DemoReturn) -> Given:
        return Given("answered", self.some_of("kinds-of-neglect", one, one.child.kinds, KIND_CODES))

    def factors(self, one: DemoReturn) -> Given:
        chance = self.random("three-factors", one.number, one.sector, "silent")
        if one.child.factors and chance.random() < 0.1:
            return Given(NOT_RECORDED)
        codes = self.some_of("three-factors", one, one.child.factors, FACTOR_CODES)
        return Given("answered", codes or ["none"])

    def some_of(self, key: str, one: DemoReturn, letters: str, codes: dict[str, str]) -> list[str]:
        """What this agency saw of what the agencies saw together: at least one part of it."""
        chance = self.random(key, one.number, one.sector)
        seen = [letter for letter in letters if chance.random() < 0.75] or letters[:1]
        return [code for letter, code in codes.items() if letter in seen]

    def reasons_not_alone(self, one: DemoReturn) -> Given:
        if one.child.age < OLD_ENOUGH_TO_TALK:
            return Given("answered", ["too-young"])
        chance = self.random("not-alone-reasons", one.number, one.sector)
        if one.sector == "housing":
            return Given("answered", ["not-our-role"])
        return Given("answered", [chance.choices(REASONS_NOT_ALONE, (5, 4, 1, 0))[0]])


def _too_young_for(key: str, one: DemoReturn) -> bool:
    return key == "school-attendance" and one.child.age < SCHOOL_AGE


def shared_out(weights: dict[str | int, int], total: int) -> list[str | int]:
    """`total` codes in the order and the proportions of the weights, by largest remainder."""
    whole = sum(weights.values())
    if not total:
        return []
    parts = {code: divmod(weight * total, whole) for code, weight in weights.items()}
    counts = {code: quotient for code, (quotient, _) in parts.items()}
    by_remainder = sorted(parts, key=lambda code: parts[code][1], reverse=True)
    for code in by_remainder[: total - sum(counts.values())]:
        counts[code] += 1
    return [code for code, count in counts.items() for _ in range(count)]
