from django import forms
from django.core.exceptions import ValidationError

from agencies.forms import helper_with
from audits.models import PlanType
from audits.plan_types import free_key, last_position


class PlanTypeForm(forms.ModelForm):
    """A new one goes to the end of the list."""

    helper = helper_with("Save plan type")

    class Meta:
        model = PlanType
        fields = ["name", "is_active"]
        labels = {"is_active": "Can be chosen for a case"}
        help_texts = {
            "name": "As your partnership calls it, like Family Help.",
            "is_active": "Untick to retire it. Cases that have it keep it.",
        }
        error_messages = {"name": {"required": "Enter the name of the plan type"}}

    def clean_name(self):
        name = self.cleaned_data["name"]
        if PlanType.objects.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise ValidationError("There is a plan type with this name already.")
        return name

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.key = free_key(self.cleaned_data["name"])
            self.instance.position = last_position() + 1
        return super().save(commit)
