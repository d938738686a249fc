"""Recording what a practitioner, a parent or a child said about a case."""

from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.models import Agency, User
from cases.exemption_forms import ReasonForm
from cases.models import Case, Voice
from cases.models.voices import LONGEST_QUOTE
from cases.recognising import names_compared, recognised_in
from cases.voicing import NOT_THEIRS, TOO_LONG

LOOK = "Somebody may be known by this. Change it, or tick that you have looked."
NOBODY = "I have looked: nobody can be known by what is written here"
SHOWN = "Choose one of the answers shown."
WORDINGS = (("yes", "In their own words"), ("no", "Summarised"))


class VoiceForm(forms.Form):
    """`warnings`: what a machine takes for an identifier; it asks for a look, and never refuses."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    speaker = forms.ChoiceField(
        label="Whose view is it?",
        choices=Voice.Speaker.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose view it is.", "invalid_choice": SHOWN},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Agency of the practitioner",
        required=False,
        empty_label="Not said, or not a practitioner",
        error_messages={"invalid_choice": "Choose an agency from the list."},
    )
    text = forms.CharField(
        label="What was said?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="No names, dates of birth or addresses.",
        error_messages={"required": "Write what was said."},
    )
    is_verbatim = forms.ChoiceField(
        label="Is it in their own words?",
        choices=WORDINGS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether these are their own words.",
            "invalid_choice": SHOWN,
        },
    )
    gathered = forms.ChoiceField(
        label="How was it gathered?",
        choices=Voice.Gathered.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it was gathered.", "invalid_choice": SHOWN},
    )
    gathered_on = forms.DateField(
        label="On which day?",
        help_text="For example, 26/11/2026.",
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y"),
        error_messages={
            "required": "Say on which day it was gathered.",
            "invalid": "Write the day as day, month and year, like 26/11/2026.",
        },
    )
    may_be_quoted = forms.BooleanField(
        label="They agree to be quoted without their name", required=False
    )
    is_proposed = forms.BooleanField(
        label="Propose it as a quote for the briefing",
        required=False,
        help_text=f"Own words only, at most {LONGEST_QUOTE} characters.",
    )

    def __init__(self, data=None, *, case: Case, reader: User, voice: Voice | None = None):
        super().__init__(data, initial=_typed(voice) if voice else None)
        self.fields["agency"].queryset = case.audit.agencies.all()
        typed = data["text"] if data and "text" in data else ""
        names = names_compared(case, reader, what="a view") if typed else frozenset()
        self.warnings = recognised_in(typed, names=names)
        if self.warnings:
            self.fields["looked"] = _looked(data["text"])

    def clean_gathered_on(self):
        day = self.cleaned_data["gathered_on"]
        if day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        if day.year < 1990:
            raise ValidationError("Check the year.")
        return day

    def clean(self):
        found = super().clean()
        if found.get("is_proposed"):
            if not found.get("may_be_quoted") or found.get("is_verbatim") != "yes":
                self.add_error("is_proposed", NOT_THEIRS)
            elif len(found.get("text", "")) > LONGEST_QUOTE:
                self.add_error("is_proposed", TOO_LONG)
        return found

    @property
    def said(self) -> dict:
        """What the services take, once the form is valid."""
        given = {name: self.cleaned_data[name] for name in Voice.FIELDS}
        return given | {"is_verbatim": given["is_verbatim"] == "yes"}


def _typed(voice: Voice) -> dict:
    given = {name: getattr(voice, name) for name in Voice.FIELDS}
    wording = "yes" if voice.is_verbatim else "no"
    return given | {"version": voice.version, "is_verbatim": wording}


def _looked(text: str) -> forms.Field:
    """Ticked for these words alone, so that nobody says they looked at what came later."""
    digest = sha256(" ".join(text.split()).encode()).hexdigest()[:16]
    return forms.MultipleChoiceField(
        label="Look at it once more",
        choices=[(digest, NOBODY)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": LOOK, "invalid_choice": LOOK},
    )


class RemoveVoiceForm(ReasonForm):
    LABEL = "Why is it removed?"
    HELP = "Kept in place of the words. No names or dates of birth."
    MISSING = "Say why it is removed"
