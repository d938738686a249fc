import os
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import page
import pypdfium2
import pytest

from reports import pdf
from reports.colours import Colours
from reports.documents import Box, Point, Quote
from reports.pdf import PdfError, render_pdf, render_seven_minute, unprintable_characters
from tests.reports.example_documents import EXAMPLES, FULL, MINIMUM

ROOT = Path(__file__).resolve().parents[2]
STYLES = pdf.SEVEN_MINUTE_STYLES
MILLIMETRE = 72 / 25.4


@pytest.fixture(scope="module")
def made():
    return {name: render_seven_minute(document) for name, document in EXAMPLES.items()}


@pytest.fixture
def outside():
    """A web server that must never be asked; /away redirects inward."""

    class Server(BaseHTTPRequestHandler):
        asked: list[str] = []

        def do_GET(self):
            self.asked.append(self.path)
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "/inward")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Server.asked
    server.shutdown()
    server.server_close()


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in document)


def validation(content):
    return page.validate_pdf_bytes(content, profile="ua1")


def a_page(body, head=""):
    return f'<html lang="en-GB"><head><title>Neglect</title>{head}</head><body>{body}</body></html>'


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_one_page_that_passes_the_automated_pdf_ua_checks(name, made):
    report = validation(made[name].content)
    assert [failure.message for failure in report.failures] == []
    assert report.rules.total == 104
    assert made[name].pages == report.document.page_count == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_sound_in_syntax(name, made, tmp_path):
    path = tmp_path / "briefing.pdf"
    path.write_bytes(made[name].content)
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"minimum"}))
def test_spare_height_goes_between_the_rows_and_leaves_no_hole_at_the_foot(name, made):
    [sheet] = pypdfium2.PdfDocument(made[name].content)
    boxes = [item.get_bounds() for item in sheet.get_objects() if item.type == 2]
    lowest = min(bottom for _, bottom, _, top in boxes if top - bottom > 40 * MILLIMETRE)
    assert 11 * MILLIMETRE < lowest < 14 * MILLIMETRE


def test_every_number_of_the_document_can_be_read_in_the_text(made):
    text = text_of(made["full"].content)
    for row in FULL.chart_rows:
        assert f"{row.percent}%" in text
        assert f"{row.numerator} of {row.denominator}" in text
    for number in FULL.strip:
        assert number.value in text
        assert number.detail in text


def test_every_heading_is_there_in_order(made):
    outline = pypdfium2.PdfDocument(made["full"].content).get_toc()
    titles = [" ".join(each.get_title().split()) for each in outline]
    assert titles == [
        FULL.title,
        "1 Background",
        "2 Why it matters",
        "3 About the figures",
        "4 Working well",
        "5 Needs to change",
        "6 What to do",
        "7 What next",
    ]


def test_the_file_says_what_it_is(made):
    facts = pypdfium2.PdfDocument(made["full"].content).get_metadata_dict()
    assert facts["Title"] == FULL.title
    assert facts["Author"] == FULL.partnership
    assert facts["CreationDate"].startswith("D:20260518")


def test_only_the_bundled_typeface_is_embedded(made):
    fonts = {
        item.get_font().get_base_name().partition("+")[2]
        for sheet in pypdfium2.PdfDocument(made["full"].content)
        for item in sheet.get_objects()
        if item.type == 1
    }
    assert fonts
    assert all(name.startswith("Source-Sans-3") for name in fonts)


def test_the_same_document_gives_the_same_bytes_in_another_process(made, tmp_path):
    script = (
        "import django, pathlib, sys; django.setup()\n"
        "from reports.pdf import render_seven_minute\n"
        "from tests.reports.example_documents import FULL\n"
        "pathlib.Path(sys.argv[1]).write_bytes(render_seven_minute(FULL).content)"
    )
    path = tmp_path / "again.pdf"
    command = [sys.executable, "-c", script, path]
    subprocess.run(command, cwd=ROOT, env=_environment(PYTHONHASHSEED="7"), check=True)
    assert path.read_bytes() == made["full"].content
    assert render_seven_minute(FULL).content == made["full"].content


def test_another_date_gives_another_file(made):
    changed = replace(FULL, dated=FULL.dated.replace(year=2027))
    assert render_seven_minute(changed).content != made["full"].content


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (("<html lang=", "<html data-lang="), "language"),
        (("<h3>What the returns show", "<h5>What the returns show"), "heading"),
        (("<title>What the returns show", "<desc>What the returns show"), "alternative"),
    ],
)
def test_the_validator_bites(spoil, rule):
    html = pdf.seven_minute_html(FULL)
    assert spoil[0] in html
    spoilt = pdf.lay_out(html.replace(*spoil, 1), stylesheets=STYLES)
    report = validation(spoilt.write_pdf(pdf_variant=pdf.VARIANT))
    assert any(rule in failure.rule_id.lower() for failure in report.failures)


def test_a_document_without_a_language_is_refused():
    html = pdf.seven_minute_html(FULL).replace("<html lang=", "<html data-lang=")
    with pytest.raises(PdfError, match="lang"):
        render_pdf(html, stylesheets=STYLES)


