"""A survey as a respondent without an account meets it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Answer, AuditReturn, Survey, SurveyResponse
from cases.surveys import survey_pass
from tests import factories
from tests.cases.surveys import survey_tool
from tests.cases.surveys.survey_tool import Visitor, section_url
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def agency():
    return factories.agency(name="Alder Health", short_name="Alder")


@pytest.fixture
def survey(agency):
    return factories.survey(survey_tool.audit(agency, factories.agency(name="Birch Homes")))


@pytest.fixture
def visitor(survey, agency):
    found = Visitor()
    found.begin(survey.token, agency)
    return found


class TestTheWayThrough:
    def test_from_the_link_to_the_thanks(self, survey, agency):
        visitor = Visitor()
        said = text_of(visitor.open(survey.token))
        assert "It is anonymous." in said
        assert "until the end of Tuesday 1 January 2030" in said
        begun = visitor.begin(survey.token, agency)
        assert begun.url == reverse("cases:survey_answer")
        assert visitor.client.get(begun.url).url == section_url("confidence")
        saved = visitor.put("confidence", confident="yes", why="Good colleagues.")
        assert saved.url == section_url("support")
        saved = visitor.put("support", supported="no")
        assert saved.url == reverse("cases:survey_check")
        assert "3 of 3 questions answered" in text_of(visitor.client.get(saved.url))
        finished = visitor.finish()
        assert "Thank you" in text_of(visitor.client.get(finished.url))
        found = AuditReturn.objects.get()
        assert (found.status, found.is_partial, found.agency) == (Status.APPROVED, False, agency)
        assert found.outcomes.exists()

    def test_every_page_is_kept_at_once(self, visitor):
        visitor.put("confidence", confident="yes", go="later")
        found = AuditReturn.objects.get()
        assert found.status == Status.IN_PROGRESS
        assert Answer.objects.get(audit_return=found).value == "yes"

    def test_going_back_saves_and_shows_what_was_put(self, visitor):
        visitor.put("confidence", confident="partly")
        back = visitor.put("support", supported="yes", go="back")
        assert back.url == section_url("confidence")
        page = visitor.client.get(back.url).content.decode()
        assert 'value="partly"' in page
        assert Answer.objects.count() == 2

    def test_only_the_answer_is_asked_and_read(self, visitor):
        page = visitor.client.get(section_url("confidence")).content.decode()
        assert "Add a note" not in page
        visitor.put("confidence", confident="yes", confident_note="n")
        sent = {"answer-confident": "no", "answer-confident_version": "1"}
        visitor.client.post(section_url("confidence"), sent | {"answer-confident_note": "N"})
        kept = Answer.objects.get(question__key="confident")
        assert (kept.value, kept.note) == ("no", "")

    def test_it_cannot_be_finished_while_something_required_is_blank(self, visitor):
        visitor.put("confidence", confident="yes")
        refused = visitor.finish()
        assert refused.status_code == 409
        assert "still need an answer" in text_of(refused)
        assert AuditReturn.objects.get().status == Status.IN_PROGRESS

    def test_after_finishing_nothing_can_be_read_or_changed(self, survey, agency):
        visitor = Visitor()
        visitor.begin(survey.token, agency)
        cookie = visitor.cookie.value
        visitor.put("confidence", confident="yes")
        visitor.put("support", supported="yes")
        visitor.finish()
        assert visitor.cookie.value == ""
        again = Visitor()
        again.client.cookies[survey_pass.NAME] = cookie
        assert again.client.get(section_url("confidence")).url == reverse("cases:survey_thanks")
        sent = {"answer-confident": "no", "answer-confident_version": "1"}
        again.client.post(section_url("confidence"), sent)
        assert Answer.objects.get(question__key="confident").value == "yes"

    def test_an_error_keeps_what_was_typed(self, visitor):
        response = visitor.put("confidence", confident="nonsense", why="A long thought.")
        assert response.status_code == 422
        assert "A long thought." in response.content.decode()

    def test_two_windows_do_not_overwrite_each_other_unseen(self, visitor):
        sent = {"answer-confident": "yes", "answer-confident_version": "0", "go": "next"}
        visitor.client.post(section_url("confidence"), sent)
        response = visitor.client.post(section_url("confidence"), sent | {"answer-confident": "no"})
        assert response.status_code == 409
        said = text_of(response)
        assert "You changed this answer in another window, while this page was open." in said
        assert "What you saved elsewhere" in said
        assert "00:00" not in said, "answers of a survey keep no times"
        assert Answer.objects.get().value == "yes"

    def test_a_page_costs_the_same_however_much_is_answered(self, survey, agency, visitor):
        visitor.put("confidence", confident="no")  # the tool has then been read once
        before = queries_of(visitor.client, section_url("confidence"))
        for _ in range(3):
            survey_tool.answered(survey.token, agency)
        visitor.put("confidence", confident="yes", why="Good colleagues.")
        visitor.put("support", supported="yes")
        assert queries_of(visitor.client, section_url("confidence")) == before


class TestComingBack:
    def link(self, visitor):
        page = visitor.client.get(reverse("cases:survey_later"))
        return page.context["link"].partition("/survey/")[2]

    def test_the_personal_link_opens_the_answers_in_another_browser(self, visitor):
        visitor.put("confidence", confident="partly")
        elsewhere = Client()
        back = elsewhere.get(f"/survey/{self.link(visitor)}")
        assert back.status_code == 302
        page = elsewhere.get(section_url("confidence")).content.decode()
        assert 'value="partly"' in page

    def test_a_shared_computer_forgets_the_respondent(self, visitor):
        visitor.client.post(reverse("cases:survey_leave"))
        response = visitor.client.get(section_url("confidence"))
        assert response.status_code == 404
        assert "We cannot tell which answers are yours" in text_of(response)
        assert AuditReturn.objects.exists()

    def test_what_was_typed_without_a_pass_is_shown(self):
        response = Client().post(section_url("confidence"), {"answer-why": "A long thought."})
        assert response.status_code == 404
        assert "A long thought." in response.content.decode()

    def test_the_cookie_is_hidden_from_scripts_and_goes_with_the_browser(self, visitor):
        cookie = visitor.cookie
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == ""
        assert cookie["path"] == "/survey/"

    def test_no_session_is_kept_of_a_respondent(self, visitor):
        visitor.put("confidence", confident="yes")
        assert not Session.objects.exists()

    def test_a_changed_cookie_opens_nothing(self, visitor):
        visitor.client.cookies[survey_pass.NAME] = visitor.cookie.value[:-1] + "x"
        assert visitor.client.get(section_url("confidence")).status_code == 404

    @pytest.mark.parametrize("token", ["x", "y" * 43, "a%00b", "🏠", "x" * 5000])
    def test_an_unknown_link_is_not_found(self, survey, token):
        for name in ("mine/", ""):
            assert Client().get(f"/survey/{name}{token}/").status_code == 404


class TestClosedDoors:
    def test_the_last_day_is_whole_and_the_next_is_not(self, survey):
        today = timezone.localdate()
        Survey.objects.update(closes_on=today)
        assert Visitor().open(survey.token).status_code == 200
        Survey.objects.update(closes_on=today - timedelta(days=1))
        response = Visitor().open(survey.token)
        assert response.status_code == 410
        assert "This survey has closed" in text_of(response)

    def test_what_is_sent_after_the_close_is_shown_and_not_saved(self, survey, visitor):
        Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
        sent = {"answer-why": "A long thought.", "answer-why_version": "0"}
        response = visitor.client.post(section_url("confidence"), sent)
        assert response.status_code == 410
        assert "A long thought." in response.content.decode()
        assert not Answer.objects.exists()

    def test_it_does_not_open_for_an_agency_that_takes_no_part(self, survey):
        response = Visitor().begin(survey.token, factories.agency())
        assert response.status_code == 422
        assert "Choose an agency from the list" in text_of(response)

    def test_a_replaced_link_opens_nothing_and_whoever_has_begun_carries_on(self, survey, visitor):
        Survey.objects.update(token="z" * 43)
        assert Visitor().open(survey.token).status_code == 404
        assert visitor.put("confidence", confident="yes").status_code == 302

    def test_only_so_many_responses_are_taken(self, survey, agency, monkeypatch):
        monkeypatch.setattr(Survey, "MOST_RESPONSES", 1)
        Visitor().begin(survey.token, agency)
        response = Visitor().begin(survey.token, agency)
        assert response.status_code == 409
        assert "as many responses as it takes" in text_of(response)
        assert SurveyResponse.objects.count() == 1

    def test_forms_without_their_token_are_refused(self, survey, agency):
        strict = Visitor(enforce_csrf_checks=True)
        assert strict.begin(survey.token, agency).status_code == 403


class TestHowOften:
    def test_guessing_links_is_stopped_and_real_links_go_on(self, survey, monkeypatch):
        for _ in range(30):
            assert Visitor().open("g" * 43).status_code == 404
        response = Visitor().open("g" * 43)
        assert response.status_code == 429
        assert "Try again in 10 minutes." in text_of(response)
        assert response["Retry-After"] == "600"
        assert Visitor().open(survey.token).status_code == 200

    def test_another_address_has_its_own_count(self):
        for _ in range(31):
            Visitor().open("g" * 43)
        assert Visitor(REMOTE_ADDR="192.0.2.7").open("g" * 43).status_code == 404

    def test_a_whole_office_may_begin_and_a_flood_may_not(self, survey, agency):
        found = {Visitor().begin(survey.token, agency).status_code for _ in range(300)}
        assert found == {302}
        assert Visitor().begin(survey.token, agency).status_code == 429

    def test_saving_is_limited_for_each_response_and_shows_what_was_typed(self, visitor):
        sent = {"answer-why": "A long thought.", "answer-why_version": "0"}
        for _ in range(60):
            visitor.client.post(section_url("confidence"), {})
        response = visitor.client.post(section_url("confidence"), sent)
        assert response.status_code == 429
        assert "Wait a minute" in text_of(response)
        assert "A long thought." in response.content.decode()


class TestHostileInput:
    VALUES = ("\0", "a\0b", "\u202e", "x" * 200_000, "NaN", "🏠" * 500, "-1", "[]", "null")

    @pytest.mark.parametrize("value", VALUES)
    def test_no_value_of_any_field_is_a_500_or_changes_another_response(
        self, survey, agency, visitor, value
    ):
        other = survey_tool.answered(survey.token, agency, finished=False)
        before = list(Answer.objects.filter(audit_return=other).values())
        names = ("answer-confident", "answer-why", "answer-confident_version", "answer-x", "go")
        fields = dict.fromkeys((*names, "clear", "agency", "return_id", "token"), value)
        for url in (
            reverse("cases:survey_start", args=[survey.token]),
            section_url("confidence"),
            reverse("cases:survey_check"),
            reverse("cases:survey_leave"),
        ):
            assert visitor.client.post(url, fields).status_code < 500
            assert visitor.client.get(url, {"x": value[:3000]}).status_code < 500
        assert list(Answer.objects.filter(audit_return=other).values()) == before

    def test_bytes_and_five_megabytes_are_refused(self, visitor):
        form = "application/x-www-form-urlencoded"
        url = section_url("confidence")
        large = b"answer-why=" + b"x" * 6_000_000
        assert visitor.client.post(url, large, content_type=form).status_code in {400, 413}
        junk = b"answer-why=\xff\xfe\xed\xa0\x80&answer-why_version=0"
        assert visitor.client.post(url, junk, content_type=form).status_code < 500
        assert visitor.client.post(url, b"{}", content_type="application/json").status_code < 500

    def test_questions_of_other_pages_and_tools_are_not_answered(self, visitor):
        foreign = factories.question(factories.section(factories.draft_version()), key="foreign")
        sent = {
            f"answer-{key}{part}": value
            for key in ("supported", foreign.key)
            for part, value in (("", "yes"), ("_version", "0"))
        }
        visitor.client.post(section_url("confidence"), sent)
        assert not Answer.objects.exists()
        assert visitor.client.get(section_url("nothing")).status_code == 404

    def test_a_replayed_save_changes_nothing_more(self, visitor):
        sent = {"answer-confident": "yes", "answer-confident_version": "0"}
        for _ in range(3):
            assert visitor.client.post(section_url("confidence"), sent).status_code == 302
        assert Answer.objects.get().version == 1
