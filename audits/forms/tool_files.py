"""The forms for bringing a tool in from a file."""

from django import forms

from audits.tool_workbooks import LARGEST_WORKBOOK


class ToolFileForm(forms.Form):
    file = forms.FileField(
        label="The file",
        help_text="A tool file (.yaml) or an Excel workbook (.xlsx), up to 5 MB.",
        error_messages={
            "required": "Choose the file to bring in.",
            "empty": "The file is empty. Choose another.",
            "missing": "Choose the file to bring in.",
            "invalid": "Choose the file to bring in.",
            "max_length": "The file’s name is too long. Give it a shorter one.",
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(
                "The file is larger than 5 MB. A tool’s file is far smaller."
            )
        return file


class ReplaceDraftForm(forms.Form):
    """The file once more, already read, with the word that it may replace the draft."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
