"""What is said of a case and of whom it is about, as a candidate or by hand."""

from datetime import date

from django import forms

from agencies.models import Area
from audits.models import PlanType
from cases.action_forms import OneBoxDate
from cases.models import Subject
from cases.samples.ages import read_age
from cases.samples.candidates import Person, impossible_birth
from cases.samples.files import MOST_SIBLINGS
from cases.samples.forms import DATE_HELP, whole_number

HIDDEN_FROM_BROWSERS = {"autocomplete": "off", "spellcheck": "false"}
ADULT_FIELDS = ("care_needs", "support_reason")


class FactsForm(forms.Form):
    """Facts of a case and of whom it is about; nothing that says who it is."""

    sex = forms.ChoiceField(
        choices=Subject.Sex, initial=Subject.Sex.UNKNOWN, widget=forms.RadioSelect, required=False
    )
    ethnicity = forms.CharField(max_length=80, required=False, help_text="As the record says it.")
    disability = forms.ChoiceField(
        choices=Subject.Disability,
        initial=Subject.Disability.UNKNOWN,
        widget=forms.RadioSelect,
        required=False,
    )
    care_needs = forms.CharField(label="Care and support needs", max_length=120, required=False)
    support_reason = forms.CharField(label="Primary support reason", max_length=120, required=False)
    area = forms.ModelChoiceField(Area.objects.all(), required=False, empty_label="Not given")
    plan_type = forms.ModelChoiceField(
        PlanType.objects.none(), required=False, empty_label="Not given"
    )
    category = forms.CharField(
        max_length=80, required=False, help_text="Of the plan, such as neglect."
    )
    opened_on = OneBoxDate(label="Opened on", max_length=20, required=False, help_text=DATE_HELP)
    siblings = whole_number("Number of siblings", MOST_SIBLINGS)
    sample_group = forms.CharField(
        label="Group",
        max_length=80,
        required=False,
        help_text="Any other group the sample is drawn by, such as an age band or a team.",
    )

    def __init__(self, *args, today: date, adults: bool, plan_type=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["plan_type"].queryset = PlanType.objects.in_use(also=plan_type)
        for name in () if adults else ADULT_FIELDS:
            del self.fields[name]

    def clean_opened_on(self):
        return self._not_to_come("opened_on")

    def clean_sex(self):
        return self.cleaned_data["sex"] or Subject.Sex.UNKNOWN

    def clean_disability(self):
        return self.cleaned_data["disability"] or Subject.Disability.UNKNOWN

    def _not_to_come(self, name: str):
        day = self.cleaned_data[name]
        if day and day > self.today:
            raise forms.ValidationError("This day has not come yet. Check the year")
        return day

    def facts(self, names) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class PersonForm(FactsForm):
    """One candidate, or one case added by hand: who it is, and the facts."""

    identifier = forms.CharField(
        label="Local identifier",
        max_length=60,
        required=False,
        help_text="The number in your own system. Kept encrypted.",
        widget=forms.TextInput(attrs=HIDDEN_FROM_BROWSERS),
    )
    name = forms.CharField(
        max_length=120,
        required=False,
        help_text="Kept encrypted.",
        widget=forms.TextInput(attrs=HIDDEN_FROM_BROWSERS),
    )
    born_on = OneBoxDate(
        label="Date of birth",
        max_length=20,
        required=False,
        help_text=f"{DATE_HELP} Only the age on the audit date is kept outside the vault.",
    )
    field_order = ["reason", "identifier", "name", "born_on"]

    def __init__(self, *args, audit_date: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.audit_date = audit_date

    def clean_born_on(self):
        return self._not_to_come("born_on")

    def clean(self):
        said = super().clean()
        if not self.errors and not said["identifier"] and not (said["name"] and said["born_on"]):
            self.add_error(
                "identifier", "Enter the local identifier, or the name with the date of birth"
            )
        born_on, opened_on = said.get("born_on"), said.get("opened_on")
        if why := impossible_birth(born_on, opened_on, self.audit_date):
            self.add_error("born_on", why)
        return said

    def person(self, case_facts, subject_facts) -> Person:
        said = self.cleaned_data
        return Person(
            " ".join(said["identifier"].split()),
            " ".join(said["name"].split()),
            said["born_on"],
            self.facts(case_facts),
            self.facts(subject_facts),
        )


class FindCandidateForm(forms.Form):
    """One who is told by the local identifier, or by the name with the date of birth."""

    who = forms.CharField(
        label="Local identifier or name",
        max_length=120,
        widget=forms.TextInput(attrs=HIDDEN_FROM_BROWSERS),
        error_messages={"required": "Enter the local identifier, or the name"},
    )
    birth = OneBoxDate(
        label="Date of birth, with a name",
        max_length=20,
        required=False,
        help_text=f"{DATE_HELP} Leave it empty to find a local identifier.",
    )

    def person(self) -> Person:
        who, birth = " ".join(self.cleaned_data["who"].split()), self.cleaned_data["birth"]
        return Person(name=who, born_on=birth) if birth else Person(who)


def reason_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        help_text="Kept with the sample. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter why, so that whoever reads the sample later knows"},
    )


class CaseByHandForm(PersonForm):
    reason = reason_field("Why is this case added by hand?")


class ReasonForm(forms.Form):
    def __init__(self, *args, label: str, required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field(label)
        self.fields["reason"].required = required


class CaseFactsForm(FactsForm):
    """The age as it is told: years, or months under two."""

    age = forms.CharField(
        label="Age on that day",
        max_length=20,
        required=False,
        help_text="In years, such as 7; under two in months, such as 5 months.",
    )
    field_order = ["age"]

    def clean_age(self):
        try:
            return read_age(self.cleaned_data["age"])
        except ValueError:
            raise forms.ValidationError("Enter the age like 7 or 5 months") from None
