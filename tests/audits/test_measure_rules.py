"""What a measure may count, whoever wrote it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from audits.measure_rules import measure_faults, measure_problems
from audits.measured_tool import maximum_of
from audits.tool_definition import (
    ItemDefinition,
    MeasureDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)

GRADES = ScaleDefinition(
    "grades",
    "Grades",
    "higher",
    (
        OptionDefinition("poor", "Poor", rank=0, descriptor="Little was done."),
        OptionDefinition("good", "Good", rank=3, descriptor="All was done."),
        OptionDefinition("none", "Does not apply", "not_applicable"),
    ),
)
PLAIN = ScaleDefinition("plain", "Plain", options=(OptionDefinition("yes", "Yes"),))
AREAS = (ItemDefinition("home", "Home"), ItemDefinition("school", "School"))


def question(key: str, kind: str = "grade", scale: str = "grades", **fields) -> QuestionDefinition:
    return QuestionDefinition(key, kind, "A question?", scale=scale, **fields)


QUESTIONS = (
    question("help"),
    question("plan"),
    question("alone", "choice", "plain"),
    question("reasons", "choices", "plain"),
    question("profile", "profile", items=AREAS),
    question("visits", "number", "", unit="visits", maximum=Decimal(10)),
    question("calls", "number", "", unit="calls"),
    question("home-score", "items", "", items=AREAS, minimum=Decimal(0), maximum=Decimal(4)),
    question("care-score", "items", "", items=AREAS, minimum=Decimal(0), maximum=Decimal(5)),
    question("story", "text", ""),
)
TOOL = ToolDefinition(
    "tool",
    "Tool",
    scales=(GRADES, PLAIN),
    sections=(
        SectionDefinition("once", "Once", questions=QUESTIONS),
        SectionDefinition("each", "Each", repeats="subject", questions=(question("of-child"),)),
        SectionDefinition("again", "Again", repeats="time_point", questions=(question("at-time"),)),
    ),
)


def problems(audits: str = "cases", **fields) -> list[str]:
    fields = {"question": "help", "counts": ("poor",)} | fields
    measure = MeasureDefinition("m", "A measure", "Measure", **fields)
    tool = replace(TOOL, audits=audits, measures=(measure,))
    return [sentence for _, sentence in measure_problems(tool)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"also": ("plan",), "combines": "any"},
        {"also": ("plan",), "combines": "worst"},
        {"question": "profile", "item": "home"},
        {"question": "profile", "combines": "any"},
        {"question": "profile", "combines": "worst"},
        {"question": "of-child", "unit": "child", "case_rule": "any"},
        {"question": "of-child", "unit": "case", "case_rule": "all"},
        {"question": "at-time", "occasion": "first"},
        {"question": "at-time"},
        {"kind": "total", "counts": (), "sentence": "The score was {median}, {range}."},
        {"kind": "total", "counts": (), "also": ("plan",), "combines": "sum"},
        {"kind": "total", "counts": (), "question": "visits", "percent_of_maximum": True},
        {"kind": "total", "counts": (), "question": "home-score", "percent_of_maximum": True},
        {"kind": "total", "counts": (), "unit": "case", "audits": "own_cases"},
        {"unit": "organisation", "audits": "organisations"},
        {"unit": "response", "audits": "respondents"},
        {"not_applicable": "in_denominator", "not_recorded": "counted"},
    ],
)
def test_what_can_be_counted_has_no_problem(fields):
    assert problems(**fields) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"question": "nothing"}, "There is no question “nothing”."),
        ({"question": "story"}, "A measure counts options"),
        ({"question": "visits"}, "A measure counts options"),
        ({"counts": ()}, "Say which answers count"),
        ({"counts": ("maybe",)}, "“maybe” is not an option of “help” (poor, good, none)."),
        ({"percent_of_maximum": True}, "Only a total"),
        ({"also": ("nothing",), "combines": "any"}, "There is no question “nothing”."),
        ({"also": ("help",), "combines": "any"}, "“help” is counted already."),
        ({"also": ("alone",), "combines": "any"}, "Join only questions on the same scale."),
        ({"also": ("plan",)}, "Say how several answers make one: “any” or “worst”."),
        ({"also": ("plan",), "combines": "sum"}, "Say how several answers make one"),
        ({"combines": "any"}, "nothing to combine"),
        ({"question": "profile"}, "Say how several answers make one"),
        ({"question": "profile", "item": "moon"}, "“moon” is not an area of “profile”"),
        ({"item": "home"}, "Only a profile has areas"),
        (
            {"question": "alone", "counts": ("yes",), "also": ("reasons",), "combines": "worst"},
            "The worst grade needs a scale with a better end",
        ),
        (
            {"question": "alone", "counts": ("yes",), "also": ("reasons",), "combines": "worst"},
            "The worst grade needs an order",
        ),
        ({"occasion": "first"}, "asked once"),
        ({"question": "at-time", "occasion": "worker"}, "is no occasion of “at-time”"),
        ({"also": ("at-time",), "combines": "any"}, "asked equally often"),
        ({"unit": "child", "case_rule": "any"}, "not asked for each child"),
        ({"unit": "organisation"}, "A tool for cases counts: return, case, child."),
        ({"audits": "organisations"}, "A tool for organisations counts: organisation."),
        ({"unit": "case"}, "A measure needs “case_rule”."),
        ({"case_rule": "any"}, "A case rule belongs to"),
        ({"unit": "case", "case_rule": "lead"}, "A measure needs “lead_sector”."),
        ({"lead_sector": "health"}, "A lead sector belongs to"),
        ({"sentence": "The median was {median}."}, "Write {share}, {percent}, {count} or {words}"),
    ],
)
def test_a_share_that_cannot_be_counted_says_why(fields, sentence):
    assert any(sentence in found for found in problems(**fields))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"question": "profile"}, "A profile of grades is never added up or averaged."),
        ({"also": ("profile",), "combines": "sum"}, "A profile of grades is never added up"),
        ({"question": "reasons"}, "A total needs one number an answer"),
        ({"question": "alone"}, "A total needs a rank for every option"),
        ({"counts": ("poor",)}, "A total counts no options."),
        ({"not_recorded": "counted"}, "Leave “not_recorded” out."),
        ({"question": "home-score", "also": ("care-score",), "combines": "sum"}, "Scales of diff"),
        ({"question": "visits", "also": ("calls",), "combines": "sum"}, "not in the same unit"),
        ({"also": ("visits",), "combines": "sum"}, "Scales of different ranges are never added"),
        ({"also": ("plan",), "combines": "any"}, "Say how several answers make one: “sum”."),
        ({"question": "calls", "percent_of_maximum": True}, "There is no maximum"),
        ({"unit": "case"}, "Several returns of a case have several numbers."),
        ({"unit": "child", "question": "of-child"}, "Several returns of a case"),
        (
            {"unit": "case", "question": "of-child", "audits": "own_cases"},
            "Each child has a number of its own.",
        ),
        ({"sentence": "It was {share}."}, "Write {median}, {range} or {count} where"),
    ],
)
def test_a_total_that_cannot_be_had_says_why(fields, sentence):
    found = problems(**{"kind": "total", "counts": ()} | fields)
    assert any(sentence in each for each in found)


def test_a_fault_names_its_measure_field_and_part():
    measure = MeasureDefinition("m", "A measure", "Measure", "help", counts=("poor", "maybe"))
    (fault,) = measure_faults(replace(TOOL, measures=(measure,)))
    assert (fault.measure, fault.field, fault.part) == ("m", "counts", "maybe")


def test_the_maximum_of_items_is_that_of_all_of_them_unless_some_may_be_missing():
    block = next(each for each in QUESTIONS if each.key == "home-score")
    assert maximum_of(block) == 8
    assert maximum_of(replace(block, total_rule="scaled")) == 8
    assert maximum_of(replace(block, total_rule="sum")) is None
    assert maximum_of(question("help"), GRADES.options) == 3
