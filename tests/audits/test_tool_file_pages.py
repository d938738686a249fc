"""Bringing tools in and downloading them in the browser."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.roles import Role
from audits.models import AuditTool, ToolVersion
from audits.services import publish_version
from audits.tool_files import export_file, hash_of, import_tool
from tests import factories
from tests.audits.tool_texts import SMALL, broken

pytestmark = pytest.mark.django_db

IMPORT = "/setup/tools/import/"
CHANGED = broken("Seen alone?", "Was the child seen alone?")


@pytest.fixture
def admin(client):
    client.force_login(factories.user(Role.ADMIN))
    return client


def upload(client, content: bytes, name: str = "small.yaml", **options):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, **options)


def page(response) -> str:
    return response.content.decode()


def workbook_of(version) -> bytes:
    return export_file(version, "xlsx")


def test_a_file_becomes_a_draft_to_go_on_with(admin):
    response = upload(admin, SMALL.encode(), follow=True)
    version = ToolVersion.objects.get()
    assert response.redirect_chain == [(reverse("audits:build", args=[version.pk]), 302)]
    assert "Small tool, version 1 is brought in as a draft." in page(response)


def test_a_workbook_becomes_a_draft_to_go_on_with(admin):
    version = import_tool(content=SMALL.encode())
    content = workbook_of(version)
    version.questions.all().delete()
    version.delete()
    upload(admin, content, "small.xlsx")
    assert workbook_of(ToolVersion.objects.get()) == content


def test_every_fault_is_shown_with_its_place_and_nothing_is_kept(admin):
    faulty = broken("scale: seen", "scale: sene").replace(b'counts: ["yes"]', b'counts: ["maybe"]')
    shown = page(upload(admin, faulty))
    assert "Nothing was brought in" in shown
    assert "Line 14: There is no scale “sene”." in shown
    assert not AuditTool.objects.exists()


def test_a_fault_of_a_workbook_is_shown_with_its_sheet_and_row(admin):
    version = import_tool(content=SMALL.encode())
    book = openpyxl.load_workbook(BytesIO(workbook_of(version)))
    book["Questions"]["D2"] = "=1+1"
    saved = BytesIO()
    book.save(saved)
    shown = page(upload(admin, saved.getvalue(), "small.xlsx"))
    assert "Questions, row 2: The cell D2 holds a formula." in shown


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.yaml", "The file is empty. Choose another."),
        (b"x" * (5 * 1024 * 1024 + 1), "big.yaml", "The file is larger than 5 MB."),
        (b"PK\x03\x04 no", "x.yaml", "This is not an Excel workbook"),
        (b"format: 1", "x.xlsx", "This is not an Excel workbook"),
        (b"<script>alert(1)</script>", "x.yaml", "Line 1: "),
        (b"a: \x00", "x.yaml", "control character U+0000"),
    ],
)
def test_what_is_no_tool_is_refused_in_a_sentence(admin, content, name, words):
    response = upload(admin, content, name)
    assert response.status_code == 200
    assert words in page(response)
    assert not AuditTool.objects.exists()


def test_no_file_is_asked_for(admin):
    assert "Choose the file to bring in." in page(admin.post(IMPORT))


def test_a_draft_is_replaced_only_after_asking(admin):
    upload(admin, SMALL.encode())
    asked = upload(admin, CHANGED)
    shown = page(asked)
    assert "Replace the draft of Small tool?" in shown
    assert "with its 3 questions" in shown
    assert ToolVersion.objects.get().questions.get(key="alone").text == "Seen alone?"
    admin.post(IMPORT, {"content": asked.context["form"].initial["content"]})
    assert ToolVersion.objects.get().questions.get(key="alone").text == "Was the child seen alone?"


def test_what_comes_back_with_the_answer_is_read_as_any_file(admin):
    upload(admin, SMALL.encode())
    for content in ("", "nonsense", "\ud800", CHANGED.decode().replace("seen", "sene", 1)):
        response = admin.post(IMPORT, {"content": content.encode(errors="replace").decode()})
        assert response.status_code == 200
    assert ToolVersion.objects.get().questions.get(key="alone").text == "Seen alone?"


def test_a_file_that_says_nothing_new_leads_to_the_version(admin):
    version = import_tool(content=SMALL.encode())
    publish_version(version=version, content_hash=hash_of(version))
    response = upload(admin, SMALL.encode(), follow=True)
    assert "so nothing new was made" in page(response)
    assert ToolVersion.objects.get() == version


def test_a_file_for_another_use_of_a_published_tool_is_refused(admin):
    version = import_tool(content=SMALL.encode())
    publish_version(version=version, content_hash=hash_of(version))
    other = broken("key: small,", "key: small, audits: respondents,").replace(
        b"    label: Seen alone\n", b"    label: Seen alone\n    unit: response\n"
    )
    assert "Give the file another key" in page(upload(admin, other))


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("yaml", "application/yaml; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_version_is_downloaded_under_a_name_that_says_which(client, format, content_type):
    client.force_login(factories.coordinator())
    version = import_tool(content=SMALL.encode())
    url = reverse("audits:export", args=[version.pk, format])
    assert url in page(client.get(reverse("audits:tool_version", args=[version.pk])))
    response = client.get(url)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="small-v1.{format}"'
    assert response.content == export_file(version, format)
