"""References in briefing text: `[[chronology]]`, `[[chronology.percent]]`, `[[audit.cases]]`.

A total is said as `[[score]]`, `[[score.median]]`, `[[score.range]]` and `[[score.count]]`.

Text holds references, not typed numbers, so that it follows the data. Pure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports import spread_wording, wording
from reports.figures import MINIMUM_DENOMINATOR, Figure
from reports.spreads import Spread

UNBALANCED = "A reference is opened or closed but not both. Write it as [[name]]."
AUDIT_FACTS = ("cases", "organisations", "responses", "returns", "agencies", "expected")
WAYS_TO_SAY = ("share", "percent", "count", "words", "about")
TOKEN = re.compile(r"\[\[([^\[\]]*)\]\]")
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s|\n)\s*$")

Facts = Mapping[str, int | str]
Figures = Mapping[str, Figure | Spread]


class UnknownToken(ValueError):
    """A reference that stands for nothing; `nearest` are known ones spelled most like it."""

    def __init__(self, sentence: str, token: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.token = token
        self.nearest = tuple(nearest)


@dataclass(frozen=True, slots=True)
class Token:
    """A reference as found: `name` is what stands between the brackets."""

    name: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return self.name.partition(".")[0]

    @property
    def way(self) -> str:
        return self.name.partition(".")[2]

    @property
    def is_fact(self) -> bool:
        return self.key == "audit"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of filled text; `token` names its reference and `key` its figure, if it has one."""

    text: str
    token: str | None = None
    key: str | None = None


def tokens_in(text: str) -> list[Token]:
    """References in reading order, known or not. A name may repeat."""
    return [Token(found[1].strip(), found.start(), found.end()) for found in TOKEN.finditer(text)]


def fill(
    text: str,
    figures: Figures,
    facts: Facts,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[wording.Band] = wording.PHRASE_BANDS,
) -> str:
    """The text a reader sees. Raises UnknownToken for a reference that stands for nothing."""
    return "".join(span.text for span in spans(text, figures, facts, minimum_denominator, bands))


def spans(
    text: str,
    figures: Figures,
    facts: Facts,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[wording.Band] = wording.PHRASE_BANDS,
) -> list[Span]:
    """The filled text in pieces, so that a page can mark what comes from the data.

    A reference that opens a sentence gets a capital. Raises UnknownToken.
    """
    return list(_pieces(text, figures, facts, minimum_denominator, bands))


def _pieces(
    text: str,
    figures: Figures,
    facts: Facts,
    minimum_denominator: int,
    bands: Sequence[wording.Band],
) -> Iterator[Span]:
    reached = 0
    for token in tokens_in(text):
        yield from _plain(text[reached : token.start])
        filling = value_of(token, figures, facts, minimum_denominator, bands)
        if _SENTENCE_START.search(text[: token.start]):
            filling = filling[:1].upper() + filling[1:]
        yield Span(filling, token.name, None if token.is_fact else token.key)
        reached = token.end
    yield from _plain(text[reached:])


def _plain(text: str) -> Iterator[Span]:
    if "[[" in text or "]]" in text:
        raise UnknownToken(UNBALANCED, text[:40])
    if text:
        yield Span(text)


def value_of(
    token: Token,
    figures: Figures,
    facts: Facts,
    minimum_denominator: int = MINIMUM_DENOMINATOR,
    bands: Sequence[wording.Band] = wording.PHRASE_BANDS,
) -> str:
    """What one reference says. Raises UnknownToken."""
    if token.is_fact and token.way in facts:
        return str(facts[token.way])
    figure = None if token.is_fact else figures.get(token.key)
    if figure is None:
        raise _unknown(token, figures, facts)
    said = (
        _total(token, figure)
        if isinstance(figure, Spread)
        else _share(token, figure, minimum_denominator, bands)
    )
    if said is None:
        raise _unknown(token, figures, facts)
    return said


def _total(token: Token, spread: Spread) -> str | None:
    match token.way if "." in token.name else "":
        case "":
            return spread_wording.in_full(spread)
        case "median":
            return spread_wording.median(spread)
        case "range":
            return spread_wording.value_range(spread)
        case "count":
            return spread_wording.count(spread)
    return None


def _share(
    token: Token, figure: Figure, minimum_denominator: int, bands: Sequence[wording.Band]
) -> str | None:
    match token.way if "." in token.name else "share":
        case "share":
            return wording.share(figure, minimum_denominator)
        case "percent":
            return wording.percent(figure, minimum_denominator)
        case "count":
            return wording.count(figure)
        case "words":
            return wording.in_words(figure, minimum_denominator, bands)
        case "about":
            return wording.about(figure, minimum_denominator)
    return None


def known_names(figures: Figures, facts: Facts) -> list[str]:
    """Every name a reference may have, for a list beside the editor."""
    said = [f"{key}.{way}" for key, figure in figures.items() for way in ways_of(figure)]
    return [*(f"audit.{fact}" for fact in facts), *figures, *said]


def ways_of(figure: Figure | Spread) -> tuple[str, ...]:
    return spread_wording.WAYS if isinstance(figure, Spread) else WAYS_TO_SAY


def _unknown(token: Token, figures: Figures, facts: Facts) -> UnknownToken:
    shown = token.name[:60]
    nearest = difflib.get_close_matches(shown, known_names(figures, facts), n=3, cutoff=0.5)
    advice = " or ".join(f"[[{name}]]" for name in nearest) or "one from the list of figures"
    return UnknownToken(
        f"[[{shown}]] is not a figure of this audit. Use {advice}.", token.name, nearest
    )
