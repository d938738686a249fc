from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Sector
from agencies.rls import acting_as_system
from audits.management.commands.export_tool import find_version
from audits.models import PlanType
from reports.blank_printing import print_tool
from reports.pdf import PdfError
from reports.printed_files import FORMATS


class Command(BaseCommand):
    help = "Writes a blank form of an audit tool, to be filled in by hand or in Word."

    def add_arguments(self, parser):
        parser.add_argument("key", help="the tool's key, such as neglect")
        parser.add_argument("--number", type=int, help="the version; the newest if left out")
        parser.add_argument("--format", choices=FORMATS, default="pdf", dest="file_format")
        parser.add_argument("--sector", choices=Sector.values, default="", help="for one sector")
        parser.add_argument("--plan-type", default="", help="the key of one kind of plan")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")

    def handle(self, *args, key, number, file_format, sector, plan_type, output, **options):
        try:
            with acting_as_system():
                check_plan_type(plan_type)
                made = print_tool(
                    find_version(key, number),
                    file_format=file_format,
                    sector=sector,
                    plan_type=plan_type,
                )
        except PdfError as failure:
            raise CommandError(str(failure)) from failure
        try:
            output.write_bytes(made.content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        pages = f" ({made.pages} pages)" if made.pages else ""
        self.stdout.write(f"Written to {output}{pages}.")


def check_plan_type(key: str) -> None:
    known = list(PlanType.objects.values_list("key", flat=True))
    if key and key not in known:
        raise CommandError(
            f"There is no kind of plan “{key}”. There are: {', '.join(known) or 'none yet'}."
        )
