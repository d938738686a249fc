"""The form of one measure: what may be asked of it depends on the question it counts."""

from dataclasses import replace

from django import forms

from agencies.models import Sector
from audits.forms.fields import Line, Wording
from audits.forms.measure_layout import MeasureLayout, radios, select, ticks
from audits.measure_rules import NO_LEAD, NO_OPTION, NO_RULE, MeasureFault, faults_of
from audits.measured_tool import (
    GROUPED_UNITS,
    OCCASIONS,
    PLACES,
    RANKED_KINDS,
    TOTAL_KINDS,
    UNITS,
    MeasuredTool,
    joinable,
    maximum_of,
)
from audits.models import Measure, Section
from audits.tool_definition import (
    SCALE_KINDS,
    MeasureDefinition,
    QuestionDefinition,
    ToolDefinition,
)
from audits.tool_parts import new_key
from audits.tool_rules import numbers_of

COMBINES = [
    ("any", "One answer that counts is enough"),
    ("worst", "Only the worst grade decides"),
]
SILENCE = [
    ("in_denominator", "It stays in “out of”, and is not counted"),
    ("counted", "It is counted too"),
    ("left_out", "It is left out of the figure"),
]
SENTENCE_HELP = "How the figure is said, with {places} where it belongs. Empty: the name is used."

# Files name their fields; a form says what to do.
IN_A_FORM = {
    NO_RULE: "Say how several returns make one.",
    NO_LEAD: "Choose the sector whose return decides.",
}


def can_be_measured(question: QuestionDefinition) -> bool:
    return question.kind in SCALE_KINDS | TOTAL_KINDS


