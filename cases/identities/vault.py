"""Who the cases of an audit are about, as its coordinator enters and corrects it.

Lines stand at a place: a kind of identity, and for an agency's own number its key.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.identities.destroying import is_over
from cases.models import Case, Identity
from cases.transitions import Refused

Place = tuple[str, UUID | None]
Lines = Mapping[Place, Iterable[str]]
NO_DATE = "Say first until when identities are kept. Then they can be entered."
OWN_CASE = "Only the agency that added this case knows who it is about."
CHANGED_MEANWHILE = (
    "Somebody else changed who this case is about while you were typing. What is kept now stands "
    "beside what you typed. Nothing of yours was saved yet."
)


class ChangedMeanwhile(Refused):
    """Nothing was kept; look again."""


@dataclass(frozen=True)
class Held:
    """`state` changes with every change, and says nothing of what is held."""

    lines: dict[Place, list[str]]
    state: str


@dataclass
class Changes:
    added: int = 0
    corrected: int = 0
    removed: int = 0

    def __str__(self):
        return f"{self.added} added, {self.corrected} corrected, {self.removed} removed"

    def __bool__(self):
        return bool(self.added or self.corrected or self.removed)


@dataclass
class CaseInVault:
    """How much is held of one case, by kind; nothing of what it says."""

    case: Case
    counts: Counter = field(default_factory=Counter)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        return [(kind.label, self.counts[kind]) for kind in Identity.Kind if self.counts[kind]]


def cases_in_vault(audit: Audit) -> list[CaseInVault]:
    """Every case a coordinator may name, from two queries; agencies’ own cases are left out."""
    found = {case.pk: CaseInVault(case) for case in audit.cases.filter(owner=None)}
    held = Identity.objects.filter(case__audit=audit, owner=None).order_by()
    for case_id, kind in held.values_list("case", "kind"):
        found[case_id].counts[kind] += 1
    return list(found.values())


def state_of(case: Case) -> str:
    """What is stored is sealed anew with each change, so its hash tells one state from the next."""
    stored = Identity.objects.filter(case=case, owner=None).order_by("pk")
    sealed = sha256()
    for key, text in stored.values_list("pk", "text"):
        sealed.update(key.bytes + bytes(text))
    return sealed.hexdigest()


@transaction.atomic
def look_into_vault(*, case: Case, by: User) -> Held:
    """All that is held of a case. The look is recorded."""
    _require(case, by)
    record("read an identity", case, by=by)
    lines = defaultdict(list)
    for identity in _shared(case):
        lines[identity.kind, identity.agency_id].append(identity.text)
    return Held(dict(lines), state_of(case))


@transaction.atomic
def write_identities(*, case: Case, lines: Lines, state: str, by: User) -> Changes:
    """Keep exactly these lines at these places; other places stay as they are.

    Raises ChangedMeanwhile where the case is no longer in `state`, and Refused.
    """
    _require(case, by)
    refuse_unless_kept(case.audit_id)
    if state_of(case) != state:
        raise ChangedMeanwhile(CHANGED_MEANWHILE)
    before = defaultdict(list)
    for identity in _shared(case):
        before[identity.kind, identity.agency_id].append(identity)
    changes = Changes()
    for place, texts in lines.items():
        _write(case, place, before[place], list(texts), changes)
    if changes:
        record("changed identities", case, by=by, detail=str(changes))
    return changes


def refuse_unless_kept(audit_id) -> Audit:
    """Hold the audit, so that its identities are not destroyed while some are written."""
    audit = Audit.objects.select_for_update().get(pk=audit_id)
    if audit.identities_until is None:
        raise Refused(NO_DATE)
    if is_over(audit):
        day = date_format(audit.identities_until, "j F Y")
        raise Refused(
            f"Identities of this audit were kept until {day}. To enter any now, choose a later "
            "day first and say why."
        )
    return audit


def _require(case: Case, by: User) -> None:
    require(by, Permission.RUN_AUDITS)
    require(by, Permission.READ_IDENTITIES)
    if case.owner_id:
        raise Refused(OWN_CASE)


def _shared(case: Case):
    return Identity.objects.filter(case=case, owner=None).order_by("position", "pk")


def _write(case: Case, place: Place, before: list, texts: list[str], changes: Changes) -> None:
    """What is there word for word stays; the rest is corrected in its order."""
    kind, agency_id = place
    loose = list(before)
    kept = [_taken(loose, text) for text in texts]
    for at, (text, identity) in enumerate(zip(texts, kept, strict=True)):
        position = position_of(kind, at)
        if identity is not None:
            Identity.objects.filter(pk=identity.pk).update(position=position)
        elif loose:
            identity = loose.pop(0)
            identity.text, identity.position = text, position
            identity.save()
            changes.corrected += 1
        else:
            Identity.objects.create(
                case=case, kind=kind, agency_id=agency_id, text=text, position=position
            )
            changes.added += 1
    changes.removed += len(loose)
    Identity.objects.filter(pk__in=[identity.pk for identity in loose]).delete()


def _taken(loose: list[Identity], text: str) -> Identity | None:
    found = next((identity for identity in loose if identity.text == text), None)
    if found is not None:
        loose.remove(found)
    return found


def position_of(kind: str, at: int) -> int:
    """Children before carers, addresses after them, numbers last; in the order they came."""
    return 100 * Identity.Kind.values.index(kind) + at
