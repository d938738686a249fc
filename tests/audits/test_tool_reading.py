import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.tool_documents import to_yaml
from audits.tool_reading import ToolFileError, read_tool
from tests.audits.tool_texts import SECTORS, SMALL, broken


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(ToolFileError) as refusal:
        read_tool(content, SECTORS)
    return refusal.value.sentences


def test_a_small_tool_is_read():
    tool = read_tool(SMALL.encode(), SECTORS)
    section = tool.sections[0]
    assert [question.key for question in section.questions] == ["alone", "why", "visits"]
    assert [question.required for question in section.questions] == [True, False, True]
    assert section.questions[1].show_when == {"question": "alone", "is": ["no"]}
    assert tool.measures[0].counts == ("yes",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("format: 1", "format: 2", "Line 1: “format” is a whole number from 1 to 1."),
        ("key: small,", "", "Line 2: The tool needs “key”."),
        ("key: small", "key: Small Tool", "Line 2: “Small Tool” is not a key."),
        ("name: Seen", "name: ' '", "Line 5: A scale needs “name”."),
        ("name: Seen", "name: 7", "Line 5: “name” is text. Put quotes round “7”."),
        ('code: "no"', "code: no", "Line 9: “code” is text. Put quotes round “no”."),
        ('code: "no"', 'code: "yes"', "Line 9: The option “yes” is already on line 8."),
        ("positive", "positve", "Did you mean “positive”?"),
        ("rank: 1", "rank: 1.5", "Line 8: “rank” is a whole number"),
        ("title: The child’s voice", f"title: {'x' * 121}", "Line 12: “title” has 121"),
        ("title:", "titel:", "Line 12: A section has no “titel”. Did you mean “title”?"),
        ("kind: choice", "kind: tick", "Line 14: “kind” cannot be “tick”. Use one of: choice"),
        ("scale: seen", "scale: sene", "Line 14: There is no scale “sene”."),
        (", scale: seen", "", "Line 14: A question of kind choice needs “scale”."),
        ("text: Why not?", "scale: seen", "Line 17: A question of kind text has no “scale”."),
        ("key: why", "key: alone", "Line 15: The question “alone” is already on line 14."),
        ("question: alone, is", "question: alnoe, is", "Line 18: It refers to the question"),
        ("question: alone, is", "question: visits, is", "Line 18: It refers to “visits”, which"),
        ("question: alone, is", "question: why, is", "Line 18: The question “why” refers to it"),
        ('is: ["no"]', 'is: ["maybe"]', "Line 18: “maybe” is not an option of “alone”"),
        ('is: ["no"]', "is: [no]", "Line 18: Put quotes round the option code"),
        ('is: ["no"]', "at_least: 2", "Line 18: “at_least” and “at_most” need a number"),
        ("maximum: 9.5", "maximum: -1", "Line 19: “minimum” is above “maximum”."),
        ("maximum: 9.5", "maximum: lots", "Line 19: “maximum” is a number"),
        ("scale: seen}", "scale: seen, sectors: [polcie]}", "Did you mean “police”?"),
        ("scale: seen}", "scale: seen, sectors: []}", "Leave it out to ask every sector."),
        ("label: Seen alone", f"label: {'x' * 33}", "Line 23: “label” has 33 characters. Shorten"),
        ("question: alone\n", "question: alnoe\n", "Line 24: There is no question “alnoe”."),
        ("question: alone\n", "question: visits\n", "Line 24: A measure counts options"),
        ('counts: ["yes"]', 'counts: ["maybe"]', "Line 25: “maybe” is not an option of “alone”"),
        ('counts: ["yes"]', "counts: []", "Line 25: “counts” is a list with at least one"),
        ("{share}", "most", "Line 26: Write {share}, {percent}, {count} or {words} where"),
        ("{share}", "{share} {shares}", "Line 26: Write {share}, {percent}"),
        ("{share}", "{share", "Line 26: Write {share}, {percent}"),
        ("label: Seen", "unit: case\n    label: Seen", "A measure needs “case_rule”."),
        (
            "label: Seen",
            "unit: case\n    case_rule: lead\n    label: Seen",
            "A measure needs “lead_sector”.",
        ),
        (
            "label: Seen alone",
            "kind: shares\n    label: Seen alone",
            "“kind” cannot be “shares”. Did you mean “share”?",
        ),
        ("measures:", "measure:", "Line 20: A tool file has no “measure”. Did you mean"),
    ],
)
def test_a_fault_is_named_with_its_line(old, new, problem):
    assert any(problem in found for found in problems_of(broken(old, new)))


def test_a_condition_deeper_than_ten_levels_is_refused():
    tree = "{not: " * 10 + '{question: alone, is: ["no"]}' + "}" * 10
    found = problems_of(broken('{question: alone, is: ["no"]}', tree))
    assert found == [
        "Line 18: This condition is more than 10 levels deep. Make it simpler.",
    ]


def test_faults_are_told_together_in_the_order_of_the_lines():
    text = broken("key: small", "key: S").replace(b"scale: seen", b"scale: x")
    found = problems_of(text.replace(b"label: Seen alone", b"lable: Seen alone"))
    assert [sentence.split(":")[0] for sentence in found] == [
        "Line 2",
        "Line 14",
        "Line 21",
        "Line 23",
    ]


@pytest.mark.parametrize(("old", "new"), [("scale: seen", "scale: sene"), (", scale: seen", "")])
def test_a_scale_at_fault_is_told_once_and_not_again_where_its_options_are_meant(old, new):
    text = broken(old, new).replace(b"    required: false\n", b"")
    [only] = problems_of(text)
    assert only.startswith("Line 14: ")


def test_no_more_than_twenty_faults_are_listed():
    options = "".join(f"      - {{code: c{n}, label: L, wrong: 1}}\n" for n in range(30))
    old = '      - {code: "no", label: "No", counts_as: negative, rank: 0}\n'
    found = problems_of(broken(old, old + options))
    assert len(found) == 21
    assert found[-1] == "And 10 more. Correct these first, then try again."


@pytest.mark.parametrize("content", [b"[]", b"7", b"tool", b"format: 1\ntool: []\nsections: x\n"])
def test_another_kind_of_document_is_refused(content):
    assert problems_of(content)


def test_text_is_tidied_so_that_writing_and_reading_agree():
    old = "    title: The child’s voice\n"
    new = old + "    guidance: |\n      One.  \n\n         Two.\n\n"
    tool = read_tool(broken(old, new), SECTORS)
    assert tool.sections[0].guidance == "One.\n\nTwo."
    assert read_tool(to_yaml(tool).encode(), SECTORS) == tool


LINES = SMALL.splitlines()
TOKENS = ["", "7", "-1.5", "yes", "[]", "{}", "[a]", "{a: 1}", "~", '""', "x" * 400, "small"]


@st.composite
def damaged(draw) -> bytes:
    """The small tool with a few lines dropped, repeated or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        name = lines[at].partition(":")[0]
        token = draw(st.sampled_from(TOKENS))
        lines[at : at + 1] = draw(
            st.sampled_from([[], [lines[at], lines[at]], [f"{name}: {token}"], [f"  {lines[at]}"]])
        ) or ["# gone"]
    return "\n".join(lines).encode()


@given(damaged())
def test_a_damaged_file_is_read_or_refused_with_sentences(content):
    assert read_or_refused(content)


def read_or_refused(content: bytes) -> bool:
    try:
        read_tool(content, SECTORS)
    except ToolFileError as refusal:
        return bool(refusal.problems) and all(
            problem.place.row >= 1 for problem in refusal.problems
        )
    return True
