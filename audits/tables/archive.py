"""A workbook's zip file looked through before anything in it is parsed. Pure."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from audits.yaml_lines import UnreadableFile

LARGEST_WORKBOOK = 5 * 1024 * 1024
LARGEST_UNPACKED = 24 * 1024 * 1024  # read in about 15 seconds, while a person waits
LARGEST_FOR_A_JOB = 64 * 1024 * 1024  # 50,000 candidates in every column are 36 MB of XML
MOST_TIMES = 100  # a full sheet is 10 times as large as packed, one of equal cells 20 times
MOST_FILES = 400
SMALLER = "Leave out pictures, and sheets that are not needed."
FEWER = "Delete the sheets, columns and rows that are not needed."

_OLD = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and any workbook with a password
_ZIP = b"PK\x03\x04"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z0-9:]{1,30})\"")
_ESCAPE = b"x005F_"
_ESCAPED = re.compile(r"_x005F(?P<literal>_x[0-9A-Fa-f]{4}_)|_x(?P<code>[0-9A-Fa-f]{4})_")
_MARKS = "\ue05f\ue160\ue261\uf362"
_CODE = re.compile(r"vbaProject|macrosheets/|activeX/|embeddings/|externalLinks/", re.IGNORECASE)


class TooMuchInside(UnreadableFile):
    """An honest workbook, as it seems, but too large to be read."""


class Archive:
    """`content` is safe to parse, and `merged` says which cells of which sheet's file are merged.

    Excel writes a text “_x0041_” as “_x005F_x0041_”, and openpyxl drops every “x005F_”, so
    `escape`, if there is need of it, stands in its place.
    """

    def __init__(self, content: bytes, most: int = LARGEST_UNPACKED) -> None:
        parts = _unpacked(content, most)
        self.merged = {
            name: found[1].decode()
            for name, data in parts.items()
            if name.startswith("xl/worksheets/") and (found := _MERGED.search(data))
        }
        self.escape = _unused_mark(parts)
        self.content = _packed(parts, self.escape)

    def as_written(self, text: str) -> str:
        """The text of a cell with Excel's own escapes undone."""
        if self.escape:
            text = text.replace(self.escape, "x005F_")
        return _ESCAPED.sub(_unescaped, text)


def _unescaped(found: re.Match) -> str:
    return found["literal"] or chr(int(found["code"], 16))


def looks_like_a_workbook(content: bytes) -> bool:
    return content.startswith((_ZIP, _OLD))


def _unpacked(content: bytes, most: int) -> dict[str, bytes]:
    if len(content) > LARGEST_WORKBOOK:
        raise UnreadableFile(f"The workbook is larger than 5 MB. {SMALLER}")
    if content.startswith(_OLD):
        raise UnreadableFile(
            "This workbook has a password or an old format. Save it as an Excel workbook (.xlsx)"
            " without a password."
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _refuse_bombs(archive, len(content), most)
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except UnreadableFile:
        raise
    except Exception:  # zipfile and zlib raise many kinds of error for a damaged file
        raise UnreadableFile(NOT_A_WORKBOOK) from None


NOT_A_WORKBOOK = "This is not an Excel workbook (.xlsx), or it is damaged. Save it again in Excel."


def _refuse_bombs(archive: zipfile.ZipFile, packed: int, most: int) -> None:
    """By what the parts say of their size, beyond which zipfile reads none of them."""
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_FILES:
        raise UnreadableFile(f"The workbook has more than {MOST_FILES} parts. {SMALLER}")
    if unpacked > MOST_TIMES * packed:
        raise UnreadableFile(
            f"The workbook unpacks to far more than any workbook: over {MOST_TIMES} times its size."
            " Copy the cells into a new workbook."
        )
    if unpacked > most:
        raise TooMuchInside(
            f"The workbook is larger than {most // 1024**2} MB when it is unpacked. {FEWER}"
        )
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFile("The workbook has a password. Save it without one.")
    if any(_CODE.search(info.filename) for info in infos):
        raise UnreadableFile(
            "The workbook holds macros, embedded files or links to other workbooks. Save it as a"
            " plain Excel workbook (.xlsx) without them."
        )


def _unused_mark(parts: dict[str, bytes]) -> str:
    texts = [data for name, data in parts.items() if _is_xml(name)]
    if not any(_ESCAPE in text for text in texts):
        return ""
    for mark in _MARKS:
        if not any(mark.encode() in text for text in texts):
            return mark
    raise UnreadableFile(NOT_A_WORKBOOK)


def _packed(parts: dict[str, bytes], escape: str) -> BytesIO:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            if _is_xml(name):
                _refuse_declarations(data)
                data = data.replace(_ESCAPE, escape.encode()) if escape else data
            archive.writestr(name, data)
    packed.seek(0)
    return packed


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _refuse_declarations(data: bytes) -> None:
    """No part of a workbook has a document type: one may hold entities that unfold without end.

    A zero byte would be UTF-16, in which a document type could hide from this search.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise UnreadableFile(NOT_A_WORKBOOK)
