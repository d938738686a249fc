"""The sizes of a draw as a grid: one dimension down, the other across."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from cases.models import Draw
from cases.samples.frames import Frame
from cases.samples.sampling import Stratum

# A dimension whose values the rules may name, so that one without candidates is shown too.
NAMED_BY = {Draw.Dimension.AREA: "areas", Draw.Dimension.PLAN_TYPE: "plan_types"}


@dataclass(frozen=True)
class Row:
    label: str
    fields: tuple


@dataclass(frozen=True)
class Grid:
    """`across` is empty where there is one column only; a field is None where nothing is known."""

    down: str
    across: tuple[str, ...]
    rows: tuple[Row, ...]


def strata_of(draw: Draw, frame: Frame, asked: Mapping[Stratum, int]) -> list[Stratum]:
    """Every combination of the values that candidates, rules or sizes have."""
    there = frame.available.keys() | asked.keys()
    values = [_values(draw, at, name, there) for at, name in enumerate(draw.dimensions)]
    return list(product(*values))


def _values(draw: Draw, at: int, name: str, there: Iterable[Stratum]) -> list[str]:
    found = {stratum[at] for stratum in there}
    ruled = getattr(draw, NAMED_BY[name]) if name in NAMED_BY else ()
    return sorted(found | set(ruled))


def grid_of(draw: Draw, strata: list[Stratum], form) -> Grid:
    """The boxes of a SizesForm in their places."""
    boxes = {stratum: form[f"cell-{at}"] for at, stratum in enumerate(strata)}
    if len(draw.dimensions) == 2:
        return _crossed(draw, boxes)
    rows = [Row(_said(stratum), (box,)) for stratum, box in boxes.items()]
    return Grid(one_dimension(draw), (), tuple(rows))


def crossed(draw: Draw, cells: Mapping[Stratum, object]) -> Grid | None:
    """What is known of each stratum in its place; nothing unless there are two dimensions."""
    return _crossed(draw, cells) if len(draw.dimensions) == 2 and cells else None


def _crossed(draw: Draw, cells: Mapping[Stratum, object]) -> Grid:
    first, second = (sorted({stratum[at] for stratum in cells}) for at in (0, 1))
    rows = [
        Row(one or "Not given", tuple(cells.get((one, two)) for two in second)) for one in first
    ]
    across = tuple(value or "Not given" for value in second)
    return Grid(" and ".join(labels_of(draw)), across, tuple(rows))


def labels_of(draw: Draw) -> list[str]:
    return [Draw.Dimension(name).label for name in draw.dimensions]


def one_dimension(draw: Draw) -> str:
    """What a draw in one dimension is by, as the head of its column."""
    return next(iter(labels_of(draw)), "Who")


def each_part(draw: Draw) -> str:
    """What its reserves are kept for: “each area and plan type”."""
    return f"each {' and '.join(labels_of(draw)).lower()}" if draw.dimensions else "the whole draw"


def _said(stratum: Stratum) -> str:
    return (stratum[0] or "Not given") if stratum else "Everybody"
