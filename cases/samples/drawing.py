"""The draw itself, and doing it again to see that the same come out."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from cases.models import Candidate, Case, Draw, DrawCell, RemovedCase
from cases.samples.candidates import person_of
from cases.samples.drawn_cases import make_cases
from cases.samples.frames import Frame, asked_of, frame_of, held, require_kept_until
from cases.samples.sampling import Cell, fill, shortfalls, shuffled
from cases.samples.sampling import draw as draw_cells
from cases.transitions import Refused

Chosen = Case.Chosen
NOBODY_ASKED = "Say first how many cases are drawn, or choose some by hand."
NOBODY_THERE = "Nobody can be drawn: there is no candidate whom the rules let in."
EXCLUDED = (
    "The rules now exclude somebody who was chosen by hand. Take that choice back, or change the"
    " rules."
)


@transaction.atomic
def draw_sample(*, draw: Draw, by: User, accepts_fewer: bool = False, seed: str = "") -> list[Case]:
    """Draw, make cases, and forget in the same moment who else could have been drawn.

    Raises Refused with a sentence for each stratum that has too few, unless that is accepted.
    """
    draw = held(draw, by)
    require_kept_until(draw.audit)
    frame, asked = frame_of(draw), asked_of(draw)
    _refuse(frame, asked, accepts_fewer)
    draw.seed = seed or secrets.token_hex(16)
    cells = draw_cells(draw.seed, frame.members, asked, chosen=frame.chosen, reserves=draw.reserves)
    _keep(draw, cells, frame, by)
    made = _make(draw, cells, by)
    _forget(draw, cells)
    record("drew a sample", draw, by=by, detail=f"{len(made)} of {len(frame.members)}")
    return made


def _refuse(frame: Frame, asked: dict, accepts_fewer: bool) -> None:
    if not asked and not frame.chosen:
        raise Refused(NOBODY_ASKED)
    if not frame.members:
        raise Refused(NOBODY_THERE)
    if any(each.is_chosen and each.excluded for each in frame.listed):
        raise Refused(EXCLUDED)
    few = shortfalls(frame.available, asked)
    if few and not accepts_fewer:
        raise Refused(" ".join(few))


def _keep(draw: Draw, cells: list[Cell], frame: Frame, by: User) -> None:
    """From here on a candidate who was not drawn is a keyed hash in a stratum, and no more."""
    draw.cells.all().delete()
    DrawCell.objects.bulk_create(
        DrawCell(
            draw=draw,
            stratum=list(cell.stratum),
            asked=cell.asked,
            keys=list(cell.keys),
            chosen=list(cell.chosen),
            drawn=list(cell.drawn),
            reserves=list(cell.reserves),
        )
        for cell in cells
    )
    draw.excluded = frame.excluded
    draw.drawn_by, draw.drawn_at = by, timezone.now()
    draw.save()


def _make(draw: Draw, cells: list[Cell], by: User) -> list[Case]:
    how = {key: Chosen.DRAWN for cell in cells for key in cell.drawn}
    how |= {key: Chosen.BY_HAND for cell in cells for key in cell.chosen}
    found = draw.candidates.filter(key__in=how).select_related("area", "plan_type")
    candidates = {candidate.key: candidate for candidate in found}
    return make_cases(
        draw.audit,
        [
            (person_of(candidates[key]), kept_of(draw, candidates[key], how[key]))
            for key in shuffled(draw.seed, how)
        ],
        by,
    )


def kept_of(draw: Draw, candidate: Candidate, how: str) -> dict[str, object]:
    return {
        "draw": draw,
        "draw_key": candidate.key,
        "name_key": candidate.name_key,
        "chosen": how,
        "chosen_because": candidate.chosen_because,
    }


def _forget(draw: Draw, cells: list[Cell]) -> None:
    reserves = [key for cell in cells for key in cell.reserves]
    draw.candidates.exclude(key__in=reserves).delete()
    draw.candidates.update(is_reserve=True)


@dataclass(frozen=True)
class Filled:
    """One cell of a draw as it stands now: how many of its cases are still in the audit."""

    cell: DrawCell
    cases: int

    @property
    def missing(self) -> int:
        return max(0, self.cell.asked - self.cases)

    @property
    def available(self) -> int:
        return len(self.cell.keys)


def filled_cells(draw: Draw) -> list[Filled]:
    """Those that were asked for or have a case."""
    taken = set(draw.cases.values_list("draw_key", flat=True))
    found = [Filled(cell, len(taken.intersection(cell.keys))) for cell in draw.cells.all()]
    return [each for each in found if each.cell.asked or each.cases]


@dataclass(frozen=True)
class Repeated:
    """What came out when a draw was made again from its seed and its frame."""

    drawn: int
    different: int
    missing: int  # drawn, and neither a case nor known to have been removed

    @property
    def is_same(self) -> bool:
        return not self.different and not self.missing


@transaction.atomic
def repeat_draw(*, draw: Draw, by: User) -> Repeated:
    """Anybody who runs audits may check it, as often as they like; each time is recorded."""
    require(by, Permission.RUN_AUDITS)
    draw = Draw.objects.get(pk=draw.pk)
    if not draw.is_drawn:
        raise Refused("This draw has not been made yet.")
    known = set(draw.cases.values_list("draw_key", flat=True))
    known |= set(RemovedCase.objects.filter(draw=draw).values_list("draw_key", flat=True))
    drawn, different, missing = 0, 0, 0
    for cell in draw.cells.all():
        again = fill(
            draw.seed,
            Cell(tuple(cell.stratum), cell.asked, tuple(cell.keys)),
            frozenset(cell.chosen),
        )
        drawn += again.filled
        different += len(set(again.drawn) ^ set(cell.drawn))
        missing += len({*cell.drawn, *cell.chosen} - known)
    repeated = Repeated(drawn, different, missing)
    record("repeated a draw", draw, by=by, detail="the same" if repeated.is_same else "different")
    return repeated


@transaction.atomic
def forget_reserves(*, draw: Draw, by: User) -> int:
    """Delete who is kept to replace somebody; says how many."""
    require(by, Permission.RUN_AUDITS)
    gone, _ = draw.candidates.filter(is_reserve=True).delete()
    record("deleted reserves", draw, by=by, detail=str(gone))
    return gone
