"""Views of practitioners and families on a case: kept, changed, removed."""

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from cases.models import Case, Voice, VoiceHistory
from cases.models.voices import LONGEST_QUOTE
from cases.transitions import Refused, require_open

SAYS_NOTHING = "Write what was said."
NOT_THEIRS = "Only somebody’s own words, with their consent, are proposed for the briefing."
TOO_LONG = f"A briefing has room for a quote of {LONGEST_QUOTE} characters. Shorten it first."


class StaleVoice(Exception):
    """Somebody else changed it first; `stored` is the view as it is now."""

    def __init__(self, stored: Voice):
        super().__init__("Somebody else changed this view while the page was open.")
        self.stored = stored


@transaction.atomic
def add_voice(*, case: Case, by: User, **said) -> Voice:
    """`said`: what `Voice.FIELDS` names. Raises Refused where the audit is over."""
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open(case.audit)
    _check(said)
    made = Voice.objects.create(case=case, written_by=by, **said)
    record("recorded a view", made, by=by, audit_id=case.audit_id)
    return made


@transaction.atomic
def change_voice(*, voice: Voice, version: int, by: User, **said) -> Voice:
    """What it said before is kept. Raises StaleVoice where somebody else changed it first."""
    stored = _held(voice, by)
    _check(said)
    if all(getattr(stored, name) == value for name, value in said.items()):
        return stored
    if stored.version != version:
        raise StaleVoice(stored)
    before = {name: getattr(stored, name) for name in Voice.FIELDS}
    VoiceHistory.objects.create(
        voice=stored,
        version=stored.version,
        written_at=stored.written_at,
        written_by=stored.written_by,
        **before,
    )
    for name, value in said.items():
        setattr(stored, name, value)
    stored.version, stored.written_at, stored.written_by = version + 1, timezone.now(), by
    stored.save()
    record("changed a view", stored, by=by, audit_id=stored.case.audit_id)
    return stored


@transaction.atomic
def remove_voice(*, voice: Voice, reason: str, by: User) -> None:
    """Its words go, earlier ones included, so that whoever could be known by them no longer is."""
    stored = _held(voice, by)
    if not reason.strip():
        raise Refused("Say why it is removed.")
    stored.history.all().delete()
    stored.text, stored.is_proposed = "", False
    stored.removed_at, stored.removed_by = timezone.now(), by
    stored.removal_reason = reason.strip()
    stored.save()
    record("removed a view", stored, by=by, audit_id=stored.case.audit_id)


def _held(voice: Voice, by: User) -> Voice:
    require(by, Permission.RECORD_JUDGEMENTS)
    Voice.objects.select_for_update().get(pk=voice.pk)
    stored = Voice.objects.select_related("case__audit", "written_by", "agency").get(pk=voice.pk)
    require_open(stored.case.audit)
    if stored.is_removed:
        raise Refused("This view was removed.")
    return stored


def _check(said: dict) -> None:
    if not said["text"].strip():
        raise Refused(SAYS_NOTHING)
    if said["is_proposed"] and not (said["may_be_quoted"] and said["is_verbatim"]):
        raise Refused(NOT_THEIRS)
    if said["is_proposed"] and len(said["text"]) > LONGEST_QUOTE:
        raise Refused(TOO_LONG)
