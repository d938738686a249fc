"""Words by which somebody could be known, in what is written about a case.

They are shown beside the text, for whoever wrote it to look at; nothing is refused because of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from agencies.activity import record
from agencies.models import Activity, User
from audits.models import Audit
from cases.identifiers import identifiers_in, names_of
from cases.models import Case, Identity

LONGEST = 4000  # of one text that is looked through
# A panel saves as it types: comparing again within this time is the same look.
ONE_LOOK = timedelta(hours=1)


@dataclass(frozen=True)
class Recognised:
    words: str
    sentence: str


def recognised_in(*texts: str, names: frozenset[str] = frozenset()) -> list[Recognised]:
    """`names`: words of the case's own identity, see `names_compared`."""
    return [
        Recognised(text[found.start : found.end], found.sentence)
        for text in (each[:LONGEST] for each in texts)
        for found in identifiers_in(text, names)
    ]


def names_compared(case: Case | None, by: User, *, what: str) -> frozenset[str]:
    """The names of a case that this person may know, for the machine to compare `what` with.

    The comparison is recorded; the names are not shown.
    """
    if case is None:
        return frozenset()
    identities = Identity.objects.visible_to(by).filter(case=case)
    names = names_of(identity.text for identity in identities)
    if names:
        _record_look(case, by, f"compared {what} with an identity")
    return names


def names_of_audit(audit: Audit, by: User, *, what: str) -> dict[UUID, frozenset[str]]:
    """As `names_compared`, of every case of an audit that this person may know by name."""
    texts = defaultdict(list)
    for identity in Identity.objects.visible_to(by).filter(case__audit=audit):
        texts[identity.case_id].append(identity.text)
    if texts:
        _record_look(audit, by, f"compared {what} with identities")
    return {case: names_of(found) for case, found in texts.items()}


def _record_look(about: Audit | Case, by: User, verb: str) -> None:
    since = timezone.now() - ONE_LOOK
    looks = Activity.objects.about(about).filter(actor_id=by.pk, verb=verb, at__gte=since)
    if not looks.exists():
        audit_id = about.pk if isinstance(about, Audit) else about.audit_id
        record(verb, about, by=by, audit_id=audit_id)
