"""Files kept beside an answer: added, taken away, and sent only to who may read the return."""

from collections import defaultdict
from hashlib import sha256

from django.db import transaction

from agencies.activity import record
from agencies.models import User
from audits.models import Question
from cases.answering.repetitions import Repetition
from cases.file_types import ALLOWED, type_of
from cases.locking import locked, require_auditor
from cases.models import AuditReturn, EvidenceFile
from cases.transitions import Refused, check_transition

MOST_FILES = 20


@transaction.atomic
def add_file(
    *,
    audit_return: AuditReturn,
    question: Question,
    repetition: Repetition,
    title: str,
    content: bytes,
    by: User,
) -> EvidenceFile:
    """Keep a file. What it was called on the auditor's machine is not kept: it may be a name.

    Raises Refused where the return is not open or has enough files, and for a file that is empty,
    too large, of another type, or there already.
    """
    audit_return = _open(audit_return, by)
    if audit_return.evidence_files.count() >= MOST_FILES:
        raise Refused(f"A return keeps up to {MOST_FILES} files. Remove one first.")
    if not 0 < len(content) <= EvidenceFile.MOST_BYTES:
        raise Refused("Choose a file that is not empty and not larger than 10 MB.")
    found = type_of(content)
    if found is None:
        raise Refused(f"Choose a {ALLOWED} file. One with macros cannot be kept.")
    place = {
        "question": question,
        "subject_id": repetition.subject_id,
        "occasion": repetition.occasion,
        "fingerprint": sha256(content).hexdigest(),
    }
    if audit_return.evidence_files.filter(**place).exists():
        raise Refused("This file is already kept with this answer.")
    made = audit_return.evidence_files.create(
        **place,
        agency_id=audit_return.agency_id,
        title=title,
        content_type=found.content_type,
        extension=found.extension,
        content=content,
        size=len(content),
        added_by=by,
    )
    record("added a file to a return", audit_return, by=by, detail=str(made.pk))
    return made


@transaction.atomic
def remove_file(*, file: EvidenceFile, by: User) -> None:
    """Raises Refused once the return is handed in."""
    audit_return = _open(file.audit_return, by)
    record("removed a file from a return", audit_return, by=by, detail=str(file.pk))
    file.delete()


def _open(audit_return: AuditReturn, by: User) -> AuditReturn:
    audit_return = locked(audit_return)
    require_auditor(audit_return, by)
    if not audit_return.is_open:
        check_transition(audit_return, AuditReturn.Status.IN_PROGRESS)
    return audit_return


def files_by_place(audit_return: AuditReturn) -> dict[tuple[Repetition, str], list[EvidenceFile]]:
    """By repetition and question key, so that files stay with their question in a newer version."""
    found = defaultdict(list)
    rows = audit_return.evidence_files.select_related("question").defer("content")
    for file in rows:
        found[Repetition(file.subject_id, file.occasion), file.question.key].append(file)
    return found
