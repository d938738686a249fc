"""What may be put beside an answer: its fields on the page of a section, and how they are read."""

from django import forms
from django.core.exceptions import ValidationError

from audits.models import Question
from audits.question_kinds import read_text
from cases.answering.entries import Beside
from cases.models import Answer, Evidence

TEXT_LIMITS = {"note": 4000, "quote": 300, "record_reference": 200}
TICKS = ("good_practice", "unsure")
QUOTE_PARTS = ("quote", "quote_speaker", "quote_proposed")


def evidence_fields(question: Question, answer: Answer | None) -> dict[str, forms.Field]:
    """By the part of the name that follows the question's key, filled with what is kept.

    A question that asks for a quote has no second one beside it.
    """
    beside = Beside.of(answer) if answer else Beside()
    widgets = {
        "note": forms.Textarea({"rows": 3}),
        "quote": forms.Textarea({"rows": 2}),
        "quote_speaker": forms.Select(choices=[("", "Choose"), *Evidence.Speaker.choices]),
        "quote_proposed": forms.CheckboxInput(),
        "good_practice": forms.CheckboxInput(),
        "record_reference": forms.TextInput(),
        "unsure": forms.CheckboxInput(),
    }
    return {
        part: forms.Field(widget=widget, initial=getattr(beside, part), required=False)
        for part, widget in widgets.items()
        if part not in QUOTE_PARTS or question.kind != Question.Kind.QUOTE
    }


def read_part(part: str, typed) -> str | bool:
    """Raises ValidationError with a sentence about this part alone."""
    if part in TEXT_LIMITS:
        return read_text(typed, TEXT_LIMITS[part])
    if part == "quote_speaker":
        return _read_speaker(typed)
    return bool(typed)


def _read_speaker(typed) -> str:
    if typed and typed not in Evidence.Speaker.values:
        raise ValidationError("Choose whose words these are from the list.")
    return typed or ""


def beside_of(parts: dict[str, str | bool]) -> Beside:
    """Without a quote, nothing is said of whose it is."""
    if not parts.get("quote"):
        parts = {name: said for name, said in parts.items() if name not in QUOTE_PARTS}
    return Beside(**parts)
