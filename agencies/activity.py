"""The only writer of activity: who did or read what. Ids only, never values."""

from agencies.logs import request_id
from agencies.models import Activity


def record(verb: str, about=None, *, by=None, audit_id=None, agency_id=None, detail="") -> None:
    """Write one line in the caller's transaction; `about` is the row it concerns, if any."""
    Activity.objects.create(
        actor_id=getattr(by, "pk", None),
        verb=verb,
        object_type=about._meta.label_lower if about is not None else "",
        object_id=about.pk if about is not None else None,
        audit_id=audit_id or getattr(about, "audit_id", None),
        agency_id=agency_id or getattr(about, "agency_id", None),
        request_id="" if request_id.get() == "-" else request_id.get(),
        detail=detail[:200],
    )


def record_refusal(request, status_code: int) -> None:
    """A denied or missing page, written after the refused request was rolled back."""
    match = request.resolver_match
    Activity.objects.create(
        actor_id=request.user.pk,
        verb="refused",
        object_type=match.view_name[:60],
        object_id=next((value for value in match.kwargs.values() if hasattr(value, "hex")), None),
        request_id=request_id.get(),
        detail=f"{request.method} {status_code}",
    )
