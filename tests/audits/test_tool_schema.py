"""The published schema of tool files is current, and never stricter than their reader."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agencies.models import Sector
from audits import tool_definition as parts
from audits.tool_documents import to_document, to_yaml
from audits.tool_reading import ToolFileError, read_tool
from audits.tool_schema import schema
from tests.audits.random_tools import tools

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted((ROOT / "audits" / "library").glob("*.yaml"))
SECTORS = tuple(Sector.values)
SCHEMA = schema(SECTORS)
VALIDATOR = Draft202012Validator(SCHEMA)
# The smallest that between them have most of what a tool may have: a test damages them often.
SMALLEST = sorted(LIBRARY, key=lambda path: path.stat().st_size)[:2]
DOCUMENTS = [to_document(read_tool(path.read_bytes(), SECTORS)) for path in SMALLEST]

untroubled = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])


def test_the_schema_in_the_documentation_is_the_current_one():
    printed = StringIO()
    call_command("tool_schema", stdout=printed)
    assert (ROOT / "docs" / "tool-format.schema.json").read_text("utf-8") == printed.getvalue()


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("plan_type", parts.PlanTypeDefinition),
        ("theme", parts.ThemeDefinition),
        ("code", parts.CodeDefinition),
        ("scale", parts.ScaleDefinition),
        ("option", parts.OptionDefinition),
        ("section", parts.SectionDefinition),
        ("question", parts.QuestionDefinition),
        ("item", parts.ItemDefinition),
        ("measure", parts.MeasureDefinition),
        ("contradiction", parts.ContradictionDefinition),
    ],
)
def test_every_field_of_a_part_is_in_the_schema(name, part):
    assert set(SCHEMA["$defs"][name]["properties"]) == set(part.__dataclass_fields__)


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_library_file_meets_the_schema(path):
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(path.read_text("utf-8"))))


@untroubled
@given(tools())
def test_every_tool_that_can_be_written_meets_the_schema(tool):
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(to_yaml(tool))))


WRONG = [
    None,
    True,
    -1,
    2.5,
    10**9,
    "",
    "Two words",
    "no-such-word",
    [],
    ["x", 3],
    {},
    {"question": "x"},
    "x" * 3000,
]


@st.composite
def damaged(draw) -> dict:
    """A library tool in which one part is gone, is something else, or has one more field."""
    document = yaml.safe_load(yaml.safe_dump(draw(st.sampled_from(DOCUMENTS))))
    at, steps = document, draw(st.integers(1, 6))
    for step in range(steps):
        names = list(at) if isinstance(at, dict) else list(range(len(at)))
        name = draw(st.sampled_from(names))
        if step == steps - 1 or not isinstance(at[name], dict | list) or not at[name]:
            break
        at = at[name]
    change = draw(st.sampled_from(["remove", "replace", "add"]))
    if change == "remove":
        del at[name]
    elif change == "replace":
        at[name] = draw(st.sampled_from(WRONG))
    elif isinstance(at, dict):
        at[draw(st.sampled_from(["extra", "scale", "unit", "items", "lines", "is"]))] = "x"
    return document


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_what_the_schema_refuses_the_reader_refuses_too(document):
    if not VALIDATOR.is_valid(document):
        with pytest.raises(ToolFileError):
            read_tool(yaml.safe_dump(document, allow_unicode=True).encode(), SECTORS)
