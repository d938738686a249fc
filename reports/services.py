"""What people do with briefings and quotes. Each function is one operation a user would name."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.jobs import request_job
from agencies.models import Job, User
from agencies.roles import Permission
from audits.models import Audit, ToolVersion
from cases.models import AuditReturn, PanelMeeting
from reports.briefing_fields import completed
from reports.briefings import Snapshot
from reports.counting import audit_figures
from reports.drafting import draft_content
from reports.models import Briefing, Quote
from reports.moves import SAVED, has_written
from reports.tasks import PRINT_MINUTES, PRINT_RETURN, PRINT_TERMS, PRINT_TOOL, RENDER
from reports.terms_printing import terms_for
from reports.transitions import Refused, check_move

Status = Briefing.Status
UNTITLED = "Seven-minute briefing"
WROTE = "wrote a briefing"
RECORDED = {
    Status.IN_REVIEW: "sent a briefing for review",
    Status.APPROVED: "approved a briefing",
    Status.DRAFT: "sent a briefing back to draft",
    Status.PUBLISHED: "published a briefing",
    Status.WITHDRAWN: "withdrew a briefing",
}
OWN_BRIEFING = "You wrote this briefing, so somebody else must approve it."
OWN_QUOTE = "You proposed this quote, so somebody else must approve it."
NO_PDF = "Make the PDF first: what is sent for review is the page that will be published."
OLD_PDF = (
    "The text was changed after the PDF was made. Make the PDF again, then send it for review."
)
NOT_A_DRAFT = "This briefing is no longer a draft, so it cannot be changed. Take it back to draft."


class StaleBriefing(Exception):
    """Somebody else saved first; `stored` is the briefing as it is now."""

    def __init__(self, stored: Briefing):
        super().__init__("Somebody else changed this briefing while you were writing.")
        self.stored = stored


@transaction.atomic
def create_briefing(
    *, audit: Audit, by: User, content: Mapping[str, str] | None = None
) -> Briefing:
    """A draft with this content, or one drafted from what has been counted so far."""
    require(by, Permission.WRITE_BRIEFINGS)
    briefing = Briefing(audit=audit, written_by=by)
    if content is None:
        content = draft_content(audit, Snapshot.of(audit_figures(audit), briefing))
    briefing.content = completed(content)
    briefing.title = briefing.content["title"] or UNTITLED
    briefing.save()
    record(WROTE, briefing, by=by)
    return briefing


@transaction.atomic
def save_briefing(
    *, briefing: Briefing, content: Mapping[str, str], version: int, by: User
) -> Briefing:
    """Keep the text of a draft. `version` is the one the writer started from.

    Raises Refused when it is no longer a draft and StaleBriefing when somebody else saved
    something different in between.
    """
    require(by, Permission.WRITE_BRIEFINGS)
    stored = _locked(briefing)
    if stored.status != Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    content = completed(content)
    if content == completed(stored.content):
        return stored
    if stored.version != version:
        raise StaleBriefing(stored)
    stored.content, stored.version = content, version + 1
    stored.title = content["title"] or UNTITLED
    stored.save(update_fields=["content", "version", "title", "updated_at"])
    record(SAVED, stored, by=by)
    return stored


@transaction.atomic
def request_rendering(*, briefing: Briefing, by: User) -> Job:
    """Ask for the PDF of a draft; asked twice for the same text, the first job stands."""
    require(by, Permission.WRITE_BRIEFINGS)
    stored = _locked(briefing)
    if stored.status != Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    unfinished = Job.objects.filter(
        kind=RENDER,
        subject_id=stored.pk,
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        parameters__version=stored.version,
    ).first()
    if unfinished:
        return unfinished
    record("asked for the PDF of a briefing", stored, by=by)
    return request_job(kind=RENDER, by=by, subject_id=stored.pk, version=stored.version)


@transaction.atomic
def move_briefing(*, briefing: Briefing, to: str, by: User, reason: str = "") -> Briefing:
    """Raises Refused with a sentence; nobody approves what they wrote."""
    stored = _locked(briefing)
    move = check_move(stored, to, reason)
    require(by, move.permission)
    if to == Status.IN_REVIEW:
        _require_current_pdf(stored)
    if to == Status.APPROVED and has_written(by, stored):
        raise PermissionDenied(OWN_BRIEFING)
    _set_status(stored, Status(to), by, reason)
    record(RECORDED[to], stored, by=by)
    return stored


def _require_current_pdf(briefing: Briefing) -> None:
    if not briefing.rendered_by:
        raise Refused(NO_PDF)
    if not briefing.pdf_is_current:
        raise Refused(OLD_PDF)


def _set_status(briefing: Briefing, to: Status, by: User, reason: str) -> None:
    now = timezone.now()
    briefing.status, briefing.reason = to, reason.strip()
    if to == Status.APPROVED:
        briefing.approved_by, briefing.approved_at = by, now
    if to == Status.DRAFT:
        briefing.approved_by = briefing.approved_at = None
    if to == Status.PUBLISHED:
        briefing.published_at = now
    briefing.save()


@transaction.atomic
def propose_quote(*, audit: Audit, text: str, speaker: str, theme: str = "", by: User) -> Quote:
    require(by, Permission.WRITE_BRIEFINGS)
    quote = Quote.objects.create(
        audit=audit, text=" ".join(text.split()), speaker=speaker, theme=theme, proposed_by=by
    )
    record("proposed a quote", quote, by=by)
    return quote


@transaction.atomic
def approve_quote(*, quote: Quote, by: User) -> Quote:
    """Raises PermissionDenied for one's own."""
    require(by, Permission.APPROVE_PUBLICATION)
    if quote.proposed_by_id == by.pk:
        raise PermissionDenied(OWN_QUOTE)
    quote.approved_by = by
    quote.save(update_fields=["approved_by"])
    record("approved a quote", quote, by=by)
    return quote


