import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import wording
from reports.references import fill, known_names
from reports.text_checks import check_text
from tests.reports.figure_builders import figure

FIGURES = {
    "chronology": figure(23, 62),
    "drift": figure(16, 62, "drift", label="Drift and delay"),
    "oversight": figure(53, 60, "oversight", label="Management oversight"),
    "linked": figure(9, 14, "linked", unit="case", label="Linked to neglect"),
}
FACTS = {"cases": 18, "returns": 63}


def found(text: str, figures=FIGURES) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in check_text(text, figures, FACTS)]


@pytest.mark.parametrize(
    "text",
    [
        "A chronology was kept in [[chronology]].",
        "Just over a third of returns had one ([[chronology]]).",
        "Most returns recorded oversight ([[oversight]]); a minority drifted ([[drift]]).",
        "[[audit.returns]] returns came from [[audit.cases]] cases.",
        "Only 37% had one, see [[chronology.count]].",
        "Just over a quarter drifted ([[drift]]).",
        "Almost 90% did ([[oversight]]).",
        "At most we saw it twice ([[drift]]). A few agencies said so ([[oversight]]).",
        "Not all returns did ([[drift]]). All agencies took part in [[drift]].",
        "In half-term it was quiet ([[drift]]).",
        "Most cases are open. All cases are open.",
    ],
)
def test_text_that_says_what_its_figures_say_has_no_warning(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("In [[chronology.percent]] of cases it was kept.", "wrong_unit", "cases"),
        ("In [[chronology.count]] cases it was kept.", "wrong_unit", "cases"),
        ("In [[linked.count]] returns it was.", "wrong_unit", "returns"),
        ("It was kept in some of the 18 cases ([[chronology]]).", "wrong_unit", "cases"),
        ("Most plans drifted ([[drift]]).", "wrong_word", "Most"),
        ("Few returns had oversight ([[oversight]]).", "wrong_word", "Few"),
        ("The majority kept one ([[chronology]]).", "wrong_word", "majority"),
        ("Almost all kept one ([[chronology]]).", "wrong_word", "Almost all"),
        ("None of the returns drifted ([[drift]]).", "wrong_word", "None"),
        ("Only half kept one ([[chronology]]).", "wrong_word", "half"),
        ("Over half drifted ([[drift]]).", "wrong_word", "Over half"),
        ("Just under a third kept one ([[chronology]]).", "wrong_word", "Just under a third"),
        ("Two thirds kept one ([[chronology]]).", "wrong_word", "Two thirds"),
        ("Nationally it is 60%.", "typed_percent", "60%"),
        ("It was 37 per cent.", "typed_percent", "37 per cent"),
        ("We saw 36.5% of it ([[chronology]]).", "impossible_percent", "36.5%"),
        ("We saw 88% of it ([[chronology]]).", "impossible_percent", "88%"),
        ("We saw 120% of it ([[chronology]]).", "impossible_percent", "120%"),
        ("We saw over 90% of it ([[oversight]]).", "typed_percent", "90%"),
        ("It was [[linked.percent]].", "too_few", "[[linked.percent]]"),
        ("It was [[chronolgy]].", "unknown_token", "[[chronolgy]]"),
        ("It was [[audit.casses]].", "unknown_token", "[[audit.casses]]"),
        ("It was [[chronology.", "unknown_token", "[["),
    ],
)
def test_text_that_says_something_else_is_flagged_where_it_stands(text, kind, place):
    assert found(text) == [(kind, place)]


def test_a_word_belongs_to_the_figure_of_its_own_sentence():
    text = "Most did ([[oversight]]). Most did ([[drift]])."
    assert [(each.key, each.start) for each in check_text(text, FIGURES)] == [("drift", 26)]


def test_a_word_belongs_to_the_next_figure_of_a_sentence_that_has_two():
    assert found("Most did ([[oversight]]) and a minority did not ([[drift]]).") == []
    assert found("Most did ([[drift]]) and a minority did not ([[oversight]]).") == [
        ("wrong_word", "Most"),
        ("wrong_word", "minority"),
    ]


EIGHTEEN = {"chronology": figure(7, 18, unit="case")}


def test_a_sentence_without_references_is_held_against_its_only_figure():
    text = "37% of returns kept one, so most did."
    [percent, unit, word] = check_text(text, EIGHTEEN)
    assert percent.sentence == (
        "No count out of 18 cases gives 37%. Nearest: 33% (6 of 18) and 39% (7 of 18)."
    )
    assert unit.sentence == (
        "Says “returns”, but “Chronology kept on file” counts cases. Write “cases”."
    )
    assert word.sentence == "“most” does not fit “Chronology kept on file”, which is 7 of 18 cases."


def test_a_typed_per_cent_is_told_which_reference_to_use():
    [warning] = check_text("It was 37%.", FIGURES)
    assert warning.sentence == (
        "37% is typed, not taken from a figure. Write [[chronology.percent]] and it follows the"
        " data."
    )


def test_a_typed_per_cent_from_nowhere_is_asked_for_its_source():
    [warning] = check_text("It was 4%.", FIGURES)
    assert warning.sentence.endswith("If it comes from elsewhere, say where from.")


def test_bands_that_were_replaced_are_the_ones_checked():
    bands = (wording.Band("scarcely any", "scarcely any {units}", "<=", 10),)
    [warning] = check_text("Scarcely any drifted ([[drift]]).", FIGURES, bands=bands)
    assert warning.kind == "wrong_word"
    assert check_text("Most drifted ([[drift]]).", FIGURES, bands=bands) == []


def test_without_facts_the_audit_is_taken_as_known():
    assert check_text("From [[audit.cases]] cases.", FIGURES) == []


def test_a_smaller_minimum_allows_the_per_cent():
    assert check_text("It was [[linked.percent]].", FIGURES, minimum_denominator=10) == []


COUNTS = st.integers(20, 200).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@given(COUNTS, st.sampled_from(["share", "percent", "words", "about", "count"]))
def test_what_a_figure_says_of_itself_is_never_flagged(counts, way):
    one = {"chronology": figure(*counts)}
    filled = fill(f"It was kept in [[chronology.{way}]].", one, {})
    assert check_text(filled, one) == []


WORDS = ["[[", "]]", "drift", "5", "%", " ", "half", "of", "cases", ".", "most", "a third"]


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_text_can_be_checked(text):
    for warning in check_text(text, FIGURES):
        assert 0 <= warning.start < warning.end <= len(text)


def test_every_reference_offered_passes_the_check():
    large = {key: each for key, each in FIGURES.items() if each.d >= 20}
    for name in known_names(large, FACTS):
        assert check_text(f"It was [[{name}]].", large, FACTS) == []
