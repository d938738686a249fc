"""One candidate found in a list that says of nobody who it is."""

from django.db import transaction
from django.db.models import Q

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from cases.models import Candidate, Draw
from cases.samples.candidates import Person


@transaction.atomic
def find_candidate(*, draw: Draw, person: Person, by: User) -> Candidate | None:
    """By keyed hash: nothing of who anybody is is read. That somebody looked is recorded."""
    require(by, Permission.RUN_AUDITS)
    keys = person.keys(draw.audit_id, draw.key_number)
    rows = draw.candidates.filter(is_reserve=False)
    found = rows.filter(Q(key__in=keys) | Q(name_key__in=keys)).first()
    detail = "found" if found else "not found"
    record("looked for a candidate", draw, by=by, audit_id=draw.audit_id, detail=detail)
    return found
