"""Tables that people fill in, as their spreadsheets save them."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.tables import (
    Sheet,
    TextColumn,
    UnreadableTable,
    read_table,
    write_csv,
    write_workbook,
)
from audits.yaml_lines import is_unprintable

MORNING = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001 (a cell has no zone)
HEADINGS = ("case reference", "note")


def workbook(*rows, sheet="Returns") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def cells(content: bytes) -> list[dict[str, str]]:
    return [line.cells for line in read_table(content, "Returns").lines]


def faults(content: bytes) -> list[str]:
    try:
        return [str(fault) for fault in read_table(content, "Returns").faults]
    except UnreadableTable as error:
        return [str(fault) for fault in error.faults]


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]).filter(lambda each: not is_unprintable(each)),
    max_size=30,
).map(str.strip)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(texts.filter(bool), texts), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows):
    sheet = Sheet("Returns", tuple(map(TextColumn, HEADINGS)), [list(row) for row in rows])
    expected = [
        {name: text for name, text in zip(HEADINGS, row, strict=True) if text} for row in rows
    ]
    assert cells(write_workbook("A table", lambda book: book.add_sheet(sheet))) == expected


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(content):
    faults(content)
    faults(b"PK\x03\x04" + content)


def test_a_text_a_spreadsheet_would_run_is_kept_from_it_in_csv():
    sheet = Sheet("Returns", (TextColumn("note"),), [["=1+1"]])
    assert write_csv(sheet).decode("utf-8-sig").splitlines() == ["note", "'=1+1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_spreadsheets_save_it(encoding, delimiter):
    text = delimiter.join(HEADINGS) + "\r\n" + delimiter.join(["NEG26-01", '"Né, yes"']) + "\r\n"
    assert cells(text.encode(encoding)) == [{"case reference": "NEG26-01", "note": "Né, yes"}]


def test_rows_of_another_character_set_are_named():
    lines = ["note", "Né", "plain", "Zoë"]
    content = b"\n".join(
        line.encode("cp1252" if number == 3 else "utf-8") for number, line in enumerate(lines)
    )
    assert faults(content) == [
        "Row 4: This row is written in another character set than the rest, which happens where two"
        " files are joined. Save each as “CSV UTF-8”, then join them."
    ]


def test_dates_and_numbers_are_read_as_they_would_be_typed():
    content = workbook(["a", "b", "c", "d", "e"], [date(2026, 3, 31), 3.0, 2.5, True, MORNING])
    assert cells(content) == [
        {"a": "31/03/2026", "b": "3", "c": "2.5", "d": "yes", "e": "01/03/2026 09:30"}
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Write the headings"),
        (b"\n\n,,\n", "The file is empty. Write the headings"),
        (b"a\0b", "neither an Excel workbook (.xlsx) nor a CSV file"),
        (b"PK\x03\x04 nothing", "This is not an Excel workbook"),
        (b"note,note\nx,y\n", "Row 1, “note”: This heading is there twice."),
        (b'note\n"never closed\n', "a quotation mark is opened and not closed"),
        (b"note\nx,more\n", "Row 2: The cell B2 has no heading over it."),
        (b"note\na\x07b\n", "Row 2, “note”: The cell A2 holds the control character U+0007."),
        (workbook(["note"], ["=1+1"]), "Row 2, “note”: The cell A2 holds a formula."),
        (b"note\n=HYPERLINK(1)\n", "Row 2, “note”: The cell A2 holds a formula. Write its result"),
        (b"note\n =1+1\n", "Row 2, “note”: The cell A2 holds a formula."),
        (b"note\n@SUM(A1)\n", "Row 2, “note”: The cell A2 holds a formula."),
        (b"note\n+cmd|' /C calc'!A0\n", "Row 2, “note”: The cell A2 holds a formula."),
        (b"=1+1\nx\n", "The cell A1 holds a formula."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
        (b"a\n" + b"b\n" * 50_001, "This sheet goes on below row 50,001"),
        (b"a," * 2_001, "far to the right"),
    ],
)
def test_what_is_wrong_is_said_by_row(content, sentence):
    assert any(sentence in fault for fault in faults(content)), faults(content)


@pytest.mark.parametrize("text", ["-", "- not seen (twice)", "-2", "+44 20 7946 0000", "@home"])
def test_a_text_that_only_begins_with_a_sign_is_read(text):
    assert cells(f"note\n{text}\n".encode()) == [{"note": text}]


def test_fifty_thousand_rows_below_the_headings_are_read():
    assert len(read_table(b"a\n" + b"b\n" * 50_000, "").lines) == 50_000


def test_the_sheet_of_the_name_is_read_before_the_first():
    book = openpyxl.Workbook()
    book.active.append(["other"])
    book.active.append(["x"])
    returns = book.create_sheet("RETURNS")
    returns.append(["note"])
    returns.append(["y"])
    kept = BytesIO()
    book.save(kept)
    assert cells(kept.getvalue()) == [{"note": "y"}]


def test_merged_cells_are_refused():
    book = openpyxl.Workbook()
    book.active.title = "Returns"
    book.active.append(["a", "b"])
    book.active.append(["x", "y"])
    book.active.merge_cells("A2:B2")
    kept = BytesIO()
    book.save(kept)
    assert "The cells A2:B2 are merged." in faults(kept.getvalue())[0]
