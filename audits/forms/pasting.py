"""The form that takes questions pasted from a spreadsheet."""

from django import forms


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Cells copied from a spreadsheet",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "wrap": "off", "spellcheck": "false"}),
        error_messages={"required": "Paste at least one row."},
    )
