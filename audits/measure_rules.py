"""What a measure may count: one home for the rules of files and forms alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from audits.measured_tool import (
    CASE_RULES,
    GROUPED_UNITS,
    OCCASIONS,
    PLACES,
    RANKED_KINDS,
    TOTAL_KINDS,
    UNITS,
    MeasuredTool,
    maximum_of,
    measured_in,
)
from audits.tool_definition import (
    SCALE_KINDS,
    MeasureDefinition,
    QuestionDefinition,
    ToolDefinition,
)

NO_OPTION = "Say which answers count: choose at least one option."
NO_RULE = "A measure needs “case_rule”."
NO_LEAD = "A measure needs “lead_sector”."
DIFFERENT_RANGES = "Scales of different ranges are never added or averaged together."

_PLACE = re.compile(r"\{[^}]*\}?")


@dataclass(frozen=True, slots=True)
class MeasureFault:
    """`field` is the field of the measure that must change; `part` the code or key in it."""

    measure: str
    field: str
    sentence: str
    part: str = ""


def measure_problems(tool: ToolDefinition) -> list[tuple[str, str]]:
    """(measure key, sentence) for everything that stops a measure from being counted."""
    return [(fault.measure, fault.sentence) for fault in measure_faults(tool)]


def measure_faults(tool: ToolDefinition) -> list[MeasureFault]:
    measured = MeasuredTool(tool)
    return [fault for measure in tool.measures for fault in faults_of(measure, measured)]


def faults_of(measure: MeasureDefinition, tool: MeasuredTool) -> list[MeasureFault]:
    """Of one measure, which need not be the tool's own."""
    if measure.question not in tool.questions:
        said = f"There is no question “{measure.question}”."
        return [MeasureFault(measure.key, "question", said)] if measure.question else []
    check = _Check(tool, measure)
    found = [*check.joined(), *check.counted(), *check.repeated(), *check.unit()]
    return [*found, *check.sentence()]


