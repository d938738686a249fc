"""The text of a CSV file, in whichever character set a spreadsheet saved it. Pure."""

from __future__ import annotations

import codecs

from audits.tables.shape import Fault, UnreadableTable

MOST_NAMED = 20
ODD = "holds a character that cannot be read. Save the file as “CSV UTF-8” and choose it again."
MIXED = (
    "is written in another character set than the rest, which happens where two files are joined."
    " Save each as “CSV UTF-8”, then join them."
)


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or Windows-1252, which Excel writes in the UK.

    Raises UnreadableTable, which names the lines that are at fault.
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _whole(content, encoding)
    if b"\0" in content:
        raise UnreadableTable(Fault(0, "", NOT_TEXT))
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _by_line(content)


NOT_TEXT = "This is neither an Excel workbook (.xlsx) nor a CSV file. Save it as one of the two."


def _whole(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableTable(Fault(0, "", NOT_TEXT)) from None


def _by_line(content: bytes) -> str:
    """Windows-1252, unless some lines are certainly UTF-8: then nobody can say what was meant."""
    lines = content.split(b"\n")
    beyond = {number: line for number, line in enumerate(lines, 1) if not line.isascii()}
    others = [number for number, line in beyond.items() if not _decodes(line, "utf-8")]
    if len(others) < len(beyond):
        _refuse(others, MIXED)
    _refuse([number for number in others if not _decodes(beyond[number], "cp1252")], ODD)
    return content.decode("cp1252")


def _refuse(numbers: list[int], sentence: str) -> None:
    if numbers:
        raise UnreadableTable(
            *(Fault(number, "", f"This row {sentence}") for number in numbers[:MOST_NAMED])
        )


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
