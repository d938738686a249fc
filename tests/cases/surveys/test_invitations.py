"""People who are asked by name: how they are invited, reminded, and kept apart from answers."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from agencies.models import Message
from agencies.secret_links import hashed
from cases.models import AuditReturn, Invitation, Survey, SurveyResponse
from cases.surveys.forms import read_people
from cases.surveys.inviting import Person, invite, remind
from cases.transitions import Refused
from tests import factories
from tests.cases.surveys import survey_tool
from tests.cases.surveys.survey_tool import Visitor
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def agency():
    return factories.agency(name="Alder Health", short_name="Alder")


@pytest.fixture
def audit(agency):
    return survey_tool.audit(agency, factories.agency(name="Birch Homes"))


@pytest.fixture
def survey(audit):
    return factories.survey(audit, access=Survey.Access.NAMED)


@pytest.fixture
def named(audit):
    return factories.survey(audit, access=Survey.Access.NAMED, is_anonymous=False)


def invited(survey, agency, *names) -> list[str]:
    """The secrets that were sent."""
    people = [Person(name, f"{name.lower()}@example.org", agency) for name in names]
    invite(survey=survey, people=people, by=factories.coordinator())
    return [sent_to(person.email) for person in people]


def sent_to(address: str) -> str:
    body = Message.objects.filter(address=address).latest("written_at").body
    return body.partition("/survey/")[2].partition("/")[0]


def answer_it(token: str) -> Visitor:
    visitor = Visitor()
    assert visitor.begin(token).status_code == 302
    visitor.put("confidence", confident="yes")
    visitor.put("support", supported="no")
    assert visitor.finish().status_code == 302
    return visitor


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "Kit Moss, kit@example.org",
            "kit@example.org;Kit Moss",
            "Kit Moss\tKIT@example.org",
            "Kit Moss <kit@example.org>",
            '"Kit Moss",kit@example.org\r\n\r\n',
        ],
    )
    def test_a_line_may_come_from_anywhere(self, text):
        assert read_people(text) == [(1, "Kit Moss", "kit@example.org")]


class TestInviting:
    def post(self, client, survey, agency, lines):
        address = reverse("cases:invitations", args=[survey.audit_id])
        return client.post(address, {"agency": agency.pk, "lines": lines})

    def test_each_gets_an_e_mail_with_a_link_of_their_own(self, as_, survey, agency):
        lines = "Kit Moss, kit@example.org\nJo Fell, jo@example.org"
        client = as_(factories.coordinator())
        assert self.post(client, survey, agency, lines).status_code == 302
        tokens = {sent_to("kit@example.org"), sent_to("jo@example.org")}
        assert len(tokens) == 2
        stored = set(Invitation.objects.values_list("token_hash", flat=True))
        assert stored == {hashed(token) for token in tokens}
        page = text_of(client.get(reverse("cases:survey", args=[survey.audit_id])))
        assert "Kit Moss" in page
        assert not any(token in page for token in tokens)

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("Kit Moss", "Line 1: write"),
            ("Kit Moss, not-an-address@", "Line 1: write an e-mail address for Kit Moss"),
            ("kit@example.org", "Line 1: write a name"),
            ("A, a@example.org\n\nB, A@Example.org", "Line 3: a@example.org is in the list twice"),
            ("A, was@example.org", "was@example.org is invited already"),
            ("x" * 101 + ", a@example.org", "Line 1: write a name of at most 100"),
            ("A, a@example.org\n" * 12, "And 1 line more"),
            ('A, "b@example.org', "Line 1"),
        ],
    )
    def test_one_wrong_line_invites_nobody(self, as_, survey, agency, lines, sentence):
        invited(survey, agency, "Was")
        response = self.post(as_(factories.coordinator()), survey, agency, lines)
        if response.status_code == 302:
            pytest.fail("it was taken")
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert Invitation.objects.count() == 1
        assert lines.splitlines()[0][:50] in response.content.decode().replace("&quot;", '"')

    def test_nobody_is_invited_to_an_open_or_a_closed_survey(self, audit, agency):
        survey = factories.survey(audit)
        with pytest.raises(Refused, match="Anyone with the link"):
            invited(survey, agency, "Kit")
        Survey.objects.update(access="named", closes_on=timezone.localdate() - timedelta(days=1))
        with pytest.raises(Refused, match="has closed"):
            invited(survey, agency, "Kit")


class TestReminding:
    def later(self):
        Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1))

    def test_those_who_have_not_answered_are_reminded_once_a_day(self, named, agency):
        first, second = invited(named, agency, "Kit", "Jo")
        answer_it(first)
        by = factories.coordinator()
        assert remind(survey=named, by=by) == 0
        self.later()
        assert remind(survey=named, by=by) == 1
        assert remind(survey=named, by=by) == 0
        assert Message.objects.filter(address="kit@example.org").count() == 1
        assert sent_to("jo@example.org") != second
        assert Visitor().open(second).status_code == 404
        assert Visitor().open(sent_to("jo@example.org")).status_code == 200

    def test_whoever_began_an_anonymous_one_is_left_alone(self, survey, agency):
        (token,) = invited(survey, agency, "Kit")
        Visitor().begin(token)
        self.later()
        assert remind(survey=survey, by=factories.coordinator()) == 0


class TestAnswering:
    def test_the_agency_is_known_and_not_asked(self, survey, agency):
        (token,) = invited(survey, agency, "Kit")
        page = Visitor().open(token)
        assert "You are asked as somebody who works for Alder Health." in text_of(page)
        answer_it(token)
        assert AuditReturn.objects.get().agency == agency

    def test_the_link_of_the_survey_itself_is_not_enough(self, survey):
        response = Visitor().open(survey.token)
        assert response.status_code == 403
        assert "for people who were invited" in text_of(response)

    def test_one_response_each(self, survey, agency):
        (token,) = invited(survey, agency, "Kit")
        answer_it(token)
        again = Visitor().begin(token)
        assert again.status_code == 409
        assert "has been used already" in text_of(again)
        assert AuditReturn.objects.count() == 1

    def test_by_name_the_invitation_opens_the_same_response_again(self, named, agency):
        (token,) = invited(named, agency, "Kit")
        first = Visitor()
        first.begin(token)
        first.put("confidence", confident="partly")
        second = Visitor()
        assert second.begin(token).status_code == 302
        page = second.client.get(survey_tool.section_url("confidence")).content.decode()
        assert 'value="partly"' in page
        assert AuditReturn.objects.count() == 1
        assert SurveyResponse.objects.get().invitation.name == "Kit"

    def test_by_name_the_coordinator_sees_who_has_answered(self, as_, named, agency):
        first, _ = invited(named, agency, "Kit", "Jo")
        answer_it(first)
        page = as_(factories.coordinator()).get(reverse("cases:survey", args=[named.audit_id]))
        today = timezone.localdate()
        assert f"Finished on {today.day} {today:%b %Y}" in text_of(page)
        assert "Not begun" in text_of(page)

    def test_anonymous_answers_and_invitations_share_nothing(self, survey, agency):
        """No value of the one's rows is found in the other's, but the survey and the agency."""
        for token in invited(survey, agency, "Kit", "Jo", "Al"):
            answer_it(token)
        shared = {survey.pk, agency.pk, survey.audit_id, None, True, False, ""}
        asked = _values(Invitation.objects.all()) - shared
        returns = AuditReturn.objects.all()
        given = _values(returns, SurveyResponse.objects.all(), *(r.answers.all() for r in returns))
        assert asked & (given - shared) == set()
        assert Invitation.objects.filter(answered_on=timezone.localdate()).count() == 3

    def test_an_invitation_to_one_survey_marks_none_of_another(self, survey, agency, audit):
        (token,) = invited(survey, agency, "Kit")
        elsewhere = factories.survey(
            survey_tool.audit(agency), access=Survey.Access.NAMED, is_anonymous=False
        )
        invited(elsewhere, agency, "Jo")
        answer_it(token)
        assert Invitation.objects.get(email="jo@example.org").answered_on is None


def _values(*querysets) -> set:
    found = set()
    for rows in querysets:
        for row in rows.values():
            found |= {value for value in row.values() if not isinstance(value, (list, dict))}
    return found
