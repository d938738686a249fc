"""Forged and oversized posts to the pages of the builder: a sentence or a page, never a 500.

Whatever is sent, what undo keeps of the draft reads back as it is.
"""

import re
from itertools import cycle, islice
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from audits.conditions import parse
from audits.tool_documents import from_document, to_document
from audits.tool_rows import definition_of
from audits.versioning import start_version
from tests import factories
from tests.audits.builder_pages import address
from tests.cases.answering import kinds_tool
from tests.pages import text_of
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db

HOSTILE = (
    "\0",
    "a\0b",
    "\x0b\x0c\x1c\u2028\u0085",
    "\ufffe\U000e0001",
    "-1",
    "0",
    "32768",
    "2147483648",
    "99999999999999999999",
    "1e400",
    "NaN",
    "٣",
    "²",
    "k" * 200,
    "x" * 20_000,
    "=1+1",
    "no-such",
    "__proto__",
    "when:add-rule:0.0.0.0.0.0.0.0.0.0.0",
    "when:not:²",
    "items:up:²",
    "options:remove:9999",
)
EACH = 1
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def admin():
    return factories.user("admin")


@pytest.fixture
def draft(admin):
    made = start_version(tool=kinds_tool.tool().tool, by=admin)
    factories.measure(made.questions.get(key="overall"), codes=("good",), key="good")
    factories.contradiction(made, made.questions.get(key="overall"), key="odd")
    first, last = made.questions.get(key="overall"), made.questions.get(key="summary")
    last.show_when = {"question": first.key, "is": ["good"]}
    last.save()
    return made


@pytest.fixture
def browser(admin):
    made = Client(raise_request_exception=False)
    made.force_login(admin)
    return made


def pages(draft):
    tool = definition_of(draft)
    section = tool.sections[0].key
    yield address(draft, "build_section", section)
    yield address(draft, "new_question", section)
    yield address(draft, "new_section")
    yield from (address(draft, "build_question", key) for key in ("summary", "home", "visits"))
    yield address(draft, "build_scale", tool.scales[0].key)
    yield address(draft, "new_scale")
    yield address(draft, "build_themes")
    yield address(draft, "build_codes")
    yield address(draft, "paste_questions")
    yield address(draft, "build_measure", "good")
    yield address(draft, "new_measure") + "?question=overall"
    yield address(draft, "build_contradiction", "odd")


def attempt(browser, draft, url, data) -> None:
    with transaction.atomic():
        body = urlencode(data, doseq=True, errors="replace")
        response = browser.post(url, body, content_type=FORM)
        sent = {name: value for name, value in data.items() if len(str(value)) < 200}
        assert response.status_code < 500, (url, sent)
        if response.status_code == 302:
            read_back(draft, (url, response.status_code, sent))
        transaction.set_rollback(True)


def read_back(draft, about) -> None:
    """As undo keeps it."""
    now = definition_of(draft)
    assert from_document(to_document(now)) == now, about


def test_one_hostile_value_among_good_ones_is_never_a_500(browser, draft):
    """Each field of each page meets some of them, and another page's field of its name others."""
    values = cycle(HOSTILE)
    for url in pages(draft):
        fields = fields_of(browser.get(url), "part")
        assert len(fields) > 3 or "paste" in url, url
        for name in [*fields, "press"]:
            for value in islice(values, EACH):
                attempt(browser, draft, url, fields | {name: [value]})


def rows(prefix, count, **fields) -> dict:
    """A form of as many rows, each with these fields."""
    sent = {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": 0}
    return sent | {
        f"{prefix}-{at}-{name}": f"{value} {at}"
        for at in range(count)
        for name, value in fields.items()
    }


@pytest.mark.parametrize(
    ("page", "prefix", "main", "count"),
    [
        ("build_themes", "themes", "name", 201),
        ("build_themes", "themes", "name", 1900),
        ("build_codes", "codes", "code", 450),
        ("new_scale", "options", "label", 201),
        ("new_scale", "options", "label", 450),
    ],
)
def test_more_rows_than_a_form_may_have_are_refused_in_a_sentence(
    browser, draft, page, prefix, main, count
):
    before = definition_of(draft)
    data = {"name": "Many", "better": "none", "more": ""}
    data |= rows(
        prefix, count, **{main: "Row"} | ({"framework": "F"} if page == "build_codes" else {})
    )
    response = browser.post(address(draft, page), data)
    assert response.status_code in (200, 422)
    assert re.search("at most \\d+|more than \\d+|up to \\d+", text_of(response))
    assert definition_of(draft) == before


@pytest.mark.parametrize("count", [10_000, -1, "²", ""])
def test_a_count_of_rows_that_is_a_lie_saves_nothing(browser, draft, count):
    before = definition_of(draft)
    data = rows("themes", 1, name="One") | {"themes-TOTAL_FORMS": count, "more": ""}
    for pressed in ({}, {"press": "themes:add"}):
        assert browser.post(address(draft, "build_themes"), data | pressed).status_code < 500
    assert len(definition_of(draft).themes) <= len(before.themes) + 1


def nested(depth) -> list[str]:
    return [".".join("0" * level) + ":group" for level in range(depth)]


@pytest.mark.parametrize(
    "nodes",
    [
        [*nested(11), "0.0.0.0.0.0.0.0.0.0.0:rule"],
        nested(60),
        [":group", *(f"{at}:rule" for at in range(600))],
        [":rule", "0:rule", "0.0:rule", "²:group", ":group"],
    ],
)
def test_a_condition_too_deep_or_too_long_is_never_kept(browser, draft, nodes):
    url = address(draft, "build_question", "summary")
    fields = fields_of(browser.get(url), "part")
    sent = {name: value for name, value in fields.items() if not name.startswith("when-")}
    sent["when-nodes"] = nodes
    for node in nodes:
        sent[f"when-{node.partition(':')[0]}-question"] = "overall"
        sent[f"when-{node.partition(':')[0]}-codes"] = "good"
    for pressed in ("", "when:add-group:0", "when:add-rule:", "when:not:0.0"):
        response = browser.post(url, sent | ({"press": pressed} if pressed else {}))
        assert response.status_code < 500
    kept = [each.show_when for each in definition_of(draft).questions if each.show_when]
    assert all(parse(tree) for tree in kept)


@pytest.mark.parametrize("field", ["counts", "also", "unit", "kind", "theme", "combines"])
def test_what_a_measure_cannot_have_is_refused(browser, draft, field):
    before = definition_of(draft)
    url = address(draft, "build_measure", "good")
    fields = fields_of(browser.get(url), "part")
    response = browser.post(url, fields | {field: ["no-such", "good"]})
    assert response.status_code == 200
    assert definition_of(draft) == before
