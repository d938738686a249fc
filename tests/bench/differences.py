"""The list of differences: its time per cell at 100 cases × 12 agencies against that at 18 × 6."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.rls import acting_as_system
from tests import factories
from tests.bench.counting import as_owner
from tests.bench.large_audit import build_audit
from tests.bench.reading import LARGE, SMALL, client_of, read
from tests.bench.timing import Line, medians


def difference_lines(rounds: int) -> list[Line]:
    with acting_as_system():
        addresses = [address_of(*size) for size in (SMALL, LARGE)]
        client = client_of(factories.coordinator())
    as_owner("ANALYZE")  # as the server does by itself, some time after so many rows are written
    small, large = (lambda at=each: read(client, at) for each in addresses)
    times = medians({"small": small, "large": large}, rounds=rounds)
    per_cell = {
        "small": times["small"] / (SMALL[0] * SMALL[1]),
        "large": times["large"] / (LARGE[0] * LARGE[1]),
    }
    told = {name: f"{1000 * each:.0f} µs" for name, each in per_cell.items()}
    what = "a cell of the list of differences at 100 cases × 12 agencies, against 18 × 6"
    ratio = per_cell["large"] / per_cell["small"]
    queries = [queries_of(each) for each in (small, large)]
    same = Line(
        "queries of that list at 100 × 12, against 18 × 6",
        f"{queries[1]}",
        f"{queries[0]}",
        queries[1] / queries[0],
        1,
    )
    return [Line(what, told["large"], told["small"], ratio, 1), same]


def address_of(cases: int, agencies: int) -> str:
    return reverse("cases:differences", args=[build_audit(cases, agencies).pk])


def queries_of(opening) -> int:
    with CaptureQueriesContext(connection) as queries:
        opening()
    return len(queries)
