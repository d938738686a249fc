from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.rls import acting_as_system
from audits.models import Audit
from reports.briefings import Snapshot
from reports.counting import audit_figures
from reports.drafting import draft_content
from reports.management.commands.figures import find_audit, line_of
from reports.models import Briefing
from reports.rendering import FAILURES, render_briefing


class Command(BaseCommand):
    help = "Makes the PDF of an audit's newest briefing, or of a first draft where it has none."

    def add_arguments(self, parser):
        parser.add_argument("audit", help="the prefix of its references, such as NEG25, or its id")
        parser.add_argument(
            "--layout", choices=Briefing.Layout.values, default=Briefing.Layout.SEVEN_MINUTE
        )
        parser.add_argument("--output", required=True, type=Path, help="the file to write")

    def handle(self, *args, audit, layout, output: Path, **options):
        try:
            with acting_as_system():
                briefing = newest_or_draft(find_audit(audit), layout)
            made = render_briefing(briefing)
            output.write_bytes(made.pdf.content)
        except (*FAILURES, OSError) as failure:
            raise CommandError(str(failure)) from failure
        snapshot = made.counted.snapshot
        for figure in snapshot.counted.values():
            self.stdout.write(line_of(figure, snapshot.minimum))
        self.stdout.write(str(output))


def newest_or_draft(audit: Audit, layout: str) -> Briefing:
    """Nothing is saved: a draft made here is for this file only."""
    found = audit.briefings.select_related("audit").filter(layout=layout).first()
    if found is not None:
        return found
    briefing = Briefing(audit=audit, layout=layout)
    briefing.content = draft_content(audit, Snapshot.of(audit_figures(audit), briefing))
    return briefing
