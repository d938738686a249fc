"""Form fields whose values are already in the form that a tool file gives them."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from agencies.models import Sector
from audits.models import PlanType
from audits.models.fields import KEY_PATTERN
from audits.tool_fields import LARGEST_LIMIT
from audits.tool_parts import LONGEST_CODE

KEPT_CONTROLS = frozenset("\n\t")


class Line(forms.CharField):
    """Text on one line: any run of blanks is one space."""

    def __init__(self, *, max_length, **options):
        super().__init__(max_length=max_length, **options)

    def to_python(self, value) -> str:
        return " ".join(_printable(super().to_python(value)).split())


class Lines(forms.CharField):
    """Text that may have paragraphs; blanks at the ends of its lines mean nothing."""

    def __init__(self, *, max_length, rows=3, **options):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, **{"widget": widget} | options)

    def to_python(self, value) -> str:
        text = _printable(super().to_python(value))
        return "\n".join(line.strip() for line in text.strip().splitlines())


class Wording(Line):
    """One line of text that is long enough to be written in a box of several."""

    def __init__(self, *, max_length, rows=2, **options):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, **{"widget": widget} | options)


class Code(Line):
    """A code that a person may write; empty where one is to be made from the label."""

    default_validators = [
        RegexValidator(
            KEY_PATTERN,
            "A code is lower-case letters, digits and single hyphens. Leave it empty to have one"
            " made.",
        )
    ]

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_CODE, **{"required": False} | options)


class Limit(forms.DecimalField):
    """A number to three decimals, written without needless noughts."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(
            max_digits=12, decimal_places=3, **{"required": False, "widget": widget} | options
        )

    def to_python(self, value):
        number = super().to_python(value)
        if number is None:
            return None
        if not number.is_finite() or abs(number) >= LARGEST_LIMIT:
            raise ValidationError("Write a number below a thousand million.")
        return number.normalize() + 0


class Whole(forms.IntegerField):
    def __init__(self, least, most, **options):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
        super().__init__(
            min_value=least, max_value=most, **{"required": False, "widget": widget} | options
        )


def sectors_field(**options) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Sector.choices,
        widget=forms.CheckboxSelectMultiple,
        required=True,
        error_messages={"required": "Tick at least one sector. All of them means everybody."},
        **options,
    )


def kept_sectors(ticked: list[str]) -> tuple[str, ...]:
    """In their usual order; all of them are kept as none, which means everybody."""
    chosen = tuple(sector for sector in Sector.values if sector in ticked)
    return () if len(chosen) == len(Sector.values) else chosen


def ticked_sectors(kept: tuple[str, ...]) -> list[str]:
    return list(kept or Sector.values)


class PlanTypesField(forms.MultipleChoiceField):
    """The installation's plan types, and those the part already has."""

    def __init__(self, **options):
        super().__init__(
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label="Only for these plan types",
            help_text="Leave all of them empty to ask whatever the plan is.",
            **options,
        )


def plan_type_choices(used: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [
        (each.key, each.name)
        for each in PlanType.objects.all()
        if each.is_active or each.key in used
    ]


def _printable(text: str) -> str:
    """Without characters that no file can carry."""
    return "".join(
        letter
        for letter in text
        if letter in KEPT_CONTROLS or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
