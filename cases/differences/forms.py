"""Forms about differences: what is taken as true, opening one again, and which to list."""

from django import forms

from audits.models import Question
from cases.differences.compared_answers import has_options
from cases.exemption_forms import ReasonForm
from cases.models import Resolution

OPEN_END = "It cannot be said, or something else: see the reason"


class ResolveForm(forms.Form):
    """`seen`: the resolution that stood when the page was opened."""

    seen = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Which record shows it, or what the panel agreed. No names or dates of birth.",
        error_messages={"required": "Say why, so that others can follow it."},
    )

    def __init__(self, data=None, *, question: Question, standing: Resolution | None):
        initial = {"seen": str(standing.pk) if standing else ""}
        if standing:
            initial |= {"taken": standing.taken, "reason": standing.reason}
        super().__init__(data, initial=initial)
        self.fields = {"taken": taken_field(question), **self.fields}


def taken_field(question: Question) -> forms.Field:
    label = "What is taken as true?"
    if not has_options(question):
        return forms.CharField(
            label=label, max_length=300, required=False, help_text="Leave it empty to say only why."
        )
    options = [(option.code, option.label) for option in question.scale.options.all()]
    return forms.ChoiceField(
        label=label,
        choices=[*options, ("", OPEN_END)],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the answers shown."},
    )


class ReopenForm(ReasonForm):
    LABEL = "Why is it open again?"
    HELP = "What was taken as true is kept beside it. No names or dates of birth."
    MISSING = "Say why it is open again, so that others can follow it."


class ListForm(forms.Form):
    """Which differences of an audit to list; what it does not know it leaves out."""

    theme = forms.ChoiceField(label="Theme", required=False)
    question = forms.ChoiceField(label="Question", required=False)

    def __init__(self, data, *, questions: list[Question], themes: dict[str, str]):
        super().__init__(data)
        held = sorted({each.theme for each in questions if each.theme})
        self.fields["theme"].choices = [("", "Every theme")] + [
            (key, themes.get(key, key)) for key in held
        ]
        self.fields["question"].choices = [("", "Every question")] + [
            (each.key, f"{each.number} {each.text}") for each in questions
        ]

    def keeps(self, question: Question) -> bool:
        theme, key = self.chosen("theme"), self.chosen("question")
        return (not theme or question.theme == theme) and (not key or question.key == key)

    def chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")
