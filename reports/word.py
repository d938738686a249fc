"""Word files: a document with real styles and language, whose bytes depend on its content alone.

The only module that knows python-docx's insides. Whoever writes a document uses `WordFile`.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Emu, Mm, Pt, RGBColor
from lxml import etree

from reports.colours import Colours

FONT, FALLBACK = "Source Sans 3", "Calibri"
LANGUAGE = "en-GB"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE = Mm(210), Mm(297)
SIDE, TOP, FOOT = Mm(18), Mm(22), Mm(18)
WIDTH = PAGE[0] - 2 * SIDE
HEADINGS = {"Heading 1": (24, 0, 4), "Heading 2": (15, 18, 4), "Heading 3": (11, 10, 2)}
EARLIEST_YEAR = 1980  # a zip file knows no earlier one
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


class WordFile:
    """A document being written. `extra` paragraph styles: Soft, Note, Only if."""

    def __init__(
        self, *, title: str, author: str, subject: str, dated: date, colours: Colours
    ) -> None:
        self.document = Document()
        self.colours = colours
        self.dated = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
        self._set_page()
        self._set_styles()
        self._set_properties(title, author, subject)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = PAGE
        section.left_margin = section.right_margin = SIDE
        section.top_margin, section.bottom_margin = TOP, FOOT
        section.header_distance = section.footer_distance = Mm(9)

    def _set_styles(self) -> None:
        _set_defaults(self.document)
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.size = Pt(10.5)
        normal.paragraph_format.space_after = Pt(3)
        for name in ("Normal", "Header", "Footer", *HEADINGS):
            _set_font(styles[name])
        for name, (size, before, after) in HEADINGS.items():
            style = styles[name]
            style.font.size, style.font.bold = Pt(size), True
            style.font.color.rgb = rgb(self.colours.brand)
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
        styles["Heading 3"].font.color.rgb = rgb(self.colours.ink)
        self._add_style("Soft", colour=self.colours.soft)
        self._add_style("Note", colour=self.colours.soft, size=9)
        self._add_style("Only if", colour=self.colours.rust, bold=True)

    def _add_style(self, name: str, *, colour: str, size: float = 10.5, bold: bool = False) -> None:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, rgb(colour)

    def _set_properties(self, title: str, author: str, subject: str) -> None:
        facts = self.document.core_properties
        facts.title, facts.author, facts.subject = title, author, subject
        facts.last_modified_by, facts.language, facts.comments = author, LANGUAGE, ""
        facts.created = facts.modified = self.dated
        facts.revision = 1

    def running(self, *, left: str, right: str, foot: str) -> None:
        """Words at the top of every page, and the page's number at its foot."""
        section = self.document.sections[0]
        head, end = section.header.paragraphs[0], section.footer.paragraphs[0]
        for paragraph in (head, end):
            stops = paragraph.paragraph_format.tab_stops
            paragraph.style.paragraph_format.tab_stops.clear_all()
            stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(f"{left}\t{right}")
        end.add_run(f"{foot}\tPage ")
        _add_field(end, "PAGE")
        end.add_run(" of ")
        _add_field(end, "NUMPAGES")

    def heading(self, text: str, level: int):
        return self.document.add_heading(text, level)

    def paragraph(self, text: str = "", style: str = "Normal"):
        return self.document.add_paragraph(text, style=style)

    def table(self, header: Sequence[str], widths: Sequence[int], *, what: str):
        """With a first row that is repeated on every page; `what` is read to those who listen."""
        table = self.document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        _describe(table, what)
        if header:
            row = self.row(table, header)
            _mark_row(row, "w:tblHeader")
            for cell in row.cells:
                _shade(cell, self.colours.tint)
                for run in cell.paragraphs[0].runs:
                    run.bold = True
        return table

    def row(self, table, texts: Sequence[str], *, height: int = 0):
        """A row that is never split; `height` is the least it has."""
        row = table.add_row()
        _mark_row(row, "w:cantSplit")
        if height:
            row.height, row.height_rule = Emu(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
            cell.width = column.width
            cell.paragraphs[0].text = text
        return row

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.document.save(written)
        return same_bytes(written.getvalue(), self.dated)


def same_bytes(content: bytes, dated: datetime) -> bytes:
    """The same zip file with one time for all its parts, so that the same text gives the same."""
    at = (max(dated.year, EARLIEST_YEAR), dated.month, dated.day, 0, 0, 0)
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, at)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return written.getvalue()


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def add_tick_box(paragraph, *, label: str) -> None:
    """A box that Word ticks at a click; read out with the label of its option."""
    paragraph._p.append(
        parse_xml(
            f'<w:sdt {nsdecls("w")} xmlns:w14="{W14}"><w:sdtPr><w:alias/><w14:checkbox>'
            '<w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
            '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic"'
            ' w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>☐</w:t></w:r></w:sdtContent>'
            "</w:sdt>"
        )
    )
    alias = paragraph._p.findall(f".//{qn('w:alias')}")[-1]
    alias.set(qn("w:val"), label[:64])


def keep_together(paragraphs: Sequence) -> None:
    """Each on the page of the next; the last is free."""
    for paragraph in paragraphs[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_together = True


def _set_defaults(document) -> None:
    """Language and typeface for everything, with no theme to override them."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    properties = defaults.find(qn("w:rPr"))
    _write_fonts(properties)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), LANGUAGE)
    _name_fallback(document)


def _set_font(style) -> None:
    _write_fonts(style.element.get_or_add_rPr())


def _write_fonts(properties) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _name_fallback(document) -> None:
    """What Word uses where the typeface is not installed."""
    [part] = [
        relation.target_part
        for relation in document.part.rels.values()
        if relation.reltype.endswith("/fontTable")
    ]
    fonts = parse_xml(part.blob)
    fonts.insert(
        0,
        parse_xml(
            f'<w:font {nsdecls("w")} w:name="{FONT}"><w:altName w:val="{FALLBACK}"/>'
            '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        ),
    )
    part._blob = _as_xml(fonts)


def _as_xml(element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_field(paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _describe(table, what: str) -> None:
    for name in ("w:tblCaption", "w:tblDescription"):
        said = OxmlElement(name)
        said.set(qn("w:val"), what)
        table._tbl.tblPr.append(said)


def _mark_row(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour.removeprefix("#").upper())
    cell._tc.get_or_add_tcPr().append(shade)
