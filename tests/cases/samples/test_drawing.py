"""A draw from the list of candidates to cases, and what is kept of those who were not drawn."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from agencies.models import Activity
from agencies.roles import Role
from audits.models import Audit, AuditTool, Participation
from cases.models import Candidate, Case, Draw, DrawCell, Identity, Involvement
from cases.samples.candidates import Person
from cases.samples.drawing import draw_sample, filled_cells, forget_reserves, repeat_draw
from cases.samples.frames import (
    add_candidates,
    begin_draw,
    choose_by_hand,
    frame_of,
    give_up_draw,
    remove_candidates,
    set_rules,
    set_sizes,
)
from cases.services import decide_involvement
from cases.transitions import Refused
from tests import factories
from tests.cases.samples.planned_samples import DESTROYED_ON, drawn, in_areas, person, planned

pytestmark = pytest.mark.django_db
LLR = {"Leicester": 4, "Leicestershire": 4, "Rutland": 2}


def test_four_and_four_and_two_are_drawn_by_area():
    draw, _ = drawn(LLR)
    assert Counter(case.area.name for case in draw.cases.all()) == LLR
    assert {each.cell.stratum[0]: each.cases for each in filled_cells(draw)} == LLR


def test_who_was_not_drawn_is_gone_in_the_same_moment():
    draw, _ = drawn(LLR)
    assert Candidate.objects.count() == 0
    assert sum(len(cell.keys) for cell in draw.cells.all()) == 36
    assert Identity.objects.count() == 2 * 10


def test_nothing_kept_of_the_frame_says_who_anybody_is():
    drawn(LLR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells::text FROM cases_drawcell cells")
        kept = " ".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT draws::text FROM cases_draw draws")
        kept += " ".join(row for (row,) in cursor.fetchall())
    assert "LOC-" not in kept
    assert "Quillfeather" not in kept
    assert "2015-06" not in kept


def test_a_refused_draw_keeps_every_candidate_and_makes_no_case():
    draw, by = in_areas({"Leicester": 4, "Rutland": 20})
    with pytest.raises(Refused, match="Rutland: 20 asked for, only 12 can be drawn."):
        draw_sample(draw=draw, by=by)
    assert Candidate.objects.count() == 24
    assert Case.objects.count() == 0
    assert len(draw_sample(draw=draw, by=by, accepts_fewer=True)) == 16
    assert [each.missing for each in filled_cells(draw)] == [0, 8]


def test_references_follow_neither_the_file_nor_the_strata():
    draw, _ = drawn({"Leicester": 8, "Rutland": 8}, seed="a seed")
    areas = [case.area.name for case in draw.cases.order_by("reference")]
    assert areas != sorted(areas)
    numbers = [case.reference.rpartition("-")[2] for case in draw.cases.order_by("reference")]
    assert numbers == [f"{number:02}" for number in range(1, 17)]


def test_the_draw_can_be_repeated_and_a_changed_frame_is_noticed():
    draw, by = drawn(LLR)
    assert repeat_draw(draw=draw, by=by).is_same
    draw = without_who_was_drawn(draw)
    assert not repeat_draw(draw=draw, by=by).is_same
    assert Activity.objects.filter(verb="repeated a draw").count() == 2


def without_who_was_drawn(draw) -> Draw:
    """The same draw with another frame, which the database takes before it is made alone."""
    cases, cells, drawn_at = draw.cases.all(), list(draw.cells.all()), draw.drawn_at
    other = Draw.objects.get(pk=draw.pk)
    other.pk, other.number, other.drawn_at = uuid4(), draw.number + 1, None
    other.save(force_insert=True)
    for cell in cells:
        cell.pk, cell.draw = uuid4(), other
        cell.keys = [key for key in cell.keys if key not in cell.drawn]
        cell.save(force_insert=True)
    cases.update(draw=other)
    Draw.objects.filter(pk=other.pk).update(drawn_at=drawn_at)
    return other


def test_another_list_in_another_order_and_the_same_seed_give_the_same_children():
    audit = planned()
    keys = []
    for order in (1, -1):
        by = factories.coordinator()
        with transaction.atomic():
            draw = begin_draw(audit=audit, by=by)
            add_candidates(draw=draw, people=[person(n) for n in range(30)][::order], by=by)
            set_sizes(draw=draw, asked={(): 5}, reserves=0, by=by)
            draw_sample(draw=draw, by=by, seed="one seed")
            keys.append(draw.cells.get().drawn)
            transaction.set_rollback(True)
    assert keys[0] == keys[1]


def test_one_of_each_group_and_plan_is_drawn_and_empty_cells_are_shown():
    by, plans = factories.coordinator(), [factories.plan_type(name=name) for name in ("CP", "CIN")]
    draw = begin_draw(audit=planned(), by=by)
    set_rules(draw=draw, by=by, dimensions=["sample_group", "plan_type"])
    there = [("Under 5", plans[0]), ("Under 5", plans[1]), ("Teenage", plans[0])]
    people = [
        person(10 * at + n, sample_group=group, plan_type=plan)
        for at, (group, plan) in enumerate(there)
        for n in range(4)
    ]
    add_candidates(draw=draw, people=people, by=by)
    asked = {(group, plan.name): 1 for group in ("Under 5", "Teenage") for plan in plans}
    assert set_sizes(draw=draw, asked=asked, reserves=0, by=by) == [
        "Teenage · CIN: 1 asked for, nobody can be drawn."
    ]
    assert len(draw_sample(draw=draw, by=by, accepts_fewer=True)) == 3
    assert [(each.cell.stratum, each.missing) for each in filled_cells(draw) if each.missing] == [
        (["Teenage", "CIN"], 1)
    ]


def test_rules_exclude_as_at_the_audit_date_and_say_by_which_rule():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    draw = set_rules(draw=draw, by=by, open_for_months=6, oldest=17)
    add_candidates(
        draw=draw,
        people=[
            person(1, opened_on=date(2025, 6, 30)),
            person(2, opened_on=date(2025, 7, 1)),
            person(3, opened_on=date(2020, 1, 1), born_on=date(2007, 12, 31)),
        ],
        by=by,
    )
    frame = frame_of(draw)
    assert len(frame.members) == 1
    assert frame.excluded == [
        ("Open for less than 6 months on the audit date.", 1),
        ("Older than 17 on the audit date.", 1),
    ]
    draw = set_rules(draw=draw, by=by, audit_date=date(2025, 12, 30))
    assert ("Older than 17 on the audit date.", 1) not in frame_of(draw).excluded


def test_the_excluded_are_never_drawn_and_are_counted_for_good():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    set_rules(draw=draw, by=by, open_for_months=6)
    add_candidates(draw=draw, people=[person(n) for n in range(5)], by=by)
    set_sizes(draw=draw, asked={(): 2}, reserves=0, by=by)
    with pytest.raises(Refused, match="nobody can be drawn|Nobody can be drawn"):
        draw_sample(draw=draw, by=by, accepts_fewer=True)
    add_candidates(
        draw=draw, people=[person(n, opened_on=date(2025, 1, 1)) for n in (7, 8, 9)], by=by
    )
    draw_sample(draw=draw, by=by)
    draw.refresh_from_db()
    assert draw.excluded == [["The day it was opened is not given.", 5]]
    assert len(draw.cells.get().keys) == 3


def test_a_choice_by_hand_counts_with_its_reason_and_the_rest_is_drawn():
    draw, by = in_areas(LLR)
    wanted = draw.candidates.filter(area__name="Rutland").first()
    choose_by_hand(candidate=wanted, reason="Only case with a graded profile.", by=by)
    draw_sample(draw=draw, by=by)
    assert draw.cases.count() == 10
    case = draw.cases.get(draw_key=wanted.key)
    assert (case.chosen, case.chosen_because) == ("by_hand", "Only case with a graded profile.")
    assert repeat_draw(draw=draw, by=by).is_same


def test_whom_the_rules_exclude_cannot_be_chosen():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add_candidates(draw=draw, people=[person(1)], by=by)
    found = draw.candidates.get()
    choose_by_hand(candidate=found, reason="Known to everybody.", by=by)
    set_rules(draw=draw, by=by, open_for_months=6)
    add_candidates(draw=draw, people=[person(2, opened_on=date(2025, 1, 1))], by=by)
    with pytest.raises(Refused, match="exclude somebody who was chosen by hand"):
        draw_sample(draw=draw, by=by)
    with pytest.raises(Refused, match="The rules exclude this candidate"):
        choose_by_hand(candidate=found, reason="Again.", by=by)


def test_a_child_of_the_first_draw_is_not_drawn_again():
    """6 jointly evaluated in a first round, 9 in a second, as in Hull."""
    by, audit = factories.coordinator(), planned()
    people = [person(n) for n in range(20)]
    for number, size in ((1, 6), (2, 9)):
        draw = begin_draw(audit=audit, by=by)
        add_candidates(draw=draw, people=people, by=by)
        set_sizes(draw=draw, asked={(): size}, reserves=0, by=by)
        draw_sample(draw=draw, by=by)
        draw.refresh_from_db()
        assert (str(draw), draw.cases.count()) == (["First draw", "Second draw"][number - 1], size)
    assert draw.excluded == [["Is or was a case of this audit.", 6]]
    assert Case.objects.values("draw_key").distinct().count() == 15


def test_returns_of_a_later_draw_are_due_on_a_day_of_its_own():
    by, agency = factories.coordinator(), factories.agency()
    audit = factories.audit(identities_until=DESTROYED_ON)
    Participation.objects.create(audit=audit, agency=agency)
    draw = begin_draw(audit=audit, by=by)
    set_rules(draw=draw, by=by, due_on=date(2030, 3, 1))
    add_candidates(draw=draw, people=[person(1)], by=by)
    set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
    (case,) = draw_sample(draw=draw, by=by)
    asked = Involvement.objects.get(case=case)
    assert (asked.agency, asked.state) == (agency, "to_confirm")
    expected = decide_involvement(involvement=asked, state="known", by=factories.lead(agency))
    assert expected.due_on == date(2030, 3, 1)


def test_agencies_that_join_chosen_cases_only_are_not_asked():
    by, audit = factories.coordinator(), factories.audit(identities_until=DESTROYED_ON)
    school = factories.agency()
    Participation.objects.create(audit=audit, agency=school, chosen_cases=True)
    draw = begin_draw(audit=audit, by=by)
    add_candidates(draw=draw, people=[person(1)], by=by)
    set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
    draw_sample(draw=draw, by=by)
    assert not Involvement.objects.exists()


def test_facts_are_those_of_the_audit_date_and_the_birthday_is_in_the_vault_alone():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add_candidates(draw=draw, people=[person(1, born_on=date(2025, 7, 15))], by=by)
    set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
    (case,) = draw_sample(draw=draw, by=by)
    child = case.subjects.get()
    assert (child.age, child.age_years, child.age_months) == ("5 months", 0, 5)
    texts = {identity.kind: identity.text for identity in case.identities.all()}
    assert texts == {
        "subject": "Quillfeather 1, born 15 July 2025",
        "local_number": "LOC-00001",
    }


def test_reserves_are_kept_in_order_until_they_are_let_go():
    draw, by = in_areas(LLR)
    set_sizes(draw=draw, asked={("Rutland",): 2}, reserves=2, by=by)
    draw_sample(draw=draw, by=by)
    kept = draw.cells.get(stratum=["Rutland"]).reserves
    assert {each.key for each in Candidate.objects.all()} == set(kept)
    assert forget_reserves(draw=draw, by=by) == 2
    assert not Candidate.objects.exists()


def test_a_draw_is_made_once():
    draw, by = drawn(LLR)
    for change in (
        lambda: draw_sample(draw=draw, by=by),
        lambda: set_rules(draw=draw, by=by, oldest=3),
        lambda: add_candidates(draw=draw, people=[person(999)], by=by),
        lambda: remove_candidates(draw=draw, by=by),
        lambda: give_up_draw(draw=draw, by=by),
    ):
        with pytest.raises(Refused, match="has been made, so it stays"):
            change()


def test_one_draw_at_a_time_is_prepared():
    audit, by = planned(), factories.coordinator()
    assert begin_draw(audit=audit, by=by) == begin_draw(audit=audit, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(audit=audit, number=9, audit_date=audit.audit_date, key_number=1)


def test_nothing_is_drawn_for_audits_without_sampled_cases_or_that_have_moved_on():
    by = factories.coordinator()
    own = factories.audit_of(AuditTool.Audits.OWN_CASES)
    with pytest.raises(Refused, match="looks at no sampled cases"):
        begin_draw(audit=own, by=by)
    with pytest.raises(Refused, match="has moved on"):
        begin_draw(audit=factories.audit(status=Audit.Status.ANALYSING), by=by)


def test_nobody_is_a_candidate_twice_or_without_end():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add_candidates(draw=draw, people=[person(1)], by=by)
    again = Person("loc - 00001", "Somebody Else")
    for people in ([again], [person(2), person(2)]):
        with pytest.raises(Refused, match="among the candidates already"):
            add_candidates(draw=draw, people=people, by=by)
    assert draw.candidates.count() == 1


def test_a_draw_without_sizes_or_by_somebody_else_is_refused():
    draw, by = in_areas({"Leicester": 0})
    with pytest.raises(Refused, match="Say first how many"):
        draw_sample(draw=draw, by=by)
    for role in (Role.MODERATOR, Role.ADMIN, Role.APPROVER):
        with pytest.raises(PermissionDenied):
            draw_sample(draw=draw, by=factories.user(role))


@pytest.mark.parametrize("table", ["cases_draw", "cases_drawcell"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = gen_random_uuid()", "DELETE FROM {}"])
def test_a_made_draw_and_its_frame_stay_as_they_are(table, statement):
    drawn(LLR)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        execute(statement.format(table))


def test_nothing_is_put_into_the_frame_of_a_made_draw_later():
    draw, _ = drawn(LLR)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        DrawCell.objects.create(draw=draw, stratum=["Elsewhere"], keys=["0" * 64])


def test_neither_seed_nor_rules_of_a_made_draw_change_and_its_last_day_may():
    draw, _ = drawn(LLR)
    for change in ({"seed": "other"}, {"open_for_months": 12}, {"drawn_at": None}):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            Draw.objects.filter(pk=draw.pk).update(**change)
    assert Draw.objects.filter(pk=draw.pk).update(due_on=date(2026, 12, 1)) == 1


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
