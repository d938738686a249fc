import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import Figure, fingerprint
from reports.partitions import (
    LEFT_OUT_ORDER,
    Part,
    Partition,
    part_of_answer,
    part_of_case,
    part_of_sum,
    part_of_worst,
)
from tests.reports.figure_builders import figure, rule

STATES = ["answered", "not_applicable", "not_recorded", "missing", "not_asked", "not_returned"]
PARTS = st.sampled_from(list(Part))
PARTITIONS = st.builds(Partition, *[st.integers(0, 40)] * 7)
CASE_RULES = st.sampled_from(["any", "all", "majority"])
SILENCE = st.sampled_from(["in_denominator", "counted", "left_out"])
RULES = st.builds(lambda silence: rule(not_recorded=silence), SILENCE)
FIGURES = st.builds(
    lambda each, breakdown: Figure(each, sum(breakdown.values(), Partition()), breakdown),
    RULES,
    st.dictionaries(st.text(max_size=6), PARTITIONS, min_size=1, max_size=4),
)


@pytest.mark.parametrize(
    ("n", "d", "percent"),
    [
        (23, 62, 37),
        (41, 62, 66),
        (16, 62, 26),
        (53, 60, 88),
        (31, 62, 50),
        (44, 62, 71),
        (43, 62, 69),
    ],
)
def test_the_seven_published_shares_come_out_as_printed(n, d, percent):
    assert figure(n, d).percent == percent


def test_management_oversight_leaves_out_three_of_63_and_says_why():
    oversight = Partition(counted=53, not_counted=4, not_recorded=3, not_applicable=2, missing=1)
    result = Figure(rule(), oversight)
    assert (result.n, result.d, result.percent, result.expected) == (53, 60, 88, 63)
    assert result.left_out == {Part.NOT_APPLICABLE: 2, Part.MISSING: 1}


def test_293_of_993_rounds_up_to_30():
    assert figure(293, 993).percent == 30
    assert figure(293, 993).one_decimal == Decimal("29.5")


def test_the_plan_categories_total_99_9_and_are_not_forced_to_100():
    shares = [figure(n, 792).one_decimal for n in (183, 55, 66, 232, 256)]
    assert [str(share) for share in shares] == ["23.1", "6.9", "8.3", "29.3", "32.3"]
    assert sum(shares) == Decimal("99.9")


ANSWERS = st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(["yes", "partly", "no"])))


@given(ANSWERS, RULES)
def test_every_expected_answer_is_in_the_denominator_or_left_out_for_a_reason(answers, each):
    parts = [part_of_answer(state, code, ["yes"]) for state, code in answers]
    result = Figure(each, Partition.of(parts))
    assert result.expected == len(answers)
    assert 0 <= result.n <= result.d
    assert result.d + sum(result.left_out.values()) == result.expected
    assert result.left_out_total == sum(result.left_out.values())


@given(FIGURES)
def test_a_per_cent_is_half_up_and_within_half_a_point(result):
    if not result.d:
        assert result.percent is result.one_decimal is None
        return
    exact = Fraction(100 * result.n, result.d)
    assert Fraction(-1, 2) < result.percent - exact <= Fraction(1, 2)
    assert Fraction(-1, 20) < Fraction(result.one_decimal) - exact <= Fraction(1, 20)


def test_not_recorded_is_where_the_measure_says_it_is():
    partition = Partition(counted=5, not_counted=3, not_recorded=2)
    found = {
        silence: (Figure(rule(not_recorded=silence), partition))
        for silence in ("in_denominator", "counted", "left_out")
    }
    assert {silence: (each.n, each.d) for silence, each in found.items()} == {
        "in_denominator": (5, 10),
        "counted": (7, 10),
        "left_out": (5, 8),
    }
    assert found["left_out"].left_out == {Part.NOT_RECORDED: 2}


def test_a_per_cent_is_withheld_below_the_minimum_denominator():
    assert figure(9, 19).percent_shown() is None
    assert figure(10, 20).percent_shown() == 50
    assert figure(9, 18).percent_shown(minimum_denominator=10) == 50
    assert figure(0, 0).percent_shown(minimum_denominator=0) is None


@pytest.mark.parametrize(
    ("state", "codes", "part"),
    [
        ("answered", "yes", Part.COUNTED),
        ("answered", "no", Part.NOT_COUNTED),
        ("answered", ["no", "yes"], Part.COUNTED),
        ("answered", ["no"], Part.NOT_COUNTED),
        ("answered", "0", Part.NOT_APPLICABLE),
        ("answered", ["0", "no"], Part.NOT_COUNTED),
        ("answered", [], Part.NOT_COUNTED),
        ("not_recorded", "yes", Part.NOT_RECORDED),
        ("not_asked", None, Part.NOT_ASKED),
    ],
)
def test_an_answer_goes_to_one_part(state, codes, part):
    assert part_of_answer(state, codes, counts=["yes"], not_applicable=["0"]) == part


