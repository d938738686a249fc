"""What a panel learns from a case: written down, put right by whoever types, taken away again."""

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from cases.models import LearningPoint
from cases.panel.items import PanelItem
from cases.panel.judging import held, note_meeting, require_open_audit
from cases.transitions import Refused

GONE = "Somebody removed this point while the page was open. Add what you wrote, if it is still so."


class StaleLearning(Exception):
    """Somebody else saved first; `kept` is the point as it is now."""

    def __init__(self, kept: LearningPoint):
        super().__init__("Somebody else changed this point while the page was open.")
        self.kept = kept


@transaction.atomic
def add_learning(*, item: PanelItem, kind: str, text: str, by: User) -> LearningPoint:
    require(by, Permission.RECORD_JUDGEMENTS)
    moderation = held(item)
    require_open_audit(moderation.audit)
    note_meeting(moderation)
    return LearningPoint.objects.create(
        moderation=moderation, kind=kind, text=text.strip(), added_by=by
    )


@transaction.atomic
def change_learning(
    *, point: LearningPoint, kind: str, text: str, version: int, by: User
) -> LearningPoint:
    """`version`: the one it was changed from.

    Raises StaleLearning where somebody else said something different in between.
    """
    kept = _held(point, by)
    text = text.strip()
    if (kept.kind, kept.text) == (kind, text):
        return kept
    if kept.version != version:
        raise StaleLearning(kept)
    kept.kind, kept.text, kept.version = kind, text, version + 1
    kept.changed_at, kept.changed_by = timezone.now(), by
    kept.save()
    record("changed a learning point", kept, by=by, audit_id=kept.moderation.audit_id)
    return kept


@transaction.atomic
def remove_learning(*, point: LearningPoint, by: User) -> None:
    kept = _held(point, by)
    record("removed a learning point", kept, by=by, audit_id=kept.moderation.audit_id)
    kept.delete()


def _held(point: LearningPoint, by: User) -> LearningPoint:
    """As it is now, held until the transaction ends."""
    require(by, Permission.RECORD_JUDGEMENTS)
    rows = LearningPoint.objects.select_for_update(of=("self",))
    rows = rows.select_related("moderation__audit", "added_by", "changed_by")
    kept = rows.filter(pk=point.pk).first()
    if kept is None:
        raise Refused(GONE)
    require_open_audit(kept.moderation.audit)
    return kept
