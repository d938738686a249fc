"""Identities are destroyed on their date, everybody's, and the audit lives on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies.models import Activity
from agencies.rls import Scope, acting, scope_of
from audits.planning import timetable_of
from cases.identities.destroying import destroy_identities_now, keep_identities_until
from cases.models import Case, Destruction, DestructionDate, Identity, IdentityImport
from cases.moving_timetable import move_whole_timetable, set_days_of_audit
from cases.tasks import destroy_due_identities
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def sampled_until(days: int):
    """An audit with an identity that its coordinator entered."""
    audit = factories.audit(identities_until=day(days))
    Identity.objects.create(case=factories.case(audit), kind="subject", text="Robin Example")
    return audit


def own_until(days: int):
    """An audit with an agency's own case, whose number that agency alone can read."""
    audit = factories.own_case_return(factories.agency()).audit
    audit.identities_until = day(days)
    audit.save()
    return audit


def held_of(audit) -> int:
    agencies = frozenset(audit.agencies.values_list("pk", flat=True))
    with acting(Scope(reaches_all=True, agencies=agencies)):
        return Identity.objects.filter(case__audit=audit).count()


both = pytest.mark.parametrize("until", [sampled_until, own_until])


@both
class TestOnTheirDate:
    def test_they_are_kept_to_the_end_of_their_last_day(self, until):
        audit = until(0)
        destroy_due_identities()
        assert held_of(audit) == 1
        assert not Destruction.objects.exists()

    def test_then_all_are_gone_and_the_audit_lives_on(self, until):
        audit = until(-1)
        destroy_due_identities()
        assert held_of(audit) == 0
        gone = Destruction.objects.get()
        assert (gone.audit, gone.number, gone.destroyed_by) == (audit, 1, None)
        assert Case.objects.get().audit == audit

    def test_a_second_run_finds_nothing_and_says_nothing(self, until):
        until(-1)
        destroy_due_identities()
        destroy_due_identities()
        assert Destruction.objects.count() == 1

    def test_other_audits_keep_theirs(self, until):
        until(-1)
        other = until(1)
        destroy_due_identities()
        assert held_of(other) == 1

    def test_a_file_that_waits_goes_with_them(self, until):
        audit = until(-1)
        IdentityImport.objects.create(audit=audit, content="x", read_by=factories.coordinator())
        destroy_due_identities()
        assert not IdentityImport.objects.exists()

    def test_activity_says_how_many_and_not_who(self, until):
        until(-1)
        destroy_due_identities()
        assert Activity.objects.get(verb="destroyed identities").detail == "1"


@both
class TestTheWayIn:
    """The function is open to everybody, and destroys only what is due."""

    def call(self, audit) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cases_destroy_due_identities(%s)", [audit.pk])
            return cursor.fetchone()[0]

    @pytest.mark.parametrize(("days", "number"), [(-1, 1), (0, 0), (1, 0)])
    def test_it_destroys_only_what_is_due(self, until, days, number):
        audit = until(days)
        assert self.call(audit) == number
        assert held_of(audit) == 1 - number

    def test_without_a_date_nothing_is_due(self, until):
        audit = until(-1)
        audit.identities_until = None
        audit.save()
        assert self.call(audit) == 0

    def test_the_application_itself_reaches_no_more_than_before(self, until):
        until(-1)
        with acting(Scope()):
            assert Identity.objects.count() == Identity.objects.all().delete()[0] == 0


def test_the_application_cannot_destroy_what_an_agency_alone_can_read():
    audit = own_until(-1)
    assert Identity.objects.all().delete()[0] == 0
    assert held_of(audit) == 1


