import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.references import (
    WAYS_TO_SAY,
    Span,
    UnknownToken,
    fill,
    known_names,
    spans,
    tokens_in,
)
from tests.reports.figure_builders import figure

FIGURES = {"chronology": figure(23, 62), "seen-alone": figure(9, 18, "seen-alone", unit="case")}
FACTS = {"cases": 18, "returns": 63, "agencies": 6, "expected": 63}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("kept in [[chronology]]", "kept in 37% of returns (23 of 62)"),
        ("kept in [[chronology.share]]", "kept in 37% of returns (23 of 62)"),
        ("only [[ chronology.percent ]] had one", "only 37% had one"),
        ("in [[chronology.count]] returns", "in 23 of 62 returns"),
        ("in [[chronology.words]]", "in just over a third of returns"),
        ("in [[chronology.about]]", "in 37%"),
        ("in [[seen-alone.percent]]", "in 9 of 18"),
        ("[[audit.returns]] from [[audit.cases]] cases", "63 from 18 cases"),
        ("[[audit.agencies]] of [[audit.expected]]", "6 of 63"),
        ("one [square] bracket", "one [square] bracket"),
        ("", ""),
    ],
)
def test_references_are_filled_from_the_data(text, filled):
    assert fill(text, FIGURES, FACTS) == filled


@pytest.mark.parametrize("before", ["", "It was late. ", "Was it late? ", "A line\n"])
def test_a_reference_that_opens_a_sentence_has_a_capital(before):
    text = f"{before}[[chronology.words]] had one"
    assert fill(text, FIGURES, FACTS) == f"{before}Just over a third of returns had one"


PIECES = st.one_of(
    st.text(st.characters(exclude_characters="[]")),
    st.sampled_from(known_names(FIGURES, FACTS)).map(lambda name: f"[[{name}]]"),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
def test_filled_text_holds_no_reference(text):
    filled = fill(text, FIGURES, FACTS)
    assert tokens_in(filled) == []
    assert "[[" not in filled


@given(TEXTS)
def test_spans_keep_every_plain_piece_and_name_every_reference(text):
    pieces = spans(text, FIGURES, FACTS)
    assert [piece.token for piece in pieces if piece.token] == [t.name for t in tokens_in(text)]
    rebuilt = "".join(f"[[{piece.token}]]" if piece.token else piece.text for piece in pieces)
    assert rebuilt == text


@given(st.text(st.sampled_from("[]a.")))
def test_any_text_is_filled_or_refused(text):
    try:
        filled = fill(text, FIGURES, FACTS)
    except UnknownToken:
        return
    assert tokens_in(filled) == []


def test_a_span_of_a_figure_names_it_and_a_fact_has_none():
    assert spans("In [[chronology.percent]] of [[audit.returns]]", FIGURES, FACTS) == [
        Span("In "),
        Span("37%", "chronology.percent", "chronology"),
        Span(" of "),
        Span("63", "audit.returns"),
    ]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("[[chronolgy]]", "chronology"),
        ("[[chronology.percnt]]", "chronology.percent"),
        ("[[chronology.]]", "chronology"),
        ("[[seen_alone.words]]", "seen-alone.words"),
        ("[[audit.case]]", "audit.cases"),
    ],
)
def test_an_unknown_reference_is_named_with_the_nearest_known_ones(text, nearest):
    with pytest.raises(UnknownToken) as refusal:
        fill(text, FIGURES, FACTS)
    assert refusal.value.token == text.strip("[]")
    assert nearest in refusal.value.nearest
    assert text in refusal.value.sentence
    assert f"[[{nearest}]]" in refusal.value.sentence


@pytest.mark.parametrize("text", ["[[]]", "[[audit]]", "[[zzz]]", "[[chronology.percent.words]]"])
def test_what_is_no_reference_at_all_is_refused(text):
    with pytest.raises(UnknownToken):
        fill(text, FIGURES, FACTS)


@pytest.mark.parametrize("text", ["[[chronology", "chronology]]", "[[chronology] ]", "[[a[b]]"])
def test_a_reference_opened_but_not_closed_is_refused(text):
    with pytest.raises(UnknownToken, match="opened or closed but not both"):
        fill(text, FIGURES, FACTS)


def test_a_missing_fact_is_unknown():
    with pytest.raises(UnknownToken):
        fill("[[audit.cases]]", FIGURES, {})


def test_every_name_offered_can_be_filled():
    names = known_names(FIGURES, FACTS)
    assert len(names) == len(FACTS) + len(FIGURES) * (1 + len(WAYS_TO_SAY))
    assert all(fill(f"[[{name}]]", FIGURES, FACTS) for name in names)
