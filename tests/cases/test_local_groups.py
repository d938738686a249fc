"""Each local group of an audit sees its own cases; the coordinator sees all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import Audit, LocalGroup
from cases.grouping import give_cases, remove_group, save_group
from cases.models import (
    AuditReturn,
    Case,
    CaseAction,
    Concern,
    Identity,
    Involvement,
    Moderation,
)
from cases.reminders.facts import facts_of
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


class Divided:
    """An audit before its panel, with a case in each of two groups and one in none."""

    def __init__(self):
        self.audit = factories.audit(status=Audit.Status.MODERATING)
        self.agency = factories.agency()
        names = ("lakeside", "harbour", "")
        self.returns = {
            name: factories.audit_return(audit=self.audit, agency_=self.agency) for name in names
        }
        self.groups = {}
        for name in names[:2]:
            self.groups[name] = LocalGroup.objects.create(audit=self.audit, name=name)
            Case.objects.filter(returns=self.returns[name]).update(group=self.groups[name])

    def seen(self, rows) -> set[str]:
        """Which of the three cases these rows are about."""
        found = {getattr(row, "case_id", None) or row.pk for row in rows}
        return {name for name, each in self.returns.items() if each.case_id in found}


@pytest.fixture
def divided():
    return Divided()


def what_is_seen(divided, user) -> list[set[str]]:
    return [
        divided.seen(rows)
        for rows in (
            Case.objects.visible_to(user),
            Case.objects.known_by_name_to(user),
            AuditReturn.objects.visible_to(user),
            AuditReturn.objects.readable_by(user),
            Involvement.objects.visible_to(user),
        )
    ]


def test_a_lead_of_a_group_sees_its_cases_alone(divided):
    lead = factories.lead(divided.agency)
    divided.groups["lakeside"].people.add(lead)
    assert what_is_seen(divided, lead) == [{"lakeside"}] * 5


def test_a_lead_of_two_groups_sees_the_cases_of_both(divided):
    lead = factories.lead(divided.agency)
    for group in divided.groups.values():
        group.people.add(lead)
    assert what_is_seen(divided, lead) == [{"lakeside", "harbour"}] * 5


def test_a_lead_of_no_group_sees_every_case_of_the_agency(divided):
    lead = factories.lead(divided.agency)
    assert what_is_seen(divided, lead) == [{"lakeside", "harbour", ""}] * 5


def test_a_group_of_another_audit_limits_nothing(divided):
    lead = factories.lead(divided.agency)
    LocalGroup.objects.create(audit=factories.audit(), name="Lakeside").people.add(lead)
    assert what_is_seen(divided, lead) == [{"lakeside", "harbour", ""}] * 5


def test_a_panel_member_sees_the_cases_of_their_group_and_without_one_none(divided):
    inside, outside = factories.user(Role.MODERATOR), factories.user(Role.MODERATOR)
    divided.groups["harbour"].people.add(inside)
    assert divided.seen(Case.objects.visible_to(inside)) == {"harbour"}
    assert divided.seen(Case.objects.visible_to(outside)) == set()


def test_a_panel_member_sees_every_case_of_an_audit_that_is_not_divided():
    found = factories.audit_return(audit=factories.audit(status=Audit.Status.MODERATING))
    assert found.case in Case.objects.visible_to(factories.user(Role.MODERATOR))


def test_an_auditor_answers_a_return_whoever_its_group_is(divided):
    found = divided.returns["harbour"]
    divided.groups["lakeside"].people.add(found.auditor)
    assert found in AuditReturn.objects.visible_to(found.auditor)


def test_the_coordinator_sees_all(divided):
    coordinator = factories.coordinator()
    divided.groups["lakeside"].people.add(coordinator)
    assert divided.seen(Case.objects.visible_to(coordinator)) == {"lakeside", "harbour", ""}


def test_who_a_child_is_stays_in_its_group(divided):
    lead = factories.lead(divided.agency)
    divided.groups["lakeside"].people.add(lead)
    for found in divided.returns.values():
        Identity.objects.create(case=found.case, kind="subject", text="A name")
    seen = Identity.objects.visible_to(lead)
    assert divided.seen(seen) == {"lakeside"}


def test_what_a_panel_asks_of_an_agency_is_read_in_the_group_of_its_case(divided):
    lead, by = factories.lead(divided.agency), factories.coordinator()
    divided.groups["lakeside"].people.add(lead)
    for name, found in divided.returns.items():
        judged = Moderation.objects.create(audit=divided.audit, case=found.case)
        judged.actions.create(agency=divided.agency, text=name or "none", added_by=by)
    assert {action.text for action in CaseAction.objects.visible_to(lead)} == {"lakeside"}
    assert CaseAction.objects.visible_to(by).count() == 3


def test_a_concern_is_read_in_the_group_of_its_case_and_by_whoever_raised_it(divided):
    lead, other = factories.lead(divided.agency), factories.lead(divided.agency)
    divided.groups["lakeside"].people.add(lead, other)
    theirs = {
        name: factories.concern(found, raised_by=other if name == "harbour" else found.auditor)
        for name, found in divided.returns.items()
    }
    assert set(Concern.objects.visible_to(lead)) == {theirs["lakeside"]}
    assert set(Concern.objects.visible_to(other)) == {theirs["lakeside"], theirs["harbour"]}


def test_a_lead_is_reminded_of_the_cases_of_their_group_alone(divided):
    Audit.objects.filter(pk=divided.audit.pk).update(status=Audit.Status.COLLECTING)
    inside, outside = factories.lead(divided.agency), factories.lead(divided.agency)
    divided.groups["lakeside"].people.add(inside)
    AuditReturn.objects.update(auditor=None)
    facts = facts_of([Audit.objects.get(pk=divided.audit.pk)])
    told = {owed.reference: facts.leads_of(owed) for owed in facts.owed}
    everybody = {name: found.reference for name, found in divided.returns.items()}
    assert told == {
        everybody["lakeside"]: {inside.pk, outside.pk},
        everybody["harbour"]: {outside.pk},
        everybody[""]: {outside.pk},
    }
    Involvement.objects.update(state="to_confirm")
    waits = facts_of([divided.audit]).to_confirm
    assert sum(inside.pk in each.people for each in waits) == 1
    assert all(outside.pk in each.people for each in waits)


def test_a_case_cannot_be_in_a_group_of_another_audit(divided):
    other = LocalGroup.objects.create(audit=factories.audit(), name="Elsewhere")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(returns=divided.returns[""]).update(group=other)


class TestGrouping:
    def test_cases_are_given_to_groups_and_counted_where_that_changed(self, divided):
        cases = {name: found.case for name, found in divided.returns.items()}
        for case in cases.values():
            case.refresh_from_db()
        harbour = divided.groups["harbour"]
        wanted = {cases["harbour"]: harbour, cases[""]: harbour}
        by = factories.coordinator()
        assert give_cases(audit=divided.audit, groups=wanted, by=by) == 1
        assert set(harbour.cases.all()) == {cases["harbour"], cases[""]}

    def test_two_groups_of_an_audit_have_different_names(self, divided):
        with pytest.raises(Refused, match="another"):
            save_group(audit=divided.audit, name="LAKESIDE", people=[], by=factories.coordinator())

    def test_a_group_with_cases_stays(self, divided):
        with pytest.raises(Refused, match="has cases"):
            remove_group(group=divided.groups["lakeside"], by=factories.coordinator())

    def test_an_ended_audit_keeps_its_groups(self, divided):
        Audit.objects.update(status=Audit.Status.CLOSED)
        with pytest.raises(Refused, match="has ended"):
            save_group(audit=divided.audit, name="New", people=[], by=factories.coordinator())

    def test_only_a_coordinator_divides_an_audit(self, divided):
        with pytest.raises(PermissionDenied):
            save_group(
                audit=divided.audit, name="New", people=[], by=factories.lead(divided.agency)
            )


class TestPages:
    def test_a_group_is_added_with_its_people(self, divided, as_):
        lead = factories.lead(divided.agency)
        client = as_(factories.coordinator())
        url = reverse("cases:new_group", args=[divided.audit.pk])
        client.post(url, {"name": "Moorland", "people": [lead.pk]})
        assert set(LocalGroup.objects.get(name="Moorland").people.all()) == {lead}

    def test_every_case_is_given_on_one_page(self, divided, as_):
        client = as_(factories.coordinator())
        url = reverse("cases:groups", args=[divided.audit.pk])
        cases = {f"case_{found.case_id}": "" for found in divided.returns.values()}
        harbour = divided.groups["harbour"]
        response = client.post(url, dict.fromkeys(cases, str(harbour.pk)), follow=True)
        assert "2 cases changed group" in text_of(response)
        assert harbour.cases.count() == 3

    def test_the_page_says_when_an_audit_is_not_divided(self, as_):
        client = as_(factories.coordinator())
        page = client.get(reverse("cases:groups", args=[factories.audit().pk]))
        assert "This audit is not divided" in text_of(page)

    def test_an_empty_group_is_removed_after_asking(self, divided, as_):
        client = as_(factories.coordinator())
        empty = LocalGroup.objects.create(audit=divided.audit, name="Empty")
        url = reverse("cases:remove_group", args=[empty.pk])
        assert "Remove Empty?" in text_of(client.get(url))
        client.post(url)
        assert not LocalGroup.objects.filter(pk=empty.pk).exists()


def test_the_overview_shows_the_cells_and_the_overdue_returns_of_one_group(client, divided):
    AuditReturn.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    client.force_login(factories.coordinator())
    address = reverse("cases:audit", args=[divided.audit.pk])
    chosen = {"group": divided.groups["harbour"].pk, "by": "agency", "show": "late"}
    page = client.get(address, chosen)
    (cell,) = page.context["shown"].cells
    assert divided.seen([cell.case]) == {"harbour"}
    assert [divided.seen([each.cell.case]) for each in page.context["late"]] == [{"harbour"}]
    words = text_of(page)
    assert "Only those of harbour are listed; 2 elsewhere are overdue." in words
    kept = f"group={divided.groups['harbour'].pk}"
    assert all(kept in pill.url for pill in page.context["pills"])
    assert len(client.get(address, {"group": "no-such-group"}).context["shown"].cells) == 3


def test_progress_is_counted_for_one_group_alone_where_that_is_chosen(client, divided):
    client.force_login(factories.coordinator())
    address = reverse("cases:progress", args=[divided.audit.pk])
    (agency,) = client.get(address, {"group": divided.groups["lakeside"].pk}).context["agencies"]
    assert agency.tally.expected == 1
    (agency,) = client.get(address).context["agencies"]
    assert agency.tally.expected == 3


@pytest.mark.parametrize("page", ["cases:audit", "cases:progress"])
def test_an_audit_without_groups_offers_none_to_choose(client, page):
    audit = factories.audit_return().audit
    client.force_login(factories.coordinator())
    assert "of-group" not in client.get(reverse(page, args=[audit.pk])).content.decode()
