"""Files nobody means well with, sent through the page: a sentence with a place, nothing kept."""

import json
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from agencies.models import Sector
from agencies.roles import Role
from audits.models import AuditTool
from audits.tool_documents import to_document
from audits.tool_files import export_file, import_tool
from audits.tool_reading import read_tool
from tests import factories
from tests.audits.tool_texts import SMALL, broken

pytestmark = pytest.mark.django_db
SMALL_TOOL = read_tool(SMALL.encode(), Sector.values)


def with_questions(number: int) -> bytes:
    """As JSON, which is YAML too and is read much faster than it would be written."""
    section = SMALL_TOOL.sections[0]
    first = section.questions[0]
    questions = tuple(replace(first, key=f"q{at}") for at in range(number))
    whole = replace(section, questions=questions)
    return json.dumps(to_document(replace(SMALL_TOOL, sections=(whole,), measures=()))).encode()


def ring(number: int) -> bytes:
    """Every question waits for the one before it, and the first for the last."""
    section = SMALL_TOOL.sections[0]
    questions = tuple(
        replace(
            section.questions[0],
            key=f"q{at}",
            show_when={"question": f"q{(at - 1) % number}", "answered": True},
        )
        for at in range(number)
    )
    whole = replace(section, questions=questions)
    return json.dumps(to_document(replace(SMALL_TOOL, sections=(whole,), measures=()))).encode()


def nested(depth: int) -> bytes:
    tree = '{"question": alone, "is": ["no"]}'
    for _ in range(depth):
        tree = '{"not": ' + tree + "}"
    return broken('{question: alone, is: ["no"]}', tree)


HOSTILE = {
    "ten thousand questions": (with_questions(10_000), "“questions” has 10000 parts; at most"),
    "a label of a megabyte": (
        broken('label: "Yes"', f'label: "{"x" * 900_000}"'),
        "Line 8: “label” has 900000 characters. Shorten it to 120 or fewer.",
    ),
    "a file of more than a megabyte": (b"# " + b"x" * 1_100_000, "larger than 1 MB"),
    "a NUL byte": (broken("Why not?", "Why\0 not?"), "Remove the control character U+0000"),
    "half a character": (
        broken("Why not?", '"Why \\ud800 not?"'),
        "Line 17",
    ),
    "bytes of half a character": (
        SMALL.encode().replace(b"Why not?", b"Why \xed\xa0\x80 not?"),
        "Line 17: The file is not UTF-8 text.",
    ),
    "a condition nested a thousand deep": (nested(1000), "levels deep"),
    "a condition nested eleven deep": (nested(11), "Line 18: This condition is more than 10"),
    "brackets without end": (b"[" * 100_000, "This is more than 40 levels deep."),
    "two questions of one key": (
        broken("key: why", "key: alone"),
        "The question “alone” is already on line 14.",
    ),
    "one name twice in a part": (broken("kind: text", "kind: text\n        kind: date"), "Line 17"),
    "a circle of fifty conditions": (ring(50), "It refers to “q49”, which comes later."),
}


@pytest.fixture
def admin(client):
    client.force_login(factories.user(Role.ADMIN))
    return client


def refusal(client, content: bytes, name: str) -> str:
    """The page, whose answer is no error of the server; nothing was kept."""
    before = list(AuditTool.objects.values_list("key"))
    response = client.post("/setup/tools/import/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert list(AuditTool.objects.values_list("key")) == before
    return response.content.decode()


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_its_place(admin, content, sentence):
    assert escape(sentence) in refusal(admin, content, "tool.yaml")


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("D2", "=HYPERLINK(1)", "Questions, row 2: The cell D2 holds a formula."),
        ("D2", "x" * 30_000, "Questions, row 2: “text” has 30000 characters. Shorten it to 300"),
        ("B4", "alone", "The question “alone” is already in Questions, row 2."),
    ],
)
def test_a_hostile_workbook_is_refused_with_its_sheet_and_row(admin, cell, value, sentence):
    version = import_tool(content=SMALL.encode())
    book = openpyxl.load_workbook(BytesIO(export_file(version, "xlsx")))
    book["Questions"][cell] = value
    saved = BytesIO()
    book.save(saved)
    assert escape(sentence) in refusal(admin, saved.getvalue(), "tool.xlsx")


def test_markup_in_a_label_is_shown_as_text_everywhere_a_tool_is_read(admin):
    markup = "<script>alert(1)</script><b>bold</b>"
    content = broken('label: "Yes"', f'label: "{markup}"')
    for text in ("Seen alone?", "Why not?", "Small tool", "The child’s voice"):
        content = content.replace(text.encode(), f"{text} {markup}".encode())
    content = content.replace(f'"Seen alone? {markup}"'.encode(), f'"Seen? {markup}"'.encode())
    version = import_tool(content=content)
    pages = (
        "/setup/tools/",
        f"/setup/tools/{version.pk}/",
        f"/setup/tools/{version.pk}/build/",
        f"/setup/tools/{version.pk}/build/questions/alone/",
        f"/setup/tools/{version.pk}/build/scales/seen/",
        f"/setup/tools/{version.pk}/publish/",
        f"/setup/tools/{version.pk}/preview/",
    )
    for address in pages:
        response = admin.get(address)
        assert response.status_code == 200, address
        shown = response.content.decode()
        assert "<script>alert" not in shown, address
        assert "<b>bold" not in shown, address
        assert "&lt;b&gt;bold" in shown, address
