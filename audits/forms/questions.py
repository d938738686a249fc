"""The form of one question of a draft, and the rows of its items."""

from django import forms

from audits.forms.fields import (
    Limit,
    Line,
    Lines,
    PlanTypesField,
    Whole,
    Wording,
    kept_sectors,
    plan_type_choices,
    sectors_field,
    ticked_sectors,
)
from audits.forms.rows import rows_form
from audits.models import Question
from audits.question_reading import MOST_ITEMS
from audits.tool_definition import (
    ITEM_KINDS,
    NUMBER_KINDS,
    SCALE_KINDS,
    ItemDefinition,
    QuestionDefinition,
    ToolDefinition,
)
from audits.tool_parts import LONGEST_CODE, new_key

NEW_SCALE = "+"  # no key of a scale
LINK_HELP = "For a link write [its words](https://its.address)."

# The kinds that have a group of fields, and the fields that only such a group has.
KINDS_OF_FIELD = {
    "scale": SCALE_KINDS,
    "items": ITEM_KINDS,
    "range": NUMBER_KINDS,
    "total": frozenset({"items"}),
    "length": frozenset({"text", "quote"}),
    "lines": frozenset({"text"}),
    "rating": frozenset({"choice", "grade"}),
    "answered": frozenset(Question.Kind.values) - {"prompt"},
}
FIELDS_OF_GROUP = {
    "scale": ("scale", "new_scale"),
    "range": ("unit", "minimum", "maximum", "decimals"),
    "total": ("total_rule", "fewest_items"),
    "length": ("max_length",),
    "lines": ("lines",),
}
DEFAULTS = {"decimals": 3, "max_length": 2000, "lines": 4, "unit": "", "total_rule": "every"}


class ItemRow(forms.Form):
    main = "label"
    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_CODE)
    label = Line(max_length=200, required=False)
    descriptor = Lines(max_length=1000, required=False, rows=1)


ItemRows = rows_form(ItemRow, "items")


