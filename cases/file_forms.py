"""A file to keep beside an answer."""

from django import forms
from django.core.exceptions import ValidationError

from audits.question_kinds import read_text
from cases.file_types import ALLOWED
from cases.models import EvidenceFile

TITLE_LIMIT = 100


class FileForm(forms.Form):
    """What the auditor calls a file, and the file."""

    title = forms.CharField(
        label="What is it?",
        strip=True,
        help_text="For example: chronology, page 2. No names: this is shown beside the answer.",
        error_messages={"required": "Say in a few words what the file is."},
    )
    file = forms.FileField(
        label="File",
        help_text=f"{ALLOWED}, up to 10 MB. Leave out what the panel does not need.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
            "invalid": "Choose a file.",
            "missing": "Choose a file.",
        },
    )

    def clean_title(self) -> str:
        return read_text(self.cleaned_data["title"], TITLE_LIMIT)

    def clean_file(self):
        found = self.cleaned_data["file"]
        if found.size > EvidenceFile.MOST_BYTES:
            raise ValidationError("The file is larger than 10 MB. Choose a smaller one.")
        return found