def case(parts: list[Part], case_rule: str, silence: str = "in_denominator") -> Part:
    returns = [("health", part) for part in parts]
    return part_of_case(returns, rule(unit="case", case_rule=case_rule, not_recorded=silence))


YES, NO, SILENT = Part.COUNTED, Part.NOT_COUNTED, Part.NOT_RECORDED
NA, MISSING, NOT_ASKED, OUT = (
    Part.NOT_APPLICABLE,
    Part.MISSING,
    Part.NOT_ASKED,
    Part.NOT_RETURNED,
)


@pytest.mark.parametrize(
    ("parts", "any_says", "all_say", "majority_says"),
    [
        ([YES], YES, YES, YES),
        ([NO], NO, NO, NO),
        ([YES, NO], YES, NO, NO),
        ([YES, YES, NO], YES, NO, YES),
        ([YES, NO, SILENT], YES, NO, NO),
        ([YES, SILENT], YES, SILENT, SILENT),
        ([NO, SILENT], NO, NO, NO),
        ([SILENT, SILENT], SILENT, SILENT, SILENT),
        ([YES, NA, MISSING, NOT_ASKED, OUT], YES, YES, YES),
        ([NA, OUT], NA, NA, NA),
        ([NOT_ASKED, OUT], OUT, OUT, OUT),
        ([NOT_ASKED, NOT_ASKED], NOT_ASKED, NOT_ASKED, NOT_ASKED),
        ([MISSING, NA], MISSING, MISSING, MISSING),
        ([OUT, OUT], OUT, OUT, OUT),
        ([], OUT, OUT, OUT),
    ],
)
def test_returns_make_a_case_by_the_named_rule(parts, any_says, all_say, majority_says):
    found = (case(parts, "any"), case(parts, "all"), case(parts, "majority"))
    assert found == (any_says, all_say, majority_says)


@pytest.mark.parametrize(
    ("parts", "silence", "any_says", "all_say", "majority_says"),
    [
        ([YES, SILENT], "left_out", YES, YES, YES),
        ([SILENT], "left_out", SILENT, SILENT, SILENT),
        ([NO, SILENT], "counted", SILENT, NO, NO),
        ([YES, SILENT], "counted", YES, YES, YES),
        ([NO, SILENT, SILENT], "counted", SILENT, NO, SILENT),
    ],
)
def test_a_silent_return_speaks_as_the_measure_says(
    parts, silence, any_says, all_say, majority_says
):
    found = tuple(case(parts, each, silence) for each in ("any", "all", "majority"))
    assert found == (any_says, all_say, majority_says)


LEAD = rule(unit="case", case_rule="lead", lead_sector="health")


@pytest.mark.parametrize(
    ("returns", "part"),
    [
        ([("health", YES), ("police", NO)], YES),
        ([("health", NO), ("police", YES)], NO),
        ([("health", YES), ("health", NO)], NO),
        ([("health", OUT), ("police", YES)], OUT),
        ([("police", YES)], NOT_ASKED),
        ([], OUT),
    ],
)
def test_a_lead_sector_alone_speaks_for_the_case(returns, part):
    assert part_of_case(returns, LEAD) == part


@given(st.lists(PARTS), CASE_RULES, SILENCE)
def test_a_case_never_says_what_none_of_its_returns_said(parts, case_rule, silence):
    found = case(parts, case_rule, silence)
    assert found in parts or (not parts and found == Part.NOT_RETURNED)


@given(st.lists(PARTS), CASE_RULES, SILENCE, st.randoms())
def test_a_case_does_not_depend_on_the_order_of_its_returns(parts, case_rule, silence, random):
    shuffled = random.sample(parts, len(parts))
    assert case(parts, case_rule, silence) == case(shuffled, case_rule, silence)


@given(st.lists(PARTS), SILENCE)
def test_what_all_returns_say_the_majority_says_and_what_it_says_one_says(parts, silence):
    counts = {
        each: Partition.of([case(parts, each, silence)]).numerator(rule(not_recorded=silence))
        for each in ("all", "majority", "any")
    }
    assert counts["all"] <= counts["majority"] <= counts["any"]


def test_returns_without_a_case_rule_do_not_make_a_case():
    with pytest.raises(ValueError, match="no case rule"):
        part_of_case([("health", YES)], rule())


def test_every_part_without_a_say_has_its_place_in_the_order():
    assert set(LEFT_OUT_ORDER) == set(Part) - {YES, NO}


@given(PARTITIONS, PARTITIONS)
def test_partitions_add_part_by_part(one, other):
    together = one + other
    assert together.expected == one.expected + other.expected
    assert together.missing == one.missing + other.missing


