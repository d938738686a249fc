"""A table as rows of text, and what is wrong with a row. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`row` as a spreadsheet numbers it; 0 is the file as a whole. `heading` may be empty."""

    row: int
    heading: str
    sentence: str

    def __str__(self) -> str:
        where = f"Row {self.row}" if self.row else ""
        named = f"“{self.heading}”" if self.heading else ""
        place = ", ".join(filter(None, (where, named)))
        return f"{place}: {self.sentence}" if place else self.sentence


@dataclass(frozen=True, slots=True)
class Line:
    """`cells` by heading; empty ones are left out."""

    number: int
    cells: dict[str, str]

    def get(self, heading: str) -> str:
        """In one line, as words are compared."""
        return " ".join(self.cells.get(heading, "").split())


@dataclass(frozen=True, slots=True)
class Table:
    """`headings` in small letters, in the order of the file; `faults` are those of single cells."""

    headings: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class UnreadableTable(ValueError):
    """Nothing of the file can be used; each fault says what to do."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = list(faults)


class FileFaults(Exception):
    """Nothing was kept; `faults` are in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = sorted(set(faults))


def heading_of(words: str) -> str:
    """As headings are compared: small letters, single spaces."""
    return " ".join(words.casefold().split())
