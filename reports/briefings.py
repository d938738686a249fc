"""From what a coordinator wrote and what was counted to the document that is printed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Partnership
from reports import spread_wording
from reports.briefing_fields import CHANGES, FIELDS, STRENGTHS, completed
from reports.budgets import BUDGETS
from reports.colours import Colours
from reports.counting import AuditFigures, minimum_denominator
from reports.documents import (
    BigNumber,
    Box,
    ChartGroup,
    ChartRow,
    Footer,
    Point,
    SevenMinute,
    WorkingWell,
)
from reports.documents import Quote as PrintedQuote
from reports.figures import MINIMUM_DENOMINATOR, Figure
from reports.models import Briefing, Quote
from reports.phrases import cut_to_words
from reports.references import fill
from reports.shown import so_far_words
from reports.spreads import Spread
from reports.wording import unit_word

Content = Mapping[str, str]
BOX_HEADINGS = ("Background", "Why it matters", "About the figures")
EMPHASIS = re.compile(r"\*([^*]+)\*")
FACT_PREFIX = "audit."


class CannotPrint(Exception):
    """A briefing that cannot be laid out; the message is a sentence for its writer."""


@dataclass(frozen=True)
class Snapshot:
    """What was counted for a briefing, as it is kept with it.

    `figures` are shares, `spreads` totals; `themes` names the themes of both by their keys.
    `is_so_far`: a rolling audit was still collecting.
    """

    figures: Mapping[str, Figure]
    facts: Mapping[str, int]
    minimum: int = MINIMUM_DENOMINATOR
    quote: PrintedQuote | None = None
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    added: frozenset[str] = frozenset()  # keys of measures that are this audit's own
    is_so_far: bool = False

    @classmethod
    def of(cls, counted: AuditFigures, briefing: Briefing) -> "Snapshot":
        return cls(
            counted.figures,
            counted.facts,
            minimum_denominator(),
            quote_of(briefing),
            counted.spreads,
            counted.themes,
            counted.added,
            briefing.audit.is_growing,
        )

    @property
    def counted(self) -> dict[str, Figure | Spread]:
        """Everything that a text may refer to by its key."""
        return {**self.figures, **self.spreads}

    def fill(self, text: str) -> str:
        """Raises UnknownToken."""
        return fill(text, self.counted, self.facts, self.minimum)

    def as_json(self) -> dict:
        said = {
            "figures": [figure.as_json() for figure in self.figures.values()],
            "facts": dict(self.facts),
            "minimum": self.minimum,
            "quote": [self.quote.text, self.quote.speaker] if self.quote else None,
        }
        spreads = [spread.as_json() for spread in self.spreads.values()]
        more = {"spreads": spreads, "is_so_far": self.is_so_far}
        return said | {name: value for name, value in more.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping | None) -> "Snapshot":
        """Empty where nothing has been kept yet."""
        kept = kept or {}
        figures = [Figure.from_json(each) for each in kept.get("figures", ())]
        spreads = [Spread.from_json(each) for each in kept.get("spreads", ())]
        return cls(
            figures={figure.key: figure for figure in figures},
            facts=kept.get("facts", {}),
            minimum=kept.get("minimum", MINIMUM_DENOMINATOR),
            quote=PrintedQuote(*kept["quote"]) if kept.get("quote") else None,
            spreads={spread.key: spread for spread in spreads},
            is_so_far=kept.get("is_so_far", False),
        )


def partnership() -> Partnership:
    found = Partnership.objects.first()
    if found is None:
        raise CannotPrint("Ask an admin to give the partnership a name: it is printed on the page.")
    return found


def quote_of(briefing: Briefing) -> PrintedQuote | None:
    """The chosen quote, as long as it is approved."""
    chosen = completed(briefing.content)["quote"]
    if not chosen:
        return None
    found = Quote.objects.approved().filter(audit=briefing.audit_id, pk=chosen).first()
    return PrintedQuote(found.text, found.get_speaker_display()) if found else None


def document_of(briefing: Briefing, snapshot: Snapshot, *, counted_on: date) -> SevenMinute:
    """The page. Raises UnknownToken, CannotPrint, and ValueError for an impossible colour."""
    house = partnership()
    filled = _filled(briefing.content, snapshot)
    so_far = so_far_words(snapshot.facts, counted_on) if snapshot.is_so_far else ""
    return SevenMinute(
        partnership=house.name,
        audit_line=_audit_line(briefing, so_far),
        so_far=so_far,
        title=filled["title"],
        dated=counted_on,
        footer=_footer(briefing, house, counted_on),
        strip=_strip(filled, snapshot),
        boxes=_boxes(filled),
        working_well=WorkingWell(filled["working_well.lead"], _points(filled, "working_well")),
        chart=_chart(filled, snapshot),
        needs_to_change=_points(filled, "needs_to_change"),
        quote=snapshot.quote,
        what_to_do=_lines(filled, "what_to_do"),
        what_next=_lines(filled, "what_next"),
        colours=Colours(brand=house.brand_colour, tint=house.tint_colour),
    )


def _filled(content: Content, snapshot: Snapshot) -> dict[str, str]:
    return {
        name: snapshot.fill(text) if FIELDS[name].is_written else text
        for name, text in completed(content).items()
    }


def _audit_line(briefing: Briefing, so_far: str) -> str:
    """How far a growing audit is matters more than what it is called."""
    longest = BUDGETS["audit_line"].characters
    if so_far:
        named = f"{briefing.audit.reference_prefix} · {so_far}"
        return named if len(named) <= longest else so_far
    return cut_to_words(f"{briefing.get_layout_display()} · {briefing.audit.name}", longest)


def _footer(briefing: Briefing, house: Partnership, counted_on: date) -> Footer:
    """Dated by its figures, so that what was approved is printed unchanged when published."""
    link = f"More: {house.website}" if house.website else ""
    return Footer(
        edition=briefing.get_edition_display(),
        published=f"Figures: {date_format(counted_on, 'j M Y')}",
        link=link if len(link) <= BUDGETS["footer.link"].characters else "",
    )


def _strip(filled: Content, snapshot: Snapshot) -> tuple[BigNumber, ...]:
    shown = (
        (filled[f"strip.shows.{place}"], filled[f"strip.caption.{place}"]) for place in range(1, 5)
    )
    return tuple(big_number(shows, caption, snapshot) for shows, caption in shown if shows)


def big_number(shows: str, caption: str, snapshot: Snapshot) -> BigNumber:
    """A fact (`audit.cases`) or a measure, whose counts stand beside its per cent or median."""
    if shows.startswith(FACT_PREFIX):
        return BigNumber(snapshot.fill(f"[[{shows}]]"), caption)
    if shows in snapshot.spreads:
        return _median(snapshot.spreads[shows], caption)
    figure = _figure(shows, snapshot)
    counts, units = f"{figure.n} of {figure.d}", unit_word(figure.rule.unit, figure.d)
    percent = figure.percent_shown(snapshot.minimum)
    if percent is None:
        return BigNumber(counts, caption, units)
    return BigNumber(f"{percent}%", caption, f"{counts} {units}")


def _median(spread: Spread, caption: str) -> BigNumber:
    if not spread.n:
        raise CannotPrint(
            f"No number has been answered for “{spread.rule.label}” yet. Choose another figure."
        )
    middle = spread_wording.number(spread.whole.median)
    limit = "" if spread.out_of is None else f" of {spread_wording.number(spread.out_of)}"
    return BigNumber(f"{middle}{limit}", caption, f"median, {spread_wording.count(spread)}")


def _boxes(filled: Content) -> tuple[Box, ...]:
    texts = [filled[f"boxes.text.{place}"] for place in (1, 2, 3)]
    return tuple(
        box(heading, text) for heading, text in zip(BOX_HEADINGS, texts, strict=True) if text
    )


def box(heading: str, text: str) -> Box:
    """The words between two asterisks, if any, are emphasised."""
    found = EMPHASIS.search(text)
    return Box(heading, EMPHASIS.sub(r"\1", text), emphasis=found[1] if found else "")


def _points(filled: Content, key: str) -> tuple[Point, ...]:
    places = range(1, 1 + sum(name.startswith(f"{key}.label.") for name in FIELDS))
    found = (Point(filled[f"{key}.label.{at}"], filled[f"{key}.text.{at}"]) for at in places)
    return tuple(point for point in found if point.label or point.text)


def _lines(filled: Content, key: str) -> tuple[str, ...]:
    names = (name for name in FIELDS if name.startswith(f"{key}.text."))
    return tuple(filled[name] for name in names if filled[name])


def _chart(filled: Content, snapshot: Snapshot) -> tuple[ChartGroup, ...]:
    strengths = _rows(filled, "strength", STRENGTHS, snapshot)
    changes = _rows(filled, "change", CHANGES, snapshot)
    groups = (
        ChartGroup("Working well", strengths),
        ChartGroup("Needs to change", changes, strength=False),
    )
    return tuple(group for group in groups if group.rows)


def _rows(filled: Content, key: str, count: int, snapshot: Snapshot) -> tuple[ChartRow, ...]:
    keys = (filled[f"chart.{key}.{place}"] for place in range(1, count + 1))
    return tuple(chart_row(_figure(each, snapshot), snapshot.minimum) for each in keys if each)


def chart_row(figure: Figure, minimum: int) -> ChartRow:
    return ChartRow(
        label=figure.rule.label,
        numerator=figure.n,
        denominator=figure.d,
        percent=figure.percent_shown(minimum),
        unit=unit_word(figure.rule.unit, 2),
        fewer_is_better=figure.rule.better == "lower",
        not_recorded=figure.partition.not_recorded,
        left_out=figure.left_out_total,
    )


def _figure(key: str, snapshot: Snapshot) -> Figure:
    figure = snapshot.figures.get(key)
    if figure is None:
        raise CannotPrint(f"“{key}” is no longer a measure of this audit. Choose another figure.")
    if not figure.d:
        raise CannotPrint(
            f"Nothing has been counted for “{figure.rule.label}” yet. Choose another figure."
        )
    return figure


def counted_on(briefing: Briefing) -> date:
    return timezone.localtime(briefing.counted_at).date()