HOSTILE = {
    "image": '<img alt="x" src="{out}/image.png">',
    "redirect": '<img alt="x" src="{out}/away">',
    "object": '<object data="{out}/object"></object>',
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title>'
    '<image href="{out}/svg.png" width="9" height="9"/></svg>',
    "inline style": '<p style="background: url({out}/style.png)">x</p>',
    "list bullet": '<ul style="list-style: url({out}/bullet.png)"><li>x</li></ul>',
    "generated content": "<style>p::before {{ content: url({out}/content.png) }}</style><p>x</p>",
    "font": '<style>@font-face {{ font-family: a; src: url("{out}/a.ttf") }}</style><p>x</p>',
    "local file": '<img alt="x" src="file:///etc/passwd">',
    "data": '<img alt="x" src="data:image/svg+xml,%3Csvg/%3E">',
    "climbing out": '<img alt="x" src="fonts/print/../../../../etc/passwd">',
    "not in the bundle": '<img alt="x" src="css/app.css">',
}
HOSTILE_HEADS = {
    "stylesheet": '<link rel="stylesheet" href="{out}/a.css">',
    "import": "<style>@import url({out}/b.css);</style>",
    "attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "remote attachment": '<link rel="attachment" href="{out}/c">',
    "base": '<base href="{out}/"><link rel="stylesheet" href="d.css">',
}


@pytest.mark.parametrize("name", [*HOSTILE, *HOSTILE_HEADS])
def test_hostile_html_fetches_nothing_and_makes_no_file(name, outside):
    address, asked = outside
    html = a_page(
        HOSTILE.get(name, "<p>x</p>").format(out=address),
        HOSTILE_HEADS.get(name, "").format(out=address),
    )
    with pytest.raises(PdfError, match="refused"):
        render_pdf(html, stylesheets=())
    assert asked == []


def test_a_drawing_kept_elsewhere_is_not_fetched(outside):
    address, asked = outside
    use = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><use href="{address}/a#b"/></svg>'
    )
    render_pdf(a_page(use), stylesheets=())
    assert asked == []


def test_a_fault_in_the_styles_is_refused_not_printed_half_styled():
    with pytest.raises(PdfError, match="not made as designed"):
        render_pdf(a_page("<p>x</p>", "<style>p { colour: red }</style>"), stylesheets=STYLES)


def test_markup_in_a_text_is_printed_as_text():
    hostile = '<script>alert("1")</script> & <b>x</b>'
    document = replace(
        FULL,
        title=hostile,
        boxes=(Box("<i>Box</i>", f"a {hostile} b", emphasis=hostile),),
        needs_to_change=(Point("</h3>", "&amp; \x00'\""),),
        quote=Quote("]]> --> ${7*7} {{ 7 }}", "<svg onload=x>"),
    )
    rendered = render_seven_minute(document)
    text = " ".join(text_of(rendered.content).split())
    assert hostile in text
    assert "&amp; '\"" in text
    assert validation(rendered.content).is_compliant


def test_right_to_left_marks_and_half_characters_are_dropped():
    rendered = render_seven_minute(replace(MINIMUM, title="Neg\u202elect\ud800 audit\x00"))
    assert "Neglect audit" in text_of(rendered.content)


def test_characters_the_typeface_lacks_are_named_to_the_author():
    assert unprintable_characters("Łódź ŵ ½ ≥ £ € – “ok” 😀 שלום 😀") == ["😀", "ש", "ל", "ו", "ם"]
    with pytest.raises(PdfError, match="has no 😀: write it in words"):
        render_seven_minute(replace(FULL, title="Well done 😀"))


def test_ten_thousand_characters_are_refused_with_what_to_cut():
    with pytest.raises(PdfError, match="Title has 10000 characters and the page holds 60"):
        render_seven_minute(replace(FULL, title="x" * 10_000))


def test_text_in_budget_that_still_overflows_names_what_to_shorten():
    wide = replace(
        FULL,
        boxes=(Box("WIDE", "WWWW " * 33),) * 3,
        needs_to_change=(Point("WIDE", "WWWW " * 13),) * 6,
        what_to_do=("WWWW " * 10,) * 6,
    )
    with pytest.raises(PdfError, match="Shorten the fullest parts first"):
        render_seven_minute(wide)


def test_a_word_without_spaces_is_broken_inside_its_column():
    rendered = render_seven_minute(replace(FULL, what_to_do=("W" * 54,)))
    [sheet] = pypdfium2.PdfDocument(rendered.content)
    assert all(
        right <= 196.5 * MILLIMETRE
        for left, _, right, _ in (
            each.get_bounds() for each in sheet.get_objects() if each.type == 1
        )
    )


def test_a_briefing_needs_a_title():
    with pytest.raises(PdfError, match="Give the briefing a title"):
        render_seven_minute(replace(FULL, title=" "))


def test_house_colours_are_used_and_unreadable_ones_refused():
    content = render_seven_minute(replace(FULL, colours=Colours(brand="#3b1f6b"))).content
    [sheet] = pypdfium2.PdfDocument(content)
    assert sheet.render(scale=0.5).to_pil().convert("RGB").getpixel((2, 2)) == (0x3B, 0x1F, 0x6B)
    with pytest.raises(PdfError, match="choose a darker one"):
        render_seven_minute(replace(FULL, colours=Colours(brand="#ffcc00")))


def test_missing_system_libraries_say_the_line_to_run():
    script = (
        "import cffi, django\n"
        "def absent(*args, **kwargs): raise OSError('cannot load library')\n"
        "cffi.FFI.dlopen = absent\n"
        "django.setup()\n"
        "from reports.pdf import MissingSystemLibrary, render_pdf\n"
        "try: render_pdf('<p>x</p>', stylesheets=())\n"
        "except MissingSystemLibrary as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
    )
    assert "apt-get install -y --no-install-recommends libpango-1.0-0" in ran.stdout, ran.stderr


def _environment(**changes):
    return os.environ | {"DJANGO_SETTINGS_MODULE": "auditsite.settings"} | changes
