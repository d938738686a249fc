import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Agency, Area, ConcernContact, Partnership, User
from agencies.roles import AGENCY_ROLES, Role


def helper_with(label: str) -> FormHelper:
    helper = FormHelper()
    helper.add_input(Submit("save", label))
    return helper


class DaysField(forms.CharField):
    """Numbers of days between commas, read as a list, the greatest first."""

    MOST, FURTHEST = 5, 60
    WRONG = "Write up to five numbers of days from 1 to 60, like 7, 1."

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value) -> list[int]:
        words = super().to_python(value).replace(",", " ").split()
        if not all(re.fullmatch(r"[0-9]{1,2}", word) for word in words):
            raise ValidationError(self.WRONG)
        days = sorted({int(word) for word in words}, reverse=True)
        if len(days) > self.MOST or any(not 1 <= day <= self.FURTHEST for day in days):
            raise ValidationError(self.WRONG)
        return days


class PartnershipForm(forms.ModelForm):
    helper = helper_with("Save partnership")
    reminder_days = DaysField(
        required=False,
        max_length=40,
        label="Days before a return is due on which its auditor is reminded",
        help_text="Like 7, 1. On the day itself everybody is reminded in any case.",
    )
    overdue_reminder_days = forms.IntegerField(
        min_value=1,
        max_value=60,
        label="Days between two reminders of a late return",
        error_messages={
            "required": "Enter how many days lie between two reminders.",
            "min_value": "Enter 1 day or more.",
            "max_value": "Enter 60 days or fewer.",
        },
    )

    class Meta:
        model = Partnership
        fields = [
            "name",
            "short_name",
            "website",
            "subject_word",
            "brand_colour",
            "tint_colour",
            "minimum_denominator",
            "concern_minutes",
            "reminder_days",
            "overdue_reminder_days",
        ]
        labels = {
            "subject_word": "Word for the people cases are about",
            "brand_colour": "House colour",
            "tint_colour": "Pale house colour",
            "minimum_denominator": "Smallest number for a per cent",
            "concern_minutes": "Minutes until an unseen concern escalates",
        }
        help_texts = {
            "short_name": "Used where space is short, up to 30 characters.",
            "website": "Printed at the foot of briefings, without https://.",
            "subject_word": "“child”, or “adult” for an adults’ board.",
            "brand_colour": "Headings and bars of printed briefings, like #0f4a56.",
            "tint_colour": "Grounds of printed briefings, like #e8f1f1.",
            "minimum_denominator": "Below this many, figures are given as counts, not per cent.",
            "concern_minutes": "From when an immediate concern is raised, at least 5. Everybody is "
            "then told again, and so are those told last.",
        }
        error_messages = {
            "brand_colour": {"invalid": "Write the house colour as # and six digits."},
            "tint_colour": {"invalid": "Write the pale house colour as # and six digits."},
        }


class AreaForm(forms.ModelForm):
    helper = helper_with("Save area")

    class Meta:
        model = Area
        fields = ["name", "code"]
        help_texts = {"code": "Short, lower-case letters and digits, like north."}


class AgencyForm(forms.ModelForm):
    helper = helper_with("Save agency")

    class Meta:
        model = Agency
        fields = ["name", "short_name", "sector", "areas", "position", "is_active"]
        widgets = {"areas": forms.CheckboxSelectMultiple}
        labels = {"position": "Place in lists", "is_active": "Takes part in audits"}
        help_texts = {
            "short_name": "Used in tables and charts, up to 40 characters.",
            "sector": "Decides which sections of an audit tool this agency is asked.",
            "areas": "Leave empty if the agency covers every area.",
            "position": "Lower numbers come first.",
        }


class ContactForm(forms.Form):
    """Who is told of an immediate concern, and where."""

    helper = helper_with("Add")
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="Person",
        empty_label="Choose a person",
        error_messages={
            "required": "Choose a person.",
            "invalid_choice": "Choose a person from the list.",
        },
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        required=False,
        empty_label="Every area",
        error_messages={"invalid_choice": "Choose an area from the list."},
    )
    kind = forms.ChoiceField(
        choices=ConcernContact.Kind.choices,
        label="Told as",
        error_messages={"invalid_choice": "Choose from the list."},
    )


class RoleForm(forms.Form):
    """One role for one person; services refuse what does not fit."""

    helper = helper_with("Add role")
    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role."},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True),
        required=False,
        empty_label="None: the whole partnership",
        help_text="Needed for agency leads and auditors only.",
    )

    def clean(self):
        cleaned = super().clean()
        needs_agency = cleaned.get("role") in AGENCY_ROLES
        if needs_agency and not cleaned.get("agency") and "agency" not in self.errors:
            self.add_error("agency", "Choose the agency this person works for.")
        if not needs_agency and cleaned.get("agency"):
            self.add_error("agency", "This role is for the whole partnership. Choose “None”.")
        return cleaned


class PersonForm(forms.ModelForm):
    helper = helper_with("Save person")

    class Meta:
        model = User
        fields = ["name", "email", "job_title"]
        labels = {"email": "E-mail address"}
        help_texts = {"email": "Their work address. They sign in with it."}

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email__iexact=email).exists():
            raise ValidationError("Somebody already has an account with this e-mail address.")
        return email


class NewPersonForm(RoleForm, PersonForm):
    helper = helper_with("Add person and send invitation")
    field_order = ["name", "email", "job_title", "role", "agency"]


class StandingFilter(forms.Form):
    """The filter above the list of agencies; anything unknown is ignored."""

    standing = forms.ChoiceField(
        choices=[
            ("", "Everybody"),
            ("partnership", "Of the partnership"),
            ("guest", "Guests, invited for one audit"),
        ],
        required=False,
        label="Standing",
    )

    def of(self, found):
        """Those of the list that are asked for; each has `is_guest`."""
        self.is_valid()
        wanted = self.cleaned_data.get("standing")
        return found.filter(is_guest=wanted == "guest") if wanted else found


class PeopleFilter(StandingFilter):
    """The filters above the list of people; anything unknown is ignored."""

    q = forms.CharField(required=False, max_length=100, label="Name or e-mail")
    role = forms.ChoiceField(choices=[("", "Every role"), *Role.choices], required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.all(), required=False, empty_label="Every agency"
    )
