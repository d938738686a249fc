"""What a coordinator fills in of an audit, and the days of its steps."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from agencies.roles import Role
from audits.models import Audit, Programme, Series, ToolVersion
from audits.planning import TAKEN, fixed_fields
from audits.timetable import FURTHEST, STEPS, faults

YEARS_BACK, YEARS_AHEAD = 15, 5
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
NO_SUCH_DAY = "That day does not exist. Choose a day, a month and a year."


def day_field(label: str, *, empty: str = "", **options) -> forms.DateField:
    """Three lists; `empty` is what to do when none is chosen, where a day is needed."""
    this = timezone.localdate().year
    return forms.DateField(
        label=label,
        required=bool(empty),
        validators=[
            MinValueValidator(EARLIEST, "That is too long ago. Choose a later day."),
            MaxValueValidator(LATEST, "That is too far away. Choose a nearer day."),
        ],
        widget=forms.SelectDateWidget(
            years=range(this - YEARS_BACK, this + YEARS_AHEAD),
            empty_label=("Year", "Month", "Day"),
        ),
        error_messages={"required": empty, "invalid": NO_SUCH_DAY},
        **options,
    )


class ProgrammeChoice(forms.ModelChoiceField):
    def label_from_instance(self, programme: Programme) -> str:
        return programme.name


class PlanForm(forms.ModelForm):
    """`plan` is what services keep; `areas`, `series` and `version` go beside it."""

    BESIDE = ("areas", "series", "version", "starts_on")

    series = forms.CharField(
        max_length=80,
        required=False,
        help_text="Rounds of one series are compared with each other. Write a name that is there, "
        "or a new one.",
        widget=forms.TextInput(attrs={"list": "series-names", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Audit
        fields = [
            "name",
            "reference_prefix",
            "tool_version",
            "theme",
            "purpose",
            "key_lines",
            "areas",
            "stream",
            "programme",
            "signs_off",
            "is_rolling",
        ]
        widgets = {
            "areas": forms.CheckboxSelectMultiple,
            "stream": forms.RadioSelect,
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "key_lines": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {
            "name": "Name of the audit",
            "reference_prefix": "Letters and year of its references",
            "tool_version": "Audit tool",
            "key_lines": "Key lines of enquiry",
            "programme": "Programme of the year",
            "signs_off": "Who signs it off",
            "is_rolling": "Rolling: cases are added over time, and it reports as they come",
        }
        help_texts = {
            "reference_prefix": "Like NEG26: each case is then called NEG26-01, NEG26-02 and so "
            "on. No names.",
            "purpose": "What the audit is to find out, in a sentence or two.",
            "key_lines": "One to a line. They are printed in the terms of reference.",
            "areas": "Leave empty if it is about every area.",
            "stream": "Joint: several agencies look at each case. Single agency: each looks at "
            "its own.",
        }
        error_messages = {
            "name": {"required": "Enter what the audit is called."},
            "reference_prefix": {
                "required": "Enter letters and a year, like NEG26.",
                "unique": TAKEN,
            },
            "tool_version": {
                "required": "Choose the tool it asks with.",
                "invalid_choice": "Choose a published tool from the list.",
            },
            "theme": {"required": "Enter the theme, such as Neglect."},
        }

    field_order = [
        "name",
        "reference_prefix",
        "theme",
        "purpose",
        "key_lines",
        "tool_version",
        "scope_start",
        "scope_end",
        "audit_date",
        "areas",
        "stream",
        "series",
        "programme",
        "signs_off",
        "is_rolling",
        "starts_on",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._add_days()
        self.fields["tool_version"].queryset = self._versions()
        self.fields["tool_version"].empty_label = "Choose a tool"
        self.fields["programme"].empty_label = "None"
        able = User.objects.filter(
            memberships__role__in=(Role.APPROVER, Role.COORDINATOR), is_active=True
        )
        self.fields["signs_off"].queryset = able.distinct().order_by("name")
        self.fields["signs_off"].empty_label = "Nobody yet"
        self.fields["theme"].help_text = "A word or two, as in the programme: Neglect."
        if self.instance.series_id:
            self.fields["series"].initial = self.instance.series.name
        self.order_fields(self.field_order)

    def _add_days(self) -> None:
        days = {
            "scope_start": day_field("First day of the period", empty="Enter the first day."),
            "scope_end": day_field(
                "Last day of the period",
                empty="Enter the last day.",
                help_text="Records from this period are looked at.",
            ),
            "audit_date": day_field(
                "Facts of the cases are as at",
                help_text="Ages, plans and time open are taken on this day. If you leave it "
                "empty, it is the last day of the period.",
            ),
        }
        for name, made in days.items():
            made.initial = getattr(self.instance, name)
            self.fields[name] = made

    def _versions(self):
        found = Q(status=ToolVersion.Status.PUBLISHED) | Q(pk=self.instance.tool_version_id)
        return (
            ToolVersion.objects.filter(found)
            .select_related("tool")
            .order_by("tool__name", "number")
        )

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("scope_start"), cleaned.get("scope_end")
        if start and end and end < start:
            self.add_error(
                "scope_end", "The period ends before it starts. Choose a later last day."
            )
        return cleaned

    def names_of_series(self):
        return Series.objects.values_list("name", flat=True)

    @property
    def plan(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.BESIDE}


def last_twelve_months(today: date) -> tuple[date, date]:
    """The first day and the last of the twelve months that are over."""
    start = today.replace(year=today.year - 1, day=1)
    return start, today.replace(day=1) - timedelta(days=1)


class NewPlanForm(PlanForm):
    """The days of the steps follow from one day, and can be moved afterwards."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        start, end = last_twelve_months(timezone.localdate())
        self.fields["scope_start"].initial, self.fields["scope_end"].initial = start, end
        self.fields["starts_on"] = day_field(
            "When does the work start?",
            empty="Enter the day on which the work starts.",
            initial=timezone.localdate(),
            help_text="Each step gets its usual day after this one. You can move them afterwards, "
            "one by one or as a whole.",
        )


