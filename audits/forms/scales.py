"""The form of a scale of a draft and the rows of its options."""

from django import forms

from audits.forms.fields import Code, Line, Lines, Whole
from audits.forms.rows import rows_form
from audits.models import Option, Scale
from audits.tool_definition import OptionDefinition, ScaleDefinition
from audits.tool_parts import LONGEST_CODE, new_key


class ScaleForm(forms.Form):
    name = Line(max_length=120, label="Name of the scale")
    better = forms.ChoiceField(
        choices=Scale.Better.choices,
        initial=Scale.Better.NONE,
        label="Direction",
        help_text="By the numbers below: is a higher one better, a lower one, or neither?",
    )


class OptionRow(forms.Form):
    main = "label"
    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_CODE)
    label = Line(max_length=120, required=False)
    code = Code(label="Code")
    rank = Whole(-1000, 1000, label="Number")
    counts_as = forms.ChoiceField(
        choices=Option.CountsAs.choices, initial=Option.CountsAs.NEUTRAL, required=False
    )
    colour = forms.ChoiceField(choices=Option.Colour.choices, required=False)
    descriptor = Lines(max_length=1000, required=False, rows=2, label="Description")

    def clean(self):
        cleaned = super().clean()
        said = any(cleaned.get(name) for name in ("code", "descriptor", "colour"))
        if not cleaned.get("label") and "label" not in self.errors:
            if said or cleaned.get("rank") is not None:
                self.add_error("label", "Give this option a label, or empty the whole row.")
        elif cleaned.get("counts_as") == "not_applicable" and cleaned.get("rank") is not None:
            self.add_error(
                "rank", "Leave the number empty: “not applicable” has no place in the order."
            )
        return cleaned


OptionRows = rows_form(OptionRow, "options")


def option_rows(scale: ScaleDefinition) -> list[dict]:
    names = ("label", "code", "rank", "counts_as", "colour", "descriptor")
    return [
        {"was": each.code} | {name: getattr(each, name) for name in names} for each in scale.options
    ]


def options_of(rows: list[dict]) -> tuple[OptionDefinition, ...]:
    """A row without a code keeps the one it had, or gets one from its label."""
    taken = {row["code"] or row["was"] for row in rows}
    options = []
    for row in rows:
        code = row["code"] or row["was"] or new_key(row["label"], taken, LONGEST_CODE)
        taken.add(code)
        options.append(
            OptionDefinition(
                code=code,
                label=row["label"],
                counts_as=row["counts_as"] or "neutral",
                rank=row["rank"],
                colour=row["colour"],
                descriptor=row["descriptor"],
            )
        )
    return tuple(options)


def recoded(rows: list[dict]) -> dict[str, str]:
    """Options whose code a person changed: old -> new."""
    return {
        row["was"]: row["code"]
        for row in rows
        if row["was"] and row["code"] and row["was"] != row["code"]
    }
