"""The second wall, on real PostgreSQL with the application's own role."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from agencies import rls
from agencies.models import Activity
from agencies.rls import Scope, acting
from agencies.roles import Role
from audits.models import Participation
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.models import Answer, AnswerHistory, AuditReturn, Candidate, Draw, Identity, Involvement
from tests import factories

pytestmark = pytest.mark.django_db


def of_agency(agency) -> Scope:
    return Scope(agencies=frozenset({agency.pk}))


def protected_by_agency():
    return [Participation, Involvement, AuditReturn, Answer, AnswerHistory, Activity]


@pytest.fixture
def two_returns():
    audit = factories.audit()
    own = factories.answered_return(audit=audit)
    foreign = factories.answered_return(audit=audit)
    Identity.objects.create(case=own.case, kind="subject", text="Own Child")
    Identity.objects.create(case=foreign.case, kind="subject", text="Other Child")
    return own, foreign


def test_without_a_scope_every_protected_table_looks_empty(two_returns):
    with acting(Scope()):
        assert [model.objects.count() for model in protected_by_agency()] == [0] * 6
        assert Identity.objects.count() == 0


def test_an_agency_sees_its_own_rows_and_nobody_elses(two_returns):
    own, _ = two_returns
    with acting(of_agency(own.agency)):
        assert list(AuditReturn.objects.all()) == [own]
        assert {answer.agency_id for answer in Answer.objects.all()} == {own.agency_id}
        assert [identity.case_id for identity in Identity.objects.all()] == [own.case_id]


def test_raw_sql_meets_the_same_wall(two_returns):
    own, _ = two_returns
    with acting(of_agency(own.agency)), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT agency_id FROM cases_answer")
        assert cursor.fetchall() == [(own.agency_id,)]


def test_writing_a_row_for_another_agency_is_refused(two_returns):
    own, foreign = two_returns
    answer = Answer.objects.get(audit_return=own)
    with acting(of_agency(own.agency)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(agency=foreign.agency)
        assert AuditReturn.objects.filter(pk=foreign.pk).update(reason="x") == 0
        assert AuditReturn.objects.filter(pk=foreign.pk).delete()[0] == 0


def test_identities_close_when_the_agency_says_it_does_not_know_the_case(two_returns):
    own, _ = two_returns
    Involvement.objects.filter(case=own.case).update(state=Involvement.State.NOT_KNOWN)
    with acting(of_agency(own.agency)):
        assert Identity.objects.count() == 0


def test_the_wider_scope_returns_when_a_narrower_one_ends(two_returns):
    own, _ = two_returns
    with acting(of_agency(own.agency)):
        assert AuditReturn.objects.count() == 1
    assert AuditReturn.objects.count() == 2


def test_activity_cannot_be_changed_or_removed_by_the_application():
    Activity.objects.create(verb="read")
    for write in (lambda: Activity.objects.update(verb="x"), Activity.objects.all().delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write()
    assert Activity.objects.filter(verb="read").exists()


def test_every_change_to_an_answer_leaves_its_old_wording_in_history(two_returns):
    own, _ = two_returns
    answer = Answer.objects.select_related("question").get(audit_return=own)
    before = answer.value
    save_answers(
        audit_return=own,
        entries={answer.question: Entry("not_recorded", version=answer.version)},
        by=own.auditor,
    )
    kept = AnswerHistory.objects.get(answer_id=answer.pk)
    assert (kept.state, kept.value, kept.version) == ("answered", before, 1)


def test_history_escapes_no_bulk_write_and_cannot_be_written_directly(two_returns):
    own, _ = two_returns
    Answer.objects.filter(audit_return=own).update(note="typed past the service")
    assert AnswerHistory.objects.filter(audit_return_id=own.pk).count() == 1
    with pytest.raises(ProgrammingError), transaction.atomic():
        AnswerHistory.objects.update(note="rewritten")


def test_every_table_with_an_agency_has_forced_row_level_security():
    with connection.cursor() as cursor:
        tables = set(rls.protected_tables(cursor))
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    assert tables
    assert tables <= walled


def test_the_application_role_cannot_bypass_the_wall():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s",
            [settings.APPLICATION_ROLE],
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT current_user, count(*) FROM pg_views WHERE schemaname = 'public'")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE, 0)


def test_who_could_be_drawn_is_seen_by_coordinators_alone():
    """A moderator reaches every agency's rows, and still no candidate's."""
    audit = factories.audit()
    draw = Draw.objects.create(audit=audit, number=1, audit_date=audit.audit_date, key_number=1)
    Candidate.objects.create(draw=draw, key="a" * 32, who="{}")
    with acting(rls.scope_of(factories.coordinator())):
        assert Candidate.objects.count() == 1
    for role in (Role.MODERATOR, Role.APPROVER, Role.VIEWER, Role.ADMIN):
        with acting(rls.scope_of(factories.user(role))):
            assert Candidate.objects.count() == 0
    with acting(of_agency(factories.agency())):
        assert Candidate.objects.count() == 0
