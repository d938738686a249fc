"""Guidance shows its links and nothing else that was written into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.guidance_links import in_print, pieces
from audits.templatetags.guidance import with_links


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "See [the guide](https://a.example/?y=1&z=2), then stop.",
            'See <a href="https://a.example/?y=1&amp;z=2" rel="noopener">the guide</a>, then stop.',
        ),
        (
            "See https://a.example/x.",
            'See <a href="https://a.example/x" rel="noopener">https://a.example/x</a>.',
        ),
        (
            "(https://a.example)",
            '(<a href="https://a.example" rel="noopener">https://a.example</a>)',
        ),
        ("[old](http://a.example)", '<a href="http://a.example" rel="noopener">old</a>'),
        ("One\ntwo", "One<br>two"),
        ("", ""),
    ],
)
def test_links_and_lines_are_shown(text, html):
    assert with_links(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](//a.example)",
        "javascript:alert(1)",
        "http://a.example",
        "[x] (https://)",
    ],
)
def test_anything_else_stays_text(text):
    assert "<a " not in with_links(text)


def test_markup_is_escaped_also_inside_a_link():
    html = with_links('<b>[<i>](https://a.example/"onclick=x) [<i>](https://a.example/<b>) &')
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'onclick="' not in html


@given(st.text(alphabet=st.sampled_from("ab <>\"'&[]()\n:/.") | st.characters(), max_size=80))
def test_nothing_written_becomes_markup(text):
    html = with_links(text)
    assert html.replace("<br>", "").count("<") == 2 * html.count('rel="noopener"')


def test_in_print_an_address_stands_after_its_words():
    text = "See [the guide](https://a.example/x), or https://b.example."
    assert in_print(text) == "See the guide (https://a.example/x), or https://b.example."


@given(st.text(max_size=80))
def test_text_without_links_is_printed_as_it_is(text):
    if not any(piece.address for piece in pieces(text)):
        assert in_print(text) == text
