"""Tools in and out of Excel workbooks, as people and their programs leave them."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from audits.tables.archive import LARGEST_UNPACKED, LARGEST_WORKBOOK
from audits.tool_documents import to_yaml
from audits.tool_reading import ToolFileError, read_tool
from audits.tool_workbooks import read_workbook, write_workbook
from audits.tool_workbooks.layout import SHEETS
from tests.audits.large_workbooks import unpacking_to
from tests.audits.random_tools import tools
from tests.audits.tool_texts import SECTORS, SMALL

LIBRARY = sorted((Path(__file__).resolve().parents[2] / "audits" / "library").glob("*.yaml"))
SMALL_TOOL = read_tool(SMALL.encode(), SECTORS)
untroubled = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def read(content: bytes):
    return read_workbook(content, SECTORS)


def write(tool) -> bytes:
    return write_workbook(tool, SECTORS)


def edited(change) -> bytes:
    """The small tool's workbook after somebody changed it in a spreadsheet program."""
    book = openpyxl.load_workbook(BytesIO(write(SMALL_TOOL)))
    change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def set_cell(sheet: str, cell: str, value, number_format: str | None = None):
    def change(book):
        book[sheet][cell] = value
        if number_format:
            book[sheet][cell].number_format = number_format

    return change


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(ToolFileError) as refusal:
        read(content)
    return refusal.value.sentences


@untroubled
@given(tools())
def test_a_tool_goes_through_both_kinds_of_file_without_changing_a_byte(tool):
    workbook, text = write(tool), to_yaml(tool)
    from_workbook = read(workbook)
    assert from_workbook == tool
    assert to_yaml(from_workbook) == text
    assert write(read_tool(text.encode(), SECTORS)) == workbook


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_library_tool_goes_out_and_in_and_out_again(path):
    tool = read_tool(path.read_bytes(), ALL_SECTORS)
    workbook = write_workbook(tool, ALL_SECTORS)
    assert read_workbook(workbook, ALL_SECTORS) == tool
    assert write_workbook(tool, ALL_SECTORS) == workbook


ALL_SECTORS = (
    "children_social_care",
    "health",
    "education",
    "police",
    "early_help",
    "housing",
    "probation",
    "voluntary",
    "adult_social_care",
    "other",
)


def test_a_workbook_saved_by_another_program_reads_the_same():
    def change(book):
        book["Scales"]["A1"].font = Font(bold=True)
        book.move_sheet("Measures", -5)
        del book["About"], book["Codes"], book["Themes"]

    assert read(edited(change)) == SMALL_TOOL


def test_columns_may_be_moved_and_left_out_and_rows_left_empty():
    def change(book):
        sheet = book["Scales"]
        sheet.move_range("A1:A3", rows=0, cols=9)
        sheet.delete_cols(1)
        sheet.insert_rows(2, 3)
        book["Tool"].delete_cols(6)

    assert read(edited(change)) == SMALL_TOOL


def test_headings_are_known_in_any_letters():
    def change(book):
        book["Scales"]["F1"] = "COUNTS_AS"
        book["Conditions"]["C1"] = " show   when "
        book["Questions"].title = "x"
        book["x"].title = "questions"

    assert read(edited(change)) == SMALL_TOOL


def test_numbers_that_excel_made_of_codes_are_codes():
    def change(book):
        for cell in ("D2", "D3"):
            book["Scales"][cell] = {"D2": 1, "D3": 2.0}[cell]
        book["Conditions"]["C2"] = "alone is 2"
        book["Measures"]["J2"] = 1

    tool = read(edited(change))
    assert [option.code for option in tool.scales[0].options] == ["1", "2"]
    assert tool.sections[0].questions[1].show_when == {"question": "alone", "is": ["2"]}
    assert tool.measures[0].counts == ("1",)


def test_typed_numbers_and_ticks_are_understood():
    def change(book):
        book["Questions"]["M4"], book["Questions"]["N4"] = 0, 9.5
        book["Questions"]["H2"], book["Questions"]["I2"] = True, "NO"
        book["Scales"]["G2"] = 1.0

    question = read(edited(change)).sections[0].questions[0]
    assert (question.required, question.not_applicable) == (True, False)


def test_text_with_a_leading_sign_stays_text():
    tool = read(edited(set_cell("Sections", "B2", "'=Heard", "@")))
    assert tool.sections[0].title == "'=Heard"
    book = openpyxl.load_workbook(BytesIO(write(tool)))
    assert not [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]


