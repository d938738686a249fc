"""How much text each part of a printed page holds, and a sentence for what is too long."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from reports.documents import Point, SevenMinute, WorkingWell, tidied


@dataclass(frozen=True)
class Budget:
    """The most a part of the page holds: characters of one text, or items of one list."""

    section: str
    characters: int = 0
    items: int = 0

    @property
    def allowed(self) -> int:
        return self.characters or self.items


BUDGETS = {
    "partnership": Budget("Partnership name", characters=80),
    "audit_line": Budget("Audit line", characters=54),
    "title": Budget("Title", characters=60),
    "strip": Budget("Number strip", items=4),
    "strip.value": Budget("Number strip", characters=8),
    "strip.detail": Budget("Number strip", characters=18),
    "strip.caption": Budget("Number strip", characters=40),
    "boxes": Budget("Boxes 1 to 3", items=3),
    "boxes.heading": Budget("Boxes 1 to 3", characters=18),
    "boxes.text": Budget("Boxes 1 to 3", characters=165),
    "working_well": Budget("4 Working well", characters=280),
    "working_well.points": Budget("4 Working well", items=3),
    "chart": Budget("Chart", items=7),
    "chart.label": Budget("Chart", characters=32),
    "needs_to_change": Budget("5 Needs to change", items=6),
    "needs_to_change.label": Budget("5 Needs to change", characters=22),
    "needs_to_change.text": Budget("5 Needs to change", characters=66),
    "quote.text": Budget("Quote", characters=78),
    "quote.speaker": Budget("Quote", characters=26),
    "what_to_do": Budget("6 What to do", items=6),
    "what_to_do.text": Budget("6 What to do", characters=54),
    "what_next": Budget("7 What next", items=3),
    "what_next.text": Budget("7 What next", characters=48),
    "footer.edition": Budget("Footer", characters=24),
    "footer.published": Budget("Footer", characters=28),
    "footer.link": Budget("Footer", characters=56),
}


@dataclass(frozen=True)
class Measured:
    """How much of its budget one part of a document uses; `item` counts from 1, 0 for no list."""

    key: str
    actual: int
    item: int = 0

    @property
    def budget(self) -> Budget:
        return BUDGETS[self.key]

    @property
    def fullness(self) -> float:
        return self.actual / self.budget.allowed

    @property
    def sentence(self) -> str:
        budget, over = self.budget, self.actual - self.budget.allowed
        where = f"{budget.section}, {self.item}" if self.item else budget.section
        part = self.key.rpartition(".")[2]
        named = f"{where} ({part})" if "." in self.key and part != "text" else where
        if budget.items:
            return (
                f"{named} has {self.actual} items and the page holds {budget.items}: remove {over}."
            )
        return (
            f"{named} has {self.actual} characters and the page holds {budget.characters}:"
            f" cut {over}."
        )


@dataclass(frozen=True)
class OverBudget:
    section: str
    field: str
    allowed: int
    actual: int
    sentence: str


def over_budget(document: SevenMinute) -> list[OverBudget]:
    return [
        OverBudget(
            section=part.budget.section,
            field=f"{part.key}.{part.item}" if part.item else part.key,
            allowed=part.budget.allowed,
            actual=part.actual,
            sentence=part.sentence,
        )
        for part in measured(document)
        if part.fullness > 1
    ]


def fullest(document: SevenMinute, count: int = 3) -> list[str]:
    """The sections to shorten first, for a page that overflows though each part is in budget."""
    texts = [part for part in measured(document) if part.budget.characters >= 40]
    ranked = sorted(texts, key=lambda part: -part.fullness)
    return list(dict.fromkeys(part.budget.section for part in ranked))[:count]


def measured(document: SevenMinute) -> Iterator[Measured]:
    document = tidied(document)
    for name in ("partnership", "audit_line", "title"):
        yield Measured(name, len(getattr(document, name)))
    yield from _measured_list("strip", document.strip, ("value", "detail", "caption"))
    yield from _measured_list("boxes", document.boxes, ("heading", "text"))
    yield from _measured_working_well(document.working_well)
    yield from _measured_list("chart", document.chart_rows, ("label",))
    yield from _measured_list("needs_to_change", document.needs_to_change, ("label", "text"))
    if document.quote:
        yield Measured("quote.text", len(document.quote.text))
        yield Measured("quote.speaker", len(document.quote.speaker))
    for name in ("what_to_do", "what_next"):
        points = tuple(Point("", text) for text in getattr(document, name))
        yield from _measured_list(name, points, ("text",))
    for each in fields(document.footer):
        yield Measured(f"footer.{each.name}", len(getattr(document.footer, each.name)))


def _measured_list(key, items, names) -> Iterator[Measured]:
    yield Measured(key, len(items))
    for number, item in enumerate(items, start=1):
        for name in names:
            yield Measured(f"{key}.{name}", len(getattr(item, name)), number)


def _measured_working_well(box: WorkingWell) -> Iterator[Measured]:
    texts = [box.lead, *(f"{point.label}. {point.text}" for point in box.points)]
    yield Measured("working_well", len(" ".join(texts).strip()))
    yield Measured("working_well.points", len(box.points))
