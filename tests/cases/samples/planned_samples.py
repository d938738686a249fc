"""Draws for tests: candidates as a coordinator would enter them."""

from datetime import date

from audits.models import Audit
from cases.samples.candidates import Person
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from tests import factories

AUDIT_DATE = date(2025, 12, 31)
DESTROYED_ON = date(2030, 6, 3)


def planned(**fields) -> Audit:
    """Of which identities may be kept."""
    planning = {"status": Audit.Status.PLANNING, "identities_until": DESTROYED_ON}
    return factories.audit(**planning | fields)


def person(number: int, **facts) -> Person:
    """`facts` are those of the case; a name that nobody has."""
    born_on = facts.pop("born_on", date(2015, 6, 1 + number % 28))
    subject = {"sex": facts.pop("sex")} if "sex" in facts else {}
    return Person(f"LOC-{number:05}", f"Quillfeather {number}", born_on, facts, subject)


def in_areas(numbers: dict[str, int], dimensions=("area",), each: int = 12):
    """A draw with `each` candidates in each named area, of which so many are asked for."""
    by = factories.coordinator()
    areas = {name: factories.area(name=name) for name in numbers}
    draw = begin_draw(audit=planned(), by=by)
    set_rules(draw=draw, by=by, dimensions=list(dimensions))
    people = [
        person(100 * at + n, area=area)
        for at, area in enumerate(areas.values())
        for n in range(each)
    ]
    add_candidates(draw=draw, people=people, by=by)
    set_sizes(draw=draw, asked={(name,): n for name, n in numbers.items()}, reserves=0, by=by)
    draw.refresh_from_db()
    return draw, by


def drawn(numbers: dict[str, int], **options):
    draw, by = in_areas(numbers)
    draw_sample(draw=draw, by=by, **options)
    draw.refresh_from_db()
    return draw, by
