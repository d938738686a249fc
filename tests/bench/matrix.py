"""The matrix of an audit: its time per cell at 100 cases × 12 agencies against that at 18 × 6."""

from datetime import date

from django.template.loader import render_to_string

from agencies.rls import acting_as_system
from cases.matrix.reading import matrix_of
from cases.matrix.table import shown_as
from tests.bench.reading import LARGE, SMALL
from tests.bench.timing import Line, medians
from tests.cases.matrix.grids import grid

TODAY = date(2026, 11, 24)


def matrix_lines(rounds: int) -> list[Line]:
    with acting_as_system():
        small, large = grid(*SMALL), grid(*LARGE)
        times = medians(
            {"small": lambda: shown_of(small), "large": lambda: shown_of(large)}, rounds=rounds
        )
    per_cell = {
        "small": times["small"] / (SMALL[0] * SMALL[1]),
        "large": times["large"] / (LARGE[0] * LARGE[1]),
    }
    what = "a cell of a matrix of 100 cases × 12 agencies, against one of 18 × 6"
    told = {name: f"{1000 * each:.0f} µs" for name, each in per_cell.items()}
    return [Line(what, told["large"], told["small"], per_cell["large"] / per_cell["small"], 1)]


def shown_of(audit) -> str:
    matrix = matrix_of(audit, TODAY)
    context = {"audit": audit, "table": shown_as(matrix, matrix)}
    return render_to_string("cases/audit_matrix.html", context)
