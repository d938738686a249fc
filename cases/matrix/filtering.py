"""Which cells of the matrix are shown: of one kind, of one agency, of one area, or all."""

from dataclasses import dataclass
from urllib.parse import urlencode

from agencies.models import Agency, Area
from cases.matrix.cells import FILTERS, Cell, Filter
from cases.matrix.reading import Matrix
from cases.matrix.table import BY_AGENCY, BY_SECTOR


@dataclass(frozen=True)
class Shown:
    """`by`: what the columns are, where not the usual."""

    kind: Filter | None
    agency: Agency | None
    area: Area | None
    by: str = ""

    def keeps(self, cell: Cell) -> bool:
        return (
            (self.kind is None or self.kind.keeps(cell))
            and (self.agency is None or cell.agency == self.agency)
            and (self.area is None or (cell.case and cell.case.area_id == self.area.pk))
        )

    @property
    def choice(self) -> Filter | None:
        """None where everything is shown."""
        said = [self.kind and self.kind.label, self.agency and self.agency.short_name, self.area]
        label = ", ".join(str(each) for each in said if each)
        return Filter(self.kind.key if self.kind else "", label, self.keeps) if label else None

    def address(self, page: str, show: str | None = None) -> str:
        """On `page` the same, but for another kind of cell."""
        said = {
            "show": (self.kind.key if self.kind else "") if show is None else show,
            "by": self.by,
            "agency": self.agency.pk if self.agency else "",
            "area": self.area.pk if self.area else "",
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"{page}{'?' if query else ''}{query}#returns"


@dataclass(frozen=True)
class Places:
    """What there is to choose from."""

    agencies: list[Agency]
    areas: list[Area]


def places_of(matrix: Matrix) -> Places:
    """Without a query: the cases of a matrix come with their areas."""
    areas = {cell.case.area for cell in matrix.cells if cell.case} - {None}
    return Places(
        sorted({cell.agency for cell in matrix.cells}, key=lambda each: (each.position, str(each))),
        sorted(areas, key=str),
    )


def shown_of(asked, places: Places) -> Shown:
    """From an address; what it names that is not there is not asked."""
    return Shown(
        FILTERS.get(asked.get("show")),
        _named(places.agencies, asked.get("agency")),
        _named(places.areas, asked.get("area")),
        asked.get("by") if asked.get("by") in (BY_AGENCY, BY_SECTOR) else "",
    )


def _named(things, pk: str | None):
    return next((thing for thing in things if str(thing.pk) == pk), None)
