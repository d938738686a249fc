"""What a survey keeps of who answered it, who reads that, and how the coordinator runs it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit, AuditTool
from cases.models import Answer, AnswerHistory, AuditReturn, Identity, Survey, SurveyResponse
from cases.reviewing import send_back_return
from cases.surveys.doors import DRAWN_FROM, door_for, free_number, respondent_for
from cases.surveys.responding import begin_response, save_response
from cases.surveys.surveying import extend_survey, make_survey, replace_link
from cases.transitions import Refused
from reports.answers_behind import answers_behind
from reports.counting import audit_figures
from tests import factories
from tests.cases.surveys import survey_tool
from tests.cases.surveys.survey_tool import Visitor, answered, section_url
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


def url(name, audit):
    return reverse(f"cases:{name}", args=[audit.pk])


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def agency():
    return factories.agency(name="Alder Health", short_name="Alder")


@pytest.fixture
def audit(agency):
    return survey_tool.audit(agency, factories.agency(name="Birch Homes", short_name="Birch"))


@pytest.fixture
def survey(audit):
    return factories.survey(audit)


class TestTheSecondWall:
    """A respondent acts as the application's role, which sees one agency and asks for one row."""

    def test_a_link_reaches_its_survey_and_nothing_more(self, survey):
        foreign = factories.approved_return()
        door = door_for(survey.token)
        assert {agency.name for agency in door.agencies} == {"Alder Health", "Birch Homes"}
        with acting(scope_of(Visitor().client.get("/help/").wsgi_request.user)):
            door_for(survey.token)
            assert not AuditReturn.objects.exists()
            assert not Answer.objects.exists()
        assert AuditReturn.objects.get() == foreign

    def test_a_secret_opens_its_own_agency_alone(self, survey, agency):
        other = factories.agency()
        for each in (agency, other):
            factories.approved_return(agency_=each)
        factories.own_case_return(agency)
        token = begin_response(door=door_for(survey.token), agency=agency)
        respondent = respondent_for(token)
        with acting(respondent.scope):
            assert set(AuditReturn.objects.values_list("agency", flat=True)) == {agency.pk}
            assert not Survey.objects.get().invitations.exists()
        assert respondent.agency_id == agency.pk

    def test_no_address_of_a_response_names_another_one(self, survey, agency):
        """Pages know one response, that of the pass: there is no key to be changed."""
        first, second = Visitor(), Visitor()
        first.begin(survey.token, agency)
        first.put("confidence", confident="yes", why="Mine alone.")
        second.begin(survey.token, agency)
        assert "Mine alone." not in second.client.get(section_url("confidence")).content.decode()
        second.put("confidence", confident="no")
        found = Answer.objects.filter(question__key="confident").order_by("value")
        assert [each.value for each in found] == ["no", "yes"]

    def test_a_respondent_does_not_get_into_the_application(self, survey, agency):
        visitor = Visitor()
        visitor.begin(survey.token, agency)
        found = AuditReturn.objects.get()
        for name in ("return", "review", "assign"):
            page = visitor.client.get(reverse(f"cases:{name}", args=[found.pk]))
            assert page.url.startswith(reverse("account_login"))

    def test_a_signed_in_coordinator_who_tries_the_link_leaves_no_trace(self, as_, survey, agency):
        visitor = Visitor()
        visitor.client.force_login(factories.coordinator(name="Robin Vale"))
        page = visitor.open(survey.token).content.decode()
        assert "Robin Vale" not in page
        visitor.begin(survey.token, agency)
        visitor.put("confidence", confident="yes")
        visitor.put("confidence", confident="no")
        assert Answer.objects.get(question__key="confident").updated_by is None
        assert AnswerHistory.objects.get().changed_by_id is None


