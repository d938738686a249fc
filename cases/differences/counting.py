"""How many differences of an audit are unresolved, kept because finding them takes many queries.

Whatever changes what is compared changes what a count is of, so a reader is told when it is old.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat, JSONObject, NullIf
from django.utils import timezone

from audits.models import Audit
from cases.differences.shown import unresolved_everywhere
from cases.models import DifferenceCount, Judgement, Resolution, ReturnOutcomes


@dataclass(frozen=True)
class Counted:
    """`unresolved` when it was counted; `is_old`: answers or resolutions have changed since."""

    unresolved: int
    at: datetime | None
    is_old: bool


def with_differences(audits):
    """The audits, each with what `counted_of` reads, in the same query."""
    kept = DifferenceCount.objects.filter(audit=OuterRef("pk"))
    row = JSONObject(unresolved="unresolved", at="at", of="of")
    return audits.annotate(
        differences_kept=Subquery(kept.values(row=row)), differences_of=_what_is_compared()
    )


def _what_is_compared():
    """The rows of the read model, which are written anew with every change, and what stands."""
    outcomes = ReturnOutcomes.objects.filter(audit=OuterRef("pk"), case__isnull=False)
    standing = Resolution.objects.standing().filter(case__audit=OuterRef("pk"))
    judged = Judgement.objects.settling().filter(
        moderation__audit=OuterRef("pk"), moderation__case__isnull=False
    )
    every = Concat(
        _joined(outcomes, "audit", _text("pk")),
        _joined(standing, "case__audit", _text("pk")),
        _joined(judged, "moderation__audit", Concat(_text("pk"), _text("version"))),
    )
    digest = MD5(NullIf(every, Value("")), output_field=TextField())
    return Coalesce(digest, Value(""), output_field=TextField())


def _text(name: str) -> Cast:
    return Cast(name, TextField())


def _joined(rows, by: str, words):
    """Empty where there are none."""
    joined = StringAgg(words, Value(","), order_by="pk")
    found = rows.order_by().values(by).annotate(joined=MD5(joined)).values("joined")
    return Coalesce(Subquery(found), Value(""), output_field=TextField())


def counted_of(audit: Audit) -> Counted:
    """Of one of `with_differences`."""
    kept = audit.differences_kept
    if kept is None:
        return Counted(0, None, is_old=bool(audit.differences_of))
    at = datetime.fromisoformat(kept["at"])
    return Counted(kept["unresolved"], at, is_old=kept["of"] != audit.differences_of)


def recount_differences() -> None:
    """Of every audit in hand in which something has changed since it was last counted."""
    audits = with_differences(Audit.objects.filter(status__in=Audit.IN_HAND))
    changed = audits.exclude(difference_count__of=F("differences_of")).exclude(differences_of="")
    for audit in changed.select_related("tool_version__tool"):
        _keep(audit, unresolved_everywhere(audit))


def _keep(audit: Audit, unresolved: int) -> None:
    """What is compared was read before it was counted, so a change meanwhile is counted next."""
    said = {"unresolved": unresolved, "of": audit.differences_of, "at": timezone.now()}
    DifferenceCount.objects.update_or_create(audit=audit, defaults=said)
