"""How the form of a measure is laid out: its groups, and the fields they are made of."""

from django import forms

from audits.tool_definition import QuestionDefinition


def layout_of(question: QuestionDefinition) -> list[tuple[str, tuple[str, ...]]]:
    """The areas of a profile are several answers already, so how they make one stands with them."""
    areas = ("item", "combines") if question.kind == "profile" else ()
    return [
        ("In words", ("name", "label")),
        ("Which answers count", ("kind", "counts", *areas, "occasion", "percent_of_maximum")),
        ("Where there is no answer", ("not_recorded", "not_applicable")),
        ("Returns or cases", ("unit", "case_rule", "lead_sector")),
        ("How it is shown", ("better", "theme", "sentence")),
    ]


class MeasureLayout:
    """Of a form with a `question`."""

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Its fields under plain headings, without those that join questions."""
        found = [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in layout_of(self.question)
        ]
        return [(heading, fields) for heading, fields in found if fields]

    @property
    def joining(self) -> list[forms.BoundField]:
        """What joins other questions to this one, which few measures do."""
        shown = {field.name for _, fields in self.groups for field in fields}
        return [field for field in self if field.name not in shown]

    @property
    def is_joined(self) -> bool:
        """Whether something is joined, or at fault where it would be."""
        return bool(self["also"].value() or any(field.errors for field in self.joining))


def radios(label: str, choices) -> forms.ChoiceField:
    """One of a few, of which the first is chosen where nothing else is."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=choices[0][0] != "",
        initial=choices[0][0],
        error_messages={"required": f"Choose one: {label.lower()}."},
    )


def ticks(label: str, choices, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


def select(label: str, choices, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)
