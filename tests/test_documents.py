"""What can be checked about the documents is."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from agencies.models import Sector
from audits import question_reading, tool_reading
from audits.tool_definition import KINDS
from audits.tool_schema import schema

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_status_diagrams_are_made_from_the_tables():
    call_command("status_docs", check=True)


def test_the_readme_stays_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_and_file_a_document_names_exists(document):
    text = document.read_text()
    linked = re.findall(r"\]\((?!http|#)([^)#]+)", text)
    named = re.findall(r"`((?:bin|docs|auditsite|reports|cases|audits|agencies)/[\w./-]+)`", text)
    missing = [
        name
        for name in linked + named
        if not (document.parent / name).exists() and not (ROOT / name).exists()
    ]
    assert missing == []


def test_every_field_of_a_tool_file_is_explained():
    said = set(re.findall(r"`([\w]+)`", TOOL_FORMAT))
    assert set(fields_in(schema(tuple(Sector.values)))) - WHOLE_LISTS - said == set()
    assert {*KINDS, *Sector.values} - said == set()


TOOL_FORMAT = (ROOT / "docs" / "tool-format.md").read_text()
# Named by the example at its head, and by their parts in its table.
WHOLE_LISTS = {
    "format",
    "tool",
    "plan_types",
    "themes",
    "scales",
    "sections",
    "measures",
    "contradictions",
}


def fields_in(part):
    """The names of fields anywhere in a schema."""
    if isinstance(part, list):
        for each in part:
            yield from fields_in(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name == "properties":
                yield from each
            yield from fields_in(each)


def test_the_limits_of_a_tool_are_those_that_are_kept():
    said = " ".join(TOOL_FORMAT.split())
    assert f"{tool_reading.MOST_SECTIONS} sections of {tool_reading.MOST_QUESTIONS} quest" in said
    assert f"{tool_reading.MOST_SCALES} scales of {tool_reading.MOST_OPTIONS} options" in said
    assert f"{question_reading.MOST_ITEMS} items a question" in said
    assert f"{tool_reading.MOST_MEASURES} measures" in said
    assert f"{tool_reading.MOST_CONTRADICTIONS} contradictions" in said
    assert f"{tool_reading.MOST_CODES} codes, {tool_reading.MOST_THEMES} themes" in said
    assert f"{tool_reading.MOST_PLAN_TYPES} plan types" in said
