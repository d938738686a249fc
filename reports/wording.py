"""How a figure is said: its unit, n of d, phrase bands, and near-round numbers.

Every comparison is exact (n and d, never a rounded per cent). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from reports.figures import MINIMUM_DENOMINATOR, Figure

UNIT_WORDS = {
    "return": ("return", "returns"),
    "case": ("case", "cases"),
    "child": ("child", "children"),
    "response": ("response", "responses"),
    "organisation": ("organisation", "organisations"),
    "answer": ("answer about a child", "answers about a child"),
}
# "over 70%" and "almost 70%" are said within this many points of the ten.
NEAR_A_TEN = 2
# "just over a third" and "just under half" are said within this many points of the fraction.
NEAR_A_FRACTION = 4
FRACTIONS = {
    "a quarter": Fraction(1, 4),
    "a third": Fraction(1, 3),
    "half": Fraction(1, 2),
    "two-thirds": Fraction(2, 3),
    "three-quarters": Fraction(3, 4),
}

Comparison = Literal["=", ">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Band:
    """A word for a share of n of d. `phrase` puts it before the units: “most {units}”."""

    word: str
    phrase: str
    comparison: Comparison
    percent: int

    def fits(self, n: int, d: int) -> bool:
        share, limit = 100 * n, self.percent * d
        match self.comparison:
            case "=":
                return share == limit
            case ">":
                return share > limit
            case ">=":
                return share >= limit
            case "<":
                return share < limit
            case "<=":
                return share <= limit


# In order: the first that fits is the one said.
PHRASE_BANDS = (
    Band("all", "all {units}", "=", 100),
    Band("almost all", "almost all {units}", ">=", 90),
    Band("most", "most {units}", ">=", 70),
    Band("majority", "the majority of {units}", ">", 50),
    Band("half", "half of {units}", "=", 50),
    Band("none", "none of the {units}", "=", 0),
    Band("few", "few {units}", "<=", 15),
    Band("minority", "a minority of {units}", "<", 50),
)


def unit_word(unit: str, count: int) -> str:
    return UNIT_WORDS[unit][0 if count == 1 else 1]


def band_of(n: int, d: int, bands: Sequence[Band] = PHRASE_BANDS) -> Band | None:
    """The first band that fits; None where nothing is in the denominator or no band fits."""
    return next((band for band in bands if band.fits(n, d)), None) if d else None


def over_or_almost(n: int, d: int) -> str | None:
    """“over 70%” or “almost 70%” where n of d lies just beside a whole ten, else None."""
    share = Fraction(100 * n, d)
    ten = 10 * round(share / 10)
    if ten in (0, 100) or not 0 < abs(share - ten) <= NEAR_A_TEN:
        return None
    return f"over {ten}%" if share > ten else f"almost {ten}%"


def near_fraction(n: int, d: int) -> str | None:
    """“half”, “just over a third”, “just under three-quarters”, else None."""
    share = Fraction(n, d)
    name, fraction = min(FRACTIONS.items(), key=lambda each: abs(share - each[1]))
    distance = 100 * (share - fraction)
    if abs(distance) > NEAR_A_FRACTION:
        return None
    if not distance:
        return name
    return f"just {'over' if distance > 0 else 'under'} {name}"


def count(figure: Figure) -> str:
    """“23 of 62”."""
    return f"{figure.n:,} of {figure.d:,}"


def count_of_units(figure: Figure) -> str:
    """“9 of 18 cases”."""
    return f"{count(figure)} {unit_word(figure.rule.unit, figure.d)}"


def percent(figure: Figure, minimum_denominator: int = MINIMUM_DENOMINATOR) -> str:
    """“37%”, or “9 of 18” where a per cent would rest on too few."""
    shown = figure.percent_shown(minimum_denominator)
    return count(figure) if shown is None else f"{shown}%"


def about(figure: Figure, minimum_denominator: int = MINIMUM_DENOMINATOR) -> str:
    """“over 70%”, “almost 70%”, or the plain per cent where no whole ten is near."""
    shown = figure.percent_shown(minimum_denominator)
    near = over_or_almost(figure.n, figure.d) if shown is not None and figure.d else None
    return near or percent(figure, minimum_denominator)


def share(figure: Figure, minimum_denominator: int = MINIMUM_DENOMINATOR) -> str:
    """“37% of returns (23 of 62)”, or “9 of 18 cases” where a per cent would rest on too few."""
    shown = figure.percent_shown(minimum_denominator)
    if shown is None or not figure.d:
        return count_of_units(figure)
    return f"{shown}% of {unit_word(figure.rule.unit, 2)} ({count(figure)})"


def in_words(
    figure: Figure,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[Band] = PHRASE_BANDS,
) -> str:
    """“just over a third of returns”, “most returns”; “9 of 18 cases” where there are too few."""
    units = unit_word(figure.rule.unit, 2)
    if not figure.d or figure.d < minimum_denominator:
        return count_of_units(figure)
    near = near_fraction(figure.n, figure.d)
    if near:
        return f"{near} of {units}"
    band = band_of(figure.n, figure.d, bands)
    return band.phrase.replace("{units}", units) if band else share(figure, minimum_denominator)


def sentence(
    figure: Figure,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[Band] = PHRASE_BANDS,
) -> str:
    """The measure's own sentence with {share}, {percent}, {count} and {words} filled in."""
    if not figure.d:
        return f"{figure.rule.name}: no {unit_word(figure.rule.unit, 2)} to count."
    text = figure.rule.sentence or f"{figure.rule.name}: {{share}}."
    fillings = {
        "{share}": share(figure, minimum_denominator),
        "{percent}": percent(figure, minimum_denominator),
        "{count}": count(figure),
        "{words}": in_words(figure, minimum_denominator, bands),
    }
    for mark, filling in fillings.items():
        text = text.replace(mark, filling)
    return text[:1].upper() + text[1:]