class TestAnonymity:
    @pytest.fixture
    def response(self, survey, agency):
        visitor = Visitor(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Telltale/1.0")
        visitor.begin(survey.token, agency)
        visitor.put("confidence", confident="yes", why="Good colleagues.")
        visitor.put("confidence", confident="no")
        visitor.put("support", supported="no")
        visitor.finish()
        return AuditReturn.objects.get()

    def test_nothing_kept_with_it_says_when(self, survey, response):
        opened = survey.moment()
        assert opened.hour == opened.minute == opened.second == 0
        assert {response.saved_at, response.submitted_at, response.approved_at} == {opened}
        assert set(response.answers.values_list("updated_at", flat=True)) == {opened}
        history = AnswerHistory.objects.filter(audit_return_id=response.pk)
        assert set(history.values_list("written_at", "changed_at")) == {(opened, opened)}

    def test_nothing_kept_with_it_says_who(self, response):
        assert response.auditor is response.submitted_by is response.approved_by is None
        assert SurveyResponse.objects.get().invitation is None
        assert not Activity.objects.filter(object_id=response.pk).exists()
        assert not Activity.objects.filter(agency_id=response.agency_id).exists()

    def test_neither_address_nor_browser_is_in_any_table(self, response):
        found = _everything_stored()
        assert "203.0.113.9" not in found
        assert "Telltale" not in found

    def test_its_secret_is_kept_as_a_hash_only(self, survey, agency):
        visitor = Visitor()
        visitor.begin(survey.token, agency)
        secret = visitor.client.get(reverse("cases:survey_later")).context["link"].split("/")[-2]
        assert respondent_for(secret) is not None
        assert secret not in _everything_stored()

    def test_the_log_has_no_link(self, caplog, survey, agency):
        with caplog.at_level("INFO", logger="caseaudit.request"):
            Visitor().begin(survey.token, agency)
        assert "survey/<str:token>/" in caplog.text
        assert survey.token not in "".join(
            record.getMessage() for record in caplog.records if record.name.startswith("caseaudit")
        )

    def test_numbers_are_drawn_and_tell_no_order(self, survey):
        drawn = [free_number(survey) for _ in range(20)]
        assert set(drawn) <= set(DRAWN_FROM)
        assert drawn != sorted(drawn)

    def test_a_few_of_one_agency_are_counted_and_not_shown_one_by_one(self, as_, survey, agency):
        made = [answered(survey.token, agency) for _ in range(Survey.FEWEST_LISTED - 1)]
        coordinator = factories.coordinator()
        client = as_(coordinator)
        page = text_of(client.get(f"{url('audit', survey.audit)}?show=approved"))
        assert not any(found.reference in page for found in made)
        assert "not listed where fewer than five" in page
        assert client.get(reverse("cases:review", args=[made[0].pk])).status_code == 403
        behind = answers_behind(survey.audit, "confident", coordinator)
        assert behind.answers == []
        assert behind.figure.d == len(made)

        made.append(answered(survey.token, agency))
        page = text_of(client.get(f"{url('audit', survey.audit)}?show=approved"))
        assert all(found.reference in page for found in made)
        assert client.get(reverse("cases:review", args=[made[0].pk])).status_code == 200

    def test_figures_are_not_broken_down_while_an_agency_has_a_few(self, as_, survey, agency):
        other = survey.audit.agencies.exclude(pk=agency.pk).get()
        for _ in range(Survey.FEWEST_LISTED):
            answered(survey.token, agency)
        answered(survey.token, other)
        page = as_(factories.coordinator()).get(reverse("reports:figures", args=[survey.audit_id]))
        assert "nothing here is broken down by agency" in text_of(page)
        assert not audit_figures(survey.audit).figures["confident"].breakdown
        for _ in range(Survey.FEWEST_LISTED - 1):
            answered(survey.token, other)
        assert audit_figures(survey.audit).figures["confident"].breakdown

    def test_leads_and_auditors_of_the_agency_read_no_response(self, as_, survey, agency):
        made = [answered(survey.token, agency) for _ in range(Survey.FEWEST_LISTED)]
        for person in (factories.lead(agency), factories.auditor(agency)):
            assert not AuditReturn.objects.visible_to(person).exists()
            assert not AuditReturn.objects.readable_by(person).exists()
        page = as_(factories.lead(agency)).get(reverse("cases:agency"))
        assert made[0].reference not in page.content.decode()

    def test_nobody_sends_one_back_that_nobody_here_gave(self, as_, survey, agency):
        made = [answered(survey.token, agency) for _ in range(Survey.FEWEST_LISTED)]
        for person in (factories.coordinator(), factories.lead(agency)):
            with pytest.raises(Refused, match="given by survey"):
                send_back_return(audit_return=made[0], reason="Why?", by=person)
        page = as_(factories.coordinator()).get(reverse("cases:review", args=[made[0].pk]))
        assert reverse("cases:send_back", args=[made[0].pk]) not in page.content.decode()

    def test_unfinished_ones_are_nobodys_to_see_or_to_chase(self, as_, survey, agency):
        found = answered(survey.token, agency, finished=False)
        coordinator = factories.coordinator()
        assert not AuditReturn.objects.visible_to(coordinator).exists()
        page = text_of(as_(coordinator).get(url("audit", survey.audit)))
        assert found.reference not in page
        today = timezone.localdate()
        counted = Audit.objects.with_progress(today).get(pk=survey.audit_id)
        assert (counted.expected, counted.arrived, counted.late) == (0, 0, 0)


def _everything_stored() -> str:
    """Every row of every table but the hashes, in one text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
            "AND table_type = 'BASE TABLE' AND table_name <> 'cases_identity'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found.append(cursor.fetchone()[0])
    assert not Identity.objects.exists()
    return "\n".join(found)


class TestNotAnonymous:
    def test_the_page_says_so_and_times_are_kept(self, audit, agency):
        survey = factories.survey(audit, is_anonymous=False)
        assert "It is not anonymous." in text_of(Visitor().open(survey.token))
        found = answered(survey.token, agency)
        assert abs(timezone.now() - found.submitted_at) < timedelta(minutes=5)
        verbs = Activity.objects.about(found).values_list("verb", "actor_id")
        assert set(verbs) == {("began a response", None), ("finished a response", None)}
        assert found.number == 1

    def test_a_single_one_is_read_by_the_coordinator(self, as_, audit, agency):
        found = answered(factories.survey(audit, is_anonymous=False).token, agency)
        page = as_(factories.coordinator()).get(reverse("cases:review", args=[found.pk]))
        assert page.status_code == 200


class TestRunning:
    def sent(self, **fields):
        day = timezone.localdate() + timedelta(days=14)
        parts = dict(zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True))
        last_day = {f"closes_on_{name}": part for name, part in parts.items()}
        return {"access": "open", "is_anonymous": "yes", **last_day} | fields

    def test_the_coordinator_opens_one_and_gives_its_link(self, as_, audit):
        client = as_(factories.coordinator())
        assert "Open a survey" in text_of(client.get(url("survey", audit)))
        said = client.post(
            url("new_survey", audit), self.sent(introduction="Please help us."), follow=True
        )
        assert "The survey is open." in text_of(said)
        made = Survey.objects.get()
        assert f"/survey/{made.token}/" in said.content.decode()
        assert "Please help us." in text_of(Visitor().open(made.token))

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"closes_on_year": "2020"}, "Choose today or a later day"),
            ({"closes_on_day": "31", "closes_on_month": "2"}, "a day that is in the calendar"),
            ({"access": "x"}, "Select a valid choice"),
            ({"introduction": "x" * 2001}, "at most 2,000 characters"),
        ],
    )
    def test_what_is_wrong_is_said(self, as_, audit, fields, sentence):
        client = as_(factories.coordinator())
        response = client.post(url("new_survey", audit), self.sent(**fields))
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert not Survey.objects.exists()

    def test_one_at_a_time_in_an_audit_of_respondents_that_collects(self, audit):
        by = factories.coordinator()
        fields = {
            "access": "open",
            "is_anonymous": True,
            "closes_on": timezone.localdate(),
            "by": by,
        }
        make_survey(audit=audit, **fields)
        with pytest.raises(Refused, match="open survey already"):
            make_survey(audit=audit, **fields)
        with pytest.raises(Refused, match="does not ask people"):
            make_survey(audit=factories.audit(), **fields)
        waiting = factories.audit_of(AuditTool.Audits.RESPONDENTS, status=Audit.Status.PLANNING)
        with pytest.raises(Refused, match="not collecting"):
            make_survey(audit=waiting, **fields)

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.VIEWER])
    def test_it_is_the_coordinators_to_run(self, survey, role):
        person = factories.user(role)
        with pytest.raises(PermissionDenied):
            replace_link(survey=survey, by=person)

    def test_the_last_day_moves_with_a_reason(self, as_, survey):
        client = as_(factories.coordinator())
        fields = self.sent()
        assert client.post(url("extend_survey", survey.audit), fields).status_code == 422
        said = client.post(
            url("extend_survey", survey.audit),
            fields | {"reason": "Half-term came between."},
            follow=True,
        )
        assert "The last day was moved: Half-term came between." in text_of(said)
        survey.refresh_from_db()
        assert survey.closes_on == timezone.localdate() + timedelta(days=14)

    def test_a_last_day_gone_by_can_still_be_moved_until_it_is_counted(self, survey):
        Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
        later = timezone.localdate() + timedelta(days=3)
        extend_survey(survey=survey, closes_on=later, reason="A week more.", by=survey.made_by)
        assert Visitor().open(survey.token).status_code == 200

    def test_the_link_is_replaced(self, as_, survey, agency):
        client = as_(factories.coordinator())
        assert "Replace the link?" in text_of(client.get(url("new_link", survey.audit)))
        client.post(url("new_link", survey.audit))
        assert Visitor().open(survey.token).status_code == 404
        assert Visitor().open(Survey.objects.get().token).status_code == 200

    def test_its_page_counts_by_agency_in_so_many_queries(self, as_, survey, agency):
        answered(survey.token, agency)
        answered(survey.token, agency, finished=False)
        client = as_(factories.coordinator())
        assert "1 finished, 1 begun." in text_of(client.get(url("survey", survey.audit)))
        before = queries_of(client, url("survey", survey.audit))
        for _ in range(4):
            answered(survey.token, agency)
        assert queries_of(client, url("survey", survey.audit)) == before

    def test_a_move_of_the_audit_meanwhile_is_said(self, survey, agency):
        token = begin_response(door=door_for(survey.token), agency=agency)
        respondent = respondent_for(token)
        other = factories.small_version(AuditTool.Audits.RESPONDENTS)
        with acting(respondent.scope):
            found = AuditReturn.objects.get(pk=respondent.return_id)
            with pytest.raises(Refused, match="newer version"):
                save_response(
                    audit_return=found,
                    entries=dict.fromkeys(other.questions.all()),
                    section_key="confidence",
                )
