import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import bars
from reports.colours import Colours
from reports.documents import ChartGroup, ChartRow
from tests.reports.example_documents import FULL, SMALL_NUMBERS

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = Colours()
TEXT = st.text(max_size=40)
COUNT = st.integers(min_value=0, max_value=80)


def parsed(svg):
    return ET.fromstring(svg)


def texts(svg):
    return [each.text for each in parsed(svg).iter(f"{SVG}text")]


def one_row(**changes):
    row = {"label": "Plan reviewed", "numerator": 9, "denominator": 12} | changes
    return bars((ChartGroup("Working well", (ChartRow(**row),)),), colours=COLOURS)


def test_the_title_comes_first_and_holds_every_value_in_words():
    first = parsed(bars(FULL.chart, colours=COLOURS, title="What the returns show"))[0]
    assert first.tag == f"{SVG}title"
    assert first.text.startswith("What the returns show. Working well: ")
    assert "Chronology kept on file 37%, 23 of 62 returns" in first.text
    assert "The case had drifted 26%, 16 of 62 returns, fewer is better" in first.text


def test_every_value_stands_as_text_beside_its_bar():
    shown = texts(bars(FULL.chart, colours=COLOURS))
    for row in FULL.chart_rows:
        assert f"{row.percent}%" in shown
        assert f"{row.numerator} of {row.denominator}" in shown


def test_fewer_is_better_is_starred_and_explained():
    shown = texts(one_row(percent=75, fewer_is_better=True))
    assert "Plan reviewed*" in shown
    assert "* fewer is better" in shown


def test_a_bar_is_as_long_as_its_share_of_the_track():
    rects = list(parsed(one_row(percent=75)).iter(f"{SVG}rect"))
    track, filled = (float(each.get("width")) for each in rects)
    assert filled / track == pytest.approx(0.75, abs=0.001)


def test_small_numbers_are_squares_and_counts_and_never_a_per_cent():
    svg = one_row(numerator=5, denominator=12, not_recorded=2, left_out=1)
    fills = [each.get("fill") for each in parsed(svg).iter(f"{SVG}rect")]
    assert len(fills) == 13
    assert fills.count(COLOURS.brand) == 5
    assert svg.count("stroke-dasharray") == 1
    assert len(list(parsed(svg).iter(f"{SVG}line"))) == 2
    assert not any("%" in text for text in texts(svg))


def test_a_withheld_figure_shows_a_dashed_box_and_no_count():
    svg = one_row(numerator=None, denominator=4)
    assert "Too few to show" in texts(svg)
    assert "stroke-dasharray" in svg
    assert " of 4" not in svg


def test_rows_with_different_units_each_name_their_own():
    shown = texts(bars(SMALL_NUMBERS.chart, colours=COLOURS))
    assert {"9 of 11 returns", "0 of 7 cases"} <= set(shown)


def test_a_chart_without_rows_is_still_an_image_with_a_title():
    assert parsed(bars((), colours=COLOURS, title="Nothing counted yet"))[0].text


@given(TEXT, st.one_of(st.none(), COUNT), COUNT, st.one_of(st.none(), COUNT), st.booleans())
def test_any_row_draws_inert_well_formed_svg(label, numerator, more, percent, starred):
    row = ChartRow(label, numerator, (numerator or 0) + more, percent, label, starred)
    root = parsed(bars((ChartGroup(label, (row,)),), colours=COLOURS, title=label))
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "rect", "line", "text"
    }  # fmt: skip
    assert not any(
        name == "style" or name.startswith("on") for e in root.iter() for name in e.attrib
    )
