"""Where something stands in a file: a line of text, or a row of a workbook's sheet. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """In the order of the file. Row 0 is a sheet as a whole; a line of text has no sheet."""

    sheet_at: int
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        if not self.sheet:
            return f"Line {self.row}"
        return f"{self.sheet}, row {self.row}" if self.row else self.sheet

    @property
    def within(self) -> str:
        """To be read inside a sentence: “on line 8”, “in Questions, row 14”."""
        return f"in {self}" if self.sheet else f"on line {self.row}"


def line(number: int) -> Place:
    return Place(0, number)
