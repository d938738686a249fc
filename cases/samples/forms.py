"""What a coordinator says of a draw: its rules, its sizes, and who could be drawn."""

from datetime import date

from django import forms

from agencies.models import Area
from audits.models import PlanType
from cases.action_forms import OneBoxDate
from cases.models import Draw
from cases.samples.ages import OLDEST_YEARS
from cases.samples.grid import each_part
from cases.samples.sampling import Stratum, named

MOST_MONTHS, MOST_CASES, MOST_RESERVES = 240, 500, 5
NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4"}
DATE_HELP = "Such as 31 3 2026."


def whole_number(label: str, most: int, help_text: str = "", **options) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs=NUMERIC),
        error_messages={
            "invalid": "Enter a whole number, like 6",
            "min_value": "Enter 0 or more",
            "max_value": f"Enter {most} or less",
        },
        **{"required": False} | options,
    )


class RulesForm(forms.Form):
    dimensions = forms.MultipleChoiceField(
        label="Draw separately by",
        choices=Draw.Dimension.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None, one or two. Choose none to draw from everybody alike.",
    )
    audit_date = OneBoxDate(label="Audit date", max_length=20, help_text=DATE_HELP)
    open_for_months = whole_number(
        "Open for at least how many months on the audit date?", MOST_MONTHS
    )
    youngest = whole_number("Youngest age in years", OLDEST_YEARS)
    oldest = whole_number("Oldest age in years", OLDEST_YEARS, "Both ends are included.")
    areas = forms.MultipleChoiceField(
        label="Only from these areas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to let every area in.",
    )
    plan_types = forms.MultipleChoiceField(
        label="Only on these plans",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to let every plan in.",
    )
    due_on = OneBoxDate(
        label="Returns of these cases are due on",
        max_length=20,
        required=False,
        help_text=f"{DATE_HELP} Leave it empty for the day of the whole audit.",
    )

    def __init__(self, *args, draw: Draw, today: date, **kwargs):
        names = tuple(self.base_fields)
        super().__init__(*args, initial={name: getattr(draw, name) for name in names}, **kwargs)
        self.draw, self.today = draw, today
        for name, model in (("areas", Area), ("plan_types", PlanType)):
            known = {*model.objects.values_list("name", flat=True), *getattr(draw, name)}
            self.fields[name].choices = [(each, each) for each in sorted(known)]
            if not known:
                del self.fields[name]

    def clean_dimensions(self):
        chosen = self.cleaned_data["dimensions"]
        if len(chosen) > Draw.MOST_DIMENSIONS:
            raise forms.ValidationError("Choose two at most")
        return chosen

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < self.today and due_on != self.draw.due_on:
            raise forms.ValidationError("That day is over. Choose today or a later day")
        return due_on

    def clean(self):
        said = super().clean()
        youngest, oldest = said.get("youngest"), said.get("oldest")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("oldest", "Enter an age that is not below the youngest")
        return said


class SizesForm(forms.Form):
    """A box for each stratum, `cell-0` and so on, in the order of `strata`."""

    def __init__(self, *args, strata: list[Stratum], available, asked, draw: Draw, **kwargs):
        super().__init__(*args, **kwargs)
        self.strata = strata
        for at, stratum in enumerate(strata):
            number = available[stratum]
            self.fields[f"cell-{at}"] = whole_number(
                f"{named(stratum)}", MOST_CASES, f"{number} can be drawn"
            )
            self.initial[f"cell-{at}"] = asked.get(stratum, 0) or None
        self.fields["reserves"] = whole_number(
            f"Reserves for {each_part(draw)}",
            MOST_RESERVES,
            "The next in the order, to replace a case that falls out. They stay encrypted;"
            " everybody else is deleted at the draw. Leave it empty for none.",
        )
        self.initial["reserves"] = draw.reserves or None

    @property
    def asked(self) -> dict[Stratum, int]:
        return {
            stratum: self.cleaned_data[f"cell-{at}"] or 0 for at, stratum in enumerate(self.strata)
        }