def test_a_condition_too_long_for_a_cell_goes_on_in_the_next_row():
    def change(book):
        book["Conditions"]["C2"] = "alone is no"
        book["Conditions"].append(["question", "why", "or alone is yes"])

    shown = read(edited(change)).sections[0].questions[1].show_when
    assert (
        shown
        == read(edited(set_cell("Conditions", "C2", "alone is no or alone is yes")))
        .sections[0]
        .questions[1]
        .show_when
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (set_cell("Questions", "D2", "=1+1"), "Questions, row 2: The cell D2 holds a formula."),
        (
            set_cell("Questions", "B2", date(2026, 2, 1)),
            "Questions, row 2: The cell B2 holds a date. Format it as text, then type it again.",
        ),
        (set_cell("Scales", "D2", 1.5), "Scales, row 2: The cell D2 holds the number 1.5. Format"),
        (set_cell("Scales", "D2", True), "Scales, row 2: The cell D2 holds TRUE or FALSE. Format"),
        (set_cell("Scales", "D2", "#REF!"), "Scales, row 2: The cell D2 holds the error #REF!."),
        (set_cell("Scales", "G2", "first"), "Scales, row 2: The cell G2 is a number, such as 3"),
        (set_cell("Scales", "G2", "1.5"), "Scales, row 2: “rank” is a whole number from -1000"),
        (set_cell("Questions", "H2", "maybe"), "Questions, row 2: The cell H2 is yes or no."),
        (
            set_cell("Questions", "D1", "Txt"),
            "Questions, row 1: There is no column “Txt”. Did you mean “Text”?",
        ),
        (set_cell("Questions", "D1", "Key"), "Questions, row 1: The column “Key” is there twice."),
        (set_cell("Questions", "ZZ4", "x"), "Questions, row 4: The cell ZZ4 has no heading over"),
        (set_cell("Tool", "A3", 1), "Tool, row 3: This sheet has one row under its headings."),
        (set_cell("Tool", "A2", 2), "Tool, row 2: “format” is a whole number from 1 to 1."),
        (set_cell("Tool", "B2", None), "Tool, row 2: The tool needs “key”."),
        (
            set_cell("Questions", "A2", "vioce"),
            "Questions, row 2: There is no section “vioce”. Did you mean “voice”?",
        ),
        (set_cell("Questions", "A2", None), "Questions, row 2: Write the key of the section that"),
        (set_cell("Questions", "G2", "sene"), "Questions, row 2: There is no scale “sene”."),
        (set_cell("Questions", "B4", "alone"), "“alone” is already in Questions, row 2."),
        (
            set_cell("Questions", "V2", "polcie"),
            "Questions, row 2: “sectors” cannot be “polcie”. Did you mean “police”?",
        ),
        (set_cell("Scales", "B3", "Other"), "Scales, row 3: “Scale name” is said otherwise in"),
        (set_cell("Scales", "A3", None), "Scales, row 3: Write the scale’s key in every row"),
        (set_cell("Items", "A2", "visit"), "Items, row 2: There is no question “visit”."),
        (
            set_cell("Conditions", "A2", "questoin"),
            "Conditions, row 2: “Part” cannot be “questoin”. Did you mean “question”?",
        ),
        (set_cell("Conditions", "B2", "whi"), "Conditions, row 2: There is no question “whi”."),
        (
            set_cell("Conditions", "C2", "alone si no"),
            "Conditions, row 2: After “alone” write “is”, “is at least”, “is at most” or",
        ),
        (
            set_cell("Conditions", "C2", "alone is maybe"),
            "Conditions, row 2: “maybe” is not an option of “alone”",
        ),
        (
            set_cell("Conditions", "C2", "visits is at least 3"),
            "Conditions, row 2: It refers to “visits”, which comes later.",
        ),
        (set_cell("Measures", "J2", "maybe"), "Measures, row 2: “maybe” is not an option"),
        (set_cell("Measures", "D2", "alnoe"), "Measures, row 2: There is no question “alnoe”."),
        (lambda book: book["Scales"].merge_cells("A2:A3"), "Scales: The cells A2:A3 are merged."),
        (lambda book: book.create_sheet("Themse"), "Themse: There is no sheet of this name. Did"),
        (lambda book: book.remove(book["Questions"]), "Questions: Add the sheet “Questions”"),
        (lambda book: book["Sections"].delete_rows(2), "Questions, row 2: There is no section"),
        (
            set_cell("Questions", "A10001", "voice"),
            "Questions, row 10000: This sheet goes on below row 10,000",
        ),
    ],
)
def test_a_fault_is_named_by_its_sheet_and_row(change, problem):
    found = problems_of(edited(change))
    assert any(sentence.startswith(problem) or problem in sentence for sentence in found), found


