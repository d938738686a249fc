"""Random tools with every part a tool may have, each of which a reader accepts."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from audits.asking import check_references
from audits.conditions import All, Answered, Any, AtLeast, Condition, Is, Not, dump
from audits.contradiction_rules import contradiction_faults
from audits.measure_rules import measure_faults
from audits.tool_definition import (
    CHOICE_KINDS,
    ITEM_KINDS,
    KINDS,
    NUMBER_KINDS,
    SCALE_KINDS,
    CodeDefinition,
    ContradictionDefinition,
    ItemDefinition,
    MeasureDefinition,
    OptionDefinition,
    PlanTypeDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ThemeDefinition,
    ToolDefinition,
    required_by_default,
)
from audits.tool_reading import AUDITS, BETTER, COLOURS, COUNTS_AS, REPEATS
from audits.tool_rules import rules_of
from tests.audits.tool_texts import SECTORS

# What YAML, Excel or a program that reads either may take for something else.
ODD_TEXTS = [
    "=1+1",
    "+44 20",
    "-1",
    "@home",
    "'quoted",
    '"',
    "yes",
    "true",
    "1.0",
    "1-2",
    "00",
    "1e5",
    "null",
    "<r>x</r>",
    "<b>",
    "_x0041_",
    "ax005F_b",
    "_x005F_x000D_",
    "a: b",
    "# no",
    "{{ x }}",
    "http://example.org",
    "a\tb",
    "\ue05f",
    "e\u0301",
    "🏠",
    "#REF!",
    "TRUE",
]
ODD_KEYS = ["yes", "true", "null", "1e5", "00", "1", "1-2", "or", "is", "not", "answered", "at"]

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=30
) | st.sampled_from(ODD_TEXTS)
lines = words.map(lambda text: " ".join(text.split())).filter(bool)
maybe = lines | st.just("")
paragraphs = st.lists(words, max_size=4).map(
    lambda parts: "\n".join(line.strip() for line in "\n".join(parts).strip().splitlines())
)
keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True) | st.sampled_from(
    ODD_KEYS
)
better = st.sampled_from(BETTER)
limits = st.none() | st.decimals("0", "999", places=2).map(lambda limit: limit.normalize() + 0)


def some_of(names) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of them, in their own order."""
    names = tuple(names)
    if not names:
        return st.just(())
    return st.sets(st.sampled_from(names), max_size=3).map(
        lambda chosen: tuple(name for name in names if name in chosen)
    )


def several(kind, least: int = 1, most: int = 3, by: str = "key"):
    return st.lists(
        kind, min_size=least, max_size=most, unique_by=lambda one: getattr(one, by)
    ).map(tuple)


options = st.builds(
    OptionDefinition,
    code=keys,
    label=lines,
    counts_as=st.sampled_from(COUNTS_AS),
    rank=st.none() | st.integers(-9, 9),
    colour=st.sampled_from(("", *COLOURS)),
    descriptor=paragraphs,
).map(lambda one: replace(one, rank=None) if one.counts_as == "not_applicable" else one)
scales = st.builds(
    ScaleDefinition, key=keys, name=lines, better=better, options=several(options, by="code")
)
items = several(st.builds(ItemDefinition, code=keys, label=lines, descriptor=paragraphs), by="code")
plan_types = several(st.builds(PlanTypeDefinition, key=keys, name=lines), 0)
themes = several(st.builds(ThemeDefinition, key=keys, name=lines), 0)
codes = several(st.builds(CodeDefinition, key=keys, framework=lines, code=lines, label=maybe), 0, 4)


def gradable(scale: ScaleDefinition) -> bool:
    return all(
        option.counts_as == "not_applicable" or (option.rank is not None and option.descriptor)
        for option in scale.options
    )


@st.composite
def tools(draw) -> ToolDefinition:
    tool = ToolDefinition(
        key=draw(keys),
        name=draw(lines),
        audits=draw(st.sampled_from(AUDITS)),
        version=draw(st.integers(1, 99)),
        description=draw(paragraphs),
        plan_types=draw(plan_types),
        themes=draw(themes),
        codes=draw(codes),
        scales=draw(several(scales)),
    )
    names = draw(st.lists(keys, min_size=2, max_size=6, unique=True))
    questions = tuple(draw(_question(tool, key)) for key in names)
    cut = draw(st.integers(1, len(questions) - 1))
    sections = (
        draw(_section(tool, "one", questions[:cut])),
        draw(_section(tool, "two", questions[cut:])),
    )
    tool = _without_faults(replace(tool, sections=draw(_with_conditions(tool, sections))))
    tool = replace(tool, contradictions=draw(_contradictions(tool)))
    return replace(tool, measures=draw(_measures(tool)))


