"""Asking for an exemption, granting one and refusing one: a reason each."""

from django import forms


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    LABEL = "Why is this return not expected?"
    HELP = ""
    MISSING = "Enter why, so that the gap is explained"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = self.LABEL, self.HELP
        field.error_messages["required"] = self.MISSING


class AskExemptionForm(ReasonForm):
    LABEL = "Why should no return be expected?"
    HELP = "The coordinator reads this and decides. No names or dates of birth."


class ExemptForm(ReasonForm):
    HELP = "Shown wherever the return is listed. No names or dates of birth."


class RefuseExemptionForm(ReasonForm):
    LABEL = "Why is it still expected?"
    HELP = "The agency reads this. No names or dates of birth."
    MISSING = "Enter why not, so that the agency knows what to do"
