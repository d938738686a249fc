"""Which round an audit follows, and which of its cases are about a child of that round."""

from collections.abc import Mapping

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Case
from cases.transitions import Refused


def earlier_rounds(audit: Audit):
    """Audits of the same tool whose period began before; the newest first. Needs the version."""
    return (
        Audit.objects.filter(
            tool_version__tool=audit.tool_version.tool_id, scope_start__lt=audit.scope_start
        )
        .exclude(pk=audit.pk)
        .exclude(status=Audit.Status.CANCELLED)
        .order_by("-scope_start", "name")
    )


@transaction.atomic
def follow_round(
    *, audit: Audit, previous: Audit | None, same_child: Mapping[Case, Case | None], by: User
) -> None:
    """Say which round came before, and which case is about a child that was in it.

    From then on auditors are offered what their agency answered then. `same_child` has a case of
    this audit for each case of the earlier one that it follows. Raises Refused where an earlier
    case is named twice, belongs to another round, or the audit has ended.
    """
    require(by, Permission.RUN_AUDITS)
    if not audit.is_open:
        raise Refused("This audit has ended, so what it follows stays as it is.")
    if previous is not None and not earlier_rounds(audit).filter(pk=previous.pk).exists():
        raise Refused("Choose an earlier audit that used the same tool.")
    _check(previous, [earlier for earlier in same_child.values() if earlier])
    audit.previous = previous
    audit.save(update_fields=["previous"])
    audit.cases.update(follows=None)
    for case, earlier in same_child.items():
        if earlier is not None:
            audit.cases.filter(pk=case.pk).update(follows=earlier)
    detail = str(previous.pk) if previous else ""
    record("said which round came before", audit, by=by, audit_id=audit.pk, detail=detail)


def _check(previous: Audit | None, earlier: list[Case]) -> None:
    if len(set(earlier)) < len(earlier):
        twice = next(case for case in earlier if earlier.count(case) > 1)
        raise Refused(f"{twice.reference} is chosen twice. Choose each earlier case once.")
    if any(previous is None or case.audit_id != previous.pk for case in earlier):
        raise Refused("Choose earlier cases of the round before.")
