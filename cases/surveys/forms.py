"""What the coordinator says of a survey, and whom they invite to it."""

import csv
import io
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from agencies.models import Agency
from agencies.plurals import plural
from cases.models import Survey
from cases.surveys.inviting import Person
from cases.surveys.surveying import PAST

USUAL_DAYS = 14
MOST_INVITED = 500
MOST_ERRORS = 10
NAME_LIMIT = 100


def last_day(**extra) -> forms.DateField:
    this_year = timezone.localdate().year
    return forms.DateField(
        label="Last day",
        help_text="The survey is open until the end of this day.",
        widget=forms.SelectDateWidget(years=range(this_year, this_year + 3)),
        error_messages={
            "required": "Choose the last day",
            "invalid": "Choose a day that is in the calendar",
        },
        **extra,
    )


class _WithLastDay(forms.Form):
    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise ValidationError(PAST)
        return day


class SurveyForm(_WithLastDay):
    access = forms.ChoiceField(
        label="Who may answer",
        choices=Survey.Access,
        initial=Survey.Access.OPEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may answer"},
    )
    is_anonymous = forms.TypedChoiceField(
        label="Anonymous",
        choices=[("yes", "Yes"), ("no", "No")],
        initial="yes",
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        help_text="Then no name, invitation, day or time is kept with an answer, and this cannot "
        "be changed later.",
        error_messages={"required": "Choose whether the survey is anonymous"},
    )
    introduction = forms.CharField(
        label="What respondents read first",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="The page says by itself who asks, how long it takes, until when, and what is "
        "known of them.",
        error_messages={"max_length": "Write at most 2,000 characters"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_two_weeks = timezone.localdate() + timedelta(days=USUAL_DAYS)
        self.fields["closes_on"] = last_day(initial=in_two_weeks)
        self.order_fields(["access", "is_anonymous", "closes_on", "introduction"])


class ExtendForm(_WithLastDay):
    reason = forms.CharField(
        label="Why the last day moves",
        max_length=300,
        error_messages={
            "required": "Say why the last day moves",
            "max_length": "Write at most 300 characters",
        },
    )

    def __init__(self, *args, survey: Survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closes_on"] = last_day(initial=survey.closes_on)
        self.order_fields(["closes_on", "reason"])


class InvitationsForm(forms.Form):
    """Names and e-mail addresses, a person a line. `people` are those, once it is valid."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="The agency they work for",
        error_messages={
            "required": "Choose the agency they work for",
            "invalid_choice": "Choose an agency from the list",
        },
    )
    lines = forms.CharField(
        label="Names and e-mail addresses",
        max_length=100_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=f"One person a line, up to {MOST_INVITED}, like: Kit Moss, kit.moss@example.org. "
        "Two columns copied from a spreadsheet work too.",
        error_messages={
            "required": "Write at least one name and e-mail address",
            "max_length": "That is too long for one time",
        },
    )

    def __init__(self, *args, survey: Survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.survey = survey
        self.people: list[Person] = []
        self.fields["agency"].queryset = survey.audit.agencies.filter(is_active=True)

    def clean(self):
        if self.errors:
            return
        found = read_people(self.cleaned_data["lines"])
        invited = set(self.survey.invitations.values_list("email", flat=True))
        faults, people = [], {}
        for number, name, email in found:
            if fault := _fault(name, email, people, invited):
                faults.append(f"Line {number}: {fault}")
            people.setdefault(email, name)
        if len(found) > MOST_INVITED:
            faults = [f"Invite at most {MOST_INVITED} people at a time"]
        self._report(faults)
        agency = self.cleaned_data["agency"]
        self.people = [Person(name, email, agency) for email, name in people.items()]

    def _report(self, faults: list[str]) -> None:
        for fault in faults[:MOST_ERRORS]:
            self.add_error("lines", fault)
        if (more := len(faults) - MOST_ERRORS) > 0:
            self.add_error("lines", f"And {plural(more, 'line')} more. Nobody was invited.")


def read_people(text: str) -> list[tuple[int, str, str]]:
    """(line, name, e-mail address) of each line that says anything, in either order."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip().strip("<>") for cell in _cells(line) if cell.strip()]
        email = next((cell for cell in cells if "@" in cell), "")
        name = " ".join(cell for cell in cells if cell != email)
        found.append((number, name, email.lower()))
    return found


def _cells(line: str) -> list[str]:
    separator = next((each for each in "\t;," if each in line), None)
    if separator is None:  # Kit Moss kit@example.org
        return [" ".join(line.split()[:-1]), line.split()[-1]] if line.split() else []
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator), [])
    except csv.Error:
        return []


def _fault(name: str, email: str, before: dict[str, str], invited: set[str]) -> str:
    if not name:
        return "write a name and an e-mail address, with a comma between them"
    if len(name) > NAME_LIMIT:
        return f"write a name of at most {NAME_LIMIT} characters"
    try:
        validate_email(email)
    except ValidationError:
        return f"write an e-mail address for {name}, like name@example.org"
    if email in before:
        return f"{email} is in the list twice"
    if email in invited:
        return f"{email} is invited already"
    return ""