@st.composite
def _section(draw, tool: ToolDefinition, key: str, questions) -> SectionDefinition:
    rating = draw(st.none() | st.sampled_from(questions))
    if rating is not None and rating.kind in ("choice", "grade"):
        rated = replace(rating, rates_section=True)
        questions = tuple(rated if each == rating else each for each in questions)
    return SectionDefinition(
        key=key,
        title=draw(lines),
        guidance=draw(paragraphs),
        repeats=draw(st.sampled_from(("", "", *REPEATS))) if tool.audits == "cases" else "",
        questions=questions,
        **draw(_limited_to_some(tool)),
    )


@st.composite
def _limited_to_some(draw, tool: ToolDefinition) -> dict:
    """Mostly to nobody: what is put to some alone can rarely be asked after."""
    if draw(st.integers(0, 3)):
        return {}
    return {
        "sectors": draw(some_of(SECTORS)),
        "plan_types": draw(some_of(plan.key for plan in tool.plan_types)),
        "picked": draw(st.booleans()),
    }


@st.composite
def _question(draw, tool: ToolDefinition, key: str) -> QuestionDefinition:
    kind = draw(st.sampled_from(KINDS))
    question = QuestionDefinition(
        key=key,
        kind=kind,
        text=draw(lines),
        label=draw(maybe),
        guidance=draw(paragraphs),
        required=draw(st.booleans()) if kind != "prompt" else required_by_default(kind),
        not_applicable=draw(st.booleans()),
        not_recorded=draw(st.booleans()),
        own_work=draw(st.booleans()),
        theme=draw(keys | st.just("")),
        codes=draw(some_of(code.key for code in tool.codes)),
        **draw(_limited_to_some(tool)),
    )
    return draw(_of_its_kind(tool, question))


@st.composite
def _of_its_kind(draw, tool: ToolDefinition, question: QuestionDefinition) -> QuestionDefinition:
    kind = question.kind
    said = {}
    if kind in SCALE_KINDS:
        own = [one for one in tool.scales if kind in ("choice", "choices") or gradable(one)]
        if not own:
            return draw(_of_its_kind(tool, replace(question, kind="choice")))
        said["scale"] = draw(st.sampled_from(own)).key
    if kind in ITEM_KINDS:
        said["items"] = draw(items)
    if kind in NUMBER_KINDS:
        said |= draw(_number_limits())
    if kind == "items":
        rule = draw(st.sampled_from(["every", "sum", "scaled"]))
        fewest = draw(st.integers(1, len(said["items"]))) if rule != "every" else None
        said |= {"total_rule": rule, "fewest_items": fewest}
    if kind in ("text", "quote"):
        said["max_length"] = draw(st.integers(1, 10_000))
    if kind == "text":
        said["lines"] = draw(st.integers(1, 20))
    return replace(question, **said)


@st.composite
def _number_limits(draw) -> dict:
    low, high = draw(limits), draw(limits)
    if low is not None and high is not None:
        low, high = sorted([low, high])
    return {
        "unit": draw(maybe),
        "minimum": low,
        "maximum": high,
        "decimals": draw(st.integers(0, 3)),
    }


@st.composite
def _with_conditions(draw, tool: ToolDefinition, sections) -> tuple[SectionDefinition, ...]:
    """Conditions on earlier questions that everybody is asked, in sections asked once."""
    earlier: list[QuestionDefinition] = []
    found = []
    for section in sections:
        show_when = draw(_condition(tool, earlier))
        section = replace(section, show_when=show_when)
        questions = []
        for question in section.questions:
            known = [*earlier, *(each for each in questions if _for_all(section, each))]
            questions.append(replace(question, show_when=draw(_condition(tool, known))))
        found.append(replace(section, questions=tuple(questions)))
        earlier += [each for each in questions if _for_all(section, each)]
    return tuple(found)


def _without_faults(tool: ToolDefinition) -> ToolDefinition:
    """Without the conditions that can never hold, and without limits that leave nobody."""
    while faults := check_references(rules_of(tool)):
        owners = {(fault.owner_kind, fault.owner) for fault in faults}
        tool = replace(tool, sections=tuple(_cleared(section, owners) for section in tool.sections))
    return tool


def _cleared(section: SectionDefinition, owners) -> SectionDefinition:
    questions = tuple(
        replace(each, show_when=None, sectors=(), plan_types=())
        if ("question", each.key) in owners
        else each
        for each in section.questions
    )
    own = None if ("section", section.key) in owners else section.show_when
    return replace(section, show_when=own, questions=questions)


