"""Terms of reference: the plan of an audit as a document, and the way to it."""

from datetime import date

import page
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies import jobs
from agencies.models import Job, Membership, Sector
from audits.models import Audit, AuditTool, Series
from reports.services import request_terms
from reports.terms_printing import audits_to_print, file_of, terms_of
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    factories.partnership()
    made = factories.audit(
        status=Audit.Status.PLANNING,
        name="Neglect 2027",
        reference_prefix="NEG27",
        purpose="Is neglect named?\nAnd soon enough?",
        key_lines="Recognition of neglect\n\nResponse together",
        series=Series.objects.create(name="Neglect"),
        due_on=date(2027, 2, 26),
        identities_until=date(2027, 6, 30),
        signs_off=factories.coordinator(name="Chair of the subgroup"),
    )
    made.participations.create(agency=factories.agency(Sector.POLICE, name="Lakeshire Police"))
    made.participations.create(
        agency=factories.agency(name="Far Shire Hospice"), is_guest=True, chosen_cases=True
    )
    made.areas.add(factories.area(name="Lakeside"))
    return made


def pdf_of(audit):
    found = audits_to_print().get(pk=audit.pk)
    return file_of(terms_of(found), found)


def words_of(audit) -> str:
    sheets = pypdfium2.PdfDocument(pdf_of(audit).content)
    return " ".join(" ".join(s.get_textpage().get_text_range() for s in sheets).split())


def test_they_pass_the_automated_pdf_ua_checks(audit):
    made = pdf_of(audit)
    report = page.validate_pdf_bytes(made.content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert made.file_name == "neg27-terms-of-reference.pdf"


def test_they_say_everything_that_is_planned(audit):
    words = words_of(audit)
    for said in (
        "Neglect 2027",
        "A plan as of",
        "And soon enough?",
        "Recognition of neglect",
        "Response together",
        "1 January 2025 to 31 December 2025",
        "Lakeside",
        "Lakeshire Police",
        "a guest, for this audit alone; chosen cases only",
        "Returns are due",
        "Friday 26 February 2027",
        "such as NEG27-01",
        "They are destroyed on Wednesday 30 June 2027",
        "Chair of the subgroup signs off the audit.",
    ):
        assert said in words


def test_what_is_not_planned_yet_is_marked_so():
    words = words_of(factories.audit(purpose=""))
    for said in (
        "Not written yet.",
        "No agency is chosen yet.",
        "Not set yet",
        "The day on which identities are destroyed is not set yet.",
        "Nobody is named yet to sign off",
    ):
        assert said in words


@pytest.mark.parametrize(
    ("audits", "said"),
    [
        (AuditTool.Audits.ORGANISATIONS, "Agencies answer about themselves."),
        (AuditTool.Audits.OWN_CASES, "can be read by that agency alone"),
        (AuditTool.Audits.RESPONDENTS, "People answer about their own experience."),
    ],
)
def test_how_identities_are_handled_depends_on_what_is_audited(audits, said):
    assert said in words_of(factories.audit_of(audits))


def test_characters_the_typeface_lacks_are_spelt_out():
    assert "[cjk unified ideograph-6f22]" in words_of(factories.audit(purpose="Why \u6f22?"))


class TestJourney:
    @pytest.fixture
    def coordinator(self, as_):
        person = factories.coordinator()
        as_(person)
        return person

    def test_a_coordinator_asks_for_them_and_opens_them(self, client, coordinator, audit):
        assert (
            reverse("reports:terms", args=[audit.pk])
            in client.get(reverse("audits:plan", args=[audit.pk])).content.decode()
        )
        making = client.post(reverse("reports:terms", args=[audit.pk])).url
        job = Job.objects.get()
        assert "Waiting for a worker" in text_of(client.get(making))
        jobs.run(job.pk)
        assert "The document is ready." in text_of(client.get(making))
        response = client.get(reverse("reports:terms_file", args=[job.pk]))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")

    def test_asked_for_twice_while_it_waits_it_is_made_once(self, coordinator, audit):
        first = request_terms(audit=audit, by=coordinator)
        assert request_terms(audit=audit, by=coordinator) == first

    @pytest.fixture
    def lead(self, as_, audit):
        person = factories.lead(audit.agencies.get(name="Lakeshire Police"))
        as_(person)
        return person

    def test_the_lead_of_an_agency_that_takes_part_makes_and_reads_them(self, client, lead, audit):
        Audit.objects.filter(pk=audit.pk).update(status="collecting")
        factories.involvement(factories.case(audit), lead.held[0].agency)
        home = client.get(reverse("cases:agency")).content.decode()
        address = reverse("reports:terms", args=[audit.pk])
        assert address in home
        assert "Go back to My agency" in text_of(client.get(address))
        making = client.post(address).url
        job = Job.objects.get()
        jobs.run(job.pk)
        assert "The document is ready." in text_of(client.get(making))
        response = client.get(reverse("reports:terms_file", args=[job.pk]))
        assert response.content.startswith(b"%PDF")
        audit.participations.filter(agency=lead.held[0].agency).delete()
        assert client.get(reverse("reports:terms_file", args=[job.pk])).status_code == 404

    @pytest.mark.parametrize("status", ["planning", "cancelled"])
    def test_a_lead_reads_none_of_an_audit_that_has_not_started(self, client, lead, audit, status):
        Audit.objects.filter(pk=audit.pk).update(status=status)
        assert client.get(reverse("reports:terms", args=[audit.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            request_terms(audit=audit, by=lead)

    def test_an_auditor_elsewhere_does_not_read_them_as_lead_of_another(self, client, as_, audit):
        Audit.objects.filter(pk=audit.pk).update(status="collecting")
        person = factories.lead(factories.agency())
        Membership.objects.create(
            user=person, role="auditor", agency=audit.agencies.get(name="Lakeshire Police")
        )
        as_(person)
        assert client.get(reverse("reports:terms", args=[audit.pk])).status_code == 404

    def test_somebody_elses_document_is_not_found(self, client, coordinator, audit):
        job = request_terms(audit=audit, by=factories.coordinator())
        assert client.get(reverse("reports:terms_file", args=[job.pk])).status_code == 404
