"""Handing a return in: what its auditor says they have looked at."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from cases.answering.repetitions import Asking


class SubmitForm(forms.Form):
    """Hand a return in. Asks for a tick where optional questions are left blank, and one where
    there is something to look at.

    `digest` names what there is to look at; a page that was made before it changed asks again.
    """

    def __init__(self, optional_blanks: list[Asking], *, digest: str = "", data=None):
        super().__init__(data)
        self.digest = digest
        if optional_blanks:
            self.fields["blanks_confirmed"] = forms.BooleanField(
                label="I have looked at the questions left blank, and have nothing to put there.",
                error_messages={"required": "Tick to confirm the questions you are leaving blank."},
            )
        if digest:
            self.fields["looked_at"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=digest
            )
            self.fields["considered"] = forms.BooleanField(
                label="I have looked at what is listed under “Look at these once more”.",
                error_messages={"required": "Tick to say that you have looked at what is listed."},
            )
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit_return", "Submit this return"))

    def clean(self):
        given = super().clean()
        if self.digest and given.get("considered") and given.get("looked_at") != self.digest:
            self.data = self.data.copy() | {"looked_at": self.digest}
            self.add_error("considered", "What is listed has changed. Look at it, and tick again.")
        return given

    @property
    def confirmed(self) -> bool:
        return self.cleaned_data.get("blanks_confirmed", False)
