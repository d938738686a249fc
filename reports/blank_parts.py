"""The parts of a blank form, apart from how they are drawn: PDF and Word start here. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reports.colours import Colours


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick; `columns` are the occasions of a repeated section, each with its own boxes."""

    options: tuple[Tick, ...]
    several: bool = False
    columns: tuple[str, ...] = ()

    drawn = "ticks"

    @property
    def layout(self) -> str:
        """Without descriptions, short labels share a line and middling ones stand in pairs."""
        if any(option.descriptor for option in self.options):
            return "list"
        if sum(len(option.label) + 6 for option in self.options) <= 90:
            return "row"
        longest = max((len(option.label) for option in self.options), default=0)
        return "pairs" if len(self.options) > 3 and longest <= 48 else "list"

    @property
    def how(self) -> str:
        return "Tick all that apply." if self.several else "Tick one."


@dataclass(frozen=True, slots=True)
class NumberBox:
    unit: str = ""
    limits: str = ""
    columns: tuple[str, ...] = ()

    drawn = "number"


@dataclass(frozen=True, slots=True)
class DateBoxes:
    """`names`: From and To of a period, or one empty name. `boxes`: (caption, digits)."""

    names: tuple[str, ...] = ("",)
    boxes: tuple[tuple[str, int], ...] = (("Day", 2), ("Month", 2), ("Year", 4))
    columns: tuple[str, ...] = ()

    drawn = "date"


@dataclass(frozen=True, slots=True)
class Lines:
    """`count` lines to write on; `limit` is what the service takes."""

    count: int
    limit: str = ""
    columns: tuple[str, ...] = ()

    drawn = "lines"

    @property
    def each(self) -> range:
        return range(self.count)


@dataclass(frozen=True, slots=True)
class QuoteBox:
    speakers: tuple[str, ...]
    limit: str = ""
    count: int = 3
    columns: tuple[str, ...] = ()

    drawn = "quote"

    @property
    def each(self) -> range:
        return range(self.count)


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class ItemTable:
    """`total` says when there is a total and what it is."""

    rows: tuple[Row, ...]
    limits: str
    total: str
    unit: str = ""
    columns: tuple[str, ...] = ()

    drawn = "items"

    @property
    def scores(self) -> tuple[str, ...]:
        """The headings over the boxes."""
        return self.columns or (f"Score in {self.unit}" if self.unit else "Score",)


@dataclass(frozen=True, slots=True)
class ProfileGrid:
    """One box for each area and grade; never a total."""

    rows: tuple[Row, ...]
    options: tuple[Tick, ...]
    columns: tuple[str, ...] = ()

    drawn = "profile"

    @property
    def described(self) -> tuple[Tick, ...]:
        return tuple(option for option in self.options if option.descriptor)


@dataclass(frozen=True, slots=True)
class TaskTable:
    count: int = 4
    columns: tuple[str, ...] = ()

    drawn = "tasks"

    @property
    def each(self) -> range:
        return range(self.count)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Questions to think about; nothing is written."""

    rows: tuple[Row, ...]

    drawn = "prompts"


Answer = Ticks | NumberBox | DateBoxes | Lines | QuoteBox | ItemTable | ProfileGrid | TaskTable


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """`only_if`: its condition in words. `asked_of`: who answers it, where not everybody does."""

    number: str
    text: str
    answer: Answer | Prompts
    guidance: tuple[str, ...] = ()
    only_if: str = ""
    asked_of: str = ""
    not_recorded: bool = False
    not_applicable: bool = False
    optional: bool = False

    @property
    def is_prompt(self) -> bool:
        return isinstance(self.answer, Prompts)

    @property
    def states(self) -> tuple[str, ...]:
        """The answers beside the answer, as headings of their boxes."""
        offered = (("Not recorded", self.not_recorded), ("Not applicable", self.not_applicable))
        return tuple(name for name, is_offered in offered if is_offered)

    @property
    def states_stand_alone(self) -> bool:
        """A repeated question has its states beside each occasion instead."""
        return not self.is_prompt and not self.answer.columns


@dataclass(frozen=True, slots=True)
class BlankSection:
    number: int
    title: str
    questions: tuple[BlankQuestion, ...]
    guidance: tuple[str, ...] = ()
    only_if: str = ""
    asked_of: str = ""
    repeats: str = ""


@dataclass(frozen=True, slots=True)
class BlankForm:
    """`dated` is the record's own date, so that the same version gives the same file."""

    title: str
    partnership: str
    version: str
    dated: date
    edition: str
    description: tuple[str, ...] = ()
    length: str = ""
    steps: tuple[str, ...] = ()
    reference: tuple[Row, ...] = ()
    sections: tuple[BlankSection, ...] = ()
    is_draft: bool = False
    colours: Colours = field(default_factory=Colours)

    @property
    def audit_line(self) -> str:
        """What the file says of itself beside its title."""
        return f"{self.version}. {self.edition}"
