"""An audit of the demo’s partnership from before it had this application."""

from datetime import date
from decimal import Decimal

from agencies.models import User
from audits.models import AuditTool, Measure
from reports.earlier_audits import enter_earlier_audit
from reports.models import EarlierResult

SOURCE = "Report “Looking again at neglect” to the partnership, 14 June 2023, page 6"
NOTE = (
    "Four agencies read their own files. The working papers are gone, so only what the report"
    " prints survives."
)


def load_earlier_audit(*, tool: AuditTool, by: User) -> None:
    """A per cent, a count, and one count of which the denominator survives."""
    enter_earlier_audit(
        tool=tool,
        name="Review of neglect files",
        month=date(2023, 5, 1),
        period="Spring 2023",
        source=SOURCE,
        note=NOTE,
        results=[
            EarlierResult(measure="chronology", percent=Decimal(29), unit=Measure.Unit.RETURN),
            EarlierResult(
                measure="drift", count=11, note="The report says “eleven families we worried for”."
            ),
            EarlierResult(measure="seen-alone", count=17, out_of=41, unit=Measure.Unit.RETURN),
        ],
        by=by,
    )
