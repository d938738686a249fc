"""The parts of a seven-minute briefing that a coordinator writes, in reading order.

A briefing's content maps these names to text; a name is the budget's, with its place from 1.
"""

from dataclasses import dataclass

from reports.budgets import BUDGETS

TEXT, LINE, NUMBER, MEASURE, QUOTE = "text", "line", "number", "measure", "quote"
WRITTEN = frozenset({TEXT, LINE})
LONGEST = 600  # characters as typed, references included


@dataclass(frozen=True)
class Field:
    """`kind` says how it is edited; `budget` is a key of BUDGETS, empty where choices are made."""

    name: str
    label: str
    kind: str
    budget: str = ""

    @property
    def allowed(self) -> int:
        return BUDGETS[self.budget].characters if self.budget else 0

    @property
    def is_written(self) -> bool:
        return self.kind in WRITTEN


@dataclass(frozen=True)
class Section:
    """`allowed`: characters the whole section holds, where that is less than its fields' sum."""

    key: str
    number: str
    title: str
    fields: tuple[Field, ...]
    allowed: int = 0

    @property
    def characters(self) -> int:
        return self.allowed or sum(field.allowed for field in self.fields)


def _strip() -> tuple[Field, ...]:
    return tuple(
        field
        for place in range(1, 5)
        for field in (
            Field(f"strip.shows.{place}", f"Number {place}", NUMBER),
            Field(f"strip.caption.{place}", f"Words under number {place}", LINE, "strip.caption"),
        )
    )


def _box(place: int) -> tuple[Field, ...]:
    return (Field(f"boxes.text.{place}", "Text", TEXT, "boxes.text"),)


def _points(key: str, count: int, *, budgeted: bool) -> tuple[Field, ...]:
    return tuple(
        field
        for place in range(1, count + 1)
        for field in (
            _field(f"{key}.label", place, f"Point {place}, heading", LINE, budgeted),
            _field(f"{key}.text", place, f"Point {place}, text", TEXT, budgeted),
        )
    )


def _field(key: str, place: int, label: str, kind: str, budgeted: bool) -> Field:
    return Field(f"{key}.{place}", label, kind, key if budgeted else "")


def _lines(key: str, count: int, label: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"{key}.text.{place}", f"{label} {place}", LINE, f"{key}.text")
        for place in range(1, count + 1)
    )


def _rows(key: str, count: int, label: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"chart.{key}.{place}", f"{label}, row {place}", MEASURE)
        for place in range(1, count + 1)
    )


STRENGTHS, CHANGES = 3, 4
SECTIONS = (
    Section(
        "opening", "", "Title and numbers", (Field("title", "Title", LINE, "title"), *_strip())
    ),
    Section("background", "1", "Background", _box(1)),
    Section("why", "2", "Why it matters", _box(2)),
    Section("about", "3", "About the figures", _box(3)),
    Section(
        "working-well",
        "4",
        "Working well",
        (
            Field("working_well.lead", "First sentence", TEXT),
            *_points("working_well", BUDGETS["working_well.points"].items, budgeted=False),
        ),
        allowed=BUDGETS["working_well"].characters,
    ),
    Section(
        "chart",
        "",
        "Chart",
        (
            *_rows("strength", STRENGTHS, "Working well"),
            *_rows("change", CHANGES, "Needs to change"),
        ),
    ),
    Section(
        "needs-to-change",
        "5",
        "Needs to change",
        _points("needs_to_change", BUDGETS["needs_to_change"].items, budgeted=True),
    ),
    Section("quote", "", "Quote", (Field("quote", "Approved quote", QUOTE),)),
    Section(
        "what-to-do", "6", "What to do", _lines("what_to_do", BUDGETS["what_to_do"].items, "Action")
    ),
    Section("what-next", "7", "What next", _lines("what_next", BUDGETS["what_next"].items, "Step")),
)
FIELDS = {field.name: field for section in SECTIONS for field in section.fields}


def blank() -> dict[str, str]:
    return dict.fromkeys(FIELDS, "")


def completed(content: dict) -> dict[str, str]:
    """Every field's text: blank where the content has none, and nothing that is no field."""
    return {name: str(content.get(name, "")) for name in FIELDS}
