"""Who may be drawn, tested as at the audit date; ages in words; and the line about a sample."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.samples.ages import age_parts, age_words, months_between, time_words
from cases.samples.profile import Person, profile_line
from cases.samples.rules import Facts, Rules, excluded_by, why_excluded

AUDIT_DATE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2025, 9, 30), date(2026, 3, 31), 6),
        (date(2025, 10, 1), date(2026, 3, 31), 5),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2026, 4, 1), date(2026, 3, 31), -1),
    ],
)
def test_months_are_completed_months(start, end, months):
    assert months_between(start, end) == months


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_a_day_later_is_never_fewer_months(start, end):
    later = date.fromordinal(end.toordinal() + 1)
    assert months_between(start, end) <= months_between(start, later)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(opened_on=date(2025, 9, 30)), ""),
        (Facts(opened_on=date(2025, 10, 1)), "Open for less than 6 months on the audit date."),
        (Facts(opened_on=date(2026, 4, 1)), "Opened after the audit date."),
        (Facts(), "The day it was opened is not given."),
    ],
)
def test_time_open_is_counted_to_the_audit_date(facts, reason):
    assert excluded_by(facts, Rules(AUDIT_DATE, open_for_months=6)) == reason


def test_nobody_born_after_the_audit_date_is_drawn_though_no_age_is_asked():
    assert excluded_by(Facts(age_months=-1), Rules(AUDIT_DATE)) == "Born after the audit date."
    assert not excluded_by(Facts(age_months=0), Rules(AUDIT_DATE))
    assert not excluded_by(Facts(age_months=None), Rules(AUDIT_DATE))


@pytest.mark.parametrize(
    ("months", "reason"),
    [
        (7 * 12, ""),
        (16 * 12 - 1, ""),
        (7 * 12 - 1, "Younger than 7 on the audit date."),
        (16 * 12, "Older than 15 on the audit date."),
        (-1, "Born after the audit date."),
        (None, "The date of birth is not given."),
    ],
)
def test_both_ends_of_an_age_range_are_in(months, reason):
    assert excluded_by(Facts(age_months=months), Rules(AUDIT_DATE, youngest=7, oldest=15)) == reason


def test_areas_and_plan_types_outside_the_lists_are_excluded_by_name_of_the_rule():
    rules = Rules(AUDIT_DATE, areas=frozenset({"Lake"}), plan_types=frozenset({"Child in need"}))
    assert excluded_by(Facts(area="Lake", plan_type="Child in need"), rules) == ""
    assert excluded_by(Facts(area="Fold"), rules) == "Another area than the rules name."
    assert excluded_by(Facts(area="Lake"), rules) == "The plan type is not given."


def test_rules_that_ask_nothing_exclude_nobody():
    assert excluded_by(Facts(), Rules(AUDIT_DATE)) == ""
    assert Rules(AUDIT_DATE).sentences() == []


def test_reasons_are_counted_the_most_frequent_first():
    assert why_excluded(["b", "", "a", "b"]) == [("b", 2), ("a", 1)]


def test_ages_are_told_in_months_until_two():
    assert [age_words(*age_parts(months)) for months in (0, 1, 5, 23, 24, 191)] == [
        "under 1 month",
        "1 month",
        "5 months",
        "23 months",
        "2 years",
        "15 years",
    ]
    assert [age_words(None), age_words(0)] == ["", "under 1 year"]
    assert age_parts(191) == (15, None)


def test_time_open_is_told_in_years_and_months():
    assert [time_words(months) for months in (0, 1, 12, 15)] == [
        "less than 1 month",
        "1 month",
        "1 year",
        "1 year 3 months",
    ]


def people(*ages, sexes=("female", "male"), plan="Child protection"):
    return [
        Person(*age_parts(months), sexes[at % len(sexes)], plan) for at, months in enumerate(ages)
    ]


def test_a_profile_names_ages_sexes_and_plans():
    assert profile_line(people(5, 30, 80, 100, 191), minimum=20) == (
        "5 children, aged from 5 months to 15 years: girls and boys. Plans: Child protection."
    )


def test_a_group_is_counted_only_where_nobody_could_be_singled_out():
    most = people(*[100] * 40)
    assert "20 boys and 20 girls" in profile_line(most, minimum=20)
    one_alone = [*people(*[100] * 40, sexes=("female",)), *people(90, sexes=("male",))]
    line = profile_line(one_alone, minimum=20)
    assert line.startswith("41 children, aged from 7 years to 8 years: girls and boys.")


def test_a_sex_of_one_alone_is_not_named_beside_others():
    found = [*people(*[100] * 6), Person(9, None, "other", "Child protection")]
    assert profile_line(found, minimum=20).startswith("7 children")
    assert "other" not in profile_line(found, minimum=20)


def test_fewer_than_three_are_not_described():
    assert profile_line(people(60, 90), minimum=20) == (
        "2 children. A sample this small is not described further."
    )
    assert profile_line([], minimum=20) == ""


def test_adults_are_called_what_the_partnership_calls_them():
    line = profile_line(people(500, 700, 900), minimum=20, word="adult")
    assert line.startswith("3 adults, aged from 41 years to 75 years: women and men.")
