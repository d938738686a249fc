"""What the panel learned over all cases of an audit, and where each point was taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from agencies.models import User
from audits.models import Audit
from cases.models import LearningPoint
from cases.recognising import Recognised, recognised_in
from reports.briefing_fields import SECTIONS
from reports.models import TakenPoint

Kind = LearningPoint.Kind
BY_CASE, NEWEST = "case", "newest"
ORDERS = {
    BY_CASE: (
        "moderation__case__reference",
        "moderation__agency__position",
        "moderation__agency__short_name",
        "added_at",
    ),
    NEWEST: (F("changed_at").desc(nulls_last=True), "-added_at"),
}
USED, NOT_USED = "used", "not-used"
HEADINGS = {Kind.GOOD_PRACTICE: "Good practice", Kind.LEARNING: "Learning"}


@dataclass(frozen=True)
class Learned:
    point: LearningPoint
    uses: tuple[TakenPoint, ...]

    @property
    def recognised(self) -> list[Recognised]:
        return recognised_in(self.point.text)


@dataclass(frozen=True)
class OfKind:
    heading: str
    key: str
    rows: tuple[Learned, ...]


def points_of(audit: Audit, user: User):
    """Those of the cases this person's panel may open."""
    rows = LearningPoint.objects.visible_to(user).filter(moderation__audit=audit)
    return rows.select_related(
        "moderation__case", "moderation__agency", "added_by", "changed_by"
    ).order_by(*ORDERS[BY_CASE])


def learned_of(audit: Audit, user: User, chosen: dict) -> list[OfKind]:
    """`chosen`: words, kind, case, used and order, as the form above the list gives them."""
    rows = points_of(audit, user).order_by(*ORDERS[chosen.get("order") or BY_CASE])
    for word in chosen.get("words", "").split():
        rows = rows.filter(text__icontains=word)
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if case := chosen.get("case"):
        rows = rows.filter(moderation=case)
    uses = uses_of(audit)
    found = [Learned(point, tuple(uses[point.pk])) for point in rows]
    if used := chosen.get("used"):
        found = [each for each in found if bool(each.uses) == (used == USED)]
    return _by_kind(found)


def _by_kind(found: Iterable[Learned]) -> list[OfKind]:
    by_kind = defaultdict(list)
    for each in found:
        by_kind[each.point.kind].append(each)
    return [
        OfKind(heading, kind.value, tuple(by_kind[kind]))
        for kind, heading in HEADINGS.items()
        if by_kind[kind]
    ]


def uses_of(audit: Audit) -> dict:
    """By the key of the point; None has those whose point the panel has removed since."""
    found = defaultdict(list)
    for use in audit.taken_points.select_related("point", "briefing", "quote", "taken_by"):
        use.where = where_of(use)
        found[use.point_id].append(use)
    return found


def where_of(use: TakenPoint) -> str:
    """Such as “5 Needs to change, point 2”."""
    if use.quote:
        state = "approved" if use.quote.approved_by_id else "waiting for approval"
        return f"A quote of the panel, {state}"
    section = next(each for each in SECTIONS if use.field in {field.name for field in each.fields})
    return f"{section.number} {section.title}, point {use.field.rpartition('.')[2]}"
