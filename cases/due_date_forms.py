"""Another day for one return, or for many; a day that is over is refused in words."""

from datetime import date

from django import forms
from django.utils.formats import date_format

from agencies.models import Agency
from agencies.plurals import plural
from audits.models import Audit
from cases.due_dates import due_days_of

YEARS_AHEAD = 3


class DueDateForm(forms.Form):
    due_on = forms.DateField(
        label="When is it due?",
        help_text="The day ends at midnight.",
        widget=forms.SelectDateWidget(),
        error_messages={
            "required": "Enter the new day",
            "invalid": "That day does not exist. Choose a day, a month and a year",
        },
    )
    reason = forms.CharField(
        label="Why does the date move?",
        max_length=300,
        help_text="Shown beside the date. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter why the date moves, so that its readers know"},
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        years = range(today.year, today.year + YEARS_AHEAD)
        self.fields["due_on"].widget.years = years

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError("That day is over. Choose today or a later day")
        if due_on.year >= self.today.year + YEARS_AHEAD:
            raise forms.ValidationError("That is too far away. Choose a nearer day")
        return due_on


class DueDatesForm(DueDateForm):
    """Which returns move: everything still to be handed in, or part of it."""

    agency = forms.ModelChoiceField(
        label="Whose returns?",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Every agency’s",
        error_messages={"invalid_choice": "Choose an agency from the list"},
    )
    due_now = forms.TypedChoiceField(
        label="Due when now?",
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
        error_messages={"invalid_choice": "Choose a day from the list"},
    )
    field_order = ["agency", "due_now", "due_on", "reason"]

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label = "When are they due?"
        open_ = audit.returns.outstanding().order_by()
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=open_.values("agency"))
        self.days = due_days_of(audit)
        self.fields["due_now"].choices = [("", "On any day")] + [
            (day.isoformat(), f"{date_format(day, 'D j M Y')} ({plural(count, 'return')})")
            for day, count in self.days
        ]
