import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from audits.tool_documents import content_hash, from_document, to_document, to_yaml
from audits.tool_reading import read_tool
from tests.audits.random_tools import tools
from tests.audits.tool_texts import SECTORS, SMALL


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tools())
def test_a_written_tool_reads_back_as_it_was(tool):
    text = to_yaml(tool)
    again = read_tool(text.encode(), SECTORS)
    assert again == tool
    assert to_yaml(again) == text


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tools())
def test_what_is_kept_of_a_draft_gives_the_same_draft_back(tool):
    assert from_document(json.loads(json.dumps(to_document(tool)))) == tool


def test_the_hash_sees_wording_and_order_but_not_the_number_or_the_name():
    tool = read_tool(SMALL.encode(), SECTORS)
    same = replace(tool, version=7, name="Another name", description="More.")
    section = tool.sections[0]
    reordered = replace(section, questions=section.questions[::-1])
    reworded = replace(section, title="Heard")
    assert content_hash(same) == content_hash(tool)
    assert content_hash(replace(tool, sections=(reordered,))) != content_hash(tool)
    assert content_hash(replace(tool, sections=(reworded,))) != content_hash(tool)
    assert content_hash(replace(tool, measures=())) != content_hash(tool)


def test_the_hash_does_not_change_between_releases():
    """Published versions were sealed with it; a change here would break every seal."""
    tool = read_tool(SMALL.encode(), SECTORS)
    assert content_hash(tool) == SEALED


SEALED = "c071eab46a53413a10c251c0ca6383ad78c31d85157f0d050a16575b8d0bd88f"
