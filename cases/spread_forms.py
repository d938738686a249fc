"""Who answers each of many returns, and what somebody's involvement is."""

from django import forms

from cases.decision_forms import reason_field
from cases.models import AuditReturn, DeclaredInterest
from cases.unassigned import Row, Share

PREFIX = "auditor-"
GONE = (
    "Some returns were given to somebody or handed in meanwhile, and are no longer listed. "
    "Check the others and confirm again"
)


class SpreadForm(forms.Form):
    """A choice for each return, with the suggestion chosen; empty leaves it to nobody."""

    def __init__(self, *args, shares: list[Share], **kwargs):
        super().__init__(*args, **kwargs)
        self.shares = shares
        self.rows = {f"{PREFIX}{row.found.pk}": row for share in shares for row in share.rows}
        for name, row in self.rows.items():
            self.fields[name] = self._choice(row)

    def _choice(self, row: Row) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=f"Auditor of {row.found}",
            required=False,
            choices=[("", "Nobody yet"), *((each.person.pk, _named(each)) for each in row.choices)],
            initial=row.suggested.pk if row.suggested else "",
            error_messages={"invalid_choice": "Choose an auditor from the list"},
        )

    def clean(self):
        found = super().clean()
        posted = {name for name, value in self.data.items() if name.startswith(PREFIX) and value}
        if posted - set(self.rows):
            raise forms.ValidationError(GONE)
        if not any(found.values()) and not self.errors:
            raise forms.ValidationError("Choose an auditor for one return at least")
        return found

    @property
    def parts(self) -> list[tuple]:
        """Each share with its rows, and the box of each."""
        return [
            (share, [(row, self[f"{PREFIX}{row.found.pk}"]) for row in share.rows])
            for share in self.shares
        ]

    @property
    def pairs(self) -> list[tuple]:
        """Of a valid form: each return that is given to somebody, with whom."""
        chosen = ((self.rows[name], pk) for name, pk in self.cleaned_data.items() if pk)
        return [
            (row.found, next(e.person for e in row.choices if str(e.person.pk) == pk))
            for row, pk in chosen
        ]


def _named(auditor) -> str:
    return f"{auditor.person.name} ({auditor.having} open)"


class InterestForm(forms.Form):
    person = forms.ModelChoiceField(
        label="Who is involved?",
        queryset=None,
        empty_label="Choose a person",
        error_messages={
            "required": "Choose who is involved",
            "invalid_choice": "Choose a person from the list",
        },
    )
    kind = forms.ChoiceField(
        label="How?",
        choices=DeclaredInterest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say what kind of involvement it is",
            "invalid_choice": "Choose what kind of involvement it is from the list",
        },
    )
    reason = reason_field(
        "In a few words",
        help_text="The agency’s leads and the coordinator read this. "
        "No names of children or families, no dates of birth.",
        missing="Say how, so that the lead can decide",
    )

    def __init__(self, *args, audit_return: AuditReturn, people, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.is_own = audit_return.is_answered_by(by) and list(people) == [by]
        if self.is_own:
            self.fields["person"].initial = by
            self.fields["person"].widget = forms.HiddenInput()
