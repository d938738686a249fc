from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Sector
from audits.tool_schema import schema_text


class Command(BaseCommand):
    help = "Writes the JSON Schema of audit tool files."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, help="a file; printed if left out")

    def handle(self, *args, output, **options):
        text = schema_text(tuple(Sector.values))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Written to {output}.")
