"""The coordinator's pages for returns collected elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import AuditReturn, ReturnImport
from tests import factories
from tests.cases.imports.returns_files import csv, taking_part
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    made = factories.audit(factories.small_version())
    factories.case(made)
    taking_part(made, short_name="Police")
    return made


@pytest.fixture
def client(as_):
    return as_(factories.coordinator())


def content(audit, answer="yes") -> bytes:
    row = f"{audit.reference_prefix}-01,Police,{answer}"
    return csv("case reference,agency name,question-1-1", row)


def send(client, audit, file: bytes, **said):
    sent = {"file": SimpleUploadedFile("forms.csv", file), "source": "Forms of June"}
    url = reverse("cases:bring_in", args=[audit.pk])
    return client.post(url, sent | {"become": "drafts"} | said)


def test_a_file_is_shown_before_it_is_brought_in(client, audit):
    response = send(client, audit, content(audit))
    upload = ReturnImport.objects.get()
    assert response.url == reverse("cases:import_preview", args=[upload.pk])
    shown = text_of(client.get(response.url))
    assert "1 return to bring in" in shown
    assert "Forms of June. Nothing is kept yet." in shown
    client.post(reverse("cases:import_apply", args=[upload.pk]))
    made = AuditReturn.objects.get()
    assert made.imported == upload
    shown = text_of(client.get(reverse("cases:case", args=[audit.pk, made.case_id])))
    assert "In progress" in shown


def test_each_fault_is_listed_and_what_was_said_stays(client, audit):
    response = send(client, audit, content(audit, "perhaps"), become="approved")
    assert response.status_code == 422
    shown = text_of(response)
    assert "Row 2, “question-1-1”: “perhaps” is no answer here." in shown
    assert 'value="Forms of June"' in response.content.decode()
    assert 'value="approved" checked' in " ".join(response.content.decode().split())


def test_a_file_may_be_discarded(client, audit):
    send(client, audit, content(audit))
    upload = ReturnImport.objects.get()
    client.post(reverse("cases:import_discard", args=[upload.pk]))
    assert not ReturnImport.objects.exists()


def test_a_waiting_file_is_offered_and_replaced(client, audit):
    send(client, audit, content(audit))
    page = reverse("cases:bring_in", args=[audit.pk])
    assert "A file is waiting." in text_of(client.get(page))
    send(client, audit, content(audit, "no"))
    assert ReturnImport.objects.count() == 1


def test_an_audit_that_changed_since_says_why_the_file_no_longer_fits(client, audit):
    send(client, audit, content(audit))
    with acting_as_system():
        agency = audit.agencies.get()
        factories.audit_return(case_=audit.cases.get(), agency_=agency, status="in_progress")
    upload = ReturnImport.objects.get()
    for response in (
        client.get(reverse("cases:import_preview", args=[upload.pk])),
        client.post(reverse("cases:import_apply", args=[upload.pk])),
    ):
        assert response.status_code == 422
        assert "has been begun here" in text_of(response)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_to_fill_in_is_a_download(client, audit, form):
    response = client.get(reverse("cases:import_template", args=[audit.pk, form]))
    assert response.status_code == 200
    assert f'filename="{audit.reference_prefix}-returns.{form}"' in response["Content-Disposition"]


def test_an_unknown_kind_of_file_is_not_found(client, audit):
    assert client.get(f"/audits/{audit.pk}/bring-in/template.exe").status_code == 404


def test_what_was_brought_in_as_finished_says_so_where_it_is_read(client, audit):
    send(client, audit, content(audit), become="approved")
    client.post(reverse("cases:import_apply", args=[ReturnImport.objects.get().pk]))
    made = AuditReturn.objects.get()
    shown = text_of(client.get(reverse("cases:review", args=[made.pk])))
    assert "Not agency-approved." in shown
    assert "Collected elsewhere. Forms of June." in shown
    assert "Brought in from a file, as approved" in shown
    listed = text_of(client.get(reverse("cases:bring_in", args=[audit.pk])))
    assert "Forms of June" in listed
