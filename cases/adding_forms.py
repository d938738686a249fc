"""What an auditor says of a case of their own agency, and a coordinator of a case’s plan."""

from django import forms

from agencies.models import Agency, Area
from audits.models import Audit, PlanType
from cases.models import Case, Subject
from cases.one_more_agency import agencies_to_add


class OwnCaseForm(forms.Form):
    local_identifier = forms.CharField(
        label="Your agency’s own number for the case",
        max_length=60,
        help_text="Only your agency sees it: you, whoever answers after you, and your lead. "
        "It is kept encrypted, and each look at it is recorded. No names.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter your agency’s own number for the case"},
    )
    age_years = forms.IntegerField(
        label="Age in years",
        required=False,
        min_value=0,
        max_value=120,
        help_text="A whole number; 0 for a baby.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter the age as a whole number, like 7",
            "min_value": "Enter an age of 0 or more",
            "max_value": "Enter an age of 120 or less",
        },
    )
    sex = forms.ChoiceField(
        choices=Subject.Sex, initial=Subject.Sex.UNKNOWN, widget=forms.RadioSelect
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), required=False, empty_label="Not given", label="Area"
    )
    plan_type = forms.ModelChoiceField(
        PlanType.objects.none(),
        required=False,
        empty_label="Not given",
        label="Plan the case was on",
        help_text="Some questions are asked for some plans only.",
    )

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        areas = audit.areas.all()
        self.fields["area"].queryset = areas if areas else Area.objects.all()
        self.fields["plan_type"].queryset = PlanType.objects.in_use()
        for name in ("area", "plan_type"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]


class PlanTypeOfCaseForm(forms.Form):
    """A retired plan type can stay where it is, but not be chosen anew."""

    plan_type = forms.ModelChoiceField(
        PlanType.objects.none(), required=False, empty_label="Not given", label="Plan type"
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, initial={"plan_type": case.plan_type_id}, **kwargs)
        self.fields["plan_type"].queryset = PlanType.objects.in_use(also=case.plan_type_id)


class OneMoreAgencyForm(forms.Form):
    """Which agency is asked about a case as well."""

    agency = forms.ModelChoiceField(
        label="Which agency?",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        help_text="It joins this audit for chosen cases only, unless it takes part already.",
        error_messages={
            "required": "Choose an agency",
            "invalid_choice": "Choose an agency from the list",
        },
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_to_add(case)
        self.offered = [(agency.pk, str(agency)) for agency in self.fields["agency"].queryset]
        self.fields["agency"].choices = [("", "Choose an agency"), *self.offered]