class _Check:
    """One measure whose question is there."""

    def __init__(self, tool: MeasuredTool, measure: MeasureDefinition) -> None:
        self.tool = tool
        self.measure = measure
        self.question = tool.questions[measure.question]
        self.options = tool.options(self.question)
        self.is_total = measure.kind == "total"
        self.several_areas = self.question.kind == "profile" and not measure.item

    @cached_property
    def also(self) -> list[QuestionDefinition]:
        found = [self.tool.questions.get(key) for key in self.measure.also]
        return [question for question in found if question]

    def fault(self, field: str, sentence: str, part: str = "") -> MeasureFault:
        return MeasureFault(self.measure.key, field, sentence, part)

    def joined(self) -> Iterator[MeasureFault]:
        """Several questions, the areas of a profile, and how they make one answer."""
        for key in self.measure.also:
            if key not in self.tool.questions:
                yield self.fault("also", f"There is no question “{key}”.", key)
            elif key == self.question.key:
                yield self.fault("also", f"“{key}” is counted already.", key)
        allowed = ("sum",) if self.is_total else ("any", "worst")
        several = bool(self.measure.also) or (self.several_areas and not self.is_total)
        if several and self.measure.combines not in allowed:
            said = " or ".join(f"“{way}”" for way in allowed)
            yield self.fault("combines", f"Say how several answers make one: {said}.")
        elif self.measure.combines and not several:
            yield self.fault("combines", "There is only one answer here, so nothing to combine.")
        yield from self._item()
        if self.measure.combines == "worst":
            yield from self._worst()

    def _item(self) -> Iterator[MeasureFault]:
        code = self.measure.item
        if not code:
            return
        codes = [item.code for item in self.question.items]
        if self.question.kind != "profile":
            yield self.fault(
                "item", f"Only a profile has areas, and “{self.question.key}” is none."
            )
        elif code not in codes:
            said = f"“{code}” is not an area of “{self.question.key}” ({', '.join(codes)})."
            yield self.fault("item", said)
        if self.measure.also:
            yield self.fault("item", "Count one area, or join several questions, not both.")

    def _worst(self) -> Iterator[MeasureFault]:
        scale = self.tool.scales.get(self.question.scale)
        if scale is None:
            return
        if scale.better == "none":
            said = f"The worst grade needs a scale with a better end, and “{scale.key}” has none."
            yield self.fault("combines", said)
        yield from self._unranked("combines", "The worst grade needs an order")

    def _unranked(self, field: str, lead: str) -> Iterator[MeasureFault]:
        for option in self.options:
            if option.rank is None and option.counts_as != "not_applicable":
                said = f"{lead}, and the option “{option.code}” of “{self.question.scale}” has no"
                yield self.fault(field, f"{said} rank.")
                return

    def counted(self) -> Iterator[MeasureFault]:
        yield from self._total() if self.is_total else self._share()

    def _share(self) -> Iterator[MeasureFault]:
        measure, question = self.measure, self.question
        if question.kind not in SCALE_KINDS:
            said = f"A measure counts options, and “{question.key}” is of kind {question.kind}."
            yield self.fault("question", said)
            return
        if not measure.counts:
            yield self.fault("counts", NO_OPTION)
        codes = [option.code for option in self.options]
        for code in measure.counts if codes else ():  # without any, the scale is at fault
            if code not in codes:
                said = f"“{code}” is not an option of “{question.key}” ({', '.join(codes)})."
                yield self.fault("counts", said, code)
        for other in self.also:
            if other.scale != question.scale:
                said = (
                    f"“{other.key}” is not on the scale of “{question.key}”. Join only questions"
                    " on the same scale."
                )
                yield self.fault("also", said, other.key)
        if measure.percent_of_maximum:
            said = "Only a total can be given per cent of its maximum."
            yield self.fault("percent_of_maximum", said)

    def _total(self) -> Iterator[MeasureFault]:
        measure, question = self.measure, self.question
        if question.kind == "profile":
            said = "A profile of grades is never added up or averaged. Count its areas instead."
            yield self.fault("question", said)
            return
        if question.kind not in TOTAL_KINDS:
            said = f"A total needs one number an answer, and “{question.key}” is of kind"
            yield self.fault("question", f"{said} {question.kind}.")
            return
        if measure.counts:
            yield self.fault("counts", "A total counts no options. Leave “counts” out.")
        for field in ("not_recorded", "not_applicable"):
            if getattr(measure, field) != MeasureDefinition.__dataclass_fields__[field].default:
                said = f"A total shows beside it whatever has no number. Leave “{field}” out."
                yield self.fault(field, said)
        if question.kind in RANKED_KINDS:
            yield from self._unranked("question", "A total needs a rank for every option")
        yield from self._added()
        awaits_scale = question.kind in SCALE_KINDS and not self.options
        if measure.percent_of_maximum and not awaits_scale and not self._has_maximum():
            said = "There is no maximum to give per cents of."
            yield self.fault("percent_of_maximum", said)

    def _added(self) -> Iterator[MeasureFault]:
        for other in self.also:
            if other.kind == "profile":
                said = "A profile of grades is never added up or averaged."
                yield self.fault("also", said, other.key)
            elif other.kind not in TOTAL_KINDS:
                said = f"“{other.key}” is of kind {other.kind}, which cannot be added up."
                yield self.fault("also", said, other.key)
            elif measured_in(other) != measured_in(self.question):
                yield self.fault(
                    "also",
                    f"“{other.key}” and “{self.question.key}” are not in the same unit."
                    f" {DIFFERENT_RANGES}",
                    other.key,
                )

    def _has_maximum(self) -> bool:
        found = [maximum_of(each, self.tool.options(each)) for each in (self.question, *self.also)]
        return all(maximum is not None and maximum > 0 for maximum in found)

    def repeated(self) -> Iterator[MeasureFault]:
        repeats = self.tool.sections[self.question.key].repeats
        codes = OCCASIONS.get(repeats, ())
        if self.measure.occasion and not codes:
            said = f"“{self.question.key}” is asked once, so there is no occasion to choose."
            yield self.fault("occasion", said)
        elif self.measure.occasion and self.measure.occasion not in codes:
            said = f"“{self.measure.occasion}” is no occasion of “{self.question.key}”"
            yield self.fault("occasion", f"{said} ({', '.join(codes)}).")
        for other in self.also:
            if self.tool.sections[other.key].repeats != repeats:
                said = (
                    f"“{other.key}” is not repeated as “{self.question.key}” is. Join only"
                    " questions that are asked equally often."
                )
                yield self.fault("also", said, other.key)

    def unit(self) -> Iterator[MeasureFault]:
        measure, audits = self.measure, self.tool.audits
        units = UNITS.get(audits, UNITS["cases"])
        if measure.unit not in units:
            said = f"A tool for {audits.replace('_', ' ')} counts: {', '.join(units)}."
            yield self.fault("unit", said)
        elif measure.unit == "child" and not self._of_children:
            said = f"“{self.question.key}” is not asked for each child, so it cannot count them."
            yield self.fault("unit", said)
        elif self.is_total and measure.unit in GROUPED_UNITS:
            yield from self._one_number(audits)
        yield from self._rule()

    @property
    def _of_children(self) -> bool:
        return self.tool.sections[self.question.key].repeats == "subject"

    def _one_number(self, audits: str) -> Iterator[MeasureFault]:
        """Several returns, or several children, have several numbers and no rule to choose one."""
        if audits != "own_cases":
            said = "Several returns of a case have several numbers. Count returns instead."
            yield self.fault("unit", said)
        elif self.measure.unit == "case" and self._of_children:
            yield self.fault("unit", "Each child has a number of its own. Count children instead.")

    def _rule(self) -> Iterator[MeasureFault]:
        measure = self.measure
        needs_rule = measure.unit in GROUPED_UNITS and not self.is_total
        if needs_rule and measure.case_rule not in CASE_RULES:
            yield self.fault("case_rule", NO_RULE)
        elif measure.case_rule and not needs_rule:
            said = "A case rule belongs to a share of cases or children."
            yield self.fault("case_rule", said)
        if measure.case_rule == "lead" and not measure.lead_sector:
            yield self.fault("lead_sector", NO_LEAD)
        elif measure.lead_sector and measure.case_rule != "lead":
            said = "A lead sector belongs to the case rule “lead”."
            yield self.fault("lead_sector", said)

    def sentence(self) -> Iterator[MeasureFault]:
        """A sentence holds at least one place for the figure, and only those of its kind."""
        allowed = PLACES.get(self.measure.kind, ())
        if not allowed:  # the kind itself is at fault
            return
        found = set(_PLACE.findall(self.measure.sentence))
        if self.measure.sentence and (not found or found - set(allowed)):
            said = (
                f"Write {', '.join(allowed[:-1])} or {allowed[-1]} where the figure belongs, and"
                " no other brackets like these."
            )
            yield self.fault("sentence", said)
