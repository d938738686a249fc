"""Moving an audit while others answer and decide; on a database that really commits."""

from threading import Event
from time import sleep

import pytest

from agencies.rls import acting_as_system
from audits.models import AuditTool
from audits.services import publish_version
from audits.versioning import start_version
from cases.adding import add_own_case
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.locking import hold_mine
from cases.models import Answer, AuditReturn, Involvement
from cases.moving import move_audit
from cases.services import decide_involvement
from cases.transitions import Refused
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def two_versions():
    first = factories.small_version()
    admin = factories.user("admin")
    draft = start_version(tool=first.tool, by=admin)
    return first, publish_version(version=draft, content_hash="1" * 64, by=admin)


def moving(audit, newer):
    return lambda by: move_audit(audit=audit, version=newer, reason="So.", by=by)


def test_a_return_that_becomes_expected_meanwhile_is_on_the_version_of_its_audit():
    with acting_as_system():
        first, newer = two_versions()
        audit, agency = factories.audit(first), factories.agency()
        lead = factories.lead(agency)
        asked = [
            factories.involvement(
                case=factories.case(audit=audit),
                agency=agency,
                state=Involvement.State.TO_CONFIRM,
            )
            for _ in range(4)
        ]
        coordinator = factories.coordinator()

    def deciding(each):
        return lambda by: decide_involvement(involvement=each, state="known", by=by)

    said = at_once(
        [(lead, deciding(each)) for each in asked] + [(coordinator, moving(audit, newer))]
    )
    assert said == [None] * 5
    with acting_as_system():
        versions = AuditReturn.objects.values_list("tool_version", flat=True)
        assert set(versions) == {newer.pk}


def test_an_answer_that_is_saved_meanwhile_is_moved_or_refused():
    with acting_as_system():
        first, newer = two_versions()
        audit = factories.audit(first)
        made = factories.audit_return(audit=audit, status=AuditReturn.Status.IN_PROGRESS)
        auditor = made.auditor or factories.auditor(made.agency)
        AuditReturn.objects.filter(pk=made.pk).update(auditor=auditor)
        coordinator = factories.coordinator()
        entries = {first.questions.get(): Entry("answered", "yes")}

    def saving(by):
        return save_answers(audit_return=made, entries=entries, by=by)

    said = at_once([(auditor, saving), (coordinator, moving(audit, newer))])
    assert {type(each) for each in said if each} <= {Refused}
    with acting_as_system():
        for answer in Answer.objects.select_related("question"):
            assert answer.question.version_id == newer.pk


def test_a_return_that_is_waited_for_while_its_audit_moves_comes_with_the_new_version():
    with acting_as_system():
        first, newer = two_versions()
        made = factories.audit_return(audit=factories.audit(first))
        coordinator = factories.coordinator()
    is_held, found = Event(), []

    def moving_slowly(by):
        AuditReturn.objects.select_for_update().get(pk=made.pk)
        is_held.set()
        sleep(0.3)
        moving(made.audit, newer)(by)

    def waiting(by):
        is_held.wait()
        found.append(hold_mine(by, made.pk))

    assert at_once([(made.auditor, waiting), (coordinator, moving_slowly)]) == [None, None]
    assert found[0].tool_version == newer


def test_an_audit_that_two_move_at_once_is_moved_once():
    with acting_as_system():
        first, newer = two_versions()
        audit = factories.audit(first)
        people = [factories.coordinator(), factories.coordinator()]
    said = at_once([(by, moving(audit, newer)) for by in people])
    assert [type(each) for each in said if each] == [Refused]


def test_an_own_case_that_is_added_meanwhile_is_on_the_version_of_its_audit():
    with acting_as_system():
        agency = factories.agency()
        audit = factories.audit_of(AuditTool.Audits.OWN_CASES, agency)
        admin = factories.user("admin")
        draft = start_version(tool=audit.tool_version.tool, by=admin)
        newer = publish_version(version=draft, content_hash="1" * 64, by=admin)
        auditor, coordinator = factories.auditor(agency), factories.coordinator()

    def adding(by):
        return add_own_case(audit=audit, agency=agency, local_identifier="A-1", by=by)

    said = at_once([(auditor, adding), (coordinator, moving(audit, newer))])
    assert said == [None, None]
    with acting_as_system():
        assert AuditReturn.objects.get().tool_version_id == newer.pk
