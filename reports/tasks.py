"""Work done by the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType

from celery import shared_task
from django.utils import timezone

from agencies.access import may
from agencies.jobs import JobFailed, Run, job_kind
from agencies.models import Job, User
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.models import Audit, ToolVersion
from cases.models import PanelMeeting
from cases.panel.items import panel_audits
from reports import blank_printing, minutes_printing, return_printing, terms_printing
from reports.models import Briefing
from reports.panel_record import panel_record
from reports.pdf import PdfError
from reports.printed_files import Printed
from reports.rendering import (
    FAILURES,
    STEPS,
    Rendering,
    file_name,
    keep_rendering,
    reason,
    render_briefing,
)

RENDER = "briefing.render"
PRINT_TOOL = "tool.print"
PRINT_RETURN = "return.print"
PRINT_TERMS = "terms.print"
PRINT_MINUTES = "minutes.print"
KEEP_COPIES = timedelta(days=1)
NO_LONGER_A_DRAFT = (
    "The briefing was sent for review while its PDF was being made. The PDF made before is kept."
)
GONE = "This briefing no longer exists."
TOOL_GONE = "This version of the tool no longer exists."
AUDIT_GONE = "This audit no longer exists."
PANEL_GONE = "You can no longer open this panel."
MEETING_GONE = "This meeting was removed. Choose another, or all of them."
RETURN_GONE = "This return no longer exists."


@job_kind(RENDER)
def render(run: Run) -> None:
    """Counts, lays out and keeps one PDF, with the figures it shows, for a draft."""
    briefing = _draft(run.job)
    try:
        made = render_briefing(briefing, step=lambda at: run.progress(at, len(STEPS), STEPS[at]))
    except FAILURES as failure:
        raise JobFailed(reason(failure)) from failure
    _keep(run, briefing, made)


def _draft(job: Job) -> Briefing:
    found = Briefing.objects.select_related("audit").filter(pk=job.subject_id).first()
    return _checked(found)


def _checked(found: Briefing | None) -> Briefing:
    if found is None:
        raise JobFailed(GONE)
    if found.status != Briefing.Status.DRAFT:
        raise JobFailed(NO_LONGER_A_DRAFT)
    return found


def _keep(run: Run, briefing: Briefing, made: Rendering) -> None:
    """The artefact and the figures in it are kept together, or neither is."""
    with acting_as_system():
        now = _checked(Briefing.objects.select_for_update().filter(pk=briefing.pk).first())
        run.finish(
            file_name=file_name(briefing),
            content_type="application/pdf",
            content=made.pdf.content,
            pages=made.pdf.pages,
        )
        keep_rendering(now, made.counted, job_id=run.job.pk, version=briefing.version)


@job_kind(PRINT_TOOL)
def print_tool(run: Run) -> None:
    """Makes one blank form of a tool version, for whom the job's parameters say."""
    steps = blank_printing.STEPS
    version = ToolVersion.objects.select_related("tool").filter(pk=run.job.subject_id).first()
    if version is None:
        raise JobFailed(TOOL_GONE)
    with _failing_in_words():
        made = blank_printing.print_tool(
            version,
            **run.job.parameters,
            step=lambda at: run.progress(at, len(steps), steps[at]),
        )
    _finish(run, made)


@job_kind(PRINT_RETURN)
def print_return(run: Run) -> None:
    """Makes one copy of a return, as PDF or Word."""

    def read():
        found = return_printing.returns_to_print().filter(pk=run.job.subject_id).first()
        if found is None:
            raise JobFailed(RETURN_GONE)
        return return_printing.copy_of(found), run.job.parameters["file_format"]

    _read_and_print(run, return_printing, read)


@job_kind(PRINT_TERMS)
def print_terms(run: Run) -> None:
    """Makes the terms of reference of an audit, as its plan stands now."""

    def read():
        found = terms_printing.audits_to_print().filter(pk=run.job.subject_id).first()
        if found is None:
            raise JobFailed(AUDIT_GONE)
        return terms_printing.terms_of(found), found

    _read_and_print(run, terms_printing, read)


@job_kind(PRINT_MINUTES)
def print_minutes(run: Run) -> None:
    """Makes the minutes of a panel, or its judgements, as whoever asked may read them."""

    def read():
        reader = run.job.requested_by
        found = panel_audits(reader).select_related("tool_version__tool")
        audit = found.filter(pk=run.job.subject_id).first()
        if audit is None or not may(reader, Permission.RECORD_JUDGEMENTS):
            raise JobFailed(PANEL_GONE)
        what = run.job.parameters
        return panel_record(audit, reader, _meeting(audit, reader, what)), what["file_format"]

    _read_and_print(run, minutes_printing, read)


def _meeting(audit: Audit, reader: User, what: dict) -> PanelMeeting | None:
    """The one that was asked for; None for all of them."""
    if "meeting" not in what:
        return None
    found = audit.panel_meetings.visible_to(reader).filter(pk=what["meeting"]).first()
    if found is None:
        raise JobFailed(MEETING_GONE)
    return found


def _read_and_print(run: Run, printing: ModuleType, read: Callable[[], tuple]) -> None:
    """What `read` finds in the database is printed by the module's `file_of`, in its two steps."""
    steps = printing.STEPS
    run.progress(0, len(steps), steps[0])
    with acting_as_system():
        found = read()
    run.progress(1, len(steps), steps[1])
    with _failing_in_words():
        made = printing.file_of(*found)
    _finish(run, made)


@contextmanager
def _failing_in_words() -> Iterator[None]:
    try:
        yield
    except PdfError as failure:
        raise JobFailed(reason(failure)) from failure


def _finish(run: Run, made: Printed) -> None:
    run.finish(
        file_name=made.file_name,
        content_type=made.content_type,
        content=made.content,
        pages=made.pages,
    )


@shared_task
def forget_copies_of_returns() -> None:
    """What a return or a panel says is kept there; a copy of it is only there to be fetched."""
    old = timezone.now() - KEEP_COPIES
    Job.objects.filter(kind__in=(PRINT_RETURN, PRINT_MINUTES), queued_at__lt=old).delete()
