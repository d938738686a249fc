"""What a panel types: a judgement, a learning point, an action; and what is released."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.models import Agency
from audits.models import AnswerState
from audits.question_kinds import kind_of
from cases.action_forms import OneBoxDate
from cases.models import CaseAction, Judgement, LearningPoint
from cases.panel.judging import Place, Said
from cases.panel.questions import OWN_WORK, PanelQuestion
from cases.panel.summary import ItemState

LONGEST = 4000
DAMAGED = "This page was damaged on its way. Open the case again."
KIND_MISSING = "Say whether it is learning or good practice"


def _text(what: str) -> forms.CharField:
    too_long = f"{what} may have {LONGEST:,} characters at most. Shorten it."
    return forms.CharField(
        max_length=LONGEST, required=False, error_messages={"max_length": too_long}
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": DAMAGED, "invalid": DAMAGED, "min_value": DAMAGED},
    )


class JudgementForm(forms.Form):
    """One question, as a panel judges it; its fields carry the name of their place.

    Raises nothing for what cannot have come from the page: it says so in `errors`.
    """

    rationale = _text("The reason")
    dissent = _text("The dissent")
    version = forms.IntegerField(
        min_value=0,
        required=False,
        error_messages={"invalid": DAMAGED},
    )

    def __init__(self, asked: PanelQuestion, place: Place, kept: Judgement | None, data=None):
        self.asked, self.place, self.kept = asked, place, kept
        super().__init__(data, initial=_typed(kept))
        if asked.offered:
            kind = forms.MultipleChoiceField if asked.takes_several else forms.ChoiceField
            choices = [(choice.code, choice.label) for choice in asked.offered]
            self.fields["value"] = kind(
                choices=choices,
                required=False,
                error_messages={"invalid_choice": "Choose one of the answers shown."},
            )
        elif asked.takes_number:
            self.fields["value"] = forms.CharField(max_length=20, required=False)

    @property
    def name(self) -> str:
        return f"judgement-{self.place.code}"

    def add_prefix(self, field_name):
        return self.name if field_name == "value" else f"{self.name}_{field_name}"

    def clean(self):
        if self.asked.is_own_work and self.data.get(self.name):
            raise ValidationError(OWN_WORK)
        if self.asked.takes_number and (typed := self.cleaned_data.get("value", "").strip()):
            try:
                self.cleaned_data["number"] = kind_of(self.asked.question).read(
                    self.asked.question, typed
                )
            except ValidationError as error:
                self.add_error("value", error)
        return self.cleaned_data

    @property
    def value_put(self):
        """What is chosen or typed, as the page shows it."""
        return self["value"].value() if "value" in self.fields else None

    @property
    def faults(self) -> list[str]:
        return [text for texts in self.errors.values() for text in texts] if self.is_bound else []

    @property
    def said(self) -> Said:
        """Of a form that is valid."""
        data = self.cleaned_data
        state, value = self._judged(data.get("value"))
        return Said(
            state,
            value,
            _line_ends(data["rationale"]),
            _line_ends(data["dissent"]),
            data["version"] or 0,
        )

    def _judged(self, value) -> tuple[str, object]:
        if not value:
            return "", None
        if value in [choice.code for choice in self.asked.choices if choice.is_state]:
            return value, None
        if self.asked.takes_number:
            value = self.cleaned_data["number"]
        return AnswerState.ANSWERED, value


def _typed(kept: Judgement | None) -> dict:
    if kept is None:
        return {"version": 0}
    value = kept.value if kept.state == AnswerState.ANSWERED else kept.state
    return {
        "value": value,
        "rationale": kept.rationale,
        "dissent": kept.dissent,
        "version": kept.version,
    }


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class LearningForm(forms.Form):
    kind = forms.ChoiceField(
        label="What it is",
        choices=LearningPoint.Kind.choices,
        initial=LearningPoint.Kind.LEARNING,
        widget=forms.RadioSelect,
        error_messages={
            "required": KIND_MISSING,
            "invalid_choice": KIND_MISSING,
        },
    )
    text = forms.CharField(
        label="What is to be learned",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what is to be learned from this case",
            "max_length": "A point may have 1,000 characters at most. Shorten it",
        },
    )


class ChangeLearningForm(LearningForm):
    """`version`: the one the page was made from."""

    version = _version()

    def __init__(self, data=None, *, point: LearningPoint):
        kept = {"kind": point.kind, "text": point.text, "version": point.version}
        super().__init__(data, initial=kept)


class CaseActionForm(forms.Form):
    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        error_messages={"required": "Choose the agency that does it"},
    )
    text = forms.CharField(
        label="What is to be done",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write what is to be done",
            "max_length": "An action may have 500 characters at most. Shorten it",
        },
    )
    due_on = OneBoxDate(
        label="By when", max_length=20, required=False, help_text="Such as 31 3 2027."
    )
    kept_due_on = None  # the day it had already, which may be over

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        agency.queryset = agencies
        agency.choices = [("", agency.empty_label), *((each.pk, each) for each in agencies)]

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate() and due_on != self.kept_due_on:
            raise forms.ValidationError("That day is over. Choose today or a later day")
        return due_on


class ChangeCaseActionForm(CaseActionForm):
    """`version`: the one the page was made from."""

    version = _version()

    def __init__(self, data=None, *, action: CaseAction, agencies):
        names = ("agency", "text", "due_on", "version")
        kept = {name: getattr(action, name) for name in names}
        super().__init__(data, initial=kept, agencies=agencies)
        self.kept_due_on = action.due_on


class ReleaseForm(forms.Form):
    chosen = forms.TypedMultipleChoiceField(
        coerce=UUID,
        error_messages={
            "required": "Choose at least one to release",
            "invalid_choice": "What you chose waits no longer. Look at the list again",
        },
    )

    def __init__(self, *args, states: list[ItemState], **kwargs):
        super().__init__(*args, **kwargs)
        waiting = [(each.moderation.pk, each.item.reference) for each in states]
        self.fields["chosen"].choices = waiting

    def ticks(self, state: ItemState, *, lacks: bool) -> bool:
        """As it was sent; at first whatever lacks nothing."""
        return str(state.moderation.pk) in self["chosen"].data if self.is_bound else not lacks


class RecallForm(forms.Form):
    reason = forms.CharField(
        label="Why it is recalled",
        max_length=300,
        help_text="Leads and auditors have read what the panel agreed.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say why it is recalled",
            "max_length": "The reason may have 300 characters at most. Shorten it",
        },
    )
