"""Whom of those who are late a coordinator writes to, and what they add."""

from hashlib import sha256

from django import forms

from cases.reminders.chasing import Whom, check_words
from cases.transitions import Refused

WHOM = (
    ("auditors", "Auditors of late returns"),
    ("leads", "Leads of their agencies"),
)


class MessageForm(forms.Form):
    """`seen` is what the reader has been shown; only that is sent."""

    whom = forms.MultipleChoiceField(
        label="Who gets it?",
        choices=WHOM,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose auditors, leads or both",
            "invalid_choice": "Choose auditors, leads or both",
        },
    )
    again = forms.BooleanField(
        label="Also to whoever was reminded of this audit today", required=False
    )
    words = forms.CharField(
        label="What do you want to say?",
        max_length=1000,
        required=False,
        help_text="Stands before the list of what is late. References only: no names of children "
        "or families, no dates of birth.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.audit = audit

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        try:
            check_words(self.audit, words)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return words

    @property
    def to(self) -> Whom:
        """Of a valid form."""
        chosen = self.cleaned_data["whom"]
        return Whom("auditors" in chosen, "leads" in chosen, self.cleaned_data["again"])

    @property
    def fingerprint(self) -> str:
        said = f"{self.to} {self.cleaned_data['words']}"
        return sha256(said.encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        return self.cleaned_data["seen"] == self.fingerprint
