import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import Figure
from reports.partitions import Partition
from reports.wording import (
    PHRASE_BANDS,
    Band,
    about,
    band_of,
    count_of_units,
    in_words,
    near_fraction,
    over_or_almost,
    percent,
    sentence,
    share,
    unit_word,
)
from tests.reports.figure_builders import figure, rule

COUNTS = st.integers(1, 300).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@pytest.mark.parametrize(
    ("n", "d", "printed"),
    [
        (23, 62, "37%"),
        (41, 62, "66%"),
        (16, 62, "26%"),
        (53, 60, "88%"),
        (31, 62, "half"),
        (44, 62, "over 70%"),
        (43, 62, "almost 70%"),
    ],
)
def test_the_seven_published_figures_can_be_said_as_printed(n, d, printed):
    result = figure(n, d)
    assert printed in (percent(result), about(result), near_fraction(n, d))


@pytest.mark.parametrize(
    ("n", "d", "word"),
    [
        (100, 100, "all"),
        (99, 100, "almost all"),
        (90, 100, "almost all"),
        (899, 1000, "most"),
        (70, 100, "most"),
        (699, 1000, "majority"),
        (501, 1000, "majority"),
        (50, 100, "half"),
        (499, 1000, "minority"),
        (151, 1000, "minority"),
        (15, 100, "few"),
        (1, 100, "few"),
        (0, 100, "none"),
    ],
)
def test_a_share_has_the_word_of_its_band(n, d, word):
    assert band_of(n, d).word == word


@given(COUNTS)
def test_every_share_has_a_word_and_the_word_fits(counts):
    band = band_of(*counts)
    assert band is not None
    assert band.fits(*counts)


def test_nothing_in_the_denominator_has_no_word():
    assert band_of(0, 0) is None


def test_bands_can_be_replaced():
    bands = (Band("nearly every", "nearly every one of the {units}", ">=", 80), *PHRASE_BANDS)
    assert in_words(figure(53, 60), bands=bands) == "nearly every one of the returns"


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [
        (62, 100, "over 60%"),
        (621, 1000, None),
        (58, 100, "almost 60%"),
        (579, 1000, None),
        (60, 100, None),
        (1, 100, None),
        (99, 100, None),
        (65, 100, None),
    ],
)
def test_over_and_almost_are_said_within_two_points_of_a_ten(n, d, said):
    assert over_or_almost(n, d) == said


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [
        (1, 3, "a third"),
        (23, 62, "just over a third"),
        (41, 62, "just under two-thirds"),
        (31, 58, "just over half"),
        (3, 4, "three-quarters"),
        (44, 62, None),
        (54, 100, "just over half"),
        (541, 1000, None),
        (0, 5, None),
    ],
)
def test_fractions_are_said_within_four_points(n, d, said):
    assert near_fraction(n, d) == said


@given(COUNTS)
def test_near_round_words_never_point_the_wrong_way(counts):
    n, d = counts
    said = over_or_almost(n, d)
    if said:
        word, ten = said.removesuffix("%").split()
        assert (100 * n > int(ten) * d) is (word == "over")


def test_a_share_carries_its_unit_and_its_counts():
    assert share(figure(23, 62)) == "37% of returns (23 of 62)"
    assert share(figure(9, 18, unit="case")) == "9 of 18 cases"
    assert share(figure(9, 18, unit="case"), minimum_denominator=10) == "50% of cases (9 of 18)"
    assert share(figure(0, 62)) == "0% of returns (0 of 62)"
    assert share(figure(1200, 2400)) == "50% of returns (1,200 of 2,400)"


def test_no_per_cent_rests_on_too_few():
    few = figure(9, 18)
    assert percent(few) == about(few) == "9 of 18"
    assert share(few) == in_words(few) == "9 of 18 returns"


def test_an_empty_figure_is_said_without_a_per_cent():
    empty = figure(0, 0)
    for say in (share, percent, about, in_words):
        assert "%" not in say(empty, minimum_denominator=0)


@pytest.mark.parametrize(
    ("unit", "one", "several"),
    [
        ("return", "return", "returns"),
        ("case", "case", "cases"),
        ("child", "child", "children"),
        ("response", "response", "responses"),
        ("organisation", "organisation", "organisations"),
    ],
)
def test_units_have_a_singular_and_a_plural(unit, one, several):
    assert [unit_word(unit, n) for n in (1, 0, 2)] == [one, several, several]


def test_one_of_one_is_singular():
    assert count_of_units(figure(1, 1)) == "1 of 1 return"


@pytest.mark.parametrize(
    ("n", "d", "words"),
    [
        (23, 62, "just over a third of returns"),
        (31, 62, "half of returns"),
        (53, 60, "most returns"),
        (44, 62, "most returns"),
        (62, 62, "all returns"),
        (0, 62, "none of the returns"),
        (5, 62, "few returns"),
    ],
)
def test_a_figure_in_words(n, d, words):
    assert in_words(figure(n, d)) == words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "A chronology was kept in {share}.",
            "A chronology was kept in 37% of returns (23 of 62).",
        ),
        ("{words} kept one.", "Just over a third of returns kept one."),
        ("{percent}, that is {count}.", "37%, that is 23 of 62."),
        ("", "A chronology was on the record: 37% of returns (23 of 62)."),
        ("Kept in {share.__class__} {0}.", "Kept in {share.__class__} {0}."),
    ],
)
def test_a_measure_says_its_own_sentence(written, said):
    assert sentence(figure(23, 62, sentence=written)) == said


def test_a_measure_with_nothing_to_count_says_so():
    nothing = Figure(rule(sentence="Kept in {share}."), Partition(not_returned=63))
    assert sentence(nothing) == "A chronology was on the record: no returns to count."
