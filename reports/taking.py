"""Takes what the panel learned into a draft briefing, or proposes it as a quote.

Nothing a briefing says is lost by it: in a point that has words already, it stands before them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import LearningPoint
from reports.briefing_fields import LONGEST, completed
from reports.budgets import BUDGETS
from reports.models import Briefing, Quote, TakenPoint
from reports.services import propose_quote, save_briefing
from reports.transitions import Refused

Kind = LearningPoint.Kind
WORKING_WELL, NEEDS_TO_CHANGE = "working_well", "needs_to_change"
SECTIONS = {WORKING_WELL: "4 Working well", NEEDS_TO_CHANGE: "5 Needs to change"}
POINTS = {
    WORKING_WELL: BUDGETS["working_well.points"].items,
    NEEDS_TO_CHANGE: BUDGETS[NEEDS_TO_CHANGE].items,
}
USUAL = {Kind.GOOD_PRACTICE: WORKING_WELL, Kind.LEARNING: NEEDS_TO_CHANGE}
TOO_LONG = (
    "With this, point {number} of “{section}” would have {length} characters, and it holds "
    f"{LONGEST}. Shorten it, or choose another point."
)


@dataclass(frozen=True)
class Place:
    """One point of a draft briefing, where something may be put."""

    briefing: Briefing
    section: str
    number: int

    @property
    def code(self) -> str:
        return f"{self.briefing.pk}:{self.section}:{self.number}"

    @property
    def field(self) -> str:
        return f"{self.section}.text.{self.number}"

    @property
    def heading_field(self) -> str:
        return f"{self.section}.label.{self.number}"

    @property
    def heading(self) -> str:
        return self.briefing.content.get(self.heading_field, "")

    @property
    def is_empty(self) -> bool:
        return not self.heading and not self.briefing.content.get(self.field)

    @property
    def label(self) -> str:
        point = f"{SECTIONS[self.section]}, point {self.number}"
        if self.is_empty:
            return f"{point} (empty)"
        named = f" “{self.heading}”" if self.heading else ""
        return f"{point}{named} (before what it says)"


def places_of(audit: Audit) -> list[Place]:
    """Of every draft, the one changed last first."""
    drafts = audit.briefings.filter(status=Briefing.Status.DRAFT).order_by("-updated_at")
    return [place for briefing in drafts for place in _places(briefing)]


def _places(briefing: Briefing) -> Iterator[Place]:
    for section, count in POINTS.items():
        for number in range(1, count + 1):
            yield Place(briefing, section, number)


def usual_place(point: LearningPoint, places: list[Place]) -> Place | None:
    """Good practice is a strength, learning an area for development: its first empty point."""
    fitting = [place for place in places if place.section == USUAL[Kind(point.kind)]]
    empty = (place for place in fitting if place.is_empty)
    return next(empty, fitting[0] if fitting else None)


@transaction.atomic
def take_into_briefing(
    *, point: LearningPoint, place: Place, heading: str, text: str, by: User
) -> TakenPoint:
    """Raises Refused where the briefing is no draft any more, or the point has no room."""
    require(by, Permission.WRITE_BRIEFINGS)
    stored = Briefing.objects.select_for_update().get(pk=place.briefing.pk)
    content = completed(stored.content)
    content[place.field] = " ".join(filter(None, [text.strip(), content[place.field]]))
    content[place.heading_field] = content[place.heading_field] or heading.strip()
    if len(content[place.field]) > LONGEST:
        said = {"number": place.number, "section": SECTIONS[place.section]}
        raise Refused(TOO_LONG.format(length=len(content[place.field]), **said))
    save_briefing(briefing=stored, content=content, version=stored.version, by=by)
    return _taken(point, by, briefing=stored, field=place.field)


@transaction.atomic
def take_as_quote(*, point: LearningPoint, text: str, by: User) -> TakenPoint:
    """Words of the panel; somebody else approves them before a briefing may use them."""
    require(by, Permission.WRITE_BRIEFINGS)
    audit = point.moderation.audit
    quote = propose_quote(audit=audit, text=text, speaker=Quote.Speaker.PANEL, by=by)
    return _taken(point, by, quote=quote)


def _taken(point: LearningPoint, by: User, **where) -> TakenPoint:
    made = TakenPoint.objects.create(
        audit=point.moderation.audit,
        point=point,
        words=point.text,
        source=str(point.moderation),
        taken_by=by,
        **where,
    )
    record("took a learning point into a briefing", made, by=by)
    return made
