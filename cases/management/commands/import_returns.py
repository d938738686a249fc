from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.plurals import plural
from agencies.rls import acting_as_system
from audits.models import Audit
from cases.imports.importing import FileFaults, apply_import, check_file, preview_of
from cases.models import ReturnImport
from cases.transitions import Refused

LONGEST_NAME = 100


class Command(BaseCommand):
    help = (
        "Brings returns collected elsewhere into an audit, from an Excel workbook or a CSV file as"
        " docs/returns-format.md describes. All or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("audit", help="the audit's reference, such as NEG26")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", help="where the answers come from; the file's name if left out"
        )
        parser.add_argument(
            "--finished",
            action="store_true",
            help="they count at once, not approved by their agency",
        )
        parser.add_argument(
            "--new-cases", action="store_true", help="add cases that the audit does not have"
        )
        parser.add_argument(
            "--check", action="store_true", help="only say what would be brought in"
        )

    def handle(self, *args, audit, file, source, finished, new_cases, check, **options):
        with acting_as_system():
            found = Audit.objects.filter(reference_prefix=audit.upper()).first()
            if found is None:
                raise CommandError(f"There is no audit “{audit}”. {_known()}")
            try:
                upload = check_file(
                    audit=found,
                    content=_read(file),
                    name=file.name[:LONGEST_NAME],
                    source=source or file.name[:LONGEST_NAME],
                    become=ReturnImport.Become.APPROVED if finished else ReturnImport.Become.DRAFTS,
                    makes_cases=new_cases,
                    by=None,
                )
                said = self.preview(upload) if check else self.bring_in(upload)
            except FileFaults as error:
                raise CommandError(f"Nothing was brought in from {file.name}.\n{error}") from None
            except Refused as refusal:
                raise CommandError(f"Nothing was brought in from {file.name}. {refusal}") from None
        self.stdout.write(said)

    def preview(self, upload: ReturnImport) -> str:
        found = preview_of(upload, by=None)
        upload.delete()
        answers = plural(found.answers, "answer")
        return f"{plural(len(found.rows), 'return')} with {answers} would be brought in."

    def bring_in(self, upload: ReturnImport) -> str:
        return f"{plural(len(apply_import(upload=upload, by=None)), 'return')} brought in."


def _known() -> str:
    known = Audit.objects.order_by("reference_prefix").values_list("reference_prefix", flat=True)
    return f"Audits here: {', '.join(known) or 'none yet'}."


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
