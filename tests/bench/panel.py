"""A panel's screen: its time for each return on it at 100 cases × 12 agencies, against 18 × 6."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import Audit
from tests import factories
from tests.bench.counting import as_owner
from tests.bench.large_audit import build_audit
from tests.bench.reading import LARGE, SMALL, client_of, read
from tests.bench.timing import Line, medians
from tests.cost import own_statements

MOST_QUERIES = 15


def panel_lines(rounds: int) -> list[Line]:
    with acting_as_system():
        addresses = [address_of(*size) for size in (SMALL, LARGE)]
        client = client_of(factories.coordinator())
    as_owner("ANALYZE")
    small, large = (lambda at=each: read(client, at) for each in addresses)
    times = medians({"small": small, "large": large}, rounds=rounds)
    per_return = {"small": times["small"] / SMALL[1], "large": times["large"] / LARGE[1]}
    told = {name: f"{each:.1f} ms" for name, each in per_return.items()}
    what = "a return on a panel's screen at 100 cases × 12 agencies, against 18 × 6"
    ratio = per_return["large"] / per_return["small"]
    asked = queries_of(large)
    queries = Line("queries of that screen at 100 × 12", f"{asked}", "", asked, MOST_QUERIES, "")
    return [Line(what, told["large"], told["small"], ratio, 1), queries]


def address_of(cases: int, agencies: int) -> str:
    audit = build_audit(cases, agencies)
    audit.status = Audit.Status.MODERATING
    audit.save(update_fields=["status"])
    return reverse("cases:panel_item", args=[audit.pk, audit.cases.order_by("reference")[0].pk])


def queries_of(opening) -> int:
    with CaptureQueriesContext(connection) as queries:
        opening()
    return len(own_statements(queries))
