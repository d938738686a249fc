import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import bars, grade_strip, partition_bar
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


def test_the_grade_strip_lists_each_grade_with_its_count():
    steps = (("Good", 20), ("Requires improvement", 30), ("Poor", 0))
    svg = grade_strip(steps, colours=COLOURS, title="Overall grade")
    assert parsed(svg)[0].text == (
        "Overall grade: Good 20; Requires improvement 30; Poor 0; 50 returns in all"
    )
    assert texts(svg)[-2:] == ["Poor", "0"]


def test_the_partition_bar_says_what_adds_up_to_the_expected():
    svg = partition_bar(
        counted=23, not_counted=34, not_recorded=5, left_out=1, colours=COLOURS, title="Chronology"
    )
    assert parsed(svg)[0].text == (
        "Chronology: 23 counted; 34 not counted; 5 not recorded; 1 left out; 63 returns expected"
    )


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


@given(st.lists(st.tuples(TEXT, COUNT), max_size=6), st.tuples(COUNT, COUNT, COUNT, COUNT), TEXT)
def test_any_grades_and_parts_draw_well_formed_svg_inside_its_frame(steps, parts, title):
    keys = ("counted", "not_counted", "not_recorded", "left_out")
    bar = partition_bar(**dict(zip(keys, parts, strict=True)), colours=COLOURS, title=title)
    strip = grade_strip(tuple(steps), colours=COLOURS, title=title)
    for root in (parsed(bar), parsed(strip)):
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.get("x")) + float(rect.get("width")) <= float(root.get("width")) + 1
