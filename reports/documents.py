"""What a briefing says, apart from how it is laid out: PDF, Word and web page start here."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date

from reports.colours import Colours


@dataclass(frozen=True)
class BigNumber:
    value: str
    caption: str
    detail: str = ""


@dataclass(frozen=True)
class Box:
    heading: str
    text: str
    emphasis: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The text before, inside and after its emphasised words."""
        if not self.emphasis or self.emphasis not in self.text:
            return self.text, "", ""
        return self.text.partition(self.emphasis)


@dataclass(frozen=True)
class Point:
    label: str
    text: str


@dataclass(frozen=True)
class WorkingWell:
    lead: str = ""
    points: tuple[Point, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.points)


@dataclass(frozen=True)
class ChartRow:
    """A figure in a chart. No `percent`: too few, counts only. No `numerator`: withheld."""

    label: str
    numerator: int | None
    denominator: int
    percent: int | None = None
    unit: str = "returns"
    fewer_is_better: bool = False
    not_recorded: int = 0
    left_out: int = 0

    @property
    def counts(self) -> str:
        if self.numerator is None:
            return "Too few to show"
        return f"{self.numerator} of {self.denominator}"


@dataclass(frozen=True)
class ChartGroup:
    heading: str
    rows: tuple[ChartRow, ...] = ()
    strength: bool = True


@dataclass(frozen=True)
class Quote:
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class Footer:
    edition: str
    published: str
    link: str = ""


@dataclass(frozen=True)
class SevenMinute:
    """One A4 page. `dated` is the record's own date, so the same record gives the same file."""

    partnership: str
    audit_line: str
    title: str
    dated: date
    footer: Footer
    strip: tuple[BigNumber, ...] = ()
    boxes: tuple[Box, ...] = ()
    working_well: WorkingWell = WorkingWell()
    chart: tuple[ChartGroup, ...] = ()
    needs_to_change: tuple[Point, ...] = ()
    quote: Quote | None = None
    what_to_do: tuple[str, ...] = ()
    what_next: tuple[str, ...] = ()
    colours: Colours = field(default_factory=Colours)
    so_far: str = ""  # how far a growing audit is; its audit line says it on paper

    @property
    def strip_details(self) -> int:
        return sum(bool(number.detail) for number in self.strip)

    @property
    def to_do_columns(self) -> list[tuple[str, ...]]:
        half = (len(self.what_to_do) + 1) // 2
        columns = self.what_to_do[:half], self.what_to_do[half:]
        return [column for column in columns if column]

    @property
    def chart_caption(self) -> str:
        units = {row.unit for row in self.chart_rows}
        if units == {"returns"}:
            return "Share of audit returns that answered each question"
        return "Each figure names what it counts"

    @property
    def chart_rows(self) -> tuple[ChartRow, ...]:
        return tuple(row for group in self.chart for row in group.rows)


def texts(value) -> Iterator[str]:
    """Every text in a document, in reading order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))


def tidied(value):
    """The same document with every text tidied."""
    if isinstance(value, str):
        return tidy_text(value)
    if isinstance(value, tuple):
        return tuple(tidied(item) for item in value)
    if is_dataclass(value):
        return replace(value, **{f.name: tidied(getattr(value, f.name)) for f in fields(value)})
    return value


def tidy_text(text: str) -> str:
    """One line of composed characters: no control, direction or half characters survive."""
    spaced = re.sub(r"[ \t\r\n\f\v]+", " ", unicodedata.normalize("NFC", text))
    return "".join(character for character in spaced if _is_text(character)).strip()


def _is_text(character: str) -> bool:
    code = ord(character)
    not_a_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not not_a_character and unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
