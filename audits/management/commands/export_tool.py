from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.rls import acting_as_system
from audits.models import ToolVersion
from audits.tool_files import FORMATS, XLSX, YAML, export_file


class Command(BaseCommand):
    help = "Writes a version of an audit tool as a YAML file or an Excel workbook."

    def add_arguments(self, parser):
        parser.add_argument("key", help="the tool's key, such as neglect")
        parser.add_argument("--number", type=int, help="the version; the newest if left out")
        parser.add_argument(
            "--format", choices=FORMATS, help="as the name of the output ends, or else yaml"
        )
        parser.add_argument("--output", type=Path, help="a file; YAML is printed if left out")

    def handle(self, *args, key, number, output, format, **options):
        format = format or (XLSX if output and output.suffix.lower() == ".xlsx" else YAML)
        if format == XLSX and output is None:
            raise CommandError("A workbook cannot be printed. Name a file with --output.")
        with acting_as_system():
            content = export_file(find_version(key, number), format)
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Written to {output}.")


def find_version(key: str, number: int | None) -> ToolVersion:
    versions = ToolVersion.objects.filter(tool__key=key).select_related("tool").order_by("-number")
    found = (versions.filter(number=number) if number else versions).first()
    if found is None:
        known = sorted(set(ToolVersion.objects.values_list("tool__key", flat=True)))
        wanted = f"version {number} of the tool “{key}”" if number else f"tool “{key}”"
        raise CommandError(f"There is no {wanted}. Tools here: {', '.join(known) or 'none yet'}.")
    return found
