"""The forms with which a coordinator chooses a file to bring in."""

from django import forms

from audits.tables.reading import LARGEST_FILE
from cases.models import ReturnImport

NO_FILE = "Choose the file to bring in."


class TableFileForm(forms.Form):
    file = forms.FileField(
        label="The file",
        help_text="An Excel workbook (.xlsx) or a CSV file, up to 5 MB.",
        error_messages={
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": NO_FILE,
            "empty": "The file is empty. Choose another.",
            "max_length": "The file’s name is too long. Give it a shorter one.",
        },
        max_length=100,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 5 MB. Split it in two.")
        return file


class ReturnsFileForm(TableFileForm):
    source = forms.CharField(
        label="Where do the answers come from?",
        help_text="Shown with each return, such as: Word forms of June 2026, typed in by the board"
        " office.",
        max_length=200,
        error_messages={"required": "Say where the answers come from."},
    )
    become = forms.ChoiceField(
        label="What do they become?",
        choices=ReturnImport.Become.choices,
        initial=ReturnImport.Become.DRAFTS,
        widget=forms.RadioSelect,
        help_text="Drafts go to the agencies, who check and submit them. Finished returns count in"
        " the figures at once, marked as not approved by their agency.",
        error_messages={
            "required": "Choose what the returns become.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    makes_cases = forms.BooleanField(
        label="Add cases that are not in this audit yet",
        help_text="Otherwise a case that the audit does not have is a fault in the file.",
        required=False,
    )

    def __init__(self, *args, asks_of_cases: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_of_cases:
            del self.fields["makes_cases"]
