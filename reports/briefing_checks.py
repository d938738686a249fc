"""What stands between a briefing and its page: too long, unknown, typed or out of date."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.utils import timezone

from reports.briefing_fields import FIELDS, MEASURE, NUMBER, SECTIONS, Field, Section, completed
from reports.briefings import FACT_PREFIX, CannotPrint, Snapshot, document_of
from reports.budgets import over_budget
from reports.documents import tidy_text
from reports.figures import Figure
from reports.models import Briefing
from reports.pdf import page_problems
from reports.references import UnknownToken, tokens_in
from reports.spread_wording import in_full
from reports.spreads import Spread
from reports.text_checks import check_text
from reports.wording import share

MUST, CONSIDER = "must", "consider"
STOPS_THE_PAGE = frozenset({"unknown_token"})


@dataclass(frozen=True)
class Problem:
    """`weight` is must (no PDF until it is put right) or consider; `field` may be empty."""

    weight: str
    sentence: str
    field: str = ""

    @property
    def where(self) -> str:
        return next(
            (
                _place(section)
                for section in SECTIONS
                for f in section.fields
                if f.name == self.field
            ),
            "",
        )


@dataclass(frozen=True)
class Change:
    """A figure the briefing uses, as it was in the PDF and as it is now."""

    label: str
    before: str
    now: str


def _place(section: Section) -> str:
    return f"{section.number} {section.title}".strip()


def problems_of(briefing: Briefing, snapshot: Snapshot) -> list[Problem]:
    """Against the figures as they are now; those that stop the page first."""
    content = completed(briefing.content)
    found = [
        problem for section in SECTIONS for problem in _section_problems(section, content, snapshot)
    ]
    found += _page_problems(briefing, snapshot, already=bool(found))
    return sorted(found, key=lambda each: each.weight != MUST)


def _section_problems(section: Section, content, snapshot: Snapshot) -> Iterator[Problem]:
    for field in section.fields:
        text = content[field.name]
        if field.is_written:
            yield from _text_problems(field, text, snapshot)
        elif text and field.kind in {MEASURE, NUMBER}:
            yield from _choice_problems(field, text, snapshot)
    used = used_in(section, content, snapshot)
    if section.allowed and used > section.allowed:
        cut = f"{_place(section)} is {used - section.allowed} characters over its space."
        yield Problem(MUST, cut, section.fields[0].name)


def _text_problems(field: Field, text: str, snapshot: Snapshot) -> Iterator[Problem]:
    for warning in check_text(text, snapshot.counted, snapshot.facts, snapshot.minimum):
        weight = MUST if warning.kind in STOPS_THE_PAGE else CONSIDER
        yield Problem(weight, warning.sentence, field.name)
    over = length_of(text, snapshot) - field.allowed
    if field.allowed and over > 0:
        yield Problem(MUST, f"{field.label}: cut {over} characters.", field.name)


def _choice_problems(field: Field, key: str, snapshot: Snapshot) -> Iterator[Problem]:
    if key.startswith(FACT_PREFIX):
        return
    figure = snapshot.counted.get(key)
    if figure is None or not (figure.n if isinstance(figure, Spread) else figure.d):
        said = f"Nothing has been counted for {field.label.lower()} yet: choose another figure."
        yield Problem(MUST, said, field.name)


def _page_problems(briefing: Briefing, snapshot: Snapshot, *, already: bool) -> Iterator[Problem]:
    """What only the whole page shows: colours, the typeface, the partnership's own name."""
    try:
        document = document_of(briefing, snapshot, counted_on=timezone.localdate())
    except (CannotPrint, UnknownToken) as problem:
        if not already:
            yield Problem(MUST, str(problem))
        return
    ours = {over.sentence for over in over_budget(document) if over.section not in _OUTSIDE}
    for sentence in page_problems(document):
        if sentence not in ours and not (sentence == _NO_TITLE and already):
            yield Problem(MUST, sentence)


_OUTSIDE = frozenset({"Partnership name", "Audit line", "Footer", "Quote", "Chart"})
_NO_TITLE = "Give the briefing a title."


def length_of(text: str, snapshot: Snapshot) -> int:
    """Characters as printed: references filled in, asterisks gone."""
    with suppress(UnknownToken):  # text_checks.py reports it
        text = snapshot.fill(text)
    return len(tidy_text(text.replace("*", "")))


def used_in(section: Section, content, snapshot: Snapshot) -> int:
    """Characters of the section that are taken."""
    written = [field for field in section.fields if field.is_written and content[field.name]]
    joined = len(written) if section.allowed else 0
    return sum(length_of(content[field.name], snapshot) for field in written) + joined


def figures_used(content) -> set[str]:
    """Keys of the measures whose figures the briefing shows."""
    content = completed(content)
    chosen = {text for name, text in content.items() if FIELDS[name].kind in {MEASURE, NUMBER}}
    named = {token.key for text in content.values() for token in tokens_in(text)}
    return (chosen | named) - {""}


def changes_since(briefing: Briefing, now: Snapshot) -> list[Change]:
    """Figures of this briefing that are no longer what its PDF shows."""
    kept = Snapshot.from_json(briefing.figures)
    used = figures_used(briefing.content)
    return [
        Change(
            figure.rule.label,
            _in_words(kept.counted[key], kept.minimum),
            _in_words(figure, now.minimum),
        )
        for key, figure in now.counted.items()
        if key in used and key in kept.counted and not _same(kept.counted[key], figure)
    ]


def _in_words(figure: Figure | Spread, minimum: int) -> str:
    return in_full(figure) if isinstance(figure, Spread) else share(figure, minimum)


def _same(before: Figure | Spread, now: Figure | Spread) -> bool:
    if isinstance(before, Spread) and isinstance(now, Spread):
        return before.whole == now.whole
    return type(before) is type(now) and before.partition == now.partition
