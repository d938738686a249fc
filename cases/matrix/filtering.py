"""Which cells of the matrix are shown: of one kind, agency, area or local group, or all."""

from dataclasses import dataclass
from urllib.parse import urlencode

from agencies.models import Agency, Area
from audits.models import LocalGroup
from cases.matrix.cells import FILTERS, Cell, Filter
from cases.matrix.reading import Matrix
from cases.matrix.table import BY_AGENCY, BY_SECTOR


@dataclass(frozen=True)
class Shown:
    """`by`: what the columns are, where not the usual."""

    kind: Filter | None
    agency: Agency | None
    area: Area | None
    group: LocalGroup | None
    by: str = ""

    def keeps(self, cell: Cell) -> bool:
        return (self.kind is None or self.kind.keeps(cell)) and self.is_there(cell)

    def is_there(self, cell: Cell) -> bool:
        """Whatever kind of cell it is."""
        return (
            (self.agency is None or cell.agency == self.agency)
            and (self.area is None or (cell.case and cell.case.area_id == self.area.pk))
            and (self.group is None or (cell.case and cell.case.group_id == self.group.pk))
        )

    @property
    def where(self) -> str:
        """In words; empty where every place is shown."""
        said = [self.agency and self.agency.short_name, self.area, self.group]
        return ", ".join(str(each) for each in said if each)

    @property
    def choice(self) -> Filter | None:
        """None where everything is shown."""
        label = ", ".join(filter(None, [self.kind and self.kind.label, self.where]))
        return Filter(self.kind.key if self.kind else "", label, self.keeps) if label else None

    def address(self, page: str, show: str | None = None) -> str:
        """On `page` the same, but for another kind of cell."""
        said = {
            "show": (self.kind.key if self.kind else "") if show is None else show,
            "by": self.by,
            "agency": self.agency.pk if self.agency else "",
            "area": self.area.pk if self.area else "",
            "group": self.group.pk if self.group else "",
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"{page}{'?' if query else ''}{query}#returns"


@dataclass(frozen=True)
class Places:
    """What there is to choose from."""

    agencies: list[Agency]
    areas: list[Area]
    groups: list[LocalGroup]


def places_of(matrix: Matrix) -> Places:
    """Without a query: the cases of a matrix come with their areas and local groups."""
    cases = [row.case for row in matrix.rows if row.case]
    return Places(
        sorted({cell.agency for cell in matrix.cells}, key=lambda each: (each.position, str(each))),
        sorted({case.area for case in cases} - {None}, key=str),
        sorted({case.group for case in cases} - {None}, key=str),
    )


def shown_of(asked, places: Places) -> Shown:
    """From an address; what it names that is not there is not asked."""
    return Shown(
        FILTERS.get(asked.get("show")),
        _named(places.agencies, asked.get("agency")),
        _named(places.areas, asked.get("area")),
        _named(places.groups, asked.get("group")),
        asked.get("by") if asked.get("by") in (BY_AGENCY, BY_SECTOR) else "",
    )


def _named(things, pk: str | None):
    return next((thing for thing in things if str(thing.pk) == pk), None)
