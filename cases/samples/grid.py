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
    """`across` is empty where there is one column only."""

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
    labels = [Draw.Dimension(name).label for name in draw.dimensions]
    if len(draw.dimensions) < 2:
        rows = [Row(_said(stratum), (box,)) for stratum, box in boxes.items()]
        return Grid(labels[0] if labels else "Who", (), tuple(rows))
    first = list(dict.fromkeys(stratum[0] for stratum in strata))
    second = list(dict.fromkeys(stratum[1] for stratum in strata))
    rows = [Row(one or "Not given", tuple(boxes[one, two] for two in second)) for one in first]
    across = tuple(value or "Not given" for value in second)
    return Grid(" and ".join(labels), across, tuple(rows))


def _said(stratum: Stratum) -> str:
    return (stratum[0] or "Not given") if stratum else "Everybody"
