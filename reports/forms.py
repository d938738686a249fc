"""Forms on which briefings are written, moved on and given quotes."""

from operator import attrgetter

from django import forms

from agencies.models import Sector
from audits.models import PlanType
from cases.models import PanelMeeting
from reports.briefing_fields import FIELDS, LINE, LONGEST, TEXT, Field, completed
from reports.budgets import BUDGETS
from reports.models import Briefing, Quote
from reports.transitions import NEEDS_REASON

LONGEST_QUOTE = Quote._meta.get_field("text").max_length


class BriefingForm(forms.Form):
    """One field for each part of the page. Too much text may be saved; it cannot be printed."""

    version = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": "Open the briefing again: this page is not complete."},
    )

    def __init__(self, *args, briefing: Briefing, choices, **kwargs):
        initial = completed(briefing.content) | {"version": briefing.version}
        super().__init__(*args, initial=initial, **kwargs)
        for field in FIELDS.values():
            self.fields[field.name] = _form_field(field, choices)

    @property
    def content(self) -> dict[str, str]:
        return completed(self.cleaned_data)


def _form_field(field: Field, choices) -> forms.Field:
    if field.kind not in {TEXT, LINE}:
        return forms.ChoiceField(
            label=field.label,
            required=False,
            choices=choices[field.kind],
            error_messages={"invalid_choice": f"Choose “{field.label}” from the list."},
        )
    widget = forms.Textarea(attrs={"rows": 3}) if field.kind == TEXT else forms.TextInput()
    return forms.CharField(
        label=field.label,
        required=False,
        max_length=LONGEST,
        widget=widget,
        error_messages={
            "max_length": f"“{field.label}” holds at most {LONGEST} characters: shorten it."
        },
    )


class ReasonForm(forms.Form):
    """Why a briefing goes back or is withdrawn."""

    reason = forms.CharField(
        label="Reason",
        max_length=Briefing._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NEEDS_REASON},
    )


class QuoteForm(forms.Form):
    text = forms.CharField(
        label="Quote",
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leave out names, places and anything else by which a person could be known. "
        f"A seven-minute briefing holds {BUDGETS['quote.text'].characters} characters.",
        error_messages={
            "required": "Write the quote.",
            "max_length": f"Shorten the quote to {LONGEST_QUOTE} characters or fewer.",
        },
    )
    speaker = forms.ChoiceField(
        label="Whose words are they?",
        choices=Quote.Speaker,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose words they are."},
    )


def file_format_field(*, pdf: str, word: str) -> forms.ChoiceField:
    """PDF or Word, each with what it is good for."""
    neither = "Choose a PDF or a Word file."
    return forms.ChoiceField(
        label="Kind of file",
        choices=[("pdf", f"PDF: {pdf}"), ("docx", f"Word: {word}")],
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={"required": neither, "invalid_choice": neither},
    )


class CopyForm(forms.Form):
    """As which kind of file a return is taken away."""

    file_format = file_format_field(pdf="to print, and to keep as it is", word="to work on")


class MinutesForm(forms.Form):
    """What is taken away of a panel."""

    file_format = forms.ChoiceField(
        label="What to make",
        choices=[
            ("pdf", "Minutes as PDF: to print, and to keep as they are"),
            ("docx", "Minutes as a Word file: to work on"),
            ("xlsx", "Judgements as an Excel workbook: a line for each question judged"),
        ],
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what to make.",
            "invalid_choice": "Choose what to make from the list.",
        },
    )
    meeting = forms.ModelChoiceField(
        label="Which meetings",
        queryset=PanelMeeting.objects.none(),
        required=False,
        empty_label="All of them, and what no meeting looked at yet",
        help_text="Of one meeting: who was there, and what it looked at as that stands now.",
        error_messages={"invalid_choice": "Choose from the list. Was this meeting removed?"},
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].label_from_instance = attrgetter("named")


class PrintForm(forms.Form):
    """Whom a blank form is for, and as which kind of file."""

    sector = forms.ChoiceField(
        label="Agencies it is for",
        required=False,
        choices=[("", "Every sector"), *Sector.choices],
        help_text="A form for one sector leaves out what that sector is not asked.",
        error_messages={"invalid_choice": "Choose a sector from the list."},
    )
    plan_type = forms.ChoiceField(
        label="Kind of plan",
        required=False,
        error_messages={"invalid_choice": "Choose a kind of plan from the list."},
    )
    file_format = file_format_field(
        pdf="to print and fill in by hand", word="to print, or to fill in on screen"
    )

    def __init__(self, *args, plan_types: frozenset[str], **kwargs):
        """`plan_types`: keys of those that the tool asks about; without any, nothing to choose."""
        super().__init__(*args, **kwargs)
        found = PlanType.objects.filter(key__in=plan_types).values_list("key", "name")
        self.fields["plan_type"].choices = [("", "Every kind of plan"), *found]
        if not plan_types:
            del self.fields["plan_type"]
