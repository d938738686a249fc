"""Small tools as plain data, and strategies for random ones, for tests of the pure modules."""

from dataclasses import replace

from hypothesis import strategies as st

from audits.tool_definition import (
    MeasureDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)

YES_NO = ScaleDefinition(
    "yes-no",
    "Yes or no",
    better="higher",
    options=(
        OptionDefinition("yes", "Yes", "positive", 1),
        OptionDefinition("no", "No", "negative", 0),
    ),
)


def choice(key: str, **fields) -> QuestionDefinition:
    said = {"text": f"What of {key}?", "scale": "yes-no", "guidance": "Look at the record."}
    return QuestionDefinition(**{"key": key, "kind": "choice"} | said | fields)


def number(key: str, **fields) -> QuestionDefinition:
    said = {"text": f"How many {key}?", "guidance": "Count them."}
    return QuestionDefinition(**{"key": key, "kind": "number"} | said | fields)


def section(key: str, *questions: QuestionDefinition, **fields) -> SectionDefinition:
    return SectionDefinition(key=key, title=key.capitalize(), questions=questions, **fields)


def measure(key: str, question: str, **fields) -> MeasureDefinition:
    said = {"name": f"Measure of {key}", "label": key, "counts": ("yes",)}
    return MeasureDefinition(**{"key": key, "question": question} | said | fields)


def tool(*sections: SectionDefinition, measures=(), scales=(YES_NO,)) -> ToolDefinition:
    return ToolDefinition("small", "Small", sections=sections, measures=measures, scales=scales)


def with_question(found: ToolDefinition, key: str, **fields) -> ToolDefinition:
    """The tool with one question said differently."""
    sections = tuple(
        replace(
            part,
            questions=tuple(
                replace(each, **fields) if each.key == key else each for each in part.questions
            ),
        )
        for part in found.sections
    )
    return replace(found, sections=sections)


KEYS = tuple("abcdefgh")


@st.composite
def tools(draw) -> ToolDefinition:
    """Up to eight questions in up to four sections, some measured."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS)))
    makers = [draw(st.sampled_from([choice, number])) for _ in keys]
    questions = [
        make(key, sectors=draw(st.sampled_from([(), ("police",), ("health", "police")])))
        for make, key in zip(makers, keys, strict=True)
    ]
    cuts = sorted(draw(st.lists(st.integers(0, len(keys)), max_size=3)))
    bounds = zip([0, *cuts], [*cuts, len(keys)], strict=True)
    sections = [section(f"s{at}", *questions[a:b]) for at, (a, b) in enumerate(bounds)]
    measured = [question.key for question in questions if question.kind == "choice"]
    return tool(*sections, measures=tuple(measure(f"m-{key}", key) for key in measured[:3]))
