"""The small includes under templates/components, and the page that shows them all."""

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace as Sample

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from auditsite.style_page import ICONS, STATUSES, SampleForm, samples
from tests.look.markup import Page

TEMPLATES = Path(settings.BASE_DIR, "templates")
STATIC = Path(settings.BASE_DIR, "static")
ICON_NAMES = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "img/icons.svg").read_text()))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def component(name, **values):
    return Page(render_to_string(f"components/{name}.html", values))


def style_page(data=None):
    return render_to_string("pages/style.html", samples(SampleForm(data)))


def read_out(element, page):
    """The text of what is inside, without what is for eyes only."""
    inside = [each for each in page.elements if element.tag in each.inside]
    return "".join(each.text for each in inside if "aria-hidden" not in each.attributes).strip()


def widths(page):
    return [svg.attributes["width"] for svg in page.all("svg") if "width" in svg.attributes]


@pytest.mark.parametrize("status", [key for key, _, _ in STATUSES])
def test_every_status_has_an_icon_and_a_colour_of_its_own(status):
    assert status in ICON_NAMES
    assert f".status--{status}" in (STATIC / "css/components.css").read_text()


def test_the_icons_on_the_style_page_exist():
    assert set(ICONS) <= ICON_NAMES


def test_a_status_is_a_word_and_its_icon_is_not_read_out():
    page = component("status", status="overdue", label="4 days late", detail="7/9")
    assert " ".join(page.elements[0].text.split()) == "4 days late 7/9"
    assert page.all("svg")[0].attributes["aria-hidden"] == "true"


def test_a_cell_is_named_by_status_case_and_agency():
    page = component(
        "cell", status="approved", label="Approved", case="NEG26-01", agency="Police", url="/x"
    )
    assert read_out(page.all("a")[0], page) == "Approved, NEG26-01, Police"


def test_an_explained_cell_without_a_page_is_no_link():
    page = component(
        "cell", status="not_known", label="Not known", case="NEG26-01", agency="Health"
    )
    assert not page.all("a")


def test_the_parts_of_a_bar_are_as_wide_as_their_share():
    figure = Sample(
        expected=63,
        expected_label="63 returns expected",
        parts=[
            Sample(kind="counted", count=23, label="yes"),
            Sample(kind="not_counted", count=0, label="no"),
            Sample(kind="left_out", count=40, label="left out"),
        ],
    )
    page = component("partition_bar", figure=figure)
    assert widths(page) == ["36.5%", "63.5%"]
    assert "= 63 returns expected" in page.elements[-1].text


def test_a_share_below_a_tenth_is_still_a_width():
    assert widths(component("progress", value=1, of=200, label="answered")) == [".5%"]


def test_progress_of_nothing_is_no_error():
    page = component("progress", value=0, of=0, label="answered")
    assert "0 of 0" in page.elements[0].text


def test_a_breakdown_row_is_as_long_as_its_returns_are_many():
    rows = [
        Sample(name="Health", numerator=5, denominator=10),
        Sample(name="Housing", numerator=0, denominator=0),
    ]
    page = component("breakdown", rows=rows, longest=20)
    assert widths(page) == ["32.5%", ".0%"]
    assert [rect.attributes["width"] for rect in page.all("rect")] == ["50.0%", ".0%"]


def test_the_current_step_is_marked_for_everybody():
    steps = [Sample(label="Planning", when="", state="done"),
             Sample(label="Collecting", when="", state="current")]  # fmt: skip
    first, second = component("stepper", steps=steps).all("li")
    assert "done" in first.text
    assert "You are here" in second.text
    assert second.attributes["aria-current"] == "step"


def test_an_error_notice_interrupts_and_a_success_does_not():
    assert (
        component("notification", kind="error", text="No.").elements[0].attributes["role"]
        == "alert"
    )
    assert (
        component("notification", kind="success", text="Yes.").elements[0].attributes["role"]
        == "status"
    )


def test_messages_are_escaped():
    page = component("notification", kind="info", text="<b>x</b>")
    assert not page.all("b")


@pytest.mark.parametrize("data", [None, {}], ids=["new", "refused"])
def test_the_style_page_repeats_no_id_and_skips_no_heading_level(data):
    page = Page(style_page(data))
    ids = page.having("id")
    assert len(ids) == len(set(ids))
    levels = [int(each.tag[1]) for each in page.elements if re.fullmatch(r"h[1-6]", each.tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_title_says_when_a_form_was_refused():
    assert "<title>Style page" in style_page()
    assert "<title>Error: Style page" in style_page({})


def test_every_status_is_shown_on_the_style_page():
    page = style_page()
    assert all(f"status--{key}" in page for key, _, _ in STATUSES)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_web_template_has_inline_script_or_style(path):
    if "print" in path.parts:
        pytest.skip("printed by WeasyPrint, never sent to a browser")
    assert not INLINE.search(path.read_text())


def test_no_page_shows_the_summary_of_its_errors_twice():
    """The filter shows it above the fields, in the middle of a page."""
    summaries = ("{{ form|crispy }}", "components/error_summary.html")
    pages = {path.name: path.read_text() for path in TEMPLATES.rglob("*.html")}
    both = [name for name, text in pages.items() if all(each in text for each in summaries)]
    assert both == []


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem
)
def test_every_component_says_what_it_takes(path):
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "500", "503", "403_csrf"])
def test_an_error_page_can_be_made_with_nothing_known(name):
    page = Page(render_to_string(f"{name}.html"))
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
