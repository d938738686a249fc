"""Which figures of an audit a page shows, shares and totals in the order of the tool."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby

from django.utils.formats import date_format

from reports.counting import AuditFigures
from reports.earlier_audits import ShownEarlier
from reports.figures import Figure
from reports.figures_page import ShownFigure
from reports.measures import CountedMeasure
from reports.spreads import Spread
from reports.spreads_page import ShownSpread


def shown_figure(
    figure: Figure | Spread, measure: CountedMeasure, minimum: int
) -> ShownFigure | ShownSpread:
    if isinstance(figure, Spread):
        return ShownSpread(figure, measure)
    return ShownFigure(figure, measure, minimum)


def shown_measures(
    counted: AuditFigures, minimum: int, theme: str = "", code: str = ""
) -> list[ShownFigure | ShownSpread]:
    """Those of one theme and of one heading of another framework; empty is every one."""
    found = [
        shown_figure(counted.counted[key], measure, minimum)
        for key, measure in counted.measures.items()
        if theme in {"", measure.rule.theme} and (not code or code in dict(measure.codes))
    ]
    return [each for group in _by_measure(found) for each in _compared(group)]


def _by_measure(found: list[ShownFigure | ShownSpread]):
    """The occasions of one measure stand next to each other."""
    groups = groupby(found, lambda each: each.rule.key.partition("@")[0])
    return [list(group) for _, group in groups]


def _compared(group: list[ShownFigure | ShownSpread]) -> list[ShownFigure | ShownSpread]:
    """The first of several occasions has all of them beside it."""
    if len(group) < 2:
        return group
    together = tuple(each.compared for each in group)
    return [replace(group[0], together=together), *group[1:]]


def with_earlier(
    shown: list[ShownFigure | ShownSpread], earlier: Mapping[str, tuple[ShownEarlier, ...]]
) -> list[ShownFigure | ShownSpread]:
    """Each share with what survives of the same measure; a median has nothing beside it."""
    return [
        replace(each, earlier=earlier.get(each.rule.key, ()))
        if isinstance(each, ShownFigure)
        else each
        for each in shown
    ]


def codes_of(counted: AuditFigures) -> dict[str, str]:
    """Key -> words of the headings that questions with a measure answer to, in their order."""
    found = {}
    for measure in counted.measures.values():
        found |= dict(measure.codes)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def approved_words(facts: Mapping[str, int]) -> str:
    """“3 of 4 returns”: how many of those expected are in."""
    one = "response" if "responses" in facts else "return"
    return f"{facts['returns']} of {_counted(facts['expected'], one)}"


def so_far_words(facts: Mapping[str, int], day: date) -> str:
    """“So far: 3 of 4 returns, as at 3 Nov 2026”, of an audit that is still growing."""
    return f"So far: {approved_words(facts)}, as at {date_format(day, 'j M Y')}"


def source_words(facts: Mapping[str, int]) -> str:
    """“3 cases and 2 agencies”: whom the approved returns come from."""
    agencies = _counted(facts["agencies"], "agency", "agencies")
    if "organisations" in facts:
        return _counted(facts["organisations"], "organisation")
    return (
        agencies if "responses" in facts else f"{_counted(facts['cases'], 'case')} and {agencies}"
    )


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
