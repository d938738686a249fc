"""Work done by the worker."""

from agencies.jobs import JobFailed, Run, job_kind
from agencies.models import Job
from agencies.rls import acting_as_system
from audits.models import ToolVersion
from reports import blank_printing
from reports.models import Briefing
from reports.pdf import PdfError
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
NO_LONGER_A_DRAFT = (
    "The briefing was sent for review while its PDF was being made. The PDF made before is kept."
)
GONE = "This briefing no longer exists."
TOOL_GONE = "This version of the tool no longer exists."


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
    try:
        made = blank_printing.print_tool(
            version,
            **run.job.parameters,
            step=lambda at: run.progress(at, len(steps), steps[at]),
        )
    except PdfError as failure:
        raise JobFailed(reason(failure)) from failure
    run.finish(
        file_name=made.file_name,
        content_type=made.content_type,
        content=made.content,
        pages=made.pages,
    )
