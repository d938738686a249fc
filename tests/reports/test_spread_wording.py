from decimal import Decimal

import pytest

from reports.references import UnknownToken, fill
from reports.spread_wording import in_full, median, number, sentence, value_range
from reports.text_checks import check_text
from tests.reports.figure_builders import figure, spread

SCORES = spread(6, 14, 31, maximum=40, not_recorded=1)


def test_a_total_is_said_with_its_range_and_in_how_many():
    assert in_full(SCORES) == "median 14 of 40, from 6 to 31, in 3 of 4 returns"
    assert in_full(spread(3, said_in="visits")) == (
        "median 3 visits, from 3 to 3, in 1 of 1 returns".replace("1 returns", "1 return")
    )


def test_only_a_score_is_out_of_its_maximum():
    assert median(spread(12, maximum=200)) == "12 of 200"
    assert median(spread(12, maximum=200, said_in="days")) == "12 days"


def test_per_cent_of_the_maximum_always_says_so():
    asked = spread(14, maximum=40, percent_of_maximum=True)
    assert median(asked) == "14 of 40 (35 per cent of the maximum, 40)"
    assert "per cent" not in median(SCORES)


@pytest.mark.parametrize(
    ("value", "said"), [("14", "14"), ("14.50", "14.5"), ("2.125", "2.13"), ("1200", "1,200")]
)
def test_numbers_have_at_most_two_decimals(value, said):
    assert number(Decimal(value)) == said


def test_a_measures_own_sentence_is_filled():
    own = spread(6, 14, 31, sentence="the score was {median}, {range}, in {count} returns.")
    assert sentence(own) == "The score was 14, from 6 to 31, in 3 of 3 returns."
    assert sentence(SCORES).startswith("A chronology was on the record: median 14 of 40")


def test_nothing_to_total_is_said_in_words():
    empty = spread(not_recorded=2)
    assert in_full(empty) == "no number in 0 of 2 returns"
    assert sentence(empty).endswith("no returns with a number.")
    assert median(empty) == value_range(empty) == "none"


def test_a_briefing_refers_to_a_total_in_its_own_ways():
    counted = {"score": SCORES, "chronology": figure(23, 62)}
    text = "Scores: [[score.median]], [[score.range]], in [[score.count]]. [[score]]."
    filled = fill(text, counted, {})
    assert filled == (
        "Scores: 14 of 40, from 6 to 31, in 3 of 4. Median 14 of 40, from 6 to 31, in 3 of 4"
        " returns."
    )
    with pytest.raises(UnknownToken, match="score.median|score.count|score.range"):
        fill("[[score.percent]]", counted, {})
    with pytest.raises(UnknownToken):
        fill("[[chronology.median]]", counted, {})


def test_words_about_shares_are_not_held_against_a_total():
    counted = {"score": SCORES}
    assert check_text("Most returns scored [[score.median]], almost half.", counted) == []
