"""What the panel or the coordinator takes as true where agencies differ; their answers stay."""

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from cases.differences.compared_answers import comparison_of
from cases.differences.comparing import Place
from cases.models import Case, Resolution
from cases.transitions import Refused, require_open

AGREED = "The agencies no longer differ here. Open the list of differences again."
REPLACED = "Another resolution took its place."


class StaleResolution(Exception):
    """Somebody else resolved it, or reopened it, first; `stored` is what stands now, if any."""

    def __init__(self, stored: Resolution | None):
        super().__init__("Somebody else resolved this difference while the page was open.")
        self.stored = stored


@transaction.atomic
def resolve_difference(
    *, case: Case, place: Place, taken: str, reason: str, seen: str, by: User
) -> Resolution:
    """`seen`: the id of the resolution that stood when the page was opened, or empty.

    One that stood and was seen is replaced and kept. Raises Refused where the audit is over or the
    agencies no longer differ, and StaleResolution where something else stands by now.
    """
    case = _held(case, by)
    comparison = comparison_of(case, by)
    difference = comparison.difference_at(place)
    if difference is None:
        raise Refused(AGREED)
    if not reason.strip():
        raise Refused("Say why, so that others can follow it.")
    repetition = comparison.repetition(place)
    where = {
        "case": case,
        "question_key": place.key,
        "subject_id": repetition.subject_id,
        "occasion": repetition.occasion,
    }
    standing = Resolution.objects.standing().filter(**where).select_related("by").first()
    if str(standing.pk if standing else "") != seen:
        raise StaleResolution(standing)
    if standing:
        _end(standing, REPLACED, by)
    made = Resolution.objects.create(
        **where, taken=taken.strip(), reason=reason.strip(), said=difference.digest, by=by
    )
    record("resolved a difference", made, by=by, audit_id=case.audit_id)
    return made


@transaction.atomic
def reopen_difference(*, resolution: Resolution, reason: str, by: User) -> None:
    """Raises Refused without a reason, where the audit is over, and where it was reopened."""
    case = _held(resolution.case, by)
    if not reason.strip():
        raise Refused("Say why it is open again, so that others can follow it.")
    standing = Resolution.objects.standing().filter(pk=resolution.pk).first()
    if standing is None:
        raise Refused("This difference is open again already.")
    _end(standing, reason.strip(), by)
    record("reopened a difference", standing, by=by, audit_id=case.audit_id)


def _held(case: Case, by: User) -> Case:
    """The case as it is now; one difference of it is resolved at a time."""
    require(by, Permission.RECORD_JUDGEMENTS)
    Case.objects.select_for_update().get(pk=case.pk)
    case = Case.objects.select_related("audit").get(pk=case.pk)
    require_open(case.audit)
    return case


def _end(resolution: Resolution, reason: str, by: User) -> None:
    resolution.ended_at, resolution.ended_by = timezone.now(), by
    resolution.end_reason = reason
    resolution.save(update_fields=["ended_at", "ended_by", "end_reason"])