def test_faults_of_several_sheets_are_listed_together_in_their_order():
    def change(book):
        book["Measures"]["C2"] = "x" * 33
        book["Conditions"]["C2"] = "alone"
        book["Questions"]["G2"] = "sene"

    starts = [sentence.partition(":")[0] for sentence in problems_of(edited(change))]
    assert list(dict.fromkeys(starts)) == [
        "Questions, row 2",
        "Conditions, row 2",
        "Measures, row 2",
    ]


def repacked(add: dict[str, bytes]) -> bytes:
    """The small tool's workbook with other parts in it."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(write(SMALL_TOOL))) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in add:
                target.writestr(name, source.read(name))
        for name, data in add.items():
            target.writestr(name, data)
    return packed.getvalue()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an Excel workbook"),
        (b"PK\x03\x04", "not an Excel workbook"),
        (b"PK\x03\x04" + b"x" * LARGEST_WORKBOOK, "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "has a password or an old format"),
        (repacked({"xl/vbaProject.bin": b"x"}), "holds macros"),
        (repacked({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "links to other workbooks"),
        (repacked({"xl/media/x.bin": bytes(LARGEST_UNPACKED)}), "unpacks to far more"),
        (unpacking_to(24, repacked({})), "larger than 24 MB when it is unpacked"),
        (repacked({f"x{at}": b"" for at in range(500)}), "more than 400 parts"),
        (repacked({"xl/sharedStrings.xml": BOMB}), "not an Excel workbook"),
        (repacked({"xl/sharedStrings.xml": BOMB.decode().encode("utf-16")}), "not an Excel"),
        (repacked({"xl/workbook.xml": b"<workbook>"}), "not an Excel workbook"),
        (repacked({"[Content_Types].xml": b""}), "not an Excel workbook"),
    ],
)
def test_what_is_no_plain_workbook_is_refused_in_a_sentence(content, words):
    (sentence,) = problems_of(content)
    assert sentence.startswith("Workbook: ")
    assert words in sentence


def test_a_row_number_beyond_all_reason_is_refused_at_once():
    sheet = b"".join(
        [
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
            b'<sheetData><row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>x</t></is>',
            b"</c></row></sheetData></worksheet>",
        ]
    )
    (sentence,) = problems_of(repacked({"xl/worksheets/sheet2.xml": sheet}))
    assert "goes on below row 10,000" in sentence


def test_control_characters_are_refused_and_never_written():
    strings = zipfile.ZipFile(BytesIO(write(SMALL_TOOL))).read("xl/sharedStrings.xml")
    hostile = strings.replace("The child’s voice".encode(), b"The _x0007_ voice")
    (sentence,) = problems_of(repacked({"xl/sharedStrings.xml": hostile}))
    assert sentence.startswith("Sections, row 2: The cell B2 holds the control character U+0007")


def test_every_field_of_every_part_has_a_column():
    from audits import tool_definition as parts

    pairs = {
        "Plan types": parts.PlanTypeDefinition,
        "Themes": parts.ThemeDefinition,
        "Codes": parts.CodeDefinition,
        "Sections": parts.SectionDefinition,
        "Questions": parts.QuestionDefinition,
        "Items": parts.ItemDefinition,
        "Measures": parts.MeasureDefinition,
    }
    elsewhere = {"questions", "show_when", "items"}
    for sheet, part in pairs.items():
        columns = {column.name for column in SHEETS[sheet].columns}
        assert set(part.__dataclass_fields__) - elsewhere <= columns, sheet


SAMPLE = write(SMALL_TOOL)


@untroubled
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_workbook_is_read_or_refused_with_sentences(changes):
    content = bytearray(SAMPLE)
    for at, byte in changes:
        content[at] = byte
    assert read_or_refused(bytes(content))


@untroubled
@given(st.integers(0, len(SAMPLE)))
def test_a_workbook_cut_short_is_refused(length):
    assert read_or_refused(SAMPLE[:length])


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=20),
    st.sampled_from(["=A1", "alone", "voice", "seen", "yes", "choice", "#N/A", "1,2", "x" * 5000]),
)
cells = st.tuples(st.sampled_from(sorted(SHEETS)), st.integers(1, 5), st.integers(1, 12), values)


@untroubled
@given(st.lists(cells, min_size=1, max_size=6))
def test_whatever_stands_in_a_cell_is_read_or_refused_with_sentences(changes):
    def change(book):
        for sheet, row, column, value in changes:
            book[sheet].cell(row, column, value)

    assert read_or_refused(edited(change))


def read_or_refused(content: bytes) -> bool:
    try:
        tool = read(content)
    except ToolFileError as refusal:
        return bool(refusal.problems)
    return read(write(tool)) == tool
