"""What a change to one part of a tool means for comparing rounds before and after it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """From the least to the most that stands in the way of comparing two rounds."""

    COMPARABLE = "comparable"
    ASK = "ask"
    NOT_COMPARABLE = "not_comparable"
    NEW = "new"
    GONE = "gone"


class Change(Enum):
    UNCHANGED = "unchanged"
    DETAILS = "details"
    MOVED = "moved"
    REWORDED = "reworded"
    RANGE = "range"
    POPULATION = "population"
    SCALE = "scale"
    COUNTING = "counting"
    KIND = "kind"
    ADDED = "added"
    REMOVED = "removed"


# Each change in the words of “because …”, and what it means alone.
BECAUSE = {
    Change.REWORDED: "the wording changed",
    Change.RANGE: "the answers that can be given changed",
    Change.POPULATION: "who is asked changed",
    Change.SCALE: "the scale changed",
    Change.COUNTING: "what is counted changed",
    Change.KIND: "the kind of answer changed",
}
VERDICTS = {
    Change.UNCHANGED: Verdict.COMPARABLE,
    Change.DETAILS: Verdict.COMPARABLE,
    Change.MOVED: Verdict.COMPARABLE,
    Change.REWORDED: Verdict.ASK,
    Change.RANGE: Verdict.ASK,
    Change.POPULATION: Verdict.ASK,
    Change.SCALE: Verdict.NOT_COMPARABLE,
    Change.COUNTING: Verdict.NOT_COMPARABLE,
    Change.KIND: Verdict.NOT_COMPARABLE,
    Change.ADDED: Verdict.NEW,
    Change.REMOVED: Verdict.GONE,
}
RANKS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact in words, before and after; an empty side is “nothing”."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`of`: question, scale, measure or contradiction. `number`: where it stands, or last stood."""

    of: str
    key: str
    name: str
    changes: tuple[Change, ...]
    verdict: Verdict
    meaning: str
    number: str = ""
    details: tuple[Detail, ...] = ()

    @property
    def differs(self) -> bool:
        return self.changes != (Change.UNCHANGED,)


def with_details(
    of: str, key: str, name: str, number: str, found: list[tuple[Change, Detail]]
) -> Difference:
    changes = tuple(change for change in Change if any(each is change for each, _ in found))
    details = tuple(detail for _, detail in found)
    return made(of, key, name, changes or (Change.UNCHANGED,), number, details)


def made(of, key, name, changes, number="", details=()) -> Difference:
    verdict = worst(VERDICTS[change] for change in changes)
    meaning = _meaning(verdict, changes)
    return Difference(of, key, name, changes, verdict, meaning, number, details)


def worst(verdicts) -> Verdict:
    return max(verdicts, key=RANKS.index)


def _meaning(verdict: Verdict, changes: tuple[Change, ...]) -> str:
    because = _joined(
        [BECAUSE[each] for each in changes if each in BECAUSE and VERDICTS[each] is verdict]
    )
    match verdict:
        case Verdict.COMPARABLE:
            return "Comparable."
        case Verdict.ASK:
            return f"Comparable only if a person says so: {because}."
        case Verdict.NOT_COMPARABLE:
            return f"Not comparable: {because}."
        case Verdict.NEW:
            return "New: there is no earlier figure."
        case Verdict.GONE:
            return "Gone: earlier figures have no later one."


def _joined(parts: list[str]) -> str:
    *others, last = parts or ["it changed"]
    return f"{', '.join(others)} and {last}" if others else last
