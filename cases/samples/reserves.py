"""Who stands behind a case of a draw, and why a case must stay where it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.plurals import plural
from audits.models import Audit
from cases.models import (
    AuditReturn,
    Candidate,
    Case,
    Concern,
    DrawCell,
    Moderation,
    Resolution,
    Voice,
)
from cases.samples.candidates import keys_in_audit

ANSWERED = "An agency has begun to answer about {case}, so it stays in the sample."
CONCERN = "A concern was raised about {case}, so it stays in the audit."
RECORDED = "Something has been recorded about {case} already, so it stays in the audit."
NO_RESERVE = (
    "No reserve is kept for this part of the sample, so nobody can take its place. Add another case"
    " by hand, with a reason."
)
ALL_ARE_CASES = (
    "Everybody who is kept in reserve for this part of the sample is or was a case of this audit"
    " already, so nobody can take its place. Add another case by hand, with a reason."
)
NOBODY_TWICE = "Passed over: {} before it in the order, already a case of this audit or once one."
NOT_DRAWN = (
    "{case} was not drawn, so nobody is next in an order to take its place. Add another case by"
    " hand, with a reason."
)


@dataclass(frozen=True)
class Reserves:
    """Who is kept for the part of the sample of a case, in their order.

    `cases_now` would come before `next`, but became cases of the audit in another way since.
    """

    next: Candidate | None = None
    cases_now: tuple[Candidate, ...] = ()

    @property
    def passed_over(self) -> str:
        """A sentence; empty where nobody is."""
        count = len(self.cases_now)
        return NOBODY_TWICE.format(plural(count, "reserve")) if count else ""


def reserves_for(case: Case) -> Reserves:
    """Needs the draw."""
    if case.draw is None:
        return Reserves()
    cell = case.draw.cells.filter(keys__contains=[case.draw_key]).first()
    kept = {each.key: each for each in case.draw.candidates.filter(is_reserve=True)}
    in_order = [kept[key] for key in (cell.reserves if cell else ()) if key in kept]
    taken, cases_now = keys_in_audit(case.audit_id), []
    for each in in_order:
        if not taken & {each.key, each.name_key}:
            return Reserves(each, tuple(cases_now))
        cases_now.append(each)
    return Reserves(None, tuple(cases_now))


def why_not_replaced(case: Case) -> str:
    """Empty where a reserve could take its place. Needs the draw."""
    if stays := why_it_stays(case):
        return stays
    reserves = reserves_for(case)
    if reserves.next:
        return ""
    if reserves.cases_now:
        return ALL_ARE_CASES
    return NO_RESERVE if case.draw else NOT_DRAWN.format(case=case)


def why_it_stays(case: Case) -> str:
    """Empty while nothing is recorded about it."""
    said = (words for rows, words in _recorded() if rows.filter(case=case).exists())
    return next(said, "").format(case=case)


def replaceable(audit: Audit) -> set[UUID]:
    """Its cases whose place somebody could take, without asking for each."""
    taken = keys_in_audit(audit.pk)
    kept = Candidate.objects.filter(draw__audit=audit, is_reserve=True)
    free = [key for key, name in kept.values_list("key", "name_key") if not taken & {key, name}]
    cells = DrawCell.objects.filter(draw__audit=audit, reserves__overlap=free)
    backed = Q(pk__in=[])
    for draw, drawn, chosen, reserves in cells.values_list("draw", "drawn", "chosen", "reserves"):
        backed |= Q(draw=draw, draw_key__in=[*drawn, *chosen, *reserves])
    found = audit.cases.filter(backed)
    for rows, _ in _recorded():
        found = found.exclude(Exists(rows.filter(case=OuterRef("pk"))))
    return set(found.values_list("pk", flat=True))


def _recorded() -> Iterator[tuple[QuerySet, str]]:
    """What ties a case to its audit, each with the sentence that says so."""
    begun = Q(answers__isnull=False) | Q(evidence_files__isnull=False)
    begun |= ~Q(status=AuditReturn.Status.NOT_STARTED)
    yield AuditReturn.objects.filter(begun), ANSWERED
    yield Concern.objects.all(), CONCERN
    yield Moderation.objects.with_something_said(), RECORDED
    for model in (Voice, Resolution):
        yield model.objects.all(), RECORDED
