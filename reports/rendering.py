"""Makes the PDF of a briefing: the one path, whether a worker or a command asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from django.utils import timezone

from agencies.rls import acting_as_system
from reports.briefings import CannotPrint, Snapshot, document_of
from reports.counting import audit_figures
from reports.models import Briefing
from reports.pdf import PdfError, RenderedPdf, render_seven_minute
from reports.references import UnknownToken

STEPS = ("Counting returns", "Filling in the figures", "Laying out the page", "Checking")
FAILURES = (CannotPrint, PdfError, UnknownToken)
LONGEST_SENTENCE = 390


@dataclass(frozen=True)
class Counted:
    """Figures as they are kept with a briefing."""

    snapshot: Snapshot
    fingerprint: str
    at: datetime


@dataclass(frozen=True)
class Rendering:
    counted: Counted
    pdf: RenderedPdf


def count_for(briefing: Briefing) -> Counted:
    """A draft is counted now; anything later keeps the figures it was sent for review with."""
    with acting_as_system():
        if briefing.status != Briefing.Status.DRAFT and briefing.counted_at:
            kept = Snapshot.from_json(briefing.figures)
            return Counted(kept, briefing.fingerprint, briefing.counted_at)
        found = audit_figures(briefing.audit)
        return Counted(Snapshot.of(found, briefing), found.fingerprint, found.counted_at)


def render_briefing(
    briefing: Briefing, *, step: Callable[[int], None] = lambda number: None
) -> Rendering:
    """Calls `step` with 0 to 3 before each of STEPS. Raises one of FAILURES."""
    step(0)
    counted = count_for(briefing)
    step(1)
    document = document_of(
        briefing, counted.snapshot, counted_on=timezone.localtime(counted.at).date()
    )
    step(2)
    pdf = render_seven_minute(document)
    step(3)
    return Rendering(counted, pdf)


def keep_rendering(briefing: Briefing, counted: Counted, *, job_id, version: int) -> None:
    """Remember which figures and which saved text the newest PDF shows."""
    if (briefing.rendered_version or 0) > version:
        return
    made = {"job": str(job_id), "version": version}
    briefing.figures = counted.snapshot.as_json() | made
    briefing.fingerprint, briefing.counted_at = counted.fingerprint, counted.at
    briefing.save(update_fields=["figures", "fingerprint", "counted_at"])


def reason(failure: Exception) -> str:
    """The failure's sentences, no longer than a job can keep."""
    return shorten(str(failure), LONGEST_SENTENCE, placeholder=" …")


def file_name(briefing: Briefing) -> str:
    """Names the audit and the layout, and nobody."""
    return f"{briefing.audit.reference_prefix}-{briefing.layout}-briefing.pdf"
