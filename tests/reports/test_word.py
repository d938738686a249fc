"""Word files read back as a reader's program would."""

import io
import time
import zipfile
from datetime import date
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from audits.asking import Audience
from audits.starter_tools import starter_tools
from reports.blank_forms import Names, Stamp, blank_form
from reports.blank_word import blank_word

NAMES = Names("Testshire Partnership", {"police": "Police"})
STAMP = Stamp("Version 1, published 26 November 2026", date(2026, 11, 26))
TOOLS = starter_tools()


def form_of(key, audience=None):
    return blank_form(
        TOOLS[key].definition, names=NAMES, stamp=STAMP, audience=audience or Audience()
    )


@pytest.fixture(scope="module")
def written():
    return {key: blank_word(form_of(key)) for key in TOOLS}


def opened(content):
    return docx.Document(io.BytesIO(content))


def headings(document) -> list[tuple[int, str]]:
    return [
        (int(each.style.name.removeprefix("Heading ")), each.text)
        for each in document.paragraphs
        if each.style.name.startswith("Heading ")
    ]


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_headings_are_real_and_skip_no_level(key, written):
    found = headings(opened(written[key]))
    assert found[0] == (1, TOOLS[key].definition.name)
    assert [level for level, _ in found].count(1) == 1
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(found))


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_every_question_is_a_heading_with_its_number(key, written):
    said = {text for _, text in headings(opened(written[key]))}
    for section in form_of(key).sections:
        assert f"{section.number}. {section.title}" in said
        for question in section.questions:
            assert f"{question.number} {question.text}".strip() in said


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_tables_repeat_their_header_row_and_say_what_they_are(key, written):
    for table in opened(written[key]).tables:
        description = table._tbl.tblPr.find(qn("w:tblDescription"))
        assert description.get(qn("w:val"))
        first = table.rows[0]._tr.trPr
        has_header = first.find(qn("w:tblHeader")) is not None
        assert has_header is (len(table.rows) > 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_no_header_cell_is_empty(written):
    for content in written.values():
        for table in opened(content).tables:
            if len(table.rows) > 1:
                assert all(cell.text for cell in table.rows[0].cells)


def test_the_language_is_british_english(written):
    document = opened(written["neglect"])
    [language] = document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"
    assert document.core_properties.language == "en-GB"


def test_the_typeface_is_ours_with_one_to_fall_back_on(written):
    document = opened(written["neglect"])
    fonts = document.styles["Heading 2"].element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Source Sans 3"
    }
    assert fonts.get(qn("w:asciiTheme")) is None
    with zipfile.ZipFile(io.BytesIO(written["neglect"])) as file:
        assert b'w:name="Source Sans 3"><w:altName w:val="Calibri"/>' in file.read(
            "word/fontTable.xml"
        )


def test_the_file_says_what_it_is_and_names_nobody(written):
    facts = opened(written["neglect"]).core_properties
    assert facts.title == "Neglect deep dive"
    assert facts.author == facts.last_modified_by == "Testshire Partnership"
    assert facts.created.date() == facts.modified.date() == date(2026, 11, 26)


def test_each_box_to_tick_is_named_for_those_who_listen(written):
    body = opened(written["neglect"]).element.body
    boxes = body.findall(f".//{qn('w:sdt')}")
    names = [box.find(f".//{qn('w:alias')}").get(qn("w:val")) for box in boxes]
    assert "4.1 Yes" in names
    assert "4.1 Not recorded" in names
    assert all(names)


def test_there_are_no_pictures_to_describe(written):
    for content in written.values():
        assert not opened(content).inline_shapes


def test_a_question_stays_on_one_page_where_it_fits(written):
    document = opened(written["neglect"])
    at = [each.text for each in document.paragraphs].index(
        "4.1 Was the child seen alone by your agency?"
    )
    kept = [each.paragraph_format.keep_with_next for each in document.paragraphs[at : at + 5]]
    assert all(kept)


def test_the_same_form_gives_the_same_bytes_at_another_time(written):
    time.sleep(2.1)  # a zip file counts in steps of two seconds
    assert blank_word(form_of("practitioner-survey")) == written["practitioner-survey"]


def test_every_page_says_which_form_it_is_and_its_number(written):
    section = opened(written["neglect"]).sections[0]
    assert "Neglect deep dive\tTestshire Partnership" in section.header.paragraphs[0].text
    foot = section.footer.paragraphs[0]._p.xml
    assert "Write no names" in foot
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot


def test_an_edition_for_one_sector_leaves_out_what_it_is_not_asked():
    said = headings(opened(blank_word(form_of("neglect", Audience(sector="police")))))
    words = " ".join(text for _, text in said)
    assert "4.1 Was the child seen alone" in words
    assert "neglect toolkit" not in words
