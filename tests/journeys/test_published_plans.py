"""The plans of three published audits, each from its plan to its close."""

from collections import Counter

import pytest

from agencies.rls import Scope, acting
from audits.models import Audit, AuditTool
from cases.adding import add_own_case
from cases.differences.shown import unresolved_in
from cases.matrix.reading import matrix_of
from cases.models import AuditReturn, Involvement
from cases.samples.drawing import filled_cells, repeat_draw
from tests import factories
from tests.cases.samples.planned_samples import person
from tests.journeys.running import Running, State, Status, team

pytestmark = pytest.mark.django_db


def test_leicester_leicestershire_and_rutland_four_and_four_and_two():
    sizes = {("Leicester",): 4, ("Leicestershire",): 4, ("Rutland",): 2}
    running = Running("Neglect across three areas", "LLR26", map(team, ("Care", "Health")))
    areas = [factories.area(name=name) for (name,) in sizes]
    people = [person(100 * at + n, area=area) for at, area in enumerate(areas) for n in range(12)]
    draw, cases = running.draw(sizes, ["area"], people)
    assert Counter(case.area.name for case in cases) == {name: n for (name,), n in sizes.items()}
    assert repeat_draw(draw=draw, by=running.coordinator).is_same
    running.start()
    running.decide(lambda case, agency: State.KNOWN)
    assert len(running.answer()) == 20
    running.move(Status.MODERATING)
    differing = unresolved_in(running.audit, running.coordinator)
    assert len({each.case for each in differing}) == 10
    assert running.judge() == 10
    left = running.close()
    assert running.audit.status == Status.CLOSED
    assert not any("differ" in heading for heading in left)
    locked = running.audit.returns.filter(status=AuditReturn.Status.LOCKED)
    assert locked.count() == 20


def test_hull_six_together_twenty_one_alone_and_nine_in_a_second_round():
    teams = [team(name) for name in ("Care", "Health", "School")]
    joint = Running("Six together", "HUL26", teams)
    joint.draw({(): 6}, [], [person(n) for n in range(30)])
    joint.start()
    joint.decide(lambda case, agency: State.KNOWN)
    assert len(joint.answer()) == 18
    joint.move(Status.MODERATING)
    assert joint.judge() == 6
    joint.close()
    for name, prefix, number in (("Alone", "HUA26", 21), ("Alone again", "HUB26", 9)):
        alone = Running(name, prefix, teams, AuditTool.Audits.OWN_CASES, stream="single_agency")
        alone.start()
        for n in range(number):
            each = teams[n % len(teams)]

            with acting(Scope(each.auditor.pk, agencies=frozenset({each.agency.pk}))):
                add_own_case(
                    audit=alone.audit,
                    agency=each.agency,
                    local_identifier=f"{prefix}-{n}",
                    by=each.auditor,
                )
        assert len(alone.answer()) == number
        alone.close(reason="Each agency looked at its own cases.")
        assert alone.audit.status == Status.CLOSED
    ended = Audit.objects.filter(status=Status.CLOSED, series__name="Neglect")
    assert ended.count() == 3


KNOWN_BY = {"Care": 18, "Health": 15, "Police": 10, "School": 11, "Early help": 5, "Housing": 4}


def test_northumberland_eighteen_by_six_with_sixty_three_returns():
    running = Running("Neglect deep dive", "NOR26", map(team, KNOWN_BY))
    running.draw({(): 18}, [], [person(n) for n in range(60)])
    running.start()
    order = list(running.audit.cases.order_by("reference"))

    def knows(case, agency) -> str:
        if order.index(case) < KNOWN_BY[agency.short_name]:
            return State.KNOWN
        return (State.NOT_KNOWN, State.OUTSIDE_PERIOD)[order.index(case) % 2]

    running.decide(knows)
    assert Involvement.objects.filter(case__audit=running.audit).count() == 108
    assert len(running.answer()) == 63
    tally = matrix_of(running.audit, running.today).tally
    assert (tally.expected, tally.arrived, tally.explained) == (63, 63, 45)
    running.move(Status.MODERATING)
    assert running.judge() == 18
    running.close()
    assert running.audit.status == Status.CLOSED


def test_a_stratum_that_is_filled_says_so_cell_by_cell():
    running = Running("By group and plan", "GRP26", [team("Care")])
    plans = [factories.plan_type(name=name) for name in ("Child in need", "Child protection")]
    people = [
        person(10 * at + n, plan_type=plan, sample_group=group)
        for at, (plan, group) in enumerate((p, g) for p in plans for g in ("Under 5", "Over 5"))
        for n in range(5)
    ]
    sizes = {(group, plan.name): 1 for plan in plans for group in ("Under 5", "Over 5")}
    draw, cases = running.draw(sizes, ["sample_group", "plan_type"], people)
    assert len(cases) == 4
    assert [each.missing for each in filled_cells(draw)] == [0, 0, 0, 0]
