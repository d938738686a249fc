"""Showing leads and auditors what the panel agreed, and taking it back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Judgement, Moderation
from cases.panel.judging import require_open_audit
from cases.panel.lacking import lacks_of
from cases.panel.release_mail import tell_of_recall, tell_of_release
from cases.transitions import Refused

NOTHING = "Choose at least one to release."
NOT_WAITING = (
    "Nothing is released: what you chose is released already, or nothing is agreed on it any more. "
    "Open this page again."
)
LACKS = "Nothing is released. {item} lacks this: {lacks}. Give it on its panel screen, or leave it."


def waiting_of(audit: Audit):
    """With a judgement that is not released, if only in words."""
    said = Judgement.objects.said().filter(moderation__audit=audit)
    return audit.moderations.filter(released_at=None, pk__in=said.values("moderation"))


@transaction.atomic
def release_judgements(*, audit: Audit, chosen: Iterable[UUID], by: User) -> list[Moderation]:
    """Show leads and auditors what was agreed on these moderations, all of them or none.

    Refused where one lacks its grade over all or a reason. Needs the tool.
    """
    require(by, Permission.RUN_AUDITS)
    require_open_audit(audit)
    found = _held(audit, set(chosen))
    _require_reasons(audit, found, by)
    for moderation in found:
        moderation.released_at, moderation.released_by = timezone.now(), by
        moderation.save(update_fields=["released_at", "released_by"])
        record("released judgements", moderation, by=by)
    tell_of_release(audit, found, by=by)
    return found


def _held(audit: Audit, chosen: set[UUID]) -> list[Moderation]:
    if not chosen:
        raise Refused(NOTHING)
    waiting = waiting_of(audit).filter(pk__in=chosen).select_related("case", "agency")
    found = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    if len(found) != len(chosen):
        raise Refused(NOT_WAITING)
    return found


def _require_reasons(audit: Audit, found: list[Moderation], by: User) -> None:
    lacking = lacks_of(audit, found, by)
    for moderation in found:
        if lacks := lacking.get(moderation.pk):
            raise Refused(LACKS.format(item=moderation, lacks="; ".join(map(str, lacks))))


@transaction.atomic
def recall_judgements(*, moderation: Moderation, reason: str, by: User) -> None:
    """Back to the panel: leads and auditors no longer see what it agreed.

    Refused where nothing could be released again.
    """
    require(by, Permission.RUN_AUDITS)
    moderation = Moderation.objects.select_for_update().get(pk=moderation.pk)
    require_open_audit(moderation.audit)
    if not moderation.is_released:
        raise Refused(f"What the panel agreed on {moderation} is not released.")
    if not reason.strip():
        raise Refused("Say why it is recalled. Its lead and auditor have read it.")
    moderation.released_at = moderation.released_by = None
    moderation.recalled_at, moderation.recalled_by = timezone.now(), by
    moderation.recall_reason = reason.strip()
    moderation.save()
    record("recalled judgements", moderation, by=by)
    tell_of_recall(moderation, by=by)
