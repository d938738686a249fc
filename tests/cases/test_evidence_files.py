"""Files beside an answer: what is taken, who may fetch it, and that it is only ever downloaded."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Activity
from cases.evidence_files import MOST_FILES
from cases.file_types import type_of
from cases.models import AuditReturn, EvidenceFile
from tests import factories
from tests.cases.answering import answering_tool
from tests.pages import text_of

PDF = b"%PDF-1.7\n1 0 obj"


def office(*names) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (office("[Content_Types].xml", "word/document.xml"), "docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("Seen at school. £5".encode(), "txt"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(content, extension):
    assert type_of(content).extension == extension


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\x00", id="program"),
        pytest.param(b"\x7fELF\x02", id="binary"),
        pytest.param(office("word/document.xml", "word/vbaProject.bin"), id="macros"),
        pytest.param(office("a.txt"), id="other-archive"),
        pytest.param(b"PK\x03\x04broken", id="damaged-archive"),
        pytest.param(b"text with \x00 in it", id="nul"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="old-office"),
    ],
)
def test_other_files_are_of_no_type(content):
    assert type_of(content) is None


@given(st.binary(max_size=200))
def test_no_content_is_an_error(content):
    type_of(content)
    type_of(b"PK\x03\x04" + content)


@pytest.fixture
def found(db):
    factories.partnership()
    return answering_tool.new_return()


@pytest.fixture
def page(client, found):
    client.force_login(found.auditor)
    return client


def address(found, key="drift", section="work") -> str:
    return reverse("cases:files", args=[found.pk, section, key])


def add(page, found, content=PDF, name="Robin Example.pdf", title="Chronology, page 2"):
    data = {"title": title, "file": SimpleUploadedFile(name, content)}
    return page.post(address(found), data)


def test_a_file_is_kept_under_what_its_auditor_calls_it(page, found):
    assert add(page, found).status_code == 302
    kept = EvidenceFile.objects.get()
    assert (kept.title, kept.extension, bytes(kept.content)) == ("Chronology, page 2", "pdf", PDF)
    assert kept.question.key == "drift"
    said = text_of(page.get(address(found)))
    assert "Chronology, page 2" in said
    assert "Robin" not in said
    assert "1 file" in text_of(page.get(answering_tool.section(found, "work")))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param({"content": b""}, "empty", id="empty"),
        pytest.param({"content": b"MZ\x90"}, "Choose a PDF, Word (docx)", id="program"),
        pytest.param({"content": PDF + b"x" * 10_500_000}, "larger than 10 MB", id="large"),
        pytest.param({"title": ""}, "Say in a few words what the file is.", id="no-title"),
        pytest.param({"title": "x" * 101}, "Shorten", id="long-title"),
    ],
)
def test_what_cannot_be_kept_is_said_in_words(page, found, sent, sentence):
    answer = add(page, found, **sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not EvidenceFile.objects.exists()


def test_an_upload_larger_than_any_page_takes_is_refused_before_it_is_read(page, found):
    answer = add(page, found, content=PDF + b"x" * (13 * 1024 * 1024))
    assert answer.status_code == 400
    assert "too large" in answer.content.decode()


def test_the_same_file_is_kept_once(page, found):
    add(page, found)
    assert "already kept" in text_of(add(page, found))
    assert EvidenceFile.objects.count() == 1


def test_a_return_keeps_so_many_files(page, found):
    for number in range(MOST_FILES):
        factories.evidence_file(found, content=PDF + bytes([number]))
    assert f"keeps up to {MOST_FILES} files" in text_of(add(page, found))


def test_a_download_is_never_shown_inline_and_is_recorded(page, found):
    kept = factories.evidence_file(found, answering_tool.question(found, "drift"), title="Robin")
    answer = page.get(reverse("cases:file", args=[kept.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert "Robin" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert Activity.objects.filter(verb="downloaded a file of a return").exists()


def test_the_coordinator_fetches_it_once_the_return_is_approved(client, found):
    kept = factories.evidence_file(found)
    client.force_login(factories.coordinator())
    address = reverse("cases:file", args=[kept.pk])
    assert client.get(address).status_code == 404
    factories.move(found, AuditReturn.Status.APPROVED)
    assert client.get(address).status_code == 200


def test_removing_asks_first(page, found):
    kept = factories.evidence_file(found)
    address = reverse("cases:remove_file", args=[kept.pk])
    assert "deleted for good" in text_of(page.get(address))
    assert EvidenceFile.objects.exists()
    page.post(address)
    assert not EvidenceFile.objects.exists()


def test_once_handed_in_nothing_is_added_or_removed(page, found):
    kept = factories.evidence_file(found)
    factories.move(found, AuditReturn.Status.SUBMITTED)
    add(page, found, content=PDF + b"more")
    page.post(reverse("cases:remove_file", args=[kept.pk]))
    assert list(EvidenceFile.objects.all()) == [kept]


def test_a_question_of_another_page_has_no_files_here(page, found):
    assert page.get(address(found, "seen-alone", "work")).status_code == 404
    assert page.get(address(found, "no-such", "work")).status_code == 404
