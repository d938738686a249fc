import json

import pytest

from reports.figures import fingerprint
from reports.grades import GradeCount, GradeDistribution
from reports.partitions import Part, Partition

COUNTS = {"outstanding": 2, "good": 27, "requires-improvement": 25, "inadequate": 6}


def distribution(**changes) -> GradeDistribution:
    facts = {
        "key": "overall-grade",
        "name": "Overall grade",
        "unit": "return",
        "grades": tuple(GradeCount(code, code.capitalize(), n) for code, n in COUNTS.items()),
        "ungraded": Partition(not_recorded=1, missing=1, not_returned=1),
    }
    return GradeDistribution(**{**facts, **changes})


def test_grades_and_those_without_one_add_up_to_what_was_expected():
    grades = distribution()
    assert (grades.graded, grades.d, grades.expected) == (60, 61, 63)
    assert grades.left_out == {Part.MISSING: 1, Part.NOT_RETURNED: 1}
    assert grades.d + sum(grades.left_out.values()) == grades.expected


def test_grades_keep_the_order_of_their_scale():
    assert [grade.code for grade in distribution().grades] == list(COUNTS)


def test_the_per_cents_of_grades_are_not_forced_to_100():
    percents = [distribution().percent(code) for code in COUNTS]
    assert percents == [3, 44, 41, 10]


def test_an_ungraded_spread_has_no_per_cent():
    empty = distribution(grades=(GradeCount("good", "Good", 0),), ungraded=Partition(missing=3))
    assert empty.percent("good") is None


def test_an_answered_grade_belongs_to_an_option():
    with pytest.raises(ValueError, match="belongs to one of its options"):
        distribution(ungraded=Partition(counted=1))


def test_a_grade_is_counted_in_whole_numbers():
    with pytest.raises(ValueError, match="whole number"):
        distribution(grades=(GradeCount("good", "Good", -1),))


def test_a_stored_spread_reads_back_the_same():
    grades = distribution()
    assert GradeDistribution.from_json(json.loads(json.dumps(grades.as_json()))) == grades


@pytest.mark.parametrize("data", [{}, {"key": "a"}, {**distribution().as_json(), "grades": [3]}])
def test_a_spoilt_snapshot_is_refused(data):
    with pytest.raises(ValueError, match="not a stored spread"):
        GradeDistribution.from_json(data)


def test_grades_are_part_of_the_fingerprint():
    changed = distribution(ungraded=Partition(missing=3))
    assert fingerprint([distribution()]) != fingerprint([changed])
