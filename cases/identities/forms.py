"""What a coordinator types of who a case is about, and of when that is destroyed."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Agency
from audits.question_kinds import read_text
from cases.identities.vault import Lines, Place
from cases.models import Case, Identity

Kind = Identity.Kind
MOST_LINES = 20
LONGEST_LINE = 300
YEARS_AHEAD = 6
KINDS = (
    (Kind.SUBJECT, "The {word} of the case", "Name and date of birth, and other names used."),
    (Kind.SIBLING, "Siblings", "One in a line, with dates of birth."),
    (Kind.CARER, "Parents and carers", "One in a line."),
    (Kind.ADDRESS, "Addresses", "One in a line, the present one first."),
    (Kind.LOCAL_NUMBER, "Numbers every agency may need", "One in a line, such as an NHS number."),
)


def lines_of(text: str) -> list[str]:
    """One text for each line that says something. Raises ValidationError for too much."""
    lines = [" ".join(line.split()) for line in read_text(text, 20_000).splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        raise ValidationError(f"Write at most {MOST_LINES} lines here.")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ValidationError(f"Shorten line {number} to {LONGEST_LINE} characters or fewer.")
    return lines


class IdentitiesForm(forms.Form):
    """A box for each kind, and one for each agency's own number. `state`: see `vault.Held`."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, case: Case, agencies: Iterable[Agency], word: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[str, Place] = {}
        for kind, label, help_text in KINDS:
            self._add(str(kind), (kind, None), label.format(word=word), help_text, rows=3)
        for agency in agencies:
            place = (Kind.LOCAL_NUMBER, agency.pk)
            label = f"{agency.short_name}: its number for the case"
            self._add(f"number-{agency.pk}", place, label, "Only this agency is shown it.", rows=1)

    def _add(self, name: str, place: Place, label: str, help_text: str, rows: int) -> None:
        self.places[name] = place
        self.fields[name] = forms.CharField(
            label=label,
            help_text=help_text,
            required=False,
            strip=False,
            widget=forms.Textarea(
                attrs={"rows": rows, "autocomplete": "off", "spellcheck": "false"}
            ),
        )

    @staticmethod
    def initial_of(lines: Lines) -> dict[str, str]:
        return {
            f"number-{agency_id}" if agency_id else str(kind): "\n".join(texts)
            for (kind, agency_id), texts in lines.items()
        }

    def clean(self):
        found = super().clean()
        for name in self.places:
            try:
                found[name] = lines_of(found.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return found

    @property
    def lines(self) -> dict[Place, list[str]]:
        return {place: self.cleaned_data[name] for name, place in self.places.items()}


class KeepUntilForm(forms.Form):
    day = forms.DateField(
        label="Keep identities until the end of",
        widget=forms.SelectDateWidget(),
        error_messages={
            "required": "Enter the last day on which identities are kept",
            "invalid": "That day does not exist. Choose a day, a month and a year",
        },
    )
    reason = forms.CharField(
        label="Why are they kept longer?",
        required=False,
        max_length=300,
        help_text="Needed for a later day than was said. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.years = range(today.year, today.year + YEARS_AHEAD)


class DestroyForm(forms.Form):
    reference = forms.CharField(
        label="Type the reference of the audit to confirm",
        max_length=20,
        error_messages={"required": "Type the reference of the audit to confirm"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
