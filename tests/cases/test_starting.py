"""Starting to collect: said in words what is missing, then everybody is asked."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.account_links import choose_password, find_link
from agencies.guests import add_guest
from agencies.models import AccountLink, Agency, Membership, Message, Sector, User
from agencies.secret_links import hashed, new_token
from agencies.services import Refused as NotAdded
from audits.models import Audit, AuditTool, ToolVersion
from cases.agency_work import work_of
from cases.asking_agencies import ask_about_new_cases, choose_cases, set_agencies
from cases.guest_agencies import invite_guest
from cases.models import AuditReturn, AuditStep, Involvement
from cases.moving_timetable import move_whole_timetable
from cases.services import decide_involvement
from cases.starting import checks_before_start, start_collecting
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
State = Involvement.State


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def audit(coordinator):
    """Two cases and two agencies with a lead each; nothing is missing that stops it."""
    agencies = [factories.agency(), factories.agency()]
    for each in agencies:
        factories.lead(each)
        factories.auditor(each)
    made = factories.audit_of(
        AuditTool.Audits.CASES,
        *agencies,
        status=Audit.Status.PLANNING,
        due_on=date(2027, 1, 29),
        confirm_on=date(2026, 12, 14),
    )
    for _ in range(2):
        factories.case(made)
    return made


def start(audit, by, **fields) -> int:
    given = {"confirmed": True, "today": TODAY} | fields
    return start_collecting(audit=audit, by=by, **given)


def problems(audit) -> str:
    return " ".join(each.text for each in checks_before_start(audit, TODAY).problems)


def warnings(audit) -> str:
    return " ".join(each.text for each in checks_before_start(audit, TODAY).warnings)


def cells(audit) -> set:
    return set(Involvement.objects.filter(case__audit=audit).values_list("case", "agency", "state"))


class TestStarting:
    def test_every_agency_is_asked_about_every_case(self, audit, coordinator):
        assert start(audit, coordinator) == 4
        cases, agencies = audit.cases.all(), audit.agencies.all()
        assert cells(audit) == {
            (case.pk, agency.pk, State.TO_CONFIRM) for case in cases for agency in agencies
        }
        assert not AuditReturn.objects.exists()
        assert Audit.objects.get().status == Audit.Status.COLLECTING

    def test_its_history_says_what_was_left_open(self, audit, coordinator):
        start(audit, coordinator)
        step = AuditStep.objects.get(audit=audit)
        assert (step.before, step.after, step.by) == ("planning", "collecting", coordinator)
        assert any("Nobody is named to sign off" in each for each in step.accepted)

    def test_each_lead_is_told_once_how_many_cases_and_no_reference(self, audit, coordinator):
        start(audit, coordinator)
        said = list(Message.objects.all())
        assert len(said) == 2
        for message in said:
            assert "2 cases" in message.subject
            assert "Monday 14 December 2026" in message.body
            assert audit.reference_prefix not in message.subject + message.body

    def test_the_mail_says_where_to_go_and_lets_in_whoever_never_came(
        self, audit, coordinator, settings
    ):
        came, never = User.objects.filter(memberships__role="lead").order_by("email")
        for each in (came, never):
            AccountLink.objects.create(
                user=each,
                token_hash=hashed(new_token()),
                made_at=timezone.now() - timedelta(days=5),
                expires_at=timezone.now() - timedelta(days=2),
            )
        User.objects.filter(pk=came.pk).update(last_login=timezone.now())
        start(audit, coordinator)
        bodies = {each.recipient: each.body for each in Message.objects.all()}
        page = settings.SITE_URL + reverse("cases:agency")
        assert all(page in body for body in bodies.values())
        assert "Choose a password" not in bodies[came]
        token = re.search(r"Choose a password first.*/([^/\s]+)/\s", bodies[never], re.DOTALL)[1]
        link = find_link(token)
        assert choose_password(link=link, password=factories.PASSWORD)
        assert not choose_password(link=link, password=factories.PASSWORD)

    def test_it_starts_once(self, audit, coordinator):
        start(audit, coordinator)
        with pytest.raises(Refused, match="collecting its returns"):
            start(audit, coordinator)

    def test_warnings_must_be_confirmed(self, audit, coordinator):
        with pytest.raises(Refused, match="tick that you start"):
            start(audit, coordinator, confirmed=False)
        assert not cells(audit)

    def test_an_audit_of_organisations_asks_each_for_a_return(self, coordinator):
        agency = factories.agency()
        found = factories.audit_of(
            AuditTool.Audits.ORGANISATIONS, agency, status=Audit.Status.PLANNING
        )
        assert start(found, coordinator) == 1
        assert AuditReturn.objects.get().agency == agency

    def test_only_a_coordinator_starts(self, audit):
        with pytest.raises(PermissionDenied):
            start(audit, factories.lead(audit.agencies.first()))


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"confirm_on": None, "due_on": date(2026, 11, 26)}, "is over. Choose a later day"),
            ({"panel_on": date(2027, 1, 4)}, "cannot be before “Returns are due”"),
        ],
    )
    def test_a_date_that_cannot_be_stops_it(self, audit, coordinator, change, said):
        Audit.objects.update(**change)
        audit.refresh_from_db()
        assert said in problems(audit)
        with pytest.raises(Refused, match=said):
            start(audit, coordinator)
        assert not cells(audit)

    def test_no_case_stops_it_unless_cases_come_while_it_runs(self, audit):
        audit.cases.all().delete()
        assert "There is no case yet. Draw the sample" in problems(audit)
        audit.is_rolling = True
        assert "no case" not in problems(audit)
        assert "they are added while the audit runs" in warnings(audit)

    def test_no_agency_stops_it(self, audit):
        audit.participations.all().delete()
        assert "No agency takes part yet" in problems(audit)

    def test_a_tool_that_is_not_published_stops_it(self, audit):
        audit.tool_version = factories.draft_version()
        assert "is not published yet" in problems(audit)
        audit.tool_version.status = ToolVersion.Status.RETIRED
        assert "is retired" in problems(audit)

    def test_an_agency_without_a_lead_is_warned_of(self, audit):
        agency = audit.agencies.first()
        agency.memberships.all().delete()
        assert f"{agency} has no lead" in warnings(audit)

    def test_a_lead_whose_account_is_closed_is_none(self, audit):
        agency = audit.agencies.first()
        for each in agency.memberships.all():
            each.user.is_active = False
            each.user.save()
        assert f"{agency} has no lead" in warnings(audit)

    def test_a_complete_plan_has_nothing_to_confirm(self, audit, coordinator):
        for case in audit.cases.all():
            case.identities.create(kind="subject", text="Somebody")
        Audit.objects.update(
            purpose="To learn.",
            key_lines="Recognition",
            signs_off=factories.coordinator(),
            panel_on=date(2027, 2, 8),
            identities_until=date(2027, 6, 1),
        )
        audit.refresh_from_db()
        assert (problems(audit), warnings(audit)) == ("", "")
        assert start(audit, coordinator, confirmed=False) == 4


class TestWhoTakesPart:
    def set_(self, audit, by, every=(), chosen=()):
        audit.refresh_from_db()
        return set_agencies(
            audit=audit,
            version=audit.plan_version,
            every_case=every,
            chosen_cases=chosen,
            by=by,
        )

    def test_an_agency_that_joins_while_it_collects_is_asked_at_once(self, audit, coordinator):
        start(audit, coordinator)
        new = factories.agency()
        self.set_(audit, coordinator, every=[*audit.agencies.all(), new])
        assert Involvement.objects.filter(agency=new, state=State.TO_CONFIRM).count() == 2

    @pytest.mark.parametrize("status", [*Audit.IN_HAND])
    def test_whoever_joins_later_is_asked_and_told_as_at_the_start(
        self, audit, coordinator, status
    ):
        Audit.objects.filter(pk=audit.pk).update(status=status)
        new, school = factories.agency(), factories.agency(Sector.EDUCATION)
        leads = [factories.lead(new), factories.lead(school)]
        self.set_(audit, coordinator, every=[*audit.agencies.all(), new], chosen=[school])
        audit.refresh_from_db()
        choose_cases(audit=audit, agency=school, cases=[audit.cases.first()], by=coordinator)
        told = [Message.objects.get(recipient=each).subject for each in leads]
        assert told == [
            f"{audit.name}: does {new} know 2 cases?",
            f"{audit.name}: does {school} know 1 case?",
        ]

    @pytest.mark.parametrize("status", [*Audit.IN_HAND])
    def test_a_guest_invited_later_is_asked_and_its_first_link_goes_on_working(
        self, audit, coordinator, status
    ):
        Audit.objects.filter(pk=audit.pk).update(status=status)
        guest = TestGuests.GUEST | {"chosen_cases": False}
        del guest["audit_name"]
        audit.refresh_from_db()
        made = invite_guest(audit=audit, **guest, by=coordinator)
        assert Involvement.objects.filter(agency=made, state=State.TO_CONFIRM).count() == 2
        told = Message.objects.filter(recipient__email="guest@example.org")
        assert told.filter(subject__contains="know 2 cases?").count() == 1
        assert AccountLink.objects.count() == 1

    def test_an_agency_that_joins_chosen_cases_is_asked_of_those_only(self, audit, coordinator):
        school = factories.agency(Sector.EDUCATION)
        self.set_(audit, coordinator, every=audit.agencies.all(), chosen=[school])
        assert f"No case is chosen yet for {school}" in warnings(audit)
        case = audit.cases.first()
        audit.refresh_from_db()
        choose_cases(audit=audit, agency=school, cases=[case], by=coordinator)
        lead = factories.lead(school)
        assert not work_of(lead, TODAY)[0].open_audits
        start(audit, coordinator)
        assert work_of(lead, TODAY)[0].open_audits
        assert Involvement.objects.get(agency=school).case == case

    def test_an_agency_that_has_answered_stays(self, audit, coordinator):
        start(audit, coordinator)
        agency = audit.agencies.first()
        cell = Involvement.objects.filter(agency=agency).first()
        decide_involvement(involvement=cell, state=State.NOT_KNOWN, by=coordinator)
        with pytest.raises(Refused, match="so it stays"):
            self.set_(audit, coordinator, every=audit.agencies.exclude(pk=agency.pk))
        assert audit.agencies.count() == 2

    def test_an_agency_that_said_nothing_yet_can_be_left_out(self, audit, coordinator):
        start(audit, coordinator)
        agency = audit.agencies.first()
        self.set_(audit, coordinator, every=audit.agencies.exclude(pk=agency.pk))
        assert not Involvement.objects.filter(agency=agency).exists()
        assert audit.agencies.count() == 1

    def test_a_case_that_an_agency_has_answered_for_stays_chosen(self, audit, coordinator):
        school = factories.agency(Sector.EDUCATION)
        self.set_(audit, coordinator, every=audit.agencies.all(), chosen=[school])
        audit.refresh_from_db()
        case = audit.cases.first()
        choose_cases(audit=audit, agency=school, cases=[case], by=coordinator)
        Audit.objects.filter(pk=audit.pk).update(status="collecting")
        decide_involvement(
            involvement=Involvement.objects.get(agency=school), state=State.KNOWN, by=coordinator
        )
        with pytest.raises(Refused, match="that case stays"):
            choose_cases(audit=audit, agency=school, cases=[], by=coordinator)

    def test_another_audits_guest_cannot_take_part(self, audit, coordinator):
        guest = factories.agency(is_guest=True)
        with pytest.raises(Refused, match="cannot take part"):
            self.set_(audit, coordinator, every=[*audit.agencies.all(), guest])

    def test_cases_added_to_a_running_audit_are_asked_about_once(self, audit, coordinator):
        start(audit, coordinator)
        factories.case(audit)
        audit.refresh_from_db()
        assert ask_about_new_cases(audit=audit, by=coordinator) == 2
        assert ask_about_new_cases(audit=audit, by=coordinator) == 0


class TestGuests:
    GUEST = {
        "name": "Far Shire Hospice",
        "sector": Sector.HEALTH,
        "lead_name": "Guest Lead",
        "lead_email": "guest@example.org",
        "audit_name": "Neglect 2027",
    }

    def test_a_guest_has_a_lead_who_is_told_by_e_mail(self, coordinator):
        made = add_guest(**self.GUEST, by=coordinator)
        assert made.is_guest
        member = Membership.objects.get(agency=made)
        assert (member.role, member.user.email) == ("lead", "guest@example.org")
        assert "Choose a password" in Message.objects.get(recipient=member.user).body

    def test_a_guest_of_an_earlier_audit_is_taken_up_again(self, coordinator):
        first = add_guest(**self.GUEST, by=coordinator)
        User.objects.filter(email="guest@example.org").update(last_login=timezone.now())
        again = add_guest(**self.GUEST | {"name": "far shire hospice"}, by=coordinator)
        assert first == again
        assert Agency.objects.filter(is_guest=True).count() == 1
        assert Message.objects.filter(body__contains="sign in as before").count() == 1

    def test_an_agency_of_the_partnership_is_no_guest(self, coordinator):
        factories.agency(name="Far Shire Hospice")
        with pytest.raises(NotAdded, match="belongs to the partnership"):
            add_guest(**self.GUEST, by=coordinator)

    def test_whoever_invites_a_guest_does_not_lead_it(self, coordinator):
        with pytest.raises(NotAdded, match="You cannot lead"):
            add_guest(**self.GUEST | {"lead_email": coordinator.email.upper()}, by=coordinator)
        assert not Agency.objects.filter(is_guest=True, memberships__user=coordinator).exists()

    def test_a_lead_whose_account_is_closed_is_not_invited(self, coordinator):
        closed = factories.user(is_active=False)
        with pytest.raises(NotAdded, match="account is closed"):
            add_guest(**self.GUEST | {"lead_email": closed.email}, by=coordinator)

    def test_a_lead_invites_nobody(self):
        with pytest.raises(PermissionDenied):
            add_guest(**self.GUEST, by=factories.lead(factories.agency()))


class TestMovingTheTimetable:
    def test_returns_move_from_their_own_days_and_their_auditors_are_told(self, coordinator):
        today = timezone.localdate()
        audit = factories.audit(due_on=today + timedelta(days=20))
        sooner = factories.audit_return(audit=audit, due_on=today + timedelta(days=10))
        later = factories.audit_return(audit=audit, due_on=today + timedelta(days=20))
        moved = move_whole_timetable(
            audit=audit, version=1, days=7, reason="Snow.", by=coordinator, today=today
        )
        assert moved == 2
        for found in (sooner, later):
            before = found.due_on
            found.refresh_from_db()
            assert found.due_on >= before + timedelta(days=7)
            assert found.due_reason == "Snow."
            assert Message.objects.filter(recipient=found.auditor).count() == 1
        assert Audit.objects.get().due_on == later.due_on

    def test_a_day_that_is_over_moves_nothing(self, coordinator):
        today = timezone.localdate()
        audit = factories.audit(due_on=today + timedelta(days=5))
        factories.audit_return(audit=audit)
        with pytest.raises(Refused, match="That day is over"):
            move_whole_timetable(
                audit=audit, version=1, days=-14, reason="Sooner.", by=coordinator, today=today
            )
