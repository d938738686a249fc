"""Copies of returns for an agency's own file, and the journey to one."""

import io
from datetime import timedelta

import page
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from agencies import jobs
from agencies.models import Activity, Job
from cases.models import Answer, AuditReturn
from reports.return_printing import copy_of, file_of, returns_to_print
from reports.tasks import forget_copies_of_returns
from tests import factories
from tests.cases.answering import kinds_tool, repeating_tool

pytestmark = pytest.mark.django_db


def again(found) -> AuditReturn:
    return returns_to_print().get(pk=found.pk)


def pdf_of(found):
    return file_of(copy_of(again(found)), "pdf")


def words_of_pdf(found) -> str:
    sheets = pypdfium2.PdfDocument(pdf_of(found).content)
    return " ".join(" ".join(s.get_textpage().get_text_range() for s in sheets).split())


def words_of_word(found) -> str:
    document = Document(io.BytesIO(file_of(copy_of(again(found)), "docx").content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(each.text for each in document.paragraphs), *cells]).split())


@pytest.fixture
def every_kind(db):
    factories.partnership()
    found = kinds_tool.new_return()
    for key, value in kinds_tool.VALUES.items():
        factories.answer(found, kinds_tool.question(found, key), value)
    return factories.move(found, AuditReturn.Status.APPROVED)


def test_a_copy_passes_the_automated_pdf_ua_checks(every_kind):
    made = pdf_of(every_kind)
    report = page.validate_pdf_bytes(made.content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert report.document.page_count == made.pages


@pytest.mark.parametrize("words_of", [words_of_pdf, words_of_word])
def test_every_question_and_answer_is_in_it(every_kind, words_of):
    words = words_of(every_kind)
    for question in every_kind.tool_version.questions.exclude(kind="prompt"):
        assert question.text in words
    for said in ("The nurse wrote down what was said.", "Nobody asked me.", "Ask again", "Good"):
        assert said in words
    assert "Approved by the agency." in words
    assert every_kind.approved_by.name in words


@pytest.mark.parametrize("words_of", [words_of_pdf, words_of_word])
def test_states_that_are_no_answer_stay_apart(words_of):
    version = factories.draft_version()
    part = factories.section(version)
    asked = [factories.question(part) for _ in range(4)]
    found = factories.audit_return(audit=factories.audit(factories.published(version)))
    factories.answer(found, asked[0], state="not_recorded")
    factories.answer(found, asked[1], state="not_applicable", reason="The child was unborn.")
    factories.answer(found, asked[2], "yes", note="First line.\nSecond line.")
    words = words_of(found)
    assert "Not recorded" in words
    assert "Not applicable The child was unborn." in words
    assert "Left blank" in words
    assert "First line. Second line." in words
    assert "4 questions: 1 answered, 1 not applicable, 1 not recorded, 1 left blank." in words


def test_a_repeated_section_says_of_whom_each_answer_is():
    found = repeating_tool.new_return()
    repeating_tool.answer(found, "seen", "yes", "child-2")
    assert "Child 2" in words_of_word(found)


def test_a_copy_of_a_draft_says_so_on_every_page(every_kind):
    draft = factories.move(every_kind, AuditReturn.Status.IN_PROGRESS)
    for sheet in pypdfium2.PdfDocument(pdf_of(draft).content):
        assert "its auditor has not submitted it" in sheet.get_textpage().get_text_range()


def test_a_character_the_typeface_lacks_is_spelt_out(every_kind):
    Answer.objects.filter(audit_return=every_kind).update(note="Well done \U0001f44d")
    assert "Well done [thumbs up sign]" in words_of_pdf(every_kind)


def test_files_are_named_after_nobody(every_kind):
    assert pdf_of(every_kind).file_name.startswith(every_kind.reference)
    assert every_kind.auditor.name.split()[0].lower() not in pdf_of(every_kind).file_name


def asked_by(client, person, found, file_format="pdf"):
    client.force_login(person)
    address = reverse("reports:copy_return", args=[found.pk])
    return client.post(address, {"file_format": file_format})


def test_an_auditor_asks_waits_and_takes_a_copy_away(client, every_kind):
    answer = asked_by(client, every_kind.auditor, every_kind)
    job = Job.objects.get()
    assert answer.url == reverse("reports:making_copy", args=[job.pk])
    assert "Waiting for a worker" in client.get(answer.url).content.decode()
    jobs.run(job.pk)
    assert "The copy is ready." in client.get(answer.url).content.decode()
    taken = client.get(reverse("reports:copy_file", args=[job.pk]))
    assert taken["Content-Disposition"].startswith("attachment; ")
    assert taken.content.startswith(b"%PDF")
    verbs = set(Activity.objects.about(every_kind).values_list("verb", flat=True))
    assert {"asked for a copy of a return", "took a copy of a return"} <= verbs


def test_whoever_may_no_longer_read_a_return_loses_its_copy(client, every_kind):
    asked_by(client, every_kind.auditor, every_kind)
    job = Job.objects.get()
    jobs.run(job.pk)
    AuditReturn.objects.update(auditor=factories.auditor(every_kind.agency))
    assert client.get(reverse("reports:copy_file", args=[job.pk])).status_code == 404


def test_the_coordinator_takes_a_copy_of_what_is_approved_only(client, every_kind):
    coordinator = factories.coordinator()
    assert asked_by(client, coordinator, every_kind).status_code == 302
    factories.move(every_kind, AuditReturn.Status.SUBMITTED)
    assert asked_by(client, coordinator, every_kind).status_code == 404


def test_no_format_is_a_fault_in_words(client, every_kind):
    answer = asked_by(client, every_kind.auditor, every_kind, "exe")
    assert answer.status_code == 422
    assert "Choose a PDF or a Word file." in answer.content.decode()
    assert not Job.objects.exists()


def test_copies_are_forgotten_after_a_day(every_kind, client):
    asked_by(client, every_kind.auditor, every_kind)
    forget_copies_of_returns()
    assert Job.objects.exists()
    Job.objects.update(queued_at=timezone.now() - timedelta(days=1, minutes=1))
    forget_copies_of_returns()
    assert not Job.objects.exists()
