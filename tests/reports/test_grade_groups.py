"""Many spreads of grades are read by section; a few as they are."""

from reports.grade_groups import MANY, grouped_grades
from reports.grades import GradeCount, GradeDistribution
from reports.partitions import Partition

SECTIONS = {"late": "Leadership", "early": "Listening", "care": "Listening"}
KEYS = ["care.food", "care.warmth@first", "late", "early", "nowhere"]


def spread(key) -> GradeDistribution:
    return GradeDistribution(key, key, "return", (GradeCount("good", "Good", 1),), Partition())


def groups_of(keys):
    found = grouped_grades([spread(key) for key in keys], SECTIONS, 20)
    return {group.title: [each.grades.key for each in group.shown] for group in found}


def test_many_are_grouped_in_the_order_of_the_tool_and_none_is_lost():
    assert groups_of(KEYS) == {
        "Leadership": ["late"],
        "Listening": ["care.food", "care.warmth@first", "early"],
        "Other": ["nowhere"],
    }
    assert list(groups_of(KEYS)) == ["Leadership", "Listening", "Other"]


def test_a_few_are_left_as_they_are():
    assert groups_of(KEYS[:MANY]) == {"": KEYS[:MANY]}
    assert groups_of([]) == {}
