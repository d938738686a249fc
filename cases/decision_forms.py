"""What a lead or coordinator decides about a case's returns: involvement, auditor, sending back."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from agencies.models import User
from agencies.roles import Role
from cases.knowing import why_fixed
from cases.models import AuditReturn, Involvement

State = Involvement.State


def reason_field(label: str, *, help_text: str, missing: str) -> forms.CharField:
    """A few sentences that somebody else decides by."""
    return forms.CharField(
        label=label,
        max_length=500,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class InvolvementForm(forms.Form):
    """Correcting an earlier answer needs a reason, and so does declining."""

    state = forms.ChoiceField(
        label="Does your agency know this case?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether your agency knows this case"},
    )
    whom = forms.MultipleChoiceField(
        label="If it is known: whom?",
        choices=Involvement.Whom,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list whom your agency knows"},
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
        self.fields["whom"].initial = involvement.known_whom

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


class KnownForm(InvolvementForm):
    """One line of a list. `seen`: the answer its reader saw, see Involvement.seen.

    Whoever answered a moment ago may correct a slip without a reason; the same answer needs none.
    """

    SLIP = timedelta(minutes=15)
    WORDS = ("Known", "Not known", "Outside the period", "Declined")
    seen = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args, involvement: Involvement, by: User, **kwargs):
        kwargs["initial"] = {
            "state": involvement.state,
            "reason": involvement.reason,
            "seen": involvement.seen,
        }
        super().__init__(*args, involvement=involvement, prefix=f"case-{involvement.pk}", **kwargs)
        self.involvement = involvement
        self.why_fixed = why_fixed(involvement, by)
        values = [value for value, _ in self.CHOICES]
        self.fields["state"].choices = list(zip(values, self.WORDS, strict=True))
        self.fields["state"].required = False
        self.is_slip = (
            involvement.decided_by_id == by.pk
            and involvement.decided_at is not None
            and timezone.now() - involvement.decided_at < self.SLIP
        )

    def clean(self):
        state = self.cleaned_data.get("state")
        is_stale = self.cleaned_data.get("seen") != self.involvement.seen  # told by the service
        if self.is_slip or is_stale or state == self.involvement.state:
            self.is_correction = False
        return super().clean()

    @property
    def is_changed(self) -> bool:
        """Compared with what its reader saw, which somebody may have changed since."""
        said = {name: self[name].data for name in ("state", "reason", "seen")}
        if not said["seen"]:  # its line was not on the page
            return False
        if (said["state"] or State.TO_CONFIRM) != said["seen"].partition(" ")[0]:
            return True
        found = self.involvement
        if said["seen"] != found.seen:
            return False
        whom = self["whom"].data or []
        return sorted(whom) != sorted(found.known_whom) or (said["reason"] or "") != found.reason


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
    reason = reason_field(
        "What should change?",
        help_text="The auditor reads this first. Name the questions. No names or dates of birth.",
        missing="Enter what should change, so that the auditor knows",
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
    reason = reason_field(
        "Why does the audit need it?",
        help_text="The agency’s leads read this. No names or dates of birth.",
        missing="Enter why the audit needs this return",
    )


class ReopeningForm(forms.Form):
    reason = reason_field(
        "What should change?",
        help_text="Your lead reads this. Name the questions. No names or dates of birth.",
        missing="Enter what should change, so that your lead can decide",
    )
