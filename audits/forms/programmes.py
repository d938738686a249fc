from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone

from agencies.forms import helper_with
from agencies.models import User
from audits.forms.planning import day_field
from audits.models import Audit, Programme, ProgrammeQuota, Stream


class ProgrammeForm(forms.ModelForm):
    helper = helper_with("Save programme")

    class Meta:
        model = Programme
        fields = ["name", "starts_on", "ends_on"]
        help_texts = {"name": "Such as Audits 2026 to 2027."}
        error_messages = {
            "name": {
                "required": "Enter the name of the programme.",
                "unique": "There is a programme of this name already. Give this one another.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new, this = self.instance._state.adding, timezone.localdate().year
        days = {
            "starts_on": ("First day", date(this, 4, 1)),
            "ends_on": ("Last day", date(this + 1, 3, 31)),
        }
        for name, (label, usual) in days.items():
            said = usual if is_new else getattr(self.instance, name)
            self.fields[name] = day_field(label, empty=f"Enter the {label.lower()}.", initial=said)

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", "It ends before it starts. Choose a later last day.")
        return cleaned


class QuotaForm(forms.Form):
    """How many of what, and by when."""

    number = forms.IntegerField(
        label="How many?",
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter how many.",
            "invalid": "Enter a number, like 4.",
            "min_value": "Enter 1 or more.",
            "max_value": "Enter 9,999 or fewer.",
        },
    )
    counts = forms.ChoiceField(
        label="Of what?",
        choices=ProgrammeQuota.Counts.choices,
        initial=ProgrammeQuota.Counts.AUDITS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose audits or cases.",
            "invalid_choice": "Choose audits or cases.",
        },
    )
    theme = forms.CharField(
        max_length=80,
        required=False,
        help_text="As in the plans of its audits. Leave it empty for every theme.",
    )
    stream = forms.ChoiceField(
        choices=[("", "Either stream"), *Stream.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a stream from the list."},
    )
    quarter = forms.TypedChoiceField(
        choices=[("", "The whole year"), *ProgrammeQuota.Quarter.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label="When?",
        error_messages={"invalid_choice": "Choose a quarter from the list."},
    )

    def clean_theme(self) -> str:
        return " ".join(self.cleaned_data["theme"].split())

    @classmethod
    def said_by(cls, quota: ProgrammeQuota) -> dict:
        return {name: getattr(quota, name) for name in cls.base_fields}


class AuditChoice(forms.ModelChoiceField):
    def label_from_instance(self, audit: Audit) -> str:
        now = f" (now in {audit.programme})" if audit.programme else ""
        return f"{audit.reference_prefix} {audit.name}{now}"


class AuditToPutInForm(forms.Form):
    """One of the audits that are not in this programme yet."""

    audit = AuditChoice(
        Audit.objects.none(),
        label="Which audit?",
        empty_label="Choose an audit",
        error_messages={
            "required": "Choose an audit to put into this programme.",
            "invalid_choice": "Choose an audit from the list.",
        },
    )

    def __init__(self, *args, programme: Programme, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        elsewhere = Q(programme=None) | ~Q(programme=programme)
        self.fields["audit"].queryset = (
            Audit.objects.visible_to(user).filter(elsewhere).select_related("programme")
        )
