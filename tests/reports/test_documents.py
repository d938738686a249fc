import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.budgets import BUDGETS, fullest, measured, over_budget
from reports.colours import Colours, colour_problems, contrast, readable
from reports.documents import Box, Point, Quote, texts, tidied, tidy_text
from tests.reports.example_documents import BRIMMING, EXAMPLES, FULL, MINIMUM

COLOUR = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_within_budget(name):
    assert over_budget(EXAMPLES[name]) == []


def test_every_budget_is_measured():
    assert {part.key for part in measured(BRIMMING)} == set(BUDGETS)


def test_a_text_at_its_budget_passes_and_one_more_character_is_named():
    assert over_budget(replace(FULL, title="n" * 60)) == []
    [over] = over_budget(replace(FULL, title="n" * 61))
    assert (over.field, over.allowed, over.actual) == ("title", 60, 61)
    assert over.sentence == "Title has 61 characters and the page holds 60: cut 1."


def test_a_long_point_is_found_by_its_number():
    points = (*FULL.needs_to_change[:2], Point("Plans", "x" * 80))
    [over] = over_budget(replace(FULL, needs_to_change=points))
    assert over.field == "needs_to_change.text.3"
    assert over.sentence == (
        "5 Needs to change, 3 has 80 characters and the page holds 66: cut 14."
    )


def test_too_many_points_say_how_many_to_remove():
    [over] = over_budget(replace(FULL, what_next=("Talk.",) * 5))
    assert over.sentence == "7 What next has 5 items and the page holds 3: remove 2."


def test_working_well_is_measured_as_one_text():
    lead = replace(FULL.working_well, lead="x" * 281, points=())
    [over] = over_budget(replace(FULL, working_well=lead))
    assert over.section == "4 Working well"


def test_ten_thousand_characters_are_over_budget_everywhere_they_are_put():
    long = "x" * 10_000
    document = replace(FULL, title=long, quote=Quote(long), what_to_do=(long,))
    assert {over.field for over in over_budget(document)} == {
        "title",
        "quote.text",
        "what_to_do.text.1",
    }


def test_spaces_that_will_not_be_printed_are_not_counted():
    assert over_budget(replace(FULL, title="  " + "n" * 60 + "\n")) == []


def test_the_fullest_sections_are_named_first():
    document = replace(MINIMUM, quote=Quote("q" * 70), what_to_do=("x" * 54,), title="Neglect")
    assert fullest(document, 2) == ["6 What to do", "Quote"]


def test_tidying_keeps_letters_and_drops_what_cannot_be_seen():
    assert tidy_text("Cafe\u0301 \x00\u202egirl\u200b\ud800\n says  “hi”") == "Café girl says “hi”"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(st.text())
def test_tidied_text_is_always_one_line_that_can_be_encoded(text):
    assert not re.search(r"[\n\r\t\x00]", tidy_text(text).encode().decode())


def test_tidying_a_document_reaches_every_text_and_nothing_else():
    document = replace(FULL, what_next=(" Talk\x00 ",), title=" Neglect ")
    assert tidied(document).what_next == ("Talk",)
    assert tidied(document).title == "Neglect"
    assert tidied(FULL) == FULL
    assert all(text == tidy_text(text) for text in texts(tidied(document)))


def test_the_emphasised_words_are_found_in_their_text():
    assert Box("A", "one two three", "two").parts == ("one ", "two", " three")
    assert Box("A", "one two", "four").parts == ("one two", "", "")


def test_the_caption_names_the_unit_only_when_every_row_shares_it():
    assert "audit returns" in FULL.chart_caption
    assert "audit returns" not in EXAMPLES["small_numbers"].chart_caption


def test_actions_are_split_into_columns_in_order():
    assert [len(column) for column in replace(FULL, what_to_do=("a",) * 5).to_do_columns] == [3, 2]
    assert MINIMUM.to_do_columns == []


def test_contrast_is_the_published_ratio():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(COLOUR, COLOUR)
def test_contrast_does_not_mind_the_order(one, other):
    assert contrast(one, other) == contrast(other, one) >= 1


def test_the_house_colours_can_be_read():
    house = Colours()
    assert colour_problems(house) == []
    assert readable(house.soft)
    assert readable(house.rust)
    assert readable(house.tint, house.brand)


def test_a_pale_brand_is_refused_with_a_sentence():
    assert colour_problems(Colours(brand="#ffcc00"))[0] == (
        "The brand colour #ffcc00 cannot be read on white: choose a darker one."
    )


def test_a_dark_tint_is_refused_with_a_sentence():
    assert any("#404040" in problem for problem in colour_problems(Colours(tint="#404040")))


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "#0f4a56;}", "url(http://x)", ""])
def test_a_colour_is_six_hexadecimal_digits_and_nothing_else(colour):
    with pytest.raises(ValueError, match="Write the brand colour as"):
        Colours(brand=colour)
