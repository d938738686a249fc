"""Warnings about text that says something its figures do not. Pure.

A sentence is bound to the figures it refers to; a text without any reference, checked against
one figure only (a measure's own sentence), is bound to that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from reports import wording
from reports.figures import MINIMUM_DENOMINATOR, Figure
from reports.references import (
    TOKEN,
    UNBALANCED,
    Facts,
    Figures,
    Token,
    UnknownToken,
    tokens_in,
    value_of,
)
from reports.rounding import is_possible_percent, round_half_up

Kind = Literal[
    "unknown_token", "typed_percent", "impossible_percent", "wrong_unit", "wrong_word", "too_few"
]
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_UNIT_OF_PLURAL = {plural: unit for unit, (_, plural) in wording.UNIT_WORDS.items()}
_PLURALS = "|".join(_UNIT_OF_PLURAL)
_QUANTITIES = (
    r"(?:of|most|few|many|some|all|half|the majority of|a minority of)"
    r"(?:\s(?:the|these|all|audited))*(?:\s\d+)?"
)
# Stands for a reference to a figure, so that the words round it can be read.
_MARK = "\ufffc"
_COUNTED_UNIT = re.compile(rf"(?:\b{_QUANTITIES}|{_MARK})\s({_PLURALS})\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?:\b(just over|over|more than|just under|under|less than|almost|nearly)\s)?"
    r"\b(half|(?:a|one)[ -]third|two[ -]thirds|(?:a|one)[ -]quarter|three[ -]quarters)\b(?!-)",
    re.IGNORECASE,
)
_FRACTIONS = {name.replace("-", " "): value for name, value in wording.FRACTIONS.items()}
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
# Plain English in most sentences, so these are read as shares only before a unit.
_EVERYDAY_WORDS = frozenset({"all", "none", "few"})


@dataclass(frozen=True, slots=True)
class TextWarning:
    """`start` and `end` say where in the text; `key` names the figure it disagrees with."""

    kind: Kind
    sentence: str
    start: int
    end: int
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`prose` has its references painted over; `bound` are its figures with their places."""

    start: int
    prose: str
    bound: tuple[tuple[int, Figure], ...]

    def figure_at(self, place: int) -> Figure | None:
        """The figure a word belongs to: the next one, or else the last before it."""
        following = [figure for at, figure in self.bound if at >= place]
        return following[0] if following else self.bound[-1][1] if self.bound else None

    def figure_before(self, place: int) -> Figure | None:
        """The figure a unit belongs to: the last one before it, or else the next."""
        preceding = [figure for at, figure in self.bound if at < place]
        return preceding[-1] if preceding else self.bound[0][1] if self.bound else None


def check_text(
    text: str,
    figures: Figures,
    facts: Facts | None = None,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[wording.Band] = wording.PHRASE_BANDS,
) -> list[TextWarning]:
    """Every warning, in reading order. Without `facts`, audit facts are taken as known."""
    found = list(_check_tokens(text, figures, facts, minimum_denominator))
    # Words such as “most” and “half” are about shares; a total has none.
    shares = {key: figure for key, figure in figures.items() if isinstance(figure, Figure)}
    for sentence in _sentences(text, shares):
        found.extend(_check_percents(sentence, shares))
        found.extend(_check_units(sentence))
        found.extend(_check_fractions(sentence))
        found.extend(_check_bands(sentence, bands))
    return sorted(found, key=lambda warning: (warning.start, warning.end))


def _sentences(text: str, figures: Mapping[str, Figure]) -> Iterator[_Sentence]:
    tokens = tokens_in(text)
    prose = _prose(text, figures)
    places = [(token.start, figures[token.key]) for token in tokens if token.key in figures]
    alone = () if tokens or len(figures) != 1 else ((0, next(iter(figures.values()))),)
    start = 0
    for end in [*(found.end() for found in _SENTENCE_END.finditer(prose)), len(prose)]:
        bound = tuple((at - start, figure) for at, figure in places if start <= at < end)
        yield _Sentence(start, prose[start:end], bound or alone)
        start = end


def _prose(text: str, figures: Mapping[str, Figure]) -> str:
    """The text with each reference painted over, every place kept."""
    prose = TOKEN.sub(lambda found: " " * len(found[0]), text)
    for token in tokens_in(text):
        if token.key in figures:
            mark = _MARK * (token.end - token.start)
            prose = prose[: token.start] + mark + prose[token.end :]
    return prose


def _check_tokens(
    text: str, figures: Figures, facts: Facts | None, minimum_denominator: int
) -> Iterator[TextWarning]:
    for found in re.finditer(r"\[\[|\]\]", TOKEN.sub(lambda each: " " * len(each[0]), text)):
        yield TextWarning("unknown_token", UNBALANCED, *found.span())
    for token in tokens_in(text):
        try:
            if not (token.is_fact and facts is None):
                value_of(token, figures, facts or {})
        except UnknownToken as error:
            yield TextWarning("unknown_token", error.sentence, token.start, token.end)
            continue
        if token.way in ("percent", "about") and token.key in figures:
            yield from _check_size(token, figures[token.key], minimum_denominator)


def _check_size(token: Token, figure: Figure, minimum_denominator: int) -> Iterator[TextWarning]:
    if figure.d < minimum_denominator:
        said = (
            f"{wording.count_of_units(figure)} is too few for a per cent. Use [[{figure.key}]],"
            " which gives the count with its unit."
        )
        yield TextWarning("too_few", said, token.start, token.end, figure.key)


