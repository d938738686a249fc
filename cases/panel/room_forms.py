"""What is typed about a meeting of a panel: its day and place, what it looked at, who was there."""

from datetime import date
from itertools import groupby
from uuid import UUID

from django import forms
from django.utils import timezone

from agencies.models import Agency
from audits.models import Audit, LocalGroup
from cases.action_forms import OneBoxDate
from cases.models import Attendance
from cases.panel.items import PanelItem
from cases.panel.meetings import Person, days_to_meet

LONGEST_NAME = 100
THE_PANEL = "The panel"


class DayAndPlaceForm(forms.Form):
    held_on = OneBoxDate(
        label="Day of the meeting",
        max_length=20,
        help_text="Such as 31 3 2027.",
        error_messages={"required": "Enter the day of the meeting"},
    )
    place = forms.CharField(label="Place", max_length=120, required=False)

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.audit = audit

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        earliest, latest = days_to_meet(self.audit, timezone.localdate())
        if not earliest <= day <= latest:
            raise forms.ValidationError(
                f"Enter a day from {_spelt(earliest)} to {_spelt(latest)}. Is the year right?"
            )
        return day


def _spelt(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class MeetingForm(DayAndPlaceForm):
    """`groups`: whose panel may be said to meet, None for the whole panel; asked if several."""

    group = forms.TypedChoiceField(
        label="Whose meeting it is",
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose from the list"},
    )

    def __init__(self, *args, groups: list[LocalGroup | None], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {str(each.pk) if each else "": each for each in groups}
        group = self.fields["group"]
        group.choices = [
            (code, each.name if each else "The whole panel") for code, each in self.groups.items()
        ]
        group.coerce = self.groups.get
        group.required = "" not in self.groups
        if len(groups) < 2:
            del self.fields["group"]

    def clean(self) -> dict:
        said = super().clean()
        if "group" not in self.fields:
            said["group"] = next(iter(self.groups.values()), None)
        return said


class ChangeMeetingForm(DayAndPlaceForm):
    looked_at = forms.TypedMultipleChoiceField(
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list"},
    )

    def __init__(self, *args, items: list[PanelItem], **kwargs):
        super().__init__(*args, prefix="change", **kwargs)
        looked_at = self.fields["looked_at"]
        looked_at.choices = [(each.pk, each.reference) for each in items]
        has_cases = any(each.case for each in items)
        looked_at.label = "Cases it looked at" if has_cases else "Agencies it looked at"


class AttendanceForm(forms.Form):
    """Those who are offered, to be ticked, and others by name; one word is said of all."""

    people = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Choose from the list, or type the name"}
    )
    name = forms.CharField(
        label="Others, one name a line",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    agency = forms.ModelChoiceField(
        label="Agency of the others",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="None",
    )
    role = forms.CharField(
        label="Role of the others",
        max_length=100,
        required=False,
        help_text="For people of no agency, such as lay member.",
    )
    state = forms.ChoiceField(
        choices=Attendance.State.choices,
        error_messages={
            "required": "Say whether they were present, sent apologies or observed",
            "invalid_choice": "Say whether they were present, sent apologies or observed",
        },
    )

    def __init__(self, *args, agencies, people: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = people
        self.fields["agency"].queryset = agencies
        self.fields["people"].choices = [(each.code, each.name) for each in people]

    def clean_name(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["name"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                f"A name may have {LONGEST_NAME} characters at most. Put each on a line of its own"
            )
        return names

    def clean(self):
        said = self.cleaned_data
        if not self.errors and not said["people"] and not said["name"]:
            self.add_error("name", "Tick somebody, or enter a name")
        return said

    @property
    def put_down(self) -> list[Person]:
        """Without what is faulty of a form that is not valid."""
        said = self.cleaned_data
        ticked = [each for each in self.offered if each.code in said.get("people", ())]
        agency, role = said.get("agency"), said.get("role", "")
        return ticked + [Person(name, agency, role) for name in said.get("name", ())]

    def groups(self, there: list[Attendance]) -> list[tuple[str, list[tuple[Person, bool]]]]:
        """By agency, each with whether it is ticked; without those who are put down."""
        put_down = {(each.name, each.agency_id) for each in there}
        ticked = set(self["people"].data or ())
        left = [each for each in self.offered if each.key not in put_down]
        by_agency = groupby(left, key=lambda each: each.agency)
        return [
            (str(agency or THE_PANEL), [(each, each.code in ticked) for each in people])
            for agency, people in by_agency
        ]
