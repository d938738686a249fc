"""Forms about differences: what is taken as true, opening one again, and which to list."""

from collections.abc import Sequence

from django import forms

from audits.models import Question
from cases.differences.compared_answers import has_options
from cases.differences.shown import ShownDifference, Side
from cases.exemption_forms import ReasonForm
from cases.models import Resolution

LONGEST = 300
GONE = "Choose one of the answers shown; they may have changed since the page was opened."
BOTH = "Choose the last answer above to say something else in words, or take the words out."
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

    def __init__(
        self,
        data=None,
        *,
        question: Question,
        sides: Sequence[Side],
        standing: Resolution | None,
    ):
        """`sides`: what the agencies say, to choose from where the question has no options."""
        taken = _option_field(question) if has_options(question) else _side_field(sides)
        initial = {"seen": str(standing.pk) if standing else ""}
        if standing:
            is_shown = has_options(question) or standing.taken in dict(taken.choices)
            where = "taken" if is_shown else "words"
            initial |= {where: standing.taken, "reason": standing.reason}
        super().__init__(data, initial=initial)
        words = {} if has_options(question) else {"words": _words_field()}
        self.fields = {"taken": taken, **words, **self.fields}

    def clean(self):
        words, taken = self.cleaned_data.pop("words", ""), self.cleaned_data.get("taken", "")
        if words and taken:
            self.add_error("words", BOTH)
        elif words:
            self.cleaned_data["taken"] = words
        return self.cleaned_data


def _option_field(question: Question) -> forms.ChoiceField:
    return _taken_field([(each.code, each.label) for each in question.scale.options.all()])


def _side_field(sides: Sequence[Side]) -> forms.ChoiceField:
    said = [(_kept(side), f"{_one_line(side.text)} ({_as_said(side)})") for side in sides]
    return _taken_field(said)


def _taken_field(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What is taken as true?",
        choices=[*choices, ("", OPEN_END)],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )


def _words_field() -> forms.CharField:
    return forms.CharField(
        label="Something else, in words",
        max_length=LONGEST,
        required=False,
        help_text="Only where none of the answers is taken as true.",
    )


def _kept(side: Side) -> str:
    """What stands as taken: what they say, or that it is theirs where that is too long."""
    text = _one_line(side.text)
    return text if len(text) <= LONGEST else f"A{_as_said(side)[1:]}"[:LONGEST]


def _as_said(side: Side) -> str:
    return f"as {side.agencies} {'says' if len(side.heard) == 1 else 'say'}"


def _one_line(text: str) -> str:
    """As it comes back from a browser whatever its line ends."""
    return " ".join(text.split())


class ReopenForm(ReasonForm):
    LABEL = "Why is it open again?"
    HELP = "What was taken as true is kept beside it. No names or dates of birth."
    MISSING = "Say why it is open again, so that others can follow it."


class ListForm(forms.Form):
    """Which differences of an audit to list, and in which order; the unknown it leaves out."""

    ORDERS = {
        "importance": "The most important first",
        "case": "By case",
        "tool": "As the tool asks them",
    }

    case = forms.ChoiceField(label="Case", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    question = forms.ChoiceField(label="Question", required=False)
    order = forms.ChoiceField(label="Order", required=False, choices=list(ORDERS.items()))

    def __init__(self, data, *, found: Sequence[ShownDifference], themes: dict[str, str]):
        super().__init__(data)
        cases = sorted({each.case.reference for each in found})
        questions = {each.question.key: each.question for each in found}
        held = sorted({each.theme for each in questions.values() if each.theme})
        self.fields["case"].choices = [("", "Every case"), *((each, each) for each in cases)]
        self.fields["theme"].choices = [("", "Every theme")] + [
            (key, themes.get(key, key)) for key in held
        ]
        self.fields["question"].choices = [("", "Every question")] + [
            (each.key, f"{each.number} {each.text}")
            for each in sorted(questions.values(), key=_place_in_tool)
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "govuk-select"

    def listed(self, found: Sequence[ShownDifference]) -> list[ShownDifference]:
        """Those that were chosen, in the order that was."""
        return sorted(filter(self._keeps, found), key=self._place)

    @property
    def is_by_importance(self) -> bool:
        return self.chosen("order") in ("", "importance")

    def _keeps(self, found: ShownDifference) -> bool:
        said = {
            "case": found.case.reference,
            "theme": found.question.theme,
            "question": found.question.key,
        }
        return all(self.chosen(name) in ("", value) for name, value in said.items())

    def _place(self, each: ShownDifference) -> tuple:
        reference, found = each.case.reference, each.found
        order = self.chosen("order")
        if order == "case":
            return (reference, found.rank)
        return (found.in_tool if order == "tool" else found.rank, reference)

    def chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")


def _place_in_tool(question: Question) -> tuple[int, int]:
    return question.section.position, question.position