def _check_percents(sentence: _Sentence, figures: Mapping[str, Figure]) -> Iterator[TextWarning]:
    for found in _PERCENT.finditer(sentence.prose):
        typed = Decimal(found[1])
        if any(_says(typed, found, sentence, figure) for _, figure in sentence.bound):
            continue
        figure = sentence.figure_at(found.start())
        places = len(found[1].partition(".")[2])
        if figure and figure.d and not is_possible_percent(typed, figure.d, places):
            said = _impossible(found[1], figure)
            yield _warning("impossible_percent", said, sentence, found.span(), figure)
        else:
            said = f"{found[1]}% is typed, not taken from a figure.{_advice(typed, figures)}"
            yield _warning("typed_percent", said, sentence, found.span(), figure)


def _says(typed: Decimal, found: re.Match[str], sentence: _Sentence, figure: Figure) -> bool:
    """Whether a typed per cent is what the figure gives, as itself or as “over” or “almost”."""
    if typed in (figure.percent, figure.one_decimal):
        return True
    lead = sentence.prose[: found.start()].rstrip().rpartition(" ")[2].lower()
    near = wording.over_or_almost(figure.n, figure.d) if figure.d else None
    return near == f"{lead} {found[1]}%"


def _impossible(typed: str, figure: Figure) -> str:
    nearest = Decimal(typed) * figure.d / 100
    below = min(int(nearest), figure.d)
    either = [
        f"{round_half_up(100 * n, figure.d)}% ({n} of {figure.d})"
        for n in (below, below + 1)
        if n <= figure.d
    ]
    units = wording.unit_word(figure.rule.unit, figure.d)
    return f"No count out of {figure.d} {units} gives {typed}%. Nearest: {' and '.join(either)}."


def _advice(typed: Decimal, figures: Mapping[str, Figure]) -> str:
    same = [key for key, figure in figures.items() if typed in (figure.percent, figure.one_decimal)]
    if not same:
        return " If it comes from elsewhere, say where from."
    return (
        f" Write {' or '.join(f'[[{key}.percent]]' for key in same[:3])} and it follows the data."
    )


def _check_units(sentence: _Sentence) -> Iterator[TextWarning]:
    for found in _COUNTED_UNIT.finditer(sentence.prose):
        figure = sentence.figure_before(found.start())
        said_unit = _UNIT_OF_PLURAL[found[1].lower()]
        if figure and figure.rule.unit != said_unit:
            right = wording.unit_word(figure.rule.unit, 2)
            said = f"Says “{found[1]}”, but {_named(figure)} counts {right}. Write “{right}”."
            yield _warning("wrong_unit", said, sentence, found.span(1), figure)


def _check_fractions(sentence: _Sentence) -> Iterator[TextWarning]:
    for found in _FRACTION.finditer(sentence.prose):
        figure = sentence.figure_at(found.start())
        if figure and figure.d and not _fraction_fits(found, Fraction(figure.n, figure.d)):
            yield _misfit(found[0], sentence, found, figure)


def _fraction_fits(found: re.Match[str], share: Fraction) -> bool:
    name = re.sub(r"^one\b", "a", found[2].lower().replace("-", " "))
    points = 100 * (share - _FRACTIONS[name])
    match (found[1] or "").lower():
        case "over" | "more than":
            return points > 0
        case "just over":
            return 0 < points <= wording.NEAR_A_FRACTION
        case "under" | "less than":
            return points < 0
        case "just under" | "almost" | "nearly":
            return -wording.NEAR_A_FRACTION <= points < 0
    # A bare “a third” is right to the nearest whole per cent.
    return abs(points) <= Fraction(1, 2)


def _check_bands(sentence: _Sentence, bands: Sequence[wording.Band]) -> Iterator[TextWarning]:
    taken: set[int] = set()
    words = [band for band in bands if band.word not in wording.FRACTIONS]
    for band in sorted(words, key=lambda each: -len(each.word)):
        for found in _band_pattern(band).finditer(sentence.prose):
            places = set(range(*found.span()))
            figure = sentence.figure_at(found.start())
            if figure and figure.d and not places & taken and not band.fits(figure.n, figure.d):
                yield _misfit(band.word, sentence, found, figure)
            taken |= places


def _band_pattern(band: wording.Band) -> re.Pattern[str]:
    # “not all”, “at most”, “the most”, “a few” and “just over half” say something else.
    other = r"(?<!not\s)(?<!at\s)(?<!the\s)(?<!\ba\s)" if " " not in band.word else r"(?<!not\s)"
    if band.word in ("majority", "minority"):
        other = r"(?<!not the\s)"
    unit = rf"(?=\s(?:of\s)?(?:(?:the|these)\s)?(?:{_PLURALS})\b)"
    ending = unit if band.word in _EVERYDAY_WORDS else r"\b"
    return re.compile(rf"{other}\b{re.escape(band.word)}{ending}", re.IGNORECASE)


def _misfit(word: str, sentence: _Sentence, found: re.Match[str], figure: Figure) -> TextWarning:
    said = f"“{word}” does not fit {_named(figure)}, which is {wording.share(figure)}."
    return _warning("wrong_word", said, sentence, found.span(), figure)


def _named(figure: Figure) -> str:
    return f"“{figure.rule.label}”"


def _warning(
    kind: Kind, said: str, sentence: _Sentence, span: tuple[int, int], figure: Figure | None
) -> TextWarning:
    start, end = (sentence.start + place for place in span)
    return TextWarning(kind, said, start, end, figure.key if figure else None)
