"""The matrix as a table: a column for each agency, or for each sector with its agencies."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from agencies.models import Agency, Sector
from cases.matrix.cells import Cell, Tally
from cases.matrix.reading import Column, Group, Matrix, Row, tally_of

BY_AGENCY, BY_SECTOR = "agency", "sector"


@dataclass(frozen=True)
class Heading:
    """`at`: which columns of the matrix stand under it."""

    agencies: tuple[Agency, ...]
    tally: Tally
    at: tuple[int, ...]

    @property
    def is_several(self) -> bool:
        return len(self.agencies) > 1

    @property
    def label(self) -> str:
        if self.is_several:
            return Sector(self.agencies[0].sector).label
        return str(self.agencies[0])


@dataclass(frozen=True)
class Place:
    """No cells where nobody was asked."""

    cells: tuple[Cell, ...]
    is_several: bool


@dataclass(frozen=True)
class Line:
    """`places`: one under each heading."""

    row: Row
    places: tuple[Place, ...]


@dataclass(frozen=True)
class MatrixShown:
    """`whole` gives the counts over the columns, `shown` the cells."""

    whole: Matrix
    shown: Matrix
    by_sector: bool

    @cached_property
    def headings(self) -> list[Heading]:
        together = defaultdict(list)
        for at, column in enumerate(self.whole.columns):
            together[column.agency.sector if self.by_sector else at].append((at, column))
        return [self._heading(found) for found in together.values()]

    def _heading(self, found: list[tuple[int, Column]]) -> Heading:
        at = tuple(number for number, _ in found)
        agencies = tuple(column.agency for _, column in found)
        if len(found) == 1:
            return Heading(agencies, found[0][1].tally, at)
        cells = (row.cells[number] for row in self.whole.rows for number in at)
        return Heading(agencies, tally_of(filter(None, cells)), at)

    @property
    def groups(self) -> list[tuple[Group, list[Line]]]:
        return [(group, [self._line(row) for row in group.rows]) for group in self.shown.groups]

    def _line(self, row: Row) -> Line:
        places = (
            Place(tuple(row.cells[at] for at in each.at if row.cells[at]), each.is_several)
            for each in self.headings
        )
        return Line(row, tuple(places))

    @property
    def can_be_folded(self) -> bool:
        return has_several_of_a_sector(self.whole)


def has_several_of_a_sector(matrix: Matrix) -> bool:
    sectors = [column.agency.sector for column in matrix.columns]
    return len(set(sectors)) < len(sectors)


def shown_as(whole: Matrix, shown: Matrix, asked: str = "") -> MatrixShown:
    """As `asked` for; else by sector where agencies join for chosen cases only, such as schools."""
    usual = any(column.is_for_chosen for column in whole.columns)
    by_sector = asked == BY_SECTOR or (asked != BY_AGENCY and usual)
    return MatrixShown(whole, shown, by_sector and has_several_of_a_sector(whole))
