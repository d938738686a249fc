"""Which files may be kept as evidence, told by what is in them and not by their name. Pure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

ALLOWED = "PDF, Word (docx), Excel (xlsx), PNG, JPEG or plain text"
MOST_PARTS = 5000
MACROS = "vbaProject.bin"


@dataclass(frozen=True)
class FileType:
    extension: str
    content_type: str


OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("pdf", "application/pdf")
PNG = FileType("png", "image/png")
JPEG = FileType("jpg", "image/jpeg")
WORD = FileType("docx", f"{OFFICE}.wordprocessingml.document")
EXCEL = FileType("xlsx", f"{OFFICE}.spreadsheetml.sheet")
TEXT = FileType("txt", "text/plain; charset=utf-8")
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
OFFICE_PARTS = (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL))


def type_of(content: bytes) -> FileType | None:
    """Nothing for what is not allowed, an Office file with macros among it."""
    for signature, found in SIGNATURES:
        if content.startswith(signature):
            return found
    if content.startswith(b"PK"):
        return _office_type(content)
    return TEXT if _is_text(content) else None


def _office_type(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return None
    if len(names) > MOST_PARTS or any(name.endswith(MACROS) for name in names):
        return None
    return next((found for part, found in OFFICE_PARTS if part in names), None)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)
