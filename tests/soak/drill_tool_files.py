"""Thousands of damaged files: each is a tool or a list of sentences. Run by bin/soak."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.tool_files import ToolFileError, read_file
from audits.tool_workbooks import write_workbook
from tests.audits.random_tools import tools
from tests.audits.tool_texts import SECTORS, SMALL

SAMPLES = [SMALL.encode(), write_workbook(read_file(SMALL.encode()), SECTORS)]
long = settings(max_examples=20_000, suppress_health_check=list(HealthCheck))


def read_or_refused(content: bytes, name: str = "") -> bool:
    try:
        read_file(content, name)
    except ToolFileError as refusal:
        return bool(refusal.problems) and all(refusal.sentences)
    return True


@long
@given(st.binary(max_size=400), st.sampled_from(["", "x.yaml", "x.xlsx"]))
def test_random_bytes(content, name):
    assert read_or_refused(content, name)
    assert read_or_refused(b"PK\x03\x04" + content, name)


@long
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=12),
    st.floats(0.5, 1),
)
def test_bytes_changed_put_in_and_cut_off(sample, changes, length):
    content = bytearray(sample)
    for at, put in changes:
        place = int(at * len(content))
        content[place : place + 1] = put
    assert read_or_refused(bytes(content[: int(length * len(content))]))


@settings(max_examples=2000, suppress_health_check=list(HealthCheck))
@given(tools())
def test_random_tools_survive_a_workbook(tool):
    assert read_file(write_workbook(tool, SECTORS)) == tool
