"""A survey closes by the clock or by its coordinator, and counts what was answered."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from cases.models import Answer, AuditReturn, Survey
from cases.outcomes import differing_returns
from cases.surveys.doors import door_for, respondent_for
from cases.surveys.responding import begin_response, finish_response, save_response
from cases.surveys.surveying import close_due_surveys, close_survey, extend_survey
from cases.tasks import close_due_surveys as by_the_beat
from cases.transitions import Refused
from reports.answers_behind import answers_behind
from tests import factories
from tests.cases.surveys import survey_tool
from tests.cases.surveys.survey_tool import Visitor, answered
from tests.pages import text_of

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


class TestClosing:
    def close(self, survey):
        close_survey(survey=survey, by=factories.coordinator())

    def test_unfinished_ones_count_as_far_as_they_go(self, survey, agency):
        found = answered(survey.token, agency, finished=False)
        self.close(survey)
        found.refresh_from_db()
        assert (found.status, found.is_partial) == (Status.APPROVED, True)
        assert found.outcomes.exists()
        assert not list(differing_returns())

    def test_those_without_an_answer_go(self, survey, agency):
        Visitor().begin(survey.token, agency)
        visitor = Visitor()
        visitor.begin(survey.token, agency)
        visitor.put("confidence", confident="yes")
        visitor.client.post(
            survey_tool.section_url("confidence"),
            {"answer-confident": "", "answer-confident_version": "1"},
        )
        self.close(survey)
        assert not AuditReturn.objects.exists()
        assert not Answer.objects.exists()

    def test_finished_ones_stay_as_they_are(self, survey, agency):
        found = answered(survey.token, agency)
        self.close(survey)
        found.refresh_from_db()
        assert (found.status, found.is_partial) == (Status.APPROVED, False)

    def test_nothing_is_saved_begun_or_finished_afterwards(self, survey, agency):
        door = door_for(survey.token)
        token = begin_response(door=door, agency=agency)
        found = AuditReturn.objects.get(pk=respondent_for(token).return_id)
        question = found.tool_version.questions.get(key="confident")
        factories.answer(found, question, "yes")
        self.close(survey)
        with pytest.raises(Refused, match="closed"):
            save_response(audit_return=found, entries={}, section_key="confidence")
        with pytest.raises(Refused, match="closed"):
            finish_response(audit_return=found)
        with pytest.raises(Refused, match="closed"):
            begin_response(door=door, agency=agency)

    def test_what_is_closed_stays_closed_and_another_may_open(self, as_, survey):
        self.close(survey)
        with pytest.raises(Refused, match="has closed"):
            self.close(survey)
        with pytest.raises(Refused, match="has closed"):
            extend_survey(
                survey=survey,
                closes_on=timezone.localdate(),
                reason="Why not.",
                by=factories.coordinator(),
            )
        page = as_(factories.coordinator()).get(reverse("cases:survey", args=[survey.audit_id]))
        assert "Open another survey" in text_of(page)

    def test_the_coordinator_closes_it_from_its_page(self, as_, survey, agency):
        found = answered(survey.token, agency, finished=False)
        client = as_(factories.coordinator())
        address = reverse("cases:close_survey", args=[survey.audit_id])
        assert "This cannot be undone." in text_of(client.get(address))
        said = text_of(client.post(address, follow=True))
        assert "The survey has closed" in said
        assert "0 finished, 1 counted in part." in said
        found.refresh_from_db()
        assert found.is_partial
        assert Visitor().open(survey.token).status_code == 410


class TestTheClock:
    # Midnight in London, in UTC, around both hour changes of 2026.
    @pytest.mark.parametrize(
        ("last_day", "midnight"),
        [
            (date(2026, 3, 28), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
            (date(2026, 3, 29), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
            (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
            (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
        ],
    )
    def test_the_last_day_ends_at_local_midnight(
        self, survey, agency, monkeypatch, last_day, midnight
    ):
        Survey.objects.update(closes_on=last_day)
        before = midnight.timestamp() - 1
        self._at(monkeypatch, before)
        assert Visitor().open(survey.token).status_code == 200
        by_the_beat()
        assert Survey.objects.get().closed_at is None
        self._at(monkeypatch, midnight.timestamp())
        assert Visitor().open(survey.token).status_code == 410
        by_the_beat()
        assert Survey.objects.get().closed_at is not None

    @staticmethod
    def _at(monkeypatch, seconds):
        monkeypatch.setattr(timezone, "now", lambda: datetime.fromtimestamp(seconds, UTC))

    def test_running_it_again_changes_nothing(self, survey, agency):
        answered(survey.token, agency, finished=False)
        day = date(2031, 1, 1)
        assert close_due_surveys(day) == 1
        rows = list(AuditReturn.objects.values())
        assert close_due_surveys(day) == 0
        assert list(AuditReturn.objects.values()) == rows
        assert Activity.objects.filter(verb="closed a survey").count() == 1

    def test_what_is_not_due_stays_open(self, survey):
        assert close_due_surveys(survey.closes_on) == 0
        assert Survey.objects.get().closed_at is None


class TestFigures:
    def test_each_figure_has_the_denominator_of_its_own_question(self, as_, survey, agency):
        for said in ("yes", "no", "yes"):
            answered(survey.token, agency, confident=said)
        for said in ("yes", "partly"):
            answered(survey.token, agency, finished=False, confident=said)
        close_survey(survey=survey, by=factories.coordinator())
        reader = factories.coordinator()
        for key, question in (("confident", "confident"), ("supported", "supported")):
            values = Counter(
                Answer.objects.filter(question__key=question).values_list("value", flat=True)
            )
            figure = answers_behind(survey.audit, key, reader).figure
            assert (figure.n, figure.d) == (values["yes"], values.total()), key
        assert answers_behind(survey.audit, "supported", reader).figure.d == 3
        page = as_(reader).get(reverse("reports:figures", args=[survey.audit_id]))
        assert "5 responses, of these 2 partial" in text_of(page)
