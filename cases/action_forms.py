"""An entry of an agency's own list of actions, and what is said once it is done."""

from datetime import date

from django import forms

from agencies.models import Agency
from audits.question_kinds.dates import read_date_in_one_box, typed_in_one_box
from cases.agency_actions import ActionEntry
from cases.models import AuditReturn


class OneBoxDate(forms.CharField):
    """A date typed in one box, such as 31 3 2026; a date, or None where it is left empty."""

    def prepare_value(self, value):
        return typed_in_one_box(value.isoformat()) if isinstance(value, date) else value

    def clean(self, value):
        typed = super().clean(value)
        found = read_date_in_one_box(typed)
        if typed and not found:
            raise forms.ValidationError("Enter a date, like 31 3 2026")
        return date.fromisoformat(found) if found else None


class ActionForm(forms.Form):
    text = forms.CharField(
        label="What is to be done",
        max_length=500,
        help_text="No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter what is to be done"},
    )
    who = forms.CharField(label="Who does it", max_length=120, required=False)
    due_on = OneBoxDate(
        label="By when", max_length=20, required=False, help_text="Such as 31 3 2027."
    )
    audit_return = forms.ModelChoiceField(
        label="Because of",
        queryset=AuditReturn.objects.none(),
        required=False,
        empty_label="No return in particular",
        error_messages={"invalid_choice": "Choose a return from the list"},
    )

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        returns = agency.returns.filter(status__in=AuditReturn.AGENCY_APPROVED)
        self.fields["audit_return"].queryset = returns.select_related("audit", "case", "agency")

    @property
    def entry(self) -> ActionEntry:
        """Of a form that is valid."""
        said = self.cleaned_data
        return ActionEntry(said["text"].strip(), said["who"].strip(), said["due_on"])


class DoneForm(forms.Form):
    done_note = forms.CharField(
        label="What came of it (optional)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
