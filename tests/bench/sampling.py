"""Drawing a stratified sample of 30 from as many candidates as a draw may have."""

from datetime import date
from time import perf_counter

from agencies.rls import acting_as_system
from cases.models import Draw
from cases.samples.candidates import Person
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from tests import factories
from tests.bench.timing import Line

AREAS, SIZE, LIMIT = 3, 10, 2.0


def sampling_lines() -> list[Line]:
    """The whole of it: rules, order, cases, and forgetting who was not drawn."""
    with acting_as_system():
        draw, by = prepared()
        began = perf_counter()
        made = draw_sample(draw=draw, by=by)
        took = perf_counter() - began
    what = f"a sample of {len(made)} from {Draw.MOST_CANDIDATES:,} candidates"
    return [Line(what, f"{took:.2f} s", "", took, LIMIT, unit="s")]


def prepared():
    by = factories.coordinator()
    areas = [factories.area() for _ in range(AREAS)]
    draw = begin_draw(audit=factories.audit(identities_until=date(2030, 6, 3)), by=by)
    draw = set_rules(draw=draw, by=by, dimensions=["area"], open_for_months=3, oldest=17)
    opened, born = date(2024, 1, 1), date(2015, 1, 1)
    people = (
        Person(f"{n}", f"Name {n}", born, {"area": areas[n % AREAS], "opened_on": opened})
        for n in range(Draw.MOST_CANDIDATES)
    )
    add_candidates(draw=draw, people=people, by=by)
    sizes = {(area.name,): SIZE for area in areas}
    set_sizes(draw=draw, asked=sizes, reserves=0, by=by)
    return draw, by
