"""The list of what the panel learned, narrowed down; and a point taken from it."""

from django import forms

from cases.models import LearningPoint
from reports.briefing_fields import LONGEST
from reports.budgets import BUDGETS
from reports.learned import BY_CASE, NEWEST, NOT_USED, USED
from reports.models import Quote
from reports.taking import Place

QUOTE = "quote"
LONGEST_QUOTE = Quote._meta.get_field("text").max_length
TO_FIT = BUDGETS["needs_to_change.text"].characters


class LearnedFilter(forms.Form):
    """Sent by GET. What is not one of the choices is as good as nothing chosen."""

    words = forms.CharField(label="Words", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Both"), *LearningPoint.Kind.choices]
    )
    case = forms.ChoiceField(label="Case", required=False)
    used = forms.ChoiceField(
        label="Taken",
        required=False,
        choices=[("", "Taken or not"), (USED, "Into a briefing"), (NOT_USED, "Not yet")],
    )
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(BY_CASE, "By case"), (NEWEST, "Newest first")],
    )

    def __init__(self, data, *, moderations, has_cases: bool):
        super().__init__(data)
        every = "Every case" if has_cases else "Every agency"
        self.fields["case"].label = "Case" if has_cases else "Agency"
        self.fields["case"].choices = [("", every), *((str(m.pk), str(m)) for m in moderations)]
        for field in self.fields.values():
            is_list = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "govuk-select" if is_list else "govuk-input"

    @property
    def chosen(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TakeForm(forms.Form):
    """Where a point goes, and with which words."""

    into = forms.ChoiceField(
        label="Where it goes",
        error_messages={
            "required": "Choose where it goes.",
            "invalid_choice": "That is no draft any more. Choose where it goes from the list.",
        },
    )
    heading = forms.CharField(
        label="Heading",
        required=False,
        max_length=BUDGETS["needs_to_change.label"].characters,
        help_text="For a point that has none yet.",
        error_messages={"max_length": "A heading may have 22 characters at most. Shorten it."},
    )
    text = forms.CharField(
        label="Words",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Start from the panel’s words. “Needs to change” prints {TO_FIT} characters of "
        "a point; what is longer is marked where you write the briefing.",
        error_messages={
            "required": "Write what is taken.",
            "max_length": f"A point of a briefing may have {LONGEST} characters at most. "
            "Shorten it.",
        },
    )

    def __init__(self, data=None, *, point: LearningPoint, places: list[Place], usual: str):
        super().__init__(data, initial={"text": point.text, "into": usual})
        self.by_code = {place.code: place for place in places}
        by_briefing = {}
        for place in places:
            by_briefing.setdefault(place.briefing.title, []).append((place.code, place.label))
        quote = (QUOTE, "A quote of the panel, for somebody else to approve")
        self.fields["into"].choices = [*by_briefing.items(), quote]

    def clean(self):
        said = self.cleaned_data
        if said.get("into") == QUOTE and len(said.get("text", "")) > LONGEST_QUOTE:
            too_long = f"A quote may have {LONGEST_QUOTE} characters at most. Shorten it."
            self.add_error("text", too_long)
        return said

    @property
    def place(self) -> Place | None:
        """None is a quote."""
        return self.by_code.get(self.cleaned_data["into"])
