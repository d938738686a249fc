"""Respondents and a closing survey at the same moment; on a database that really commits."""

import pytest
from django.contrib.auth.models import AnonymousUser

from agencies.rls import acting, acting_as_system
from audits.models import Participation
from cases.adding import add_response
from cases.models import AuditReturn, Survey
from cases.surveys.doors import door_for, respondent_for
from cases.surveys.responding import begin_response, finish_response, save_response
from cases.surveys.surveying import close_survey
from cases.transitions import Refused
from tests import factories
from tests.at_once import at_once
from tests.cases.surveys import survey_tool
from tests.cases.surveys.test_invitations import invited

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = AnonymousUser()


@pytest.fixture
def agency(transactional_db):
    with acting_as_system():
        return factories.agency()


@pytest.fixture
def survey(agency):
    with acting_as_system():
        return factories.survey(survey_tool.audit(agency), is_anonymous=False)


def test_each_response_gets_a_number_also_beside_those_typed_in(survey, agency):
    with acting_as_system():
        auditor = factories.auditor(agency)
        door = door_for(survey.token)
        assert Participation.objects.filter(agency=agency).exists()
    begin = (NOBODY, lambda by: begin_response(door=door, agency=agency))
    add = (auditor, lambda by: add_response(audit=survey.audit, agency=agency, by=by))
    assert at_once([begin, add, begin, add]) == [None] * 4
    with acting_as_system():
        numbers = AuditReturn.objects.values_list("number", flat=True)
        assert sorted(numbers) == [1, 2, 3, 4]


def test_an_invitation_opened_twice_begins_one_response(survey, agency):
    with acting_as_system():
        Survey.objects.update(access="named")
        survey.refresh_from_db()
        (token,) = invited(survey, agency, "Kit")
        door = door_for(token)
    begin = (NOBODY, lambda by: begin_response(door=door, agency=agency))
    said = at_once([begin, begin])
    assert [type(each) for each in said if each] == [Refused]
    with acting_as_system():
        assert AuditReturn.objects.count() == 1


def test_what_is_saved_while_a_survey_closes_is_counted_or_refused(survey, agency):
    with acting_as_system():
        coordinator = factories.coordinator()
        tokens = [begin_response(door=door_for(survey.token), agency=agency) for _ in range(3)]
        respondents = [respondent_for(token) for token in tokens]
        found = [AuditReturn.objects.get(pk=each.return_id) for each in respondents]
        question = found[0].tool_version.questions.get(key="confident")
        factories.answer(found[0], question, "yes")

    def act(work, respondent):
        def run(by):
            with acting(respondent.scope):
                work()

        return NOBODY, run

    def save(one):
        return lambda: save_response(audit_return=one, entries={}, section_key="confidence")

    said = at_once(
        [
            (coordinator, lambda by: close_survey(survey=survey, by=by)),
            act(save(found[0]), respondents[0]),
            act(save(found[1]), respondents[1]),
            act(lambda: finish_response(audit_return=found[2]), respondents[2]),
        ]
    )
    assert said[0] is None
    assert all(each is None or isinstance(each, Refused) for each in said)
    with acting_as_system():
        left = AuditReturn.objects.get()
        assert (left.pk, left.status, left.is_partial) == (found[0].pk, "approved", True)
