from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audits.models import Audit, ToolVersion
from audits.transitions import AUDIT_TRANSITIONS, VERSION_TRANSITIONS
from cases.models import AuditReturn, Query
from cases.transitions import QUERY_TRANSITIONS, RETURN_TRANSITIONS
from reports.models import Briefing
from reports.transitions import BRIEFING_TRANSITIONS

PAGE = """# Statuses

Made from the tables in `audits/transitions.py`, `cases/transitions.py` and
`reports/transitions.py` by `manage.py status_docs`; `bin/test` fails when this page is out of
date.

{diagrams}"""


class Command(BaseCommand):
    help = "Writes docs/statuses.md from the transition tables."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say whether it is current")

    def handle(self, *args, **options):
        path = Path(settings.BASE_DIR) / "docs" / "statuses.md"
        current = path.read_text() if path.exists() else ""
        if not options["check"]:
            path.write_text(page())
        elif current != page():
            raise CommandError("docs/statuses.md is out of date. Run: manage.py status_docs")


def page() -> str:
    diagrams = [
        diagram("Tool version", ToolVersion.Status, VERSION_TRANSITIONS),
        diagram("Audit", Audit.Status, AUDIT_TRANSITIONS),
        diagram("Return", AuditReturn.Status, RETURN_TRANSITIONS),
        diagram("Query", Query.Status, QUERY_TRANSITIONS),
        diagram("Briefing", Briefing.Status, BRIEFING_TRANSITIONS),
    ]
    return PAGE.format(diagrams="\n".join(diagrams))


def diagram(title: str, statuses, transitions) -> str:
    """A Mermaid state diagram, statuses and moves in the order of the status list."""
    lines = [f"    {status.value} : {status.label}" for status in statuses]
    lines += [
        f"    {status.value} --> {to.value}{verb(transitions[status], to)}"
        for status in statuses
        for to in statuses
        if to in transitions[status]
    ]
    body = "\n".join(lines)
    return f"## {title}\n\n```mermaid\nstateDiagram-v2\n{body}\n```\n"


def verb(moves, to) -> str:
    return f" : {moves[to].verb}" if isinstance(moves, dict) else ""
