"""Everything a panel has put down on one audit, item by item, as one reader may read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agencies.models import Agency, User
from audits.models import Audit
from cases.matrix.reading import place_of
from cases.models import CaseAction, LearningPoint, PanelMeeting
from cases.panel.items import PanelItem, items_of
from cases.panel.rows import IN_WORDS, Row
from cases.panel.sheet import Sheet, sheet_of


@dataclass(frozen=True)
class ItemRecord:
    sheet: Sheet
    learned: tuple[LearningPoint, ...] = ()
    actions: tuple[CaseAction, ...] = ()
    meetings: tuple[PanelMeeting, ...] = ()

    @property
    def item(self) -> PanelItem:
        return self.sheet.item

    @cached_property
    def judged(self) -> list[Row]:
        """In the order of the tool, the grade over all last."""
        rows = (*self.sheet.rows, self.sheet.overall)
        return [row for row in rows if row.judgement and says_something(row)]

    @property
    def is_looked_at(self) -> bool:
        return bool(self.judged or self.learned or self.actions or self.meetings)

    @property
    def to_agree(self) -> list[Row]:
        """Where returns differ and nothing is agreed."""
        return [row for row in self.sheet.rows if row.differs and row.agreed is None]


@dataclass(frozen=True)
class PanelRecord:
    """`meetings` are the earliest first. `of`: the one it is all of, or of them all."""

    audit: Audit
    meetings: tuple[PanelMeeting, ...]
    items: tuple[ItemRecord, ...]
    of: PanelMeeting | None = None

    @property
    def agencies(self) -> list[Agency]:
        found = {each.agency for item in self.items for each in item.sheet.returns}
        return sorted(found, key=place_of)


def panel_record(audit: Audit, reader: User, of: PanelMeeting | None = None) -> PanelRecord:
    """Of one meeting: who was there, and what it looked at as that stands now. Needs the tool."""
    meetings = audit.panel_meetings.visible_to(reader).order_by("held_on", "group__name")
    meetings = meetings.select_related("group").prefetch_related("attendances__agency")
    items = tuple(_item(item, reader) for item in items_of(audit, reader))
    if of:
        meetings = meetings.filter(pk=of.pk)
        items = tuple(item for item in items if of in item.meetings)
    return PanelRecord(audit, tuple(meetings), items, of)


def _item(item: PanelItem, reader: User) -> ItemRecord:
    sheet = sheet_of(item, reader)
    moderation = sheet.moderation
    if moderation is None:
        return ItemRecord(sheet)
    return ItemRecord(
        sheet,
        tuple(moderation.learning_points.all()),
        tuple(moderation.actions.select_related("agency")),
        tuple(moderation.meetings.order_by("held_on")),
    )


def says_something(row: Row) -> bool:
    said = row.judgement
    return bool(row.agreed or said.rationale or said.dissent)


def own_values(row: Row) -> Iterator[tuple[Agency, str]]:
    """What each agency that was asked said."""
    for cell in row.cells:
        if cell.is_asked:
            yield cell.audit_return.agency, cell.in_full


def is_otherwise(row: Row) -> bool:
    """Did the panel agree something that an agency did not say of itself?"""
    agreed = row.agreed
    own = [cell.look for cell in row.cells if cell.is_asked]
    return agreed is not None and any(
        look.text != agreed.text for look in own if look is not IN_WORDS
    )
