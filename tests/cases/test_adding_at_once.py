"""Two people who add something at the same moment; on a database that really commits."""

import pytest

from agencies.rls import acting_as_system
from audits.models import AuditTool
from cases.adding import AlreadyAdded, add_own_case, add_response, remove_added
from cases.models import AuditReturn, Case
from cases.transitions import Refused
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def world(audits):
    agencies = [factories.agency(), factories.agency()]
    audit = factories.audit_of(audits, *agencies)
    return audit, [(agency, factories.auditor(agency)) for agency in agencies for _ in range(2)]


def test_responses_get_a_number_each():
    with acting_as_system():
        audit, people = world(AuditTool.Audits.RESPONDENTS)
    tasks = [
        (by, lambda by, agency=agency: add_response(audit=audit, agency=agency, by=by))
        for agency, by in people
    ]
    assert at_once(tasks) == [None] * 4
    with acting_as_system():
        numbers = AuditReturn.objects.values_list("number", flat=True)
        assert sorted(numbers) == [1, 2, 3, 4]


def test_one_case_is_added_once_and_cases_get_a_reference_each():
    with acting_as_system():
        audit, people = world(AuditTool.Audits.OWN_CASES)

    def task(agency):
        return lambda by: add_own_case(audit=audit, agency=agency, local_identifier="A-1", by=by)

    said = at_once([(by, task(agency)) for agency, by in people])
    assert [type(each) for each in said if each] == [AlreadyAdded] * 2
    with acting_as_system():
        prefix = audit.reference_prefix
        references = Case.objects.values_list("reference", flat=True)
        assert list(references) == [f"{prefix}-01", f"{prefix}-02"]


def test_a_response_that_is_removed_twice_is_removed_once():
    with acting_as_system():
        agency = factories.agency()
        audit = factories.audit_of(AuditTool.Audits.RESPONDENTS, agency)
        auditor = factories.auditor(agency)
        made = add_response(audit=audit, agency=agency, by=auditor)
    removal = (auditor, lambda by: remove_added(audit_return=made, by=by))
    said = at_once([removal, removal])
    assert [type(each) for each in said if each] == [Refused]
