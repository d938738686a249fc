from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.tool_definition import (
    MeasureDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
    content_hash,
    to_yaml,
)
from audits.tool_reading import read_tool
from tests.audits.tool_texts import SECTORS, SMALL

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=30
)
lines = words.map(lambda text: " ".join(text.split())).filter(bool)
paragraphs = st.lists(words, max_size=4).map(
    lambda parts: "\n".join(line.strip() for line in "\n".join(parts).strip().splitlines())
)
keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
sectors = st.sets(st.sampled_from(SECTORS)).map(
    lambda chosen: tuple(sector for sector in SECTORS if sector in chosen)
)
better = st.sampled_from(["higher", "lower", "none"])
limits = st.none() | st.decimals("0", "999", places=2).map(lambda limit: limit.normalize() + 0)

options = st.builds(
    OptionDefinition,
    code=keys,
    label=lines,
    counts_as=st.sampled_from(["positive", "neutral", "not_applicable"]),
    rank=st.none() | st.integers(-9, 9),
    descriptor=paragraphs,
).map(lambda one: replace(one, rank=None) if one.counts_as == "not_applicable" else one)
scales = st.builds(
    ScaleDefinition,
    key=keys,
    name=lines,
    better=better,
    options=st.lists(options, min_size=1, max_size=3, unique_by=lambda one: one.code).map(tuple),
)


@st.composite
def tools(draw) -> ToolDefinition:
    own_scales = draw(st.lists(scales, min_size=1, max_size=3, unique_by=lambda one: one.key))
    names = draw(st.lists(keys, min_size=2, max_size=6, unique=True))
    questions = [draw(_question(key, own_scales)) for key in names]
    choices = [each for each in questions if each.kind == "choice"]
    return ToolDefinition(
        key=draw(keys),
        name=draw(lines),
        version=draw(st.integers(1, 99)),
        description=draw(paragraphs),
        scales=tuple(own_scales),
        sections=(
            SectionDefinition("one", draw(lines), draw(paragraphs), questions=tuple(questions[:1])),
            SectionDefinition("two", draw(lines), sectors=(), questions=tuple(questions[1:])),
        ),
        measures=tuple(draw(_measure(each, own_scales)) for each in choices),
    )


@st.composite
def _question(draw, key: str, own_scales: list[ScaleDefinition]) -> QuestionDefinition:
    kind = draw(st.sampled_from(["choice", "choices", "number", "date", "text"]))
    question = QuestionDefinition(
        key=key,
        kind=kind,
        text=draw(lines),
        guidance=draw(paragraphs),
        required=draw(st.booleans()),
        not_applicable=draw(st.booleans()),
        not_recorded=draw(st.booleans()),
        theme=draw(keys | st.just("")),
        sectors=draw(sectors),
    )
    if kind in ("choice", "choices"):
        return replace(question, scale=draw(st.sampled_from(own_scales)).key)
    if kind == "number":
        low, high = sorted([draw(limits), draw(limits)], key=lambda limit: limit or Decimal(0))
        return replace(question, unit=draw(lines), minimum=low, maximum=high)
    if kind == "text":
        return replace(question, max_length=draw(st.integers(1, 10_000)), lines=3)
    return question


@st.composite
def _measure(draw, question: QuestionDefinition, own_scales) -> MeasureDefinition:
    scale = next(each for each in own_scales if each.key == question.scale)
    rule = draw(st.sampled_from(["", "any", "majority", "lead"]))
    return MeasureDefinition(
        key=question.key,
        name=draw(lines),
        label=draw(lines),
        question=question.key,
        counts=tuple(option.code for option in scale.options),
        not_recorded=draw(st.sampled_from(["in_denominator", "counted"])),
        unit="case" if rule else "return",
        case_rule=rule,
        lead_sector="health" if rule == "lead" else "",
        better=draw(better),
        sentence="It was so in {share}.",
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tools())
def test_a_written_tool_reads_back_as_it_was(tool):
    text = to_yaml(tool)
    again = read_tool(text.encode(), SECTORS)
    assert again == tool
    assert to_yaml(again) == text


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