class TestByACoordinator:
    def test_they_are_destroyed_before_their_day_when_its_reference_is_typed(self):
        audit = own_until(30)
        coordinator = factories.coordinator()
        number = destroy_identities_now(
            audit=audit, reference=f" {audit.reference_prefix.lower()} ", by=coordinator
        )
        assert (number, held_of(audit)) == (1, 0)
        assert Destruction.objects.get().destroyed_by == coordinator
        audit.refresh_from_db()
        assert audit.identities_until == day(-1)

    @pytest.mark.parametrize("typed", ["", "yes", "NEG"])
    def test_nothing_is_destroyed_without_it(self, typed):
        audit = sampled_until(30)
        with pytest.raises(Refused, match="Nothing was destroyed"):
            destroy_identities_now(audit=audit, reference=typed, by=factories.coordinator())
        assert Identity.objects.count() == 1

    def test_nobody_else_may(self):
        audit = own_until(30)
        lead = factories.lead(audit.agencies.get())
        with acting(scope_of(lead)), pytest.raises(PermissionDenied):
            destroy_identities_now(audit=audit, reference=audit.reference_prefix, by=lead)

    def test_an_earlier_day_needs_no_reason_and_a_later_one_does(self):
        audit = sampled_until(30)
        coordinator = factories.coordinator()
        keep_identities_until(audit=audit, day=day(20), by=coordinator)
        with pytest.raises(Refused, match="Say why"):
            keep_identities_until(audit=audit, day=day(21), by=coordinator, reason="  ")
        keep_identities_until(audit=audit, day=day(40), by=coordinator, reason="The panel is late.")
        audit.refresh_from_db()
        assert audit.identities_until == day(40)
        moves = DestructionDate.objects.values_list("before", "day", "reason")
        assert list(moves) == [
            (day(30), day(20), ""),
            (day(20), day(40), "The panel is late."),
        ]

    def test_a_day_gone_by_is_refused(self):
        audit = sampled_until(30)
        with pytest.raises(Refused, match="today or a later day"):
            keep_identities_until(audit=audit, day=day(-1), by=factories.coordinator())

    def test_the_database_keeps_none_longer_without_a_reason(self):
        audit = sampled_until(30)
        with pytest.raises(IntegrityError), transaction.atomic():
            DestructionDate.objects.create(
                audit=audit, before=day(1), day=day(2), set_by=factories.coordinator()
            )


class TestByThePlan:
    """The timetable of an audit holds the day too, and may not keep identities longer unseen."""

    def set(self, audit, days: int | None, by=None):
        wanted = timetable_of(audit) | {"identities_until": None if days is None else day(days)}
        wanted |= {"due_on": audit.due_on}
        by = by or factories.coordinator()
        set_days_of_audit(audit=audit, version=audit.plan_version, days=wanted, by=by)

    def running(self, **fields):
        return factories.audit(due_on=day(1), identities_until=day(30), **fields)

    @pytest.mark.parametrize(("days", "said"), [(31, "kept longer"), (None, "at once, or never")])
    def test_a_running_audit_keeps_its_day(self, days, said):
        audit = self.running()
        with pytest.raises(Refused, match=said):
            self.set(audit, days)
        audit.refresh_from_db()
        assert audit.identities_until == day(30)

    def test_an_earlier_day_is_noted(self):
        self.set(self.running(), 20)
        assert DestructionDate.objects.get().day == day(20)

    def test_while_it_is_planned_the_day_moves_freely_and_is_noted(self):
        audit = self.running(status="planning")
        self.set(audit, 40)
        assert "before the audit started" in DestructionDate.objects.get().reason

    def test_no_plan_destroys_at_once(self):
        audit = self.running(status="planning", audit_date=day(-30))
        audit.due_on = day(-9)
        audit.save()
        with pytest.raises(Refused, match="at once"):
            self.set(audit, -1)

    def test_the_whole_timetable_moves_it_for_its_reason(self):
        audit, by = self.running(), factories.coordinator()
        move_whole_timetable(
            audit=audit, version=1, days=7, reason="Snow.", by=by, today=timezone.localdate()
        )
        assert DestructionDate.objects.get().reason == "Snow."


def test_no_own_case_is_added_once_identities_are_no_longer_kept():
    audit = own_until(-1)
    with pytest.raises(Refused, match="no longer kept"):
        factories.own_case_return(audit.agencies.get(), audit, local_identifier="LOCAL-2")
    assert Case.objects.count() == 1
