"""Where two wordings of one part differ, in words."""

from dataclasses import replace

import pytest

from audits.part_words import Difference, differences
from audits.tool_definition import ItemDefinition, ThemeDefinition
from tests.audits.test_tool_editing import ALONE, TOOL, WHY


def test_parts_that_say_the_same_do_not_differ():
    assert differences(TOOL, ALONE, ALONE) == []
    assert differences(TOOL, (), ()) == []


@pytest.mark.parametrize(
    ("theirs", "mine", "difference"),
    [
        (WHY, replace(WHY, text="Why?"), ("Question", "Why not?", "Why?")),
        (WHY, replace(WHY, required=False), ("Required", "Yes", "No")),
        (WHY, replace(WHY, kind="number"), ("Kind of answer", "text", "a number")),
        (WHY, replace(WHY, scale="seen"), ("Scale", "None", "Seen")),
        (WHY, replace(WHY, sectors=("early_help",)), ("Who is asked", "None", "early help")),
        (
            WHY,
            replace(WHY, show_when=None),
            ("Shown when", "Shown when ‘1.1 Seen alone?’ is not ‘Yes’", "None"),
        ),
        (
            WHY,
            replace(WHY, items=(ItemDefinition("a", "A", "Is it?"),)),
            ("Items", "None", "a · A · Is it?"),
        ),
        ((), (ThemeDefinition("voice", "Heard"),), ("The list", "None", "Heard")),
    ],
)
def test_each_difference_is_said_in_words(theirs, mine, difference):
    assert differences(TOOL, theirs, mine) == [Difference(*difference)]