def question_choices(tool: ToolDefinition) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every question that a measure may count, under the title of its section."""
    numbers = numbers_of(tool)
    groups = [
        (
            section.title,
            [
                (question.key, f"{numbers[question.key]} {question.text}")
                for question in section.questions
                if can_be_measured(question)
            ],
        )
        for section in tool.sections
    ]
    return [(title, questions) for title, questions in groups if questions]


class MeasuredQuestionForm(forms.Form):
    """Which question a new measure counts; what else may be said follows from it."""

    question = forms.ChoiceField(
        label="Which question is counted?",
        error_messages={
            "required": "Choose a question.",
            "invalid_choice": "Choose a question from the list.",
        },
    )

    def __init__(self, *args, tool: ToolDefinition, **options):
        super().__init__(*args, **options)
        self.fields["question"].choices = [("", "Choose a question"), *question_choices(tool)]


class MeasureForm(MeasureLayout, forms.Form):
    """`measure`: as it is kept, or a new one of this question. `taken`: keys that others have."""

    name = Wording(
        max_length=200,
        label="What is measured, as a statement",
        help_text="Such as: The child was seen alone.",
    )
    label = Line(max_length=32, label="Short name for lists and charts")

    def __init__(
        self, data=None, *, tool: ToolDefinition, measure: MeasureDefinition, taken=(), **options
    ):
        options.setdefault("initial", initial_of(measure))
        super().__init__(data, **options)
        self.tool, self.kept, self.taken = tool, measure, frozenset(taken)
        self.measured = MeasuredTool(tool)
        self.question = self.measured.questions[measure.question]
        self._add_what_is_counted()
        self._add_which_answers()
        self._add_unit()
        self._add_words()

    def _add_what_is_counted(self) -> None:
        if self._may_be_either:
            self.fields["kind"] = radios("What the figure gives", Measure.Kind.choices)
        if self.question.kind in SCALE_KINDS:
            options = [(each.code, each.label) for each in self.measured.options(self.question)]
            self.fields["counts"] = ticks("Answers that count", options, self._only_shares)
            self.fields["counts"].required = not self._may_be_either
            self.fields["counts"].error_messages["required"] = NO_OPTION
        if self.question.kind == "profile":
            areas = [(item.code, item.label) for item in self.question.items]
            self.fields["item"] = radios("Area of the profile", [("", "All areas"), *areas])
        self._add_joined()

    @property
    def _may_be_either(self) -> bool:
        ranked = all(
            option.rank is not None or option.counts_as == "not_applicable"
            for option in self.measured.options(self.question)
        )
        return self.question.kind in RANKED_KINDS and ranked

    @property
    def _only_shares(self) -> str:
        return "Not for a median: it takes the order of the grades." if self._may_be_either else ""

    def _add_joined(self) -> None:
        numbers = numbers_of(self.tool)
        others = joinable(self.tool, self.question.key)
        if others:
            found = [(each.key, f"{numbers[each.key]} {each.text}") for each in others]
            hint = "They are on the same scale, or in the same unit. A median is of their sum."
            self.fields["also"] = ticks("Join these questions to it", found, hint)
        if self.question.kind in SCALE_KINDS and (others or self.question.kind == "profile"):
            self.fields["combines"] = radios("How several answers make one", COMBINES)

    def _add_which_answers(self) -> None:
        repeats = self.measured.sections[self.question.key].repeats
        if repeats in OCCASIONS:
            names = [(code, str(name)) for code, name in Section.OCCASIONS[repeats].items()]
            each = [("", "Each of them, as a figure of its own"), *names]
            self.fields["occasion"] = radios("Whose answer, or which time", each)
        if self.question.kind in SCALE_KINDS:
            self.fields["not_recorded"] = radios("Where the record is silent", SILENCE)
            left_out = [each for each in SILENCE if each[0] != "counted"]
            self.fields["not_applicable"] = radios("Where it is not applicable", left_out)
        if maximum_of(self.question, self.measured.options(self.question)):
            self.fields["percent_of_maximum"] = forms.BooleanField(
                required=False, label="Give a median per cent of the maximum as well"
            )

    def _add_unit(self) -> None:
        units = [
            unit
            for unit in UNITS[self.tool.audits]
            if unit != "child" or self.measured.sections[self.question.key].repeats == "subject"
        ]
        if len(units) == 1:
            return
        self.fields["unit"] = radios(
            "What is counted", [(unit, Measure.Unit(unit).label) for unit in units]
        )
        if self.question.kind in SCALE_KINDS:
            rules = [("", "No rule"), *Measure.CaseRule.choices]
            self.fields["case_rule"] = select(
                "How several returns make one", rules, "Only where cases or children are counted."
            )
            sectors = [("", "None"), *Sector.choices]
            self.fields["lead_sector"] = select(
                "Lead sector", sectors, "Only where the lead sector’s return decides."
            )

    def _add_words(self) -> None:
        self.fields["better"] = radios("Which way is better", Measure.Better.choices)
        themes = {theme.key: theme.name for theme in self.tool.themes}
        others = [part.theme for part in (*self.tool.measures, self.kept) if part.theme]
        themes |= {key: key.replace("-", " ").capitalize() for key in others if key not in themes}
        self.fields["theme"] = select("Theme", [("", "No theme"), *themes.items()])
        kinds = ("share", "total") if self._may_be_either else (self._usual_kind,)
        places = "; or ".join(_either(PLACES[kind]) for kind in kinds)
        self.fields["sentence"] = Wording(
            max_length=300,
            required=False,
            label="Sentence",
            help_text=SENTENCE_HELP.format(places=places),
        )

    @property
    def _usual_kind(self) -> str:
        return "share" if self.question.kind in SCALE_KINDS else "total"

    def clean(self):
        cleaned = super().clean()
        if not set(self.errors) - {"counts"}:
            for fault in faults_of(self.measure, self.measured):
                self._report(fault)
        return cleaned

    def _report(self, fault: MeasureFault) -> None:
        sentence = IN_A_FORM.get(fault.sentence, fault.sentence)
        if sentence not in self.errors.get(fault.field, ()):
            self.add_error(fault.field if fault.field in self.fields else None, sentence)

    @property
    def measure(self) -> MeasureDefinition:
        """As the form says it; what belongs to another kind of measure is left aside."""
        said = self.cleaned_data
        kind = said.get("kind") or self._usual_kind
        unit = said.get("unit") or UNITS[self.tool.audits][0]
        also = self._in_order("also")
        shared = (
            self._of_share(unit, also) if kind == "share" else {"combines": "sum" if also else ""}
        )
        return replace(
            MeasureDefinition(
                key=self.kept.key or new_key(said["label"], self.taken),
                name=said["name"],
                label=said["label"],
                question=self.question.key,
            ),
            kind=kind,
            unit=unit,
            also=also,
            occasion=said.get("occasion", ""),
            percent_of_maximum=kind == "total" and bool(said.get("percent_of_maximum")),
            theme=said["theme"],
            better=said["better"],
            sentence=said["sentence"],
            **shared,
        )

    def _of_share(self, unit: str, also: tuple[str, ...]) -> dict[str, object]:
        said = self.cleaned_data
        item = said.get("item", "")
        several = bool(also) or (self.question.kind == "profile" and not item)
        rule = said.get("case_rule", "") if unit in GROUPED_UNITS else ""
        return {
            "counts": self._in_order("counts"),
            "item": item,
            "combines": said.get("combines", "") if several else "",
            "not_recorded": said["not_recorded"],
            "not_applicable": said["not_applicable"],
            "case_rule": rule,
            "lead_sector": said.get("lead_sector", "") if rule == "lead" else "",
        }

    def _in_order(self, name: str) -> tuple[str, ...]:
        field = self.fields.get(name)
        ticked = self.cleaned_data.get(name, ())
        return tuple(code for code, _ in field.choices if code in ticked) if field else ()


def _either(places: tuple[str, ...]) -> str:
    return f"{', '.join(places[:-1])} or {places[-1]}"


def new_measure(tool: ToolDefinition, question: str) -> MeasureDefinition:
    """What a new measure of this question starts with."""
    return MeasureDefinition("", "", "", question, unit=UNITS[tool.audits][0])


def initial_of(measure: MeasureDefinition) -> dict[str, object]:
    names = (
        "name",
        "label",
        "kind",
        "item",
        "occasion",
        "not_recorded",
        "not_applicable",
        "percent_of_maximum",
        "unit",
        "case_rule",
        "lead_sector",
        "better",
        "theme",
        "sentence",
    )
    said = {name: getattr(measure, name) for name in names}
    combines = measure.combines if measure.combines in ("any", "worst") else "any"
    lists = {"counts": list(measure.counts), "also": list(measure.also)}
    return said | lists | {"combines": combines}
