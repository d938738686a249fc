"""What differs between two versions of a tool, and what that means for comparing their rounds.

Questions, scales, measures and contradictions are matched by their key. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audits.comparability import (
    RANKS,
    Change,
    Detail,
    Difference,
    Verdict,
    made,
    with_details,
    worst,
)
from audits.contradiction_differences import contradictions
from audits.tool_definition import (
    MeasureDefinition,
    QuestionDefinition,
    ScaleDefinition,
    ToolDefinition,
)
from audits.tool_wording import Wording


@dataclass(frozen=True, slots=True)
class Differences:
    """Those of the newer version in its order, then what only the older one had."""

    questions: tuple[Difference, ...]
    scales: tuple[Difference, ...]
    measures: tuple[Difference, ...]
    contradictions: tuple[Difference, ...] = ()

    @property
    def everything(self) -> tuple[Difference, ...]:
        return (*self.questions, *self.scales, *self.measures, *self.contradictions)

    def counts(self) -> dict[Verdict, int]:
        """Of questions, by what they mean; without what does not occur."""
        found = {
            verdict: sum(each.verdict is verdict for each in self.questions) for verdict in Verdict
        }
        return {verdict: count for verdict, count in found.items() if count}


def compare(before: ToolDefinition, after: ToolDefinition) -> Differences:
    return _Comparison(before, after).all()


class _Comparison:
    def __init__(self, before: ToolDefinition, after: ToolDefinition) -> None:
        self.old, self.new = Wording(before), Wording(after)

    def all(self) -> Differences:
        questions = tuple(self.questions())
        verdicts = {each.key: each.verdict for each in questions}
        return Differences(
            questions=questions,
            scales=tuple(self.scales()),
            measures=tuple(self.measures(verdicts)),
            contradictions=tuple(contradictions(self.old, self.new)),
        )

    def questions(self) -> Iterator[Difference]:
        for question in self.new.tool.questions:
            before = self.old.questions.get(question.key)
            number = self.new.numbers[question.key]
            if before is None:
                yield made("question", question.key, question.text, (Change.ADDED,), number)
                continue
            details = [*self.question_details(before, question)]
            yield with_details("question", question.key, question.text, number, details)
        for question in self.old.tool.questions:
            if question.key not in self.new.questions:
                number = self.old.numbers[question.key]
                yield made("question", question.key, question.text, (Change.REMOVED,), number)

    def question_details(
        self, before: QuestionDefinition, after: QuestionDefinition
    ) -> Iterator[tuple[Change, Detail]]:
        if self.moved(after.key):
            places = self.old.place(before.key), self.new.place(after.key)
            yield Change.MOVED, Detail("Place", *places)
        earlier, later = self.old.facts(before), self.new.facts(after)
        for name, (change, label) in _FACTS.items():
            if earlier[name].value != later[name].value:
                yield Change(change), Detail(label, earlier[name].words, later[name].words)

    def moved(self, key: str) -> bool:
        """Into another section, or past a question that both versions have in this one."""
        return self.old.home[key] != self.new.home[key] or _overtakes(
            key, self.old.neighbours(key), self.new.neighbours(key)
        )

    def scales(self) -> Iterator[Difference]:
        earlier, later = self.old.scales, self.new.scales
        for scale in self.new.tool.scales:
            if scale.key not in earlier:
                yield made("scale", scale.key, scale.name, (Change.ADDED,))
                continue
            details = [*_scale_details(earlier[scale.key], scale)]
            yield with_details("scale", scale.key, scale.name, "", details)
        for scale in self.old.tool.scales:
            if scale.key not in later:
                yield made("scale", scale.key, scale.name, (Change.REMOVED,))

    def measures(self, verdicts: dict[str, Verdict]) -> Iterator[Difference]:
        earlier = {measure.key: measure for measure in self.old.tool.measures}
        later = {measure.key for measure in self.new.tool.measures}
        for measure in self.new.tool.measures:
            if measure.key not in earlier:
                yield made("measure", measure.key, measure.name, (Change.ADDED,))
                continue
            details = [*self.measure_details(earlier[measure.key], measure)]
            found = with_details("measure", measure.key, measure.name, "", details)
            yield _of_its_questions(found, measure, verdicts)
        for measure in self.old.tool.measures:
            if measure.key not in later:
                yield made("measure", measure.key, measure.name, (Change.REMOVED,))

    def measure_details(self, before, after) -> Iterator[tuple[Change, Detail]]:
        earlier, later = self.old.measure_facts(before), self.new.measure_facts(after)
        for name, (change, label) in _MEASURE_FACTS.items():
            if earlier[name].value != later[name].value:
                yield Change(change), Detail(label, earlier[name].words, later[name].words)


# Fact → (the change that a difference in it is, its label).
_FACTS = {
    "kind": ("kind", "Kind of answer"),
    "text": ("reworded", "Question"),
    "guidance": ("reworded", "Guidance"),
    "scale": ("scale", "Scale"),
    "items": ("scale", "Items"),
    "total": ("scale", "Total"),
    "unit": ("scale", "Unit"),
    "labels": ("reworded", "Words of the answers"),
    "range": ("range", "Range"),
    "states": ("range", "Also offered"),
    "audience": ("population", "Who is asked"),
    "condition": ("population", "Shown when"),
    "details": ("details", "Small print"),
}
_MEASURE_FACTS = {
    "question": ("counting", "Question"),
    "kind": ("counting", "What it gives"),
    "counts": ("counting", "Answers that count"),
    "silence": ("counting", "Not recorded and not applicable"),
    "unit": ("counting", "Unit"),
    "occasion": ("counting", "Occasion"),
    "better": ("reworded", "Better when"),
    "wording": ("details", "Wording"),
}


def _overtakes(key: str, before: list[str], after: list[str]) -> bool:
    common = set(before) & set(after)
    ahead_before = {each for each in before[: before.index(key)] if each in common}
    ahead_after = {each for each in after[: after.index(key)] if each in common}
    return ahead_before != ahead_after


def _scale_details(
    before: ScaleDefinition, after: ScaleDefinition
) -> Iterator[tuple[Change, Detail]]:
    if (before.name, before.better) != (after.name, after.better):
        change = Change.SCALE if before.better != after.better else Change.DETAILS
        yield change, Detail("Scale", *(f"{x.name}, better: {x.better}" for x in (before, after)))
    earlier = {option.code: option for option in before.options}
    later = {option.code: option for option in after.options}
    for code, option in later.items():
        old = earlier.get(code)
        if old is None:
            yield Change.SCALE, Detail("Option", "", _option_words(option))
        elif (old.counts_as, old.rank) != (option.counts_as, option.rank):
            yield Change.SCALE, Detail("Option", _option_words(old), _option_words(option))
        elif (old.label, old.descriptor) != (option.label, option.descriptor):
            yield Change.REWORDED, Detail("Option", _option_words(old), _option_words(option))
        elif old != option:
            yield Change.DETAILS, Detail("Colour", old.colour or "none", option.colour or "none")
    for code, option in earlier.items():
        if code not in later:
            yield Change.SCALE, Detail("Option", _option_words(option), "")
    order_before = [code for code in earlier if code in later]
    order_after = [code for code in later if code in earlier]
    if order_before != order_after:
        labels = [", ".join(x.label for x in scale.options) for scale in (before, after)]
        yield Change.MOVED, Detail("Printed order", *labels)


def _option_words(option) -> str:
    rank = "" if option.rank is None else f", rank {option.rank}"
    descriptor = f": {option.descriptor}" if option.descriptor else ""
    counts = option.counts_as.replace("_", " ")
    return f"{option.label} (counts as {counts}{rank}){descriptor}"


# A question to a measure of it: (verdict of the question → how the measure says it).
_ITS_QUESTION = {
    Verdict.ASK: "Comparable only if a person says so: its question changed.",
    Verdict.NOT_COMPARABLE: "Not comparable: its question changed.",
    Verdict.NEW: "Not comparable: it now counts a new question.",
}


def _of_its_questions(
    found: Difference, measure: MeasureDefinition, verdicts: dict[str, Verdict]
) -> Difference:
    """A measure is no more comparable than the questions it counts."""
    its = worst(verdicts.get(key, Verdict.COMPARABLE) for key in (measure.question, *measure.also))
    if its is Verdict.COMPARABLE or RANKS.index(found.verdict) >= RANKS.index(its):
        return found
    changes = found.changes
    if found.verdict is Verdict.NOT_COMPARABLE:
        return found
    verdict = Verdict.ASK if its is Verdict.ASK else Verdict.NOT_COMPARABLE
    return Difference(
        found.of, found.key, found.name, changes, verdict, _ITS_QUESTION[its], "", found.details
    )