@pytest.mark.parametrize("count", [-1, 1.0, True, "3", None])
def test_a_partition_counts_in_whole_numbers(count):
    with pytest.raises(ValueError, match="whole number"):
        Partition(counted=count)


def test_a_breakdown_that_does_not_add_up_is_refused():
    whole = Partition(counted=3, not_counted=1)
    with pytest.raises(ValueError, match="does not add up"):
        Figure(rule(), whole, {"Health": Partition(counted=3)})


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"unit": "visit"}, "unit"),
        ({"better": "up"}, "better"),
        ({"not_recorded": "ignored"}, "not_recorded"),
        ({"case_rule": "any"}, "needs a case rule"),
        ({"unit": "case", "case_rule": None}, "needs a case rule"),
        ({"unit": "case", "case_rule": "lead"}, "needs a lead sector"),
        ({"unit": "case", "case_rule": "any", "lead_sector": "health"}, "needs a lead sector"),
    ],
)
def test_a_measure_that_contradicts_itself_is_refused(facts, says):
    with pytest.raises(ValueError, match=says):
        rule(**facts)


@given(FIGURES)
def test_a_stored_figure_reads_back_the_same_in_the_same_order(result):
    stored = Figure.from_json(json.loads(json.dumps(result.as_json())))
    assert stored == result
    assert list(stored.breakdown) == list(result.breakdown)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("partition"),
        lambda data: data.update(rule=None),
        lambda data: data["rule"].update(colour="red"),
        lambda data: data["rule"].update(counts=None),
        lambda data: data["partition"].update(counted=24),
        lambda data: data.update(percent=38),
        lambda data: data.update(breakdown=[["Health", {"counted": 1}]]),
        lambda data: data.update(breakdown=[5]),
    ],
)
def test_a_spoilt_snapshot_is_refused(spoil):
    data = figure(23, 62).as_json()
    spoil(data)
    with pytest.raises(ValueError, match=r"not a stored figure|agree with itself|add up"):
        Figure.from_json(data)


@given(FIGURES)
def test_a_fingerprint_changes_with_the_data_and_not_with_the_order(result):
    other = figure(1, 2, "other")
    turned = replace(result, breakdown=dict(reversed(result.breakdown.items())))
    more = Partition.of([Part.MISSING])
    changed = Figure(result.rule, result.partition + more)
    assert fingerprint([result, other]) == fingerprint([other, turned])
    assert fingerprint([result, other]) != fingerprint([changed, other])


@pytest.mark.parametrize(
    ("parts", "rule_of_case", "silence", "found"),
    [
        ([NA, NA], "any", "in_denominator", NA),
        ([NA, NO], "any", "in_denominator", NO),
        ([YES, NA], "all", "in_denominator", NA),
        ([YES, NA], "any", "in_denominator", YES),
        ([SILENT, NA], "all", "counted", NA),
        ([SILENT, NA], "any", "counted", SILENT),
        ([MISSING, NA], "majority", "left_out", NA),
    ],
)
def test_not_applicable_has_a_say_only_where_it_is_kept_in(parts, rule_of_case, silence, found):
    kept = rule(
        unit="case",
        case_rule=rule_of_case,
        not_recorded=silence,
        not_applicable="in_denominator",
    )
    assert part_of_case([("health", part) for part in parts], kept) == found


def test_not_applicable_stays_in_the_denominator_when_asked_to():
    partition = Partition(counted=5, not_counted=3, not_applicable=2)
    kept = Figure(rule(not_applicable="in_denominator"), partition)
    assert (kept.n, kept.d, kept.left_out) == (5, 10, {})


@pytest.mark.parametrize(
    ("answers", "lowest_is_worst", "found"),
    [
        ([(0, YES), (3, NO)], True, YES),
        ([(0, YES), (3, NO)], False, NO),
        ([(0, NO), (0, YES)], True, YES),
        ([(None, SILENT), (2, NO)], True, NO),
        ([(None, SILENT), (None, NA)], True, SILENT),
        ([], True, OUT),
    ],
)
def test_the_worst_of_several_grades_decides(answers, lowest_is_worst, found):
    assert part_of_worst(answers, rule(), lowest_is_worst=lowest_is_worst) == found


def test_a_sum_needs_every_number():
    assert part_of_sum([YES, YES]) == YES
    assert part_of_sum([YES, MISSING, NA]) == MISSING


def test_a_rule_that_uses_nothing_new_is_kept_as_it_always_was():
    """Fingerprints of figures that were published before must not change."""
    kept = rule(counts=("yes",)).as_json()
    assert set(kept) == {
        "key",
        "name",
        "label",
        "theme",
        "unit",
        "case_rule",
        "lead_sector",
        "better",
        "not_recorded",
        "sentence",
        "question",
        "counts",
    }
