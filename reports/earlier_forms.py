"""The form of an earlier audit: where it comes from, and a row of boxes for each figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS

from audits.forms.fields import Line, Lines, Whole
from audits.models import Measure
from reports.earlier_results import plain
from reports.models import EarlierAudit, EarlierResult

FIRST_YEAR = 1990
LARGEST = 1_000_000
NOTHING, PERCENT, COUNT, SHARE = "nothing", "percent", "count", "share"
SURVIVES = {
    NOTHING: "Nothing",
    PERCENT: "A per cent alone",
    COUNT: "A count alone",
    SHARE: "A count out of how many",
}
BOXES = {NOTHING: (), PERCENT: ("percent",), COUNT: ("count",), SHARE: ("count", "out_of")}
COLUMNS = {
    "survives": "What survives",
    "percent": "Per cent",
    "count": "Count",
    "out_of": "Out of",
    "unit": "Of what",
    "note": "Note",
}
FILL_IN = {
    "percent": "Enter the per cent, or choose what else survives.",
    "count": "Enter the count, or choose what else survives.",
    "out_of": "Enter out of how many, or choose “A count alone”.",
}
WRONG_PERCENT = "Enter a per cent from 0 to 100, with one decimal place at most, like 37 or 37.5."
WRONG_COUNT = "Enter a whole number from 0 to 1,000,000 without a comma, like 12."
NONE_TO_COUNT = "Nothing can be counted out of 0. Enter 1 or more, or choose “A count alone”."


class Percent(forms.DecimalField):
    """0 to 100, with or without its sign."""

    def __init__(self, **options):
        wrong = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places")
        super().__init__(
            min_value=0,
            max_value=100,
            max_digits=4,
            decimal_places=1,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=dict.fromkeys([*wrong, "max_whole_digits"], WRONG_PERCENT),
            **options,
        )

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        return super().to_python(str(value or "").strip().removesuffix("%"))


def _count(**options) -> Whole:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_COUNT)
    return Whole(0, LARGEST, error_messages=wrong, **options)


def _choice(choices, wrong="Choose from the list.", **options) -> forms.ChoiceField:
    wrong = dict.fromkeys(("required", "invalid_choice"), wrong)
    return forms.ChoiceField(choices=choices, error_messages=wrong, **options)


CELLS = {
    "survives": lambda **said: _choice(list(SURVIVES.items()), initial=NOTHING, **said),
    "percent": Percent,
    "count": _count,
    "out_of": _count,
    "unit": lambda **said: _choice(
        [("", "Not known"), *Measure.Unit.choices], required=False, **said
    ),
    "note": lambda **said: Line(max_length=200, required=False, **said),
}


@dataclass(frozen=True)
class Row:
    """The boxes of one figure, each with the heading of its column."""

    name: str
    cells: list[tuple[str, str, forms.BoundField]]

    @property
    def wrong(self) -> list[tuple[str, forms.BoundField]]:
        return [(heading, field) for _, heading, field in self.cells if field.errors]


class EarlierAuditForm(forms.Form):
    """`names`: of the figures, by key. A box that does not belong is refused, never dropped."""

    name = Line(
        max_length=120,
        label="Name of the earlier audit",
        help_text="As it was called then, such as: Review of neglect files.",
        error_messages={"required": "Enter the name of the earlier audit."},
    )
    month = _choice([("", "Choose a month"), *MONTHS.items()], "Choose a month.", label="Month")
    year = Whole(
        FIRST_YEAR,
        9999,
        required=True,
        label="Year",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        help_text="When it was made; about right is enough. It decides the order.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter the year as four digits, {FIRST_YEAR} or later.",
        ),
    )
    period = Line(
        max_length=40,
        required=False,
        label="The time in the words of its report",
        help_text="Shown in place of the month, such as: Spring 2023.",
    )
    source = Line(
        max_length=300,
        label="Where its figures come from",
        help_text="So that somebody else can find them: which report, which page, who has it.",
        error_messages={"required": "Say where its figures come from."},
    )
    note = Lines(
        max_length=1000,
        required=False,
        label="Note",
        help_text="What a reader should know, such as which agencies took part.",
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": "Open the page again: it is not complete."},
    )

    def __init__(self, data=None, *, names: Mapping[str, str], earlier: EarlierAudit | None = None):
        super().__init__(data, initial=initial_of(earlier))
        self.names = names
        for key, name in names.items():
            for part, label in COLUMNS.items():
                field = CELLS[part](label=f"{label}: {name}")
                field.belongs_to = name  # many boxes are refused in the same words
                self.fields[f"{part}-{key}"] = field

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "month", "year", "period", "source", "note")]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(name, [(part, COLUMNS[part], self[f"{part}-{key}"]) for part in COLUMNS])
            for key, name in self.names.items()
        ]

    def clean(self):
        cleaned = super().clean()
        if self._month and self._month > timezone.localdate():
            self.add_error("year", "An earlier audit lies in the past. Enter an earlier month.")
        for key in self.names:
            self._clean_row(key)
        return cleaned

    @property
    def _month(self) -> date | None:
        said = self.cleaned_data
        if not said.get("month") or not said.get("year"):
            return None
        return date(said["year"], int(said["month"]), 1)

    def _clean_row(self, key: str) -> None:
        row = self._row(key)
        if row["survives"] not in SURVIVES:
            return
        boxes = BOXES[row["survives"]]
        for box in ("percent", "count", "out_of"):
            if box in boxes and row[box] is None:
                self._refuse(box, key, FILL_IN[box])
            elif box not in boxes and row[box] is not None:
                self._refuse(box, key, "Empty this box, or choose what survives to go with it.")
        if row["note"] and not boxes:
            self._refuse("note", key, "Choose what survives, or empty the note.")
        if row["count"] is not None and row["out_of"] is not None and "out_of" in boxes:
            self._clean_share(key, row["count"], row["out_of"])

    def _clean_share(self, key: str, count: int, out_of: int) -> None:
        if not out_of:
            self._refuse("out_of", key, NONE_TO_COUNT)
        elif count > out_of:
            self._refuse(
                "count", key, f"Enter a count of {out_of:,} or fewer, or correct “out of”."
            )

    def _refuse(self, part: str, key: str, sentence: str) -> None:
        """A box that is wrong already says so itself."""
        if f"{part}-{key}" not in self.errors:
            self.add_error(f"{part}-{key}", ValidationError(sentence))

    def _row(self, key: str) -> dict[str, Any]:
        return {part: self.cleaned_data.get(f"{part}-{key}") for part in COLUMNS}

    @property
    def audit_fields(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("name", "period", "source", "note")}
        return said | {"month": self._month}

    @property
    def results(self) -> list[EarlierResult]:
        rows = {key: self._row(key) for key in self.names}
        return [
            EarlierResult(
                measure=key,
                **{box: row[box] for box in BOXES[row["survives"]]},
                unit=row["unit"],
                note=row["note"],
            )
            for key, row in rows.items()
            if row["survives"] != NOTHING
        ]


def initial_of(earlier: EarlierAudit | None) -> dict[str, Any]:
    if earlier is None:
        return {"version": 1}
    said = {name: getattr(earlier, name) for name in ("name", "period", "source", "note")}
    said |= {"month": earlier.month.month, "year": earlier.month.year, "version": earlier.version}
    for result in earlier.results.all():
        cells = {part: getattr(result, part) for part in COLUMNS if part != "survives"}
        cells["survives"] = _survives(result)
        said |= {f"{part}-{result.measure}": value for part, value in cells.items()}
    return said


def _survives(result: EarlierResult) -> str:
    if result.percent is not None:
        return PERCENT
    return COUNT if result.out_of is None else SHARE
