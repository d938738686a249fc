"""The sample of the audit that has not started: one draw that was made, and one being prepared."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from agencies.models import Area, User
from audits.models import Audit, PlanType
from auditsite.demo.people import COORDINATOR
from auditsite.demo.planning import PLANNED
from cases.samples.candidates import Person
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes

# Whoever has read a few of these knows that nobody is called so.
FIRST = ("Acorn", "Bramley", "Clover", "Dapple", "Elder", "Fennel", "Gorse", "Heather")
LAST = ("Nettlewick", "Oatcake", "Puddifoot", "Quincewell", "Ryegrass")
SIZES = {"Lakeside": 4, "Tarnmouth": 2, "Upper Fold": 2}
PLANS = ("child-protection", "child-in-need")
SEED = Random(2026).randbytes(16).hex()  # the same in every demonstration
MONTH = timedelta(days=30)


def load_sample(staff: Mapping[str, User]) -> None:
    by = staff[COORDINATOR.name]
    audit = Audit.objects.get(reference_prefix=PLANNED["reference_prefix"])
    first = begin_draw(audit=audit, by=by)
    first = set_rules(draw=first, by=by, dimensions=["area"], open_for_months=3, oldest=17)
    add_candidates(draw=first, people=candidates(audit.audit_date, 0, 40), by=by)
    sizes = {(area.name,): SIZES.get(area.name, 2) for area in Area.objects.all()}
    set_sizes(draw=first, asked=sizes, reserves=1, by=by)
    draw_sample(draw=first, by=by, seed=SEED)
    second = begin_draw(audit=audit, by=by)
    second = set_rules(
        draw=second, by=by, dimensions=["sample_group", "plan_type"], open_for_months=3
    )
    add_candidates(draw=second, people=candidates(audit.audit_date, 30, 60), by=by)
    plans = PlanType.objects.filter(key__in=PLANS)
    asked = {(group, plan.name): 1 for group in ("Under 5", "Teenage") for plan in plans}
    set_sizes(draw=second, asked=asked, reserves=0, by=by)


def candidates(audit_date: date, start: int, end: int) -> Iterator[Person]:
    """Numbers tell them apart; those that overlap are the same children."""
    areas = list(Area.objects.order_by("name"))
    plans = list(PlanType.objects.filter(key__in=PLANS))
    for number in range(start, end):
        age = 1 + number * 7 % 17
        yield Person(
            f"DEMO-{1000 + number}",
            f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}",
            date(audit_date.year - age, 1 + number % 12, 1 + number % 28),
            {
                "area": areas[number % len(areas)],
                "plan_type": plans[number % len(plans)],
                "category": "Neglect",
                "sample_group": "Under 5" if age < 5 else "5 to 12" if age < 13 else "Teenage",
                "opened_on": audit_date - MONTH * (1 + number % 9),
                "siblings": number % 4,
            },
            {"sex": ("female", "male")[number // 2 % 2]},
        )