class QuestionForm(forms.Form):
    text = Wording(max_length=300, label="Question")
    label = Line(
        max_length=40,
        required=False,
        label="Short name",
        help_text="For lists and tables, up to 40 characters.",
    )
    guidance = Lines(
        max_length=2000,
        required=False,
        help_text="Shown under the question. " + LINK_HELP,
    )
    kind = forms.ChoiceField(choices=Question.Kind.choices, label="Kind of answer")
    scale = forms.ChoiceField(error_messages={"required": "Choose a scale, or write a new one."})
    new_scale = Lines(
        max_length=4000,
        required=False,
        label="Options of the new scale",
        help_text="One a line, in the order in which they are printed.",
    )
    unit = Line(max_length=30, required=False, help_text="Such as days, visits or points.")
    minimum = Limit(label="Least")
    maximum = Limit(label="Most")
    decimals = Whole(0, 3, label="Decimal places", help_text="0 for whole numbers; at most 3.")
    total_rule = forms.ChoiceField(choices=Question.TotalRule.choices, label="The total")
    fewest_items = Whole(
        1,
        MOST_ITEMS,
        label="Fewest items for a total",
        help_text="With fewer items answered there is no total.",
    )
    max_length = Whole(1, 10000, label="Longest answer, in characters")
    lines = Whole(1, 20, label="Lines of the box")
    rates_section = forms.BooleanField(
        required=False,
        label="Rates the section as a whole",
        help_text="Printed at the head of the section’s results. A section has one rating.",
    )
    own_work = forms.BooleanField(
        required=False,
        label="About each agency’s own work",
        help_text="Answers are expected to differ, so agencies are not compared on it.",
    )
    sectors = sectors_field(label="Who is asked")
    plan_types = PlanTypesField()
    picked = forms.BooleanField(required=False, label="Only when the auditor picks it as relevant")
    required = forms.BooleanField(
        required=False, label="Required", help_text="A blank stops submitting."
    )
    not_recorded = forms.BooleanField(required=False, label="May say “not recorded”")
    not_applicable = forms.BooleanField(required=False, label="May say “not applicable”")
    theme = forms.ChoiceField(required=False)
    codes = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Codes of other frameworks",
    )

    def __init__(self, *args, tool: ToolDefinition, plan_types=(), **options):
        super().__init__(*args, **options)
        self.tool = tool
        self.fields["scale"].choices = [
            ("", "Choose a scale"),
            *((scale.key, scale.name) for scale in tool.scales),
            (NEW_SCALE, "A new scale, written below"),
        ]
        self.fields["theme"].choices = [("", "No theme"), *theme_choices(tool)]
        self.fields["codes"].choices = [
            (code.key, f"{code.framework} {code.code}{': ' if code.label else ''}{code.label}")
            for code in tool.codes
        ]
        self.fields["plan_types"].choices = plan_type_choices(tuple(plan_types))

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        self._forget_what_is_hidden(cleaned, kind)
        if kind in SCALE_KINDS:
            self._check_scale(cleaned)
        if kind in NUMBER_KINDS:
            self._check_range(cleaned)
        if kind == "items":
            self._check_total(cleaned)
        return cleaned

    def _forget_what_is_hidden(self, cleaned, kind) -> None:
        """What was typed into fields of another kind is neither kept nor at fault."""
        for group, names in FIELDS_OF_GROUP.items():
            for name in names if kind not in KINDS_OF_FIELD[group] else ():
                self.errors.pop(name, None)
                cleaned.setdefault(name, None)

    def _check_total(self, cleaned) -> None:
        missing = not cleaned.get("fewest_items") and "fewest_items" not in self.errors
        if cleaned.get("total_rule") != "every" and missing:
            self.add_error("fewest_items", "Say how many items must be answered for a total.")

    def _check_scale(self, cleaned) -> None:
        if "scale" in self.errors:
            return
        if cleaned.get("scale") == NEW_SCALE:
            labels = self.new_labels
            if not labels:
                self.add_error("new_scale", "Write at least one option, one a line.")
            elif len(labels) != len(set(labels)):
                self.add_error("new_scale", "Two options are the same. Write each once.")
            elif max(len(label) for label in labels) > 120:
                self.add_error("new_scale", "An option has at most 120 characters.")

    def _check_range(self, cleaned) -> None:
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", "The most is below the least. Change one of them.")

    @property
    def new_labels(self) -> list[str]:
        """The options of the scale that is to be made with the question, if one is."""
        if self.cleaned_data.get("scale") != NEW_SCALE:
            return []
        return [line for line in (self.cleaned_data["new_scale"] or "").splitlines() if line]

    @property
    def fields_of_question(self) -> dict[str, object]:
        """What the form says of the question, but for its items and a scale still to be made."""
        cleaned = self.cleaned_data
        plain = (
            "text label guidance kind minimum maximum fewest_items rates_section"
            " own_work picked required not_recorded not_applicable theme"
        )
        values = {name: cleaned[name] for name in plain.split()}
        for name, default in DEFAULTS.items():
            values[name] = default if cleaned[name] is None else cleaned[name]
        codes, plan_types = cleaned["codes"], cleaned["plan_types"]
        return values | {
            "scale": "" if cleaned["scale"] == NEW_SCALE else cleaned["scale"] or "",
            "sectors": kept_sectors(cleaned["sectors"]),
            "plan_types": tuple(
                key for key, _ in self.fields["plan_types"].choices if key in plan_types
            ),
            "codes": tuple(code.key for code in self.tool.codes if code.key in codes),
        }


def theme_choices(tool: ToolDefinition) -> list[tuple[str, str]]:
    """The named themes, and those that questions and measures have without a name."""
    named = {theme.key: theme.name for theme in tool.themes}
    used = dict.fromkeys(part.theme for part in (*tool.questions, *tool.measures) if part.theme)
    return [*named.items(), *((key, key) for key in used if key not in named)]


def initial_of(question: QuestionDefinition) -> dict[str, object]:
    names = QuestionForm.base_fields.keys() - {"new_scale"}
    values = {name: getattr(question, name) for name in names}
    return values | {
        "sectors": ticked_sectors(question.sectors),
        "codes": list(question.codes),
        "plan_types": list(question.plan_types),
    }


def item_rows(question: QuestionDefinition) -> list[dict]:
    return [
        {"was": item.code, "label": item.label, "descriptor": item.descriptor}
        for item in question.items
    ]


def items_of(rows: list[dict], there: tuple[ItemDefinition, ...]) -> tuple[ItemDefinition, ...]:
    """Items keep the codes they had; new ones get theirs from their labels."""
    codes = {item.code for item in there}
    taken = set(codes)
    items = []
    for row in rows:
        code = row["was"]
        if code not in codes:
            code = new_key(row["label"], taken, LONGEST_CODE)
        codes.discard(code)
        taken.add(code)
        items.append(ItemDefinition(code, row["label"], row["descriptor"]))
    return tuple(items)