class ChangePlanForm(PlanForm):
    """Without what cases have fixed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.plan_version
        for name in fixed_fields(self.instance):
            del self.fields[name]


class TimetableForm(forms.Form):
    """A day for each step; one that is not needed may stay empty."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = audit.plan_version
        for step in STEPS:
            empty = "Enter the day on which returns are due." if step.is_needed else ""
            self.fields[step.field] = day_field(
                step.label, empty=empty, initial=getattr(audit, step.field)
            )
        if audit.status != Audit.Status.PLANNING:
            self.fields["due_on"].disabled = True

    def clean(self):
        cleaned = super().clean()
        for field, sentence in faults(self.days).items():
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned

    @property
    def days(self) -> dict[str, date | None]:
        return {step.field: self.cleaned_data.get(step.field) for step in STEPS}


class MoveForm(forms.Form):
    """Every step so many days later or earlier."""

    days = forms.IntegerField(
        label="How many days?",
        min_value=1,
        max_value=FURTHEST,
        help_text="A day that falls on a weekend or a bank holiday goes to the next working day.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter how many days it moves.",
            "invalid": "Enter a number of days, like 7.",
            "min_value": "Enter 1 day or more.",
            "max_value": "Enter a year or less.",
        },
    )
    way = forms.ChoiceField(
        label="Which way?",
        choices=[("later", "Later"), ("earlier", "Earlier")],
        initial="later",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose later or earlier.",
            "invalid_choice": "Choose later or earlier.",
        },
    )
    reason = forms.CharField(
        max_length=300,
        label="Why does it move?",
        help_text="Shown beside the due date of each return, and beside the day on which "
        "identities are destroyed. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter why it moves, so that everybody who reads it knows."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, audit: Audit, asks_why: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = audit.plan_version
        if not asks_why:
            del self.fields["reason"]

    @property
    def by_days(self) -> int:
        days = self.cleaned_data["days"]
        return days if self.cleaned_data["way"] == "later" else -days