def _for_all(section: SectionDefinition, question: QuestionDefinition) -> bool:
    limited = (section.repeats, section.sectors, section.plan_types, section.picked)
    own = (question.sectors, question.plan_types, question.picked, question.show_when)
    return not any([*limited, *own, section.show_when]) and question.kind != "prompt"


@st.composite
def _condition(draw, tool: ToolDefinition, known: list[QuestionDefinition]):
    chosen = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
    if not chosen:
        return None
    parts = [draw(_comparison(tool, each)) for each in chosen]
    parts = [Not(part) if draw(st.booleans()) else part for part in parts]
    group = draw(st.sampled_from([All, Any]))
    whole = parts[0] if len(parts) == 1 and draw(st.booleans()) else group(tuple(parts))
    return dump(whole)


@st.composite
def _comparison(draw, tool: ToolDefinition, question: QuestionDefinition) -> Condition:
    if question.kind in CHOICE_KINDS and draw(st.booleans()):
        scale = next(each for each in tool.scales if each.key == question.scale)
        chosen = draw(some_of(option.code for option in scale.options))
        if chosen:
            return Is(question.key, chosen)
    if question.kind == "number" and draw(st.booleans()):
        least = question.minimum if question.minimum is not None else question.maximum
        return AtLeast(question.key, Decimal(2) if least is None else least)
    return Answered(question.key)


@st.composite
def _contradictions(draw, tool: ToolDefinition) -> tuple[ContradictionDefinition, ...]:
    """Of those drawn, the ones that can be found."""
    # Without their conditions, which are dicts and so cannot be drawn only once.
    known = [replace(each, show_when=None) for each in tool.questions if each.kind != "prompt"]
    drawn = []
    for key in draw(st.lists(keys, max_size=3, unique=True)):
        if when := draw(_condition(tool, known)):
            drawn.append(ContradictionDefinition(key, when, draw(lines)))
    refused = {
        fault.contradiction
        for fault in contradiction_faults(replace(tool, contradictions=tuple(drawn)))
    }
    return tuple(each for each in drawn if each.key not in refused)


@st.composite
def _measures(draw, tool: ToolDefinition) -> tuple[MeasureDefinition, ...]:
    """Of those drawn, the ones that can be counted."""
    drawn = draw(several(_measure(tool), 1, 8))
    refused = {fault.measure for fault in measure_faults(replace(tool, measures=drawn))}
    return tuple(measure for measure in drawn if measure.key not in refused)


@st.composite
def _measure(draw, tool: ToolDefinition) -> MeasureDefinition:
    question = draw(st.sampled_from(tool.questions))
    scale = next((each for each in tool.scales if each.key == question.scale), None)
    kind = draw(st.sampled_from(["share", "share", "total"] if scale else ["total"]))
    also = draw(some_of(each.key for each in tool.questions if each != question))
    also = also if draw(st.booleans()) else ()
    areas = [item.code for item in question.items] if question.kind == "profile" else []
    unit = draw(st.sampled_from(UNITS_DRAWN[tool.audits]))
    rule = draw(st.sampled_from(["any", "majority", "lead"])) if unit in ("case", "child") else ""
    shares = kind == "share"
    item = draw(st.sampled_from(["", *areas]))
    joined = also or (areas and not item)
    return MeasureDefinition(
        key=draw(keys),
        name=draw(lines),
        label=draw(lines),
        question=question.key,
        kind=kind,
        also=also,
        combines=draw(st.sampled_from(["any", "worst", "sum"])) if joined else "",
        item=item,
        occasion=draw(st.sampled_from(["", "", "worker", "first"])),
        counts=draw(some_of(option.code for option in scale.options)) if shares else (),
        theme=draw(keys | st.just("")),
        not_recorded=draw(st.sampled_from(["in_denominator", "counted"]))
        if shares
        else "in_denominator",
        not_applicable=draw(st.sampled_from(["left_out", "in_denominator"]))
        if shares
        else "left_out",
        percent_of_maximum=draw(st.booleans()) and not shares,
        unit=unit,
        case_rule=rule if shares else "",
        lead_sector="health" if rule == "lead" and shares else "",
        better=draw(better),
        sentence="It was so in {share}." if shares and draw(st.booleans()) else "",
    )


UNITS_DRAWN = {
    "cases": ["return", "return", "case", "child"],
    "own_cases": ["return", "case", "child"],
    "organisations": ["organisation"],
    "respondents": ["response"],
}
