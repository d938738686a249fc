"""What the pages of an audit offer in each of its statuses: nothing that would then be refused."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import resolve, reverse
from django.utils import timezone

from audits.models import Audit, AuditTool, Participation
from audits.tabs import TABS
from cases.models import AuditReturn, Involvement
from tests import factories
from tests.look.markup import Page
from tests.pages import text_of
from tests.security.declared import DECLARED

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
# Their links say what is the case; that it can also be changed there is not said.
TOLD = {f"cases:{name}" for name in ("sharing", "earlier_round", "groups", "case", "audit_tool")}
EVERY = list(Audit.Status)
TABBED = [name for _, name, *_ in TABS]
MORE = [f"cases:{name}" for name in ("sample", "reminders", "groups", "timetable")]


def audit_of_cases(status) -> Audit:
    """With a return in every state that an overview offers something for."""
    over = timezone.localdate() - timedelta(days=3)
    audit = factories.audit(due_on=date(2030, 1, 1), may_be_held=True, panel_on=date(2030, 2, 1))
    factories.audit_return(audit=audit, due_on=over)
    factories.audit_return(audit=audit, due_on=over, auditor=None)
    factories.submitted_return(audit=audit)
    factories.move(factories.submitted_return(audit=audit), Status.HELD)
    factories.audit_return(audit=audit, status=Status.CHANGES_REQUESTED, reason="Say more.")
    asked = factories.involvement(factories.case(audit), factories.agency())
    Involvement.objects.filter(pk=asked.pk).update(state=Involvement.State.TO_CONFIRM)
    return in_status(audit, status)


def audit_of_organisations(status) -> Audit:
    over = timezone.localdate() - timedelta(days=3)
    audit = factories.audit_of(AuditTool.Audits.ORGANISATIONS, factories.agency())
    agency = factories.agency()
    Participation.objects.create(audit=audit, agency=agency)
    factories.organisation_return(agency, audit=audit, due_on=over)
    return in_status(audit, status)


def audit_without_cases(status) -> Audit:
    return in_status(factories.audit(), status)


def in_status(audit: Audit, status) -> Audit:
    Audit.objects.filter(pk=audit.pk).update(status=status)
    audit.refresh_from_db()
    return audit


AUDITS = pytest.mark.parametrize(
    ("made", "pages"),
    [
        pytest.param(audit_of_cases, [*TABBED, *MORE], id="of cases"),
        pytest.param(audit_of_organisations, ["cases:audit"], id="of organisations"),
        pytest.param(audit_without_cases, ["cases:audit"], id="without cases"),
    ],
)


def offered(client, audit: Audit, name: str = "cases:audit") -> Page:
    return Page(client.get(reverse(name, args=[audit.pk])).content.decode())


def links_of(page: Page) -> set[str]:
    """Of its main part, but for those to other pages of the audit and other parts of this one."""
    return {
        link.attributes["href"].partition("#")[0]
        for link in page.all("a")
        if "main" in link.inside and "nav" not in link.inside
    } - {""}


def name_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


@pytest.mark.parametrize("status", EVERY)
@AUDITS
def test_every_link_to_something_to_do_leads_to_where_it_is_done(as_, made, pages, status):
    factories.partnership()
    client, audit = as_(factories.coordinator()), made(status)
    shown = [offered(client, audit, name) for name in pages]
    for address in set().union(*map(links_of, shown)):
        response, name = client.get(address, follow=True), name_of(address)
        assert response.status_code == 200, address
        if "POST" in DECLARED[name].methods and name not in TOLD:
            forms = Page(response.content.decode()).all("form", method="post")
            assert any("main" in form.inside for form in forms), (name, text_of(response))


@pytest.mark.parametrize("status", EVERY)
@AUDITS
def test_no_button_is_refused(as_, made, pages, status):
    factories.partnership()
    client, audit = as_(factories.coordinator()), made(status)
    for name in pages:
        for form in offered(client, audit, name).all("form", method="post"):
            if "main" in form.inside:
                with transaction.atomic():
                    here = reverse(name, args=[audit.pk])
                    said = client.post(form.attributes.get("action") or here, follow=True)
                    transaction.set_rollback(True)
                assert "notice--error" not in said.content.decode(), (name, text_of(said))


@pytest.mark.parametrize("status", EVERY)
def test_everybody_late_is_written_to_only_while_returns_are_collected(as_, status):
    factories.partnership()
    client, audit = as_(factories.coordinator()), audit_of_cases(status)
    page = reverse("cases:message_late", args=[audit.pk])
    assert (page in links_of(offered(client, audit))) == (status == Audit.Status.COLLECTING)


@pytest.mark.parametrize("status", Audit.ENDED)
def test_of_an_audit_that_has_ended_nothing_is_owed_and_no_auditor_is_chosen(as_, status):
    factories.partnership()
    client, audit = as_(factories.coordinator()), audit_of_cases(status)
    said = text_of(client.get(reverse("cases:audit", args=[audit.pk])))
    for words in ("Next thing to do", "Overdue", "For you to accept", "You can ask for it"):
        assert words not in said, words
    found = audit.returns.exclude(auditor=None).first()
    page = client.get(reverse("cases:case", args=[audit.pk, found.case_id]))
    assert reverse("cases:assign", args=[found.pk]) not in page.content.decode()
    sent = client.post(reverse("cases:send_link", args=[found.pk]), follow=True)
    assert "This audit is over." in text_of(sent)
