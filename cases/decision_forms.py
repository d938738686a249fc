"""What a lead or coordinator decides about a case's returns: involvement, auditor, sending back."""

from django import forms

from agencies.models import User
from agencies.roles import Role
from cases.models import AuditReturn, Involvement

State = Involvement.State


class InvolvementForm(forms.Form):
    """Correcting an earlier answer needs a reason, and so does declining."""

    state = forms.ChoiceField(
        label="Does your agency know this case?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether your agency knows this case"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        required=False,
        help_text="Needed if you decline or change an earlier answer. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    CHOICES = (
        (State.KNOWN, "Known: we will answer a return"),
        (State.NOT_KNOWN, "Not known"),
        (State.OUTSIDE_PERIOD, "Known only outside the period"),
        (State.DECLINED, "Declined"),
    )

    def __init__(self, *args, involvement: Involvement, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_correction = involvement.state != State.TO_CONFIRM
        self.fields["state"].choices = self.CHOICES
        self.fields["state"].label = f"Does {involvement.agency} know {involvement.case}?"

    def clean(self):
        found = super().clean()
        if found.get("reason") or "reason" in self.errors:
            return found
        if found.get("state") == State.DECLINED:
            self.add_error("reason", "Enter why the agency declines, so that the gap is explained")
        elif self.is_correction and "state" in found:
            self.add_error("reason", "Enter why the earlier answer is changed")
        return found


class DespiteField(forms.CharField):
    """Asked only where somebody who could be chosen has a declared involvement."""

    def __init__(self, **kwargs):
        super().__init__(
            label="Why should they answer it all the same?",
            max_length=500,
            required=False,
            help_text="Needed only for somebody with a declared involvement. Kept with the return. "
            "No names of children or families.",
            widget=forms.Textarea(attrs={"rows": 2}),
            **kwargs,
        )


class AuditorForm(forms.Form):
    auditor = forms.ModelChoiceField(
        label="Auditor",
        queryset=User.objects.none(),
        empty_label="Choose an auditor",
        error_messages={
            "required": "Choose an auditor",
            "invalid_choice": "Choose an auditor from the list",
        },
    )

    def __init__(self, *args, audit_return: AuditReturn, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["auditor"].queryset = User.objects.holding(Role.AUDITOR, audit_return.agency)
        self.initial.setdefault("auditor", audit_return.auditor_id)
        if audit_return.interests.standing().exists():
            self.fields["despite"] = DespiteField()


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="What should change?",
        max_length=500,
        help_text="The auditor reads this first. Name the questions. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what should change, so that the auditor knows"},
    )


class SubstituteForm(forms.Form):
    """Nobody chosen means that nobody stands in."""

    substitute = forms.ModelChoiceField(
        label="Who else may answer it?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody else",
        error_messages={"invalid_choice": "Choose a person from the list"},
    )

    def __init__(self, *args, audit_return: AuditReturn, **kwargs):
        super().__init__(*args, **kwargs)
        auditors = User.objects.holding(Role.AUDITOR, audit_return.agency)
        self.fields["substitute"].queryset = auditors.exclude(pk=audit_return.auditor_id)
        self.initial.setdefault("substitute", audit_return.substitute_id)
        if audit_return.interests.standing().exists():
            self.fields["despite"] = DespiteField()


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        label="Why does the audit need it?",
        max_length=500,
        help_text="The agency’s leads read this. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why the audit needs this return"},
    )


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label="What should change?",
        max_length=500,
        help_text="Your lead reads this. Name the questions. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what should change, so that your lead can decide"},
    )
