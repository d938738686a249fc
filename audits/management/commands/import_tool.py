from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.rls import acting_as_system
from audits.models import ToolVersion
from audits.services import publish_version
from audits.tool_files import (
    DraftInTheWay,
    OtherKindOfTool,
    ToolFileError,
    hash_of,
    import_tool,
)


class Command(BaseCommand):
    help = (
        "Reads an audit tool from a YAML file or an Excel workbook and makes a draft version of it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish the version at once")
        parser.add_argument(
            "--replace-draft", action="store_true", help="put this file in place of the draft"
        )

    def handle(self, *args, file, publish, replace_draft, **options):
        content = read(file)
        with acting_as_system():
            version = self.import_file(content, file.name, replace_draft)
            if publish and version.status == ToolVersion.Status.DRAFT:
                version = publish_version(version=version, content_hash=hash_of(version))
        self.stdout.write(f"{version}: {version.get_status_display().lower()}.")

    def import_file(self, content, name, replace_draft):
        try:
            return import_tool(content=content, name=name, replace_draft=replace_draft)
        except ToolFileError as error:
            faults = "\n".join(error.sentences)
            raise CommandError(f"Nothing was imported from {name}.\n{faults}") from None
        except OtherKindOfTool as error:
            raise CommandError(f"Nothing was imported from {name}. {error}") from None
        except DraftInTheWay as error:
            raise CommandError(f"{error} Add --replace-draft to replace it.") from None


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
