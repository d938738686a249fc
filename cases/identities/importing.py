"""Files of who cases are about: checked whole, then brought in all or nothing.

What a file says is kept encrypted while its coordinator decides, for an hour at most.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from audits.tables import Fault, FileFaults, UnreadableTable, read_table
from cases.identities.files import (
    CASE,
    NO_CASE,
    SHEET,
    IdentityRow,
    column_of,
    read_identities,
    write_identity_template,
)
from cases.identities.vault import position_of, refuse_unless_kept
from cases.models import Identity, IdentityImport
from cases.transitions import Refused

KEPT_FOR = timedelta(hours=1)
GONE = "This file is no longer kept. Choose it again."
NOTHING_IN_IT = "No row says who a case is about. Fill in the row of a case."
HELD = "This is held of the case already. Clear the cell, or correct it on the page of the case."


@dataclass(frozen=True)
class Arriving:
    """What a row of the file would bring, by kind; nothing of what it says."""

    row: int
    case: str
    kinds: list[tuple[str, int]]


def identity_template(audit: Audit, form: str) -> bytes:
    """With the reference of every case, and which of its columns are held already."""
    return write_identity_template(_held_columns(audit), _agencies(audit), form)


@transaction.atomic
def check_identities(*, audit: Audit, content: bytes, by: User) -> IdentityImport:
    """Keep what the file says, to be applied within an hour. Raises FileFaults and Refused."""
    _require(by)
    refuse_unless_kept(audit.pk)
    rows = _read(audit, content)
    audit.identity_imports.filter(read_by=by).delete()
    said = json.dumps([[row.number, row.case, row.lines] for row in rows])
    upload = IdentityImport.objects.create(audit=audit, content=said, read_by=by)
    record("checked a file of identities", upload, by=by, detail=f"{len(rows)} cases")
    return upload


def _read(audit: Audit, content: bytes) -> list[IdentityRow]:
    try:
        table = read_table(content, SHEET)
    except UnreadableTable as error:
        raise FileFaults(error.faults) from None
    rows, faults = read_identities(table, _cases(audit), _agencies(audit), timezone.localdate())
    faults += _held(audit, rows)
    if not rows and not faults:
        faults = [Fault(0, "", NOTHING_IN_IT)]
    if faults:
        raise FileFaults(faults)
    return rows


def _held(audit: Audit, rows: list[IdentityRow]) -> list[Fault]:
    """What of the rows would stand beside something that is held, or has no case any more."""
    held, faults = _held_columns(audit), []
    for row in rows:
        if row.case not in held:
            faults.append(Fault(row.number, CASE, NO_CASE))
            continue
        columns = dict.fromkeys(column_of(kind, agency) for kind, agency, _ in row.lines)
        faults += [Fault(row.number, each, HELD) for each in columns if each in held[row.case]]
    return faults


def _cases(audit: Audit) -> dict[str, object]:
    """Reference -> key of each case a coordinator may name."""
    return dict(audit.cases.filter(owner=None).values_list("reference", "pk"))


def _held_columns(audit: Audit) -> dict[str, set[str]]:
    """Reference -> headings of what is held of the case; what it says is not read."""
    found = {reference: set() for reference in _cases(audit)}
    lines = Identity.objects.filter(case__audit=audit, owner=None).order_by()
    said = lines.values_list("case__reference", "kind", "agency__short_name")
    for reference, kind, agency in said.distinct():
        if reference in found:
            found[reference].add(column_of(kind, agency or ""))
    return found


def _agencies(audit: Audit) -> dict[str, object]:
    """Short name -> key of those taking part."""
    found = audit.agencies.order_by("position", "short_name")
    return dict(found.values_list("short_name", "pk"))


def arriving(upload: IdentityImport) -> list[Arriving]:
    rows = []
    for row in _rows(upload):
        counts = Counter(kind for kind, _, _ in row.lines)
        kinds = [(kind.label, counts[kind]) for kind in Identity.Kind if counts[kind]]
        rows.append(Arriving(row.number, row.case, kinds))
    return rows


def _rows(upload: IdentityImport) -> list[IdentityRow]:
    return [IdentityRow(*each) for each in json.loads(upload.content)]


@transaction.atomic
def bring_in_identities(*, upload: IdentityImport, by: User) -> int:
    """All or nothing; gives how many cases. Raises FileFaults where the audit has changed since."""
    _require(by)
    audit = refuse_unless_kept(upload.audit_id)
    upload = IdentityImport.objects.select_for_update().filter(pk=upload.pk).first()
    if upload is None:
        raise Refused(GONE)
    rows, cases, agencies = _rows(upload), _cases(audit), _agencies(audit)
    faults = _held(audit, rows)
    if faults:
        raise FileFaults(faults)
    made = Identity.objects.bulk_create(
        Identity(
            case_id=cases[row.case],
            kind=kind,
            text=text,
            agency_id=agencies.get(agency),
            position=position_of(kind, at),
        )
        for row in rows
        for at, (kind, agency, text) in enumerate(row.lines)
    )
    upload.delete()
    detail = f"{len(made)} for {len(rows)} cases"
    record("brought in identities", audit, by=by, audit_id=audit.pk, detail=detail)
    return len(rows)


@transaction.atomic
def discard_identities(*, upload: IdentityImport, by: User) -> None:
    _require(by)
    upload.delete()


def forget_identity_files(now: datetime) -> None:
    IdentityImport.objects.filter(read_at__lt=now - KEPT_FOR).delete()


def _require(by: User) -> None:
    require(by, Permission.RUN_AUDITS)
    require(by, Permission.READ_IDENTITIES)