@transaction.atomic
def request_blank_form(
    *, version: ToolVersion, file_format: str, sector: str = "", plan_type: str = "", by: User
) -> Job:
    """Ask for a blank form; what this person had made for the same people before is replaced."""
    require(by, Permission.SEE_TOOLS)
    parameters = {"file_format": file_format, "sector": sector, "plan_type": plan_type}
    mine = Job.objects.filter(
        kind=PRINT_TOOL, subject_id=version.pk, requested_by=by, parameters=parameters
    )
    unfinished = mine.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
    if unfinished:
        return unfinished
    mine.delete()
    record("asked for a blank form of a tool", version, by=by)
    return request_job(kind=PRINT_TOOL, by=by, subject_id=version.pk, **parameters)


def request_copy_of_return(*, audit_return: AuditReturn, file_format: str, by: User) -> Job:
    """Ask for a copy of a return the reader may read; their earlier copies of it are forgotten."""
    mine = Job.objects.filter(kind=PRINT_RETURN, subject_id=audit_return.pk, requested_by=by)
    mine.filter(parameters={"file_format": file_format}).delete()
    record("asked for a copy of a return", audit_return, by=by, detail=file_format)
    return request_job(
        kind=PRINT_RETURN, by=by, subject_id=audit_return.pk, file_format=file_format
    )


@transaction.atomic
def request_minutes(
    *, audit: Audit, file_format: str, by: User, meeting: PanelMeeting | None = None
) -> Job:
    """Ask for the minutes of a panel or its judgements; what they had made before is forgotten.

    Without a meeting they are of all.
    """
    require(by, Permission.RECORD_JUDGEMENTS)
    what = {"file_format": file_format} | ({"meeting": str(meeting.pk)} if meeting else {})
    mine = Job.objects.filter(kind=PRINT_MINUTES, subject_id=audit.pk, requested_by=by)
    mine.filter(parameters=what).delete()
    record("asked for minutes of a panel", audit, by=by, audit_id=audit.pk, detail=file_format)
    return request_job(kind=PRINT_MINUTES, by=by, subject_id=audit.pk, **what)


@transaction.atomic
def request_terms(*, audit: Audit, by: User) -> Job:
    """Ask for the terms of reference; what this person had made of them before is replaced."""
    require(by, Permission.READ_TERMS)
    if not terms_for(by).filter(pk=audit.pk).exists():
        raise PermissionDenied("Your agency does not take part in this audit.")
    mine = Job.objects.filter(kind=PRINT_TERMS, subject_id=audit.pk, requested_by=by)
    unfinished = mine.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
    if unfinished:
        return unfinished
    mine.delete()
    record("asked for terms of reference", audit, by=by, audit_id=audit.pk)
    return request_job(kind=PRINT_TERMS, by=by, subject_id=audit.pk)


def _locked(briefing: Briefing) -> Briefing:
    """The row as it is now, held until the transaction ends."""
    locked = Briefing.objects.select_for_update(of=("self",)).select_related("audit")
    return locked.get(pk=briefing.pk)
