import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.measure_editing import (
    add_measure,
    delete_measure,
    duplicate_measure,
    shift_measure,
)
from audits.tool_definition import MeasureDefinition
from audits.tool_parts import EditRefused
from tests.audits.small_tools import choice, section, tool, tools


@given(tools(), st.data())
def test_a_measure_that_is_added_and_deleted_leaves_the_tool_as_it_was(found, data):
    if not found.questions:
        return
    question = data.draw(st.sampled_from([each.key for each in found.questions]))
    longer = add_measure(found, MeasureDefinition("", "Name", "Label", question))
    assert delete_measure(longer, longer.measures[-1].key) == found


@given(tools(), st.data())
def test_moving_and_copying_keep_every_measure_once(found, data):
    if not found.measures:
        return
    keys = [each.key for each in found.measures]
    key = data.draw(st.sampled_from(keys))
    moved = shift_measure(found, key, data.draw(st.sampled_from([-1, 1])))
    assert sorted(each.key for each in moved.measures) == sorted(keys)
    copied = [each.key for each in duplicate_measure(found, key).measures]
    assert copied.index(key) + 1 == next(at for at, each in enumerate(copied) if each not in keys)


def test_a_measure_of_a_question_that_is_gone_is_refused():
    found = tool(section("voice", choice("seen")))
    with pytest.raises(EditRefused):
        add_measure(found, MeasureDefinition("", "Name", "Label", "gone"))
