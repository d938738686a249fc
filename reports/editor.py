"""What the page shows on which a briefing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.briefing_checks import Problem, length_of, used_in
from reports.briefing_fields import NUMBER, QUOTE, SECTIONS, Field, Section, completed
from reports.briefings import FACT_PREFIX, Snapshot
from reports.models import Briefing, Quote, TakenPoint
from reports.references import AUDIT_FACTS, Token, UnknownToken, value_of
from reports.spread_wording import in_full
from reports.spreads import Spread
from reports.wording import share

FACT_WORDS = {
    "cases": "Cases with a return",
    "organisations": "Organisations with a return",
    "responses": "Responses counted",
    "returns": "Returns counted",
    "agencies": "Agencies with a return",
    "expected": "Returns expected",
}
WAYS = (
    ("", "in full"),
    (".percent", "per cent"),
    (".count", "counts"),
    (".words", "in words"),
)
WAYS_OF_TOTALS = (
    ("", "in full"),
    (".median", "median"),
    (".range", "range"),
    (".count", "counts"),
)
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Reference:
    """`token` is what is typed into a text; `value` is what it says today."""

    token: str
    value: str
    way: str = ""


@dataclass(frozen=True)
class ReferenceGroup:
    label: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class FieldView:
    """`reads`: the text with its references filled in, where it has any.

    `taken`: what the panel learned that was put here.
    """

    field: Field
    bound: object
    length: int
    reads: str
    theirs: str | None
    taken: tuple[TakenPoint, ...] = ()

    @property
    def over(self) -> int:
        return max(0, self.length - self.field.allowed) if self.field.allowed else 0


@dataclass(frozen=True)
class SectionView:
    section: Section
    fields: tuple[FieldView, ...]
    used: int
    problems: tuple[Problem, ...]

    @property
    def shown_used(self) -> int:
        return min(self.used, self.section.characters)

    @property
    def over(self) -> int:
        return max(0, self.used - self.section.characters) if self.section.characters else 0

    @property
    def must_change(self) -> bool:
        return any(problem.weight == "must" for problem in self.problems)


def section_views(
    form,
    snapshot: Snapshot,
    problems: Sequence[Problem],
    theirs: Mapping[str, str] | None = None,
    taken: Iterable[TakenPoint] = (),
) -> list[SectionView]:
    """`theirs`: what somebody else saved meanwhile, by field name."""
    theirs, taken = theirs or {}, tuple(taken)
    typed = completed({name: form[name].value() or "" for name in form.fields})
    return [
        SectionView(
            section,
            tuple(_view(form, field, typed, snapshot, theirs, taken) for field in section.fields),
            used_in(section, typed, snapshot),
            tuple(each for each in problems if each.field in {f.name for f in section.fields}),
        )
        for section in SECTIONS
    ]


def _view(form, field: Field, typed, snapshot: Snapshot, theirs, taken) -> FieldView:
    text = typed[field.name]
    return FieldView(
        field,
        form[field.name],
        length_of(text, snapshot) if field.is_written else 0,
        _reading(text, snapshot) if field.is_written else "",
        theirs.get(field.name),
        tuple(each for each in taken if each.field == field.name),
    )


def _reading(text: str, snapshot: Snapshot) -> str:
    if "[[" not in text:
        return ""
    try:
        return snapshot.fill(text)
    except UnknownToken as unknown:
        return unknown.sentence


def reference_groups(snapshot: Snapshot) -> list[ReferenceGroup]:
    """Everything a text may refer to, with what it says today."""
    facts = tuple(
        Reference(f"[[{FACT_PREFIX}{fact}]]", str(snapshot.facts[fact]), FACT_WORDS[fact].lower())
        for fact in AUDIT_FACTS
        if fact in snapshot.facts
    )
    groups = [
        ReferenceGroup(_named(key, snapshot), tuple(_references(key, snapshot)))
        for key, figure in snapshot.counted.items()
        if (figure.n if isinstance(figure, Spread) else figure.d)
    ]
    return [ReferenceGroup("The audit", facts), *groups]


def _named(key: str, snapshot: Snapshot) -> str:
    label = snapshot.counted[key].rule.label
    return f"{label} (added to this audit)" if key in snapshot.added else label


def _references(key: str, snapshot: Snapshot):
    for ending, way in WAYS_OF_TOTALS if key in snapshot.spreads else WAYS:
        name = f"{key}{ending}"
        value = value_of(Token(name, 0, 0), snapshot.counted, snapshot.facts, snapshot.minimum)
        yield Reference(f"[[{name}]]", value, way)


def choices_of(briefing: Briefing, snapshot: Snapshot) -> dict[str, Choices]:
    """By kind of field: what may be chosen, with today's figures beside it.

    A chart has shares alone; a total is a number, and may be one of the large ones.
    """
    measures = [
        (key, f"{_named(key, snapshot)}: {share(figure, snapshot.minimum)}")
        if figure.d
        else (key, f"{_named(key, snapshot)}: nothing counted yet")
        for key, figure in snapshot.figures.items()
    ]
    totals = [
        (key, f"{_named(key, snapshot)}: {in_full(spread)}")
        for key, spread in snapshot.spreads.items()
    ]
    facts = [
        (f"{FACT_PREFIX}{fact}", f"{FACT_WORDS[fact]}: {snapshot.facts[fact]}")
        for fact in AUDIT_FACTS
        if fact in snapshot.facts
    ]
    quotes = Quote.objects.approved().filter(audit=briefing.audit_id)
    return {
        "measure": [("", "No figure"), *measures],
        NUMBER: [("", "No number"), *facts, *measures, *totals],
        QUOTE: [("", "No quote"), *((str(each.pk), _quoted(each)) for each in quotes)],
    }


def _quoted(quote: Quote) -> str:
    return f"“{quote.text}” {quote.get_speaker_display()}"
