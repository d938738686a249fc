"""Files of returns collected elsewhere: checked whole, shown, and brought in all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.models import Audit
from audits.questions import loaded
from audits.tables import Fault, FileFaults, UnreadableTable, read_table
from cases.considerations import texts_of
from cases.identifiers import identifiers_in
from cases.imports.files import read_returns, write_template
from cases.imports.files.template import RETURNS
from cases.imports.returns import Placed, Putting
from cases.models import AuditReturn, ReturnImport
from cases.progress import Progress, progress_of
from cases.transitions import Refused

NOT_COLLECTING = "This audit is not collecting answers, so no returns can be brought in."
NOTHING_IN_IT = "There is no row under the headings. Write one for each return."


@dataclass(frozen=True)
class PreviewRow:
    """One return as it would be; counts are of questions it is asked.

    `identifying`: texts that look as if somebody could be known by them.
    """

    audit_return: AuditReturn
    is_new_case: bool
    progress: Progress
    row: int
    identifying: int

    @property
    def blanks(self) -> int:
        return len(self.progress.required_blanks) + len(self.progress.optional_blanks)

    @property
    def not_asked(self) -> int:
        return len(self.progress.switched_off)


@dataclass(frozen=True)
class Preview:
    rows: list[PreviewRow]

    @property
    def answers(self) -> int:
        return sum(row.progress.answered for row in self.rows)

    @property
    def blanks(self) -> int:
        return sum(row.blanks for row in self.rows)

    @property
    def identifying(self) -> int:
        return sum(row.identifying for row in self.rows)

    @property
    def new_cases(self) -> list[str]:
        return sorted({str(row.audit_return.case) for row in self.rows if row.is_new_case})


def template_for(audit: Audit, form: str) -> bytes:
    """A file to fill in, with a row for each return that is asked for and not begun."""
    waiting = audit.returns.filter(status=AuditReturn.Status.NOT_STARTED).select_related(
        "agency", "case"
    )
    version = loaded(audit.tool_version)
    by_child = any(section.repeats == section.Repeats.SUBJECT for section in version.sections.all())
    asked = [
        (each.case.reference if each.case else "", each.agency.short_name, child)
        for each in waiting.prefetch_related("case__subjects")
        for child in (_children(each) if by_child else [""])
    ]
    return write_template(version, asked, form)


def _children(audit_return: AuditReturn) -> list[str]:
    return [str(subject.number) for subject in audit_return.case.subjects.all()]


@transaction.atomic
def check_file(
    *,
    audit: Audit,
    content: bytes,
    name: str,
    source: str,
    by: User | None,
    become: str = ReturnImport.Become.DRAFTS,
    makes_cases: bool = False,
) -> ReturnImport:
    """Keep a file in which nothing is wrong, to be looked at and applied.

    Takes the place of one that the same person checked for this audit and did not apply. Raises
    FileFaults, or Refused where the audit is not collecting or has had this very file.
    """
    _require(by)
    audit = _held(audit)
    fingerprint = sha256(content).hexdigest()
    _refuse_second_time(audit, fingerprint)
    audit.return_imports.filter(applied_at=None, read_by=by).delete()
    upload = ReturnImport.objects.create(
        audit=audit,
        source=source,
        become=become,
        makes_cases=makes_cases,
        file_name=name,
        content=content,
        fingerprint=fingerprint,
        read_by=by,
    )
    with _tried(upload, by):
        pass
    record("checked a file of returns", upload, by=by)
    return upload


def preview_of(upload: ReturnImport, by: User | None) -> Preview:
    """What applying it would make now, found out by doing so and undoing it."""
    _require(by)
    with _tried(upload, by) as (putting, placed):
        return Preview([_preview(each, putting) for each in placed])


@transaction.atomic
def apply_import(*, upload: ReturnImport, by: User | None) -> list[AuditReturn]:
    """Bring the returns in, each tagged with the file’s source. All or nothing.

    Raises FileFaults where the audit has changed so that the file no longer fits, and Refused.
    """
    _require(by)
    audit = _held(upload.audit)
    upload = ReturnImport.objects.select_for_update().filter(pk=upload.pk).first()
    if upload is None:
        raise Refused("This file was replaced or discarded. Choose it again.")
    if upload.applied_at:
        raise Refused("This file has been brought in already.")
    _refuse_second_time(audit, upload.fingerprint)
    with acting_as_system():
        placed, _ = _put(upload, by)
    upload.content = b""
    upload.applied_at, upload.applied_by = timezone.now(), by
    upload.save()
    for each in placed:
        record("brought in a return", each.audit_return, by=by)
    return [each.audit_return for each in placed]


@transaction.atomic
def discard(*, upload: ReturnImport, by: User) -> None:
    _require(by)
    if upload.applied_at:
        raise Refused("This file has been brought in, so it is part of the audit.")
    upload.delete()


@contextmanager
def _tried(upload: ReturnImport, by: User | None) -> Iterator[tuple[Putting, list[Placed]]]:
    """As if it were applied, within the block; nothing of it stays. Raises FileFaults."""
    with acting_as_system(), transaction.atomic():
        placed, putting = _put(upload, by)
        yield putting, placed
        transaction.set_rollback(True)


def _put(upload: ReturnImport, by: User | None) -> tuple[list[Placed], Putting]:
    upload.audit = Audit.objects.select_related("tool_version__tool").get(pk=upload.audit_id)
    version = loaded(upload.audit.tool_version)
    try:
        table = read_table(bytes(upload.content), RETURNS)
    except UnreadableTable as error:
        raise FileFaults(error.faults) from None
    read, faults = read_returns(table, version)
    if not faults and not read:
        faults = [Fault(0, "", NOTHING_IN_IT)]
    putting = Putting(upload, by)
    placed = putting.put(read) if not faults else []
    if faults or putting.faults:
        raise FileFaults([*faults, *putting.faults])
    return placed, putting


def _preview(placed: Placed, putting: Putting) -> PreviewRow:
    made = placed.audit_return
    return PreviewRow(
        made,
        is_new_case=made.case in putting.cases.added,
        progress=progress_of(made, placed.answers),
        row=placed.read.row,
        identifying=sum(
            bool(identifiers_in(text))
            for answer in placed.answers
            for _, text in texts_of(answer.question, answer)
        ),
    )


def _require(by: User | None) -> None:
    """Nobody is a command of this machine's own."""
    if by is not None:
        require(by, Permission.RUN_AUDITS)


def _held(audit: Audit) -> Audit:
    found = Audit.objects.select_for_update().get(pk=audit.pk)
    if found.status != Audit.Status.COLLECTING:
        raise Refused(NOT_COLLECTING)
    return found


def _refuse_second_time(audit: Audit, fingerprint: str) -> None:
    before = audit.return_imports.filter(fingerprint=fingerprint, applied_at__isnull=False).first()
    if before is not None:
        day = timezone.localdate(before.applied_at)
        raise Refused(f"This very file was brought in on {date_format(day, 'j F Y')}.")
