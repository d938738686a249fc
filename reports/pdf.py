"""Makes PDF files. The only module that knows WeasyPrint, which is imported inside functions."""

import atexit
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.blank_parts import BlankForm
from reports.budgets import fullest, over_budget
from reports.charts import bars
from reports.colours import colour_problems
from reports.documents import SevenMinute, texts, tidied
from reports.minutes import Minutes
from reports.printed_returns import PrintedReturn
from reports.terms import Terms

VARIANT = "pdf/ua-1"
BASE_URL = "https://assets.invalid/"
STATIC = Path(__file__).resolve().parent.parent / "static"
SERVED = {
    "fonts/print/*.ttf": "font/ttf",
    "print/*.css": "text/css",
    "print/*.svg": "image/svg+xml",
}
SEVEN_MINUTE_STYLES = ("print.css", "seven-minute.css")
BLANK_FORM_STYLES = ("print.css", "blank-form.css")
RETURN_STYLES = ("print.css", "return.css")
TERMS_STYLES = (*RETURN_STYLES, "terms.css")
MINUTES_STYLES = (*TERMS_STYLES, "minutes.css")
PANGO_LINE = (
    "apt-get install -y --no-install-recommends"
    " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
_press = threading.RLock()  # the cached font configuration is not thread-safe
NOT_DRAWN = frozenset("\n\t\r\u00a0\u202f")


class PdfError(Exception):
    """Carries sentences a person can act on."""


class MissingSystemLibrary(PdfError):
    def __init__(self):
        super().__init__(f"PDF files need system libraries that are missing. Run: {PANGO_LINE}")


@dataclass(frozen=True)
class RenderedPdf:
    content: bytes
    pages: int


def render_seven_minute(document: SevenMinute) -> RenderedPdf:
    """One page. Raises PdfError with what to cut, replace or choose when it cannot be made."""
    document = tidied(document)
    if problems := page_problems(document):
        raise PdfError(" ".join(problems))
    return render_pdf(seven_minute_that_fills(document), stylesheets=SEVEN_MINUTE_STYLES)


def seven_minute_that_fills(document: SevenMinute) -> str:
    """The HTML whose rows end at the foot of its one page."""
    for air in dict.fromkeys((_air(document), 0)):
        tight = lay_out(seven_minute_html(document, air=air), stylesheets=SEVEN_MINUTE_STYLES)
        if len(tight.pages) == 1:
            return seven_minute_html(document, air=air, gap=_gap_that_fills(tight.pages[0]))
    sections = ", ".join(fullest(document))
    raise PdfError(
        "The text runs on to a second page; the briefing is one page."
        f" Shorten the fullest parts first: {sections}."
    )


def _gap_that_fills(page) -> float:
    """Millimetres to add above each row so that the last one ends at the foot of the page."""
    rows = sum(name.startswith("row-") for name in page.anchors)
    spare = (page.height - page.anchors["end"][3]) * 25.4 / 96
    return round(max(spare - 0.2, 0) / rows, 3) if rows else 0


def page_problems(document: SevenMinute) -> list[str]:
    """What must change before this page can be made, a sentence each; empty when it can."""
    document = tidied(document)
    problems = [part.sentence for part in over_budget(document)]
    problems += colour_problems(document.colours)
    if not document.title:
        problems.append("Give the briefing a title.")
    return [*problems, *_unprintable(document)]


def _unprintable(document) -> list[str]:
    if missing := unprintable_characters(" ".join(texts(document))):
        return [
            f"The print typeface has no {', '.join(missing)}: write it in words or leave it out."
        ]
    return []


def render_blank_form(form: BlankForm) -> RenderedPdf:
    """As many pages as it takes. Raises PdfError with what to replace."""
    if problems := [*colour_problems(form.colours), *_unprintable(form)]:
        raise PdfError(" ".join(problems))
    html = render_to_string("reports/print/blank_form.html", {"document": form, "air": 0, "gap": 0})
    return render_pdf(html, stylesheets=BLANK_FORM_STYLES)


def render_return(document: PrintedReturn) -> RenderedPdf:
    return _render_pages(document, "return", RETURN_STYLES)


def render_terms(document: Terms) -> RenderedPdf:
    return _render_pages(document, "terms", TERMS_STYLES)


def render_minutes(document: Minutes) -> RenderedPdf:
    return _render_pages(document, "minutes", MINUTES_STYLES)


def _render_pages(document, name: str, stylesheets: tuple[str, ...]) -> RenderedPdf:
    """As many pages as it takes. Raises PdfError where the house colours cannot be read."""
    if problems := colour_problems(document.colours):
        raise PdfError(" ".join(problems))
    context = {"document": document, "air": 0, "gap": 0}
    html = render_to_string(f"reports/print/{name}.html", context)
    return render_pdf(html, stylesheets=stylesheets)


def seven_minute_html(document: SevenMinute, *, air: float = 0, gap: float = 0) -> str:
    """`air` and `gap`: millimetres added within lists and between rows."""
    rows = len(document.chart_rows)
    chart = bars(
        document.chart,
        colours=document.colours,
        title="What the returns show",
        row_height=min(27.0, 139 / rows) if rows else 20,
    )
    context = {
        "document": document,
        "chart": mark_safe(chart) if rows else "",  # reports/charts.py escapes every text in it
        "air": air,
        "gap": gap,
    }
    return render_to_string("reports/print/seven_minute.html", context)


def _air(document: SevenMinute) -> float:
    """Millimetres added inside each list for the rows this page does not have."""
    absent = (6 - len(document.needs_to_change)) // 3 + (6 - len(document.what_to_do)) // 2
    absent += (document.quote is None) + (not document.boxes) + (not document.strip)
    absent += (3 - len(document.working_well.points)) / 2 + (7 - len(document.chart_rows)) / 4
    return round(min(max(absent, 0) * 0.7, 3.5), 2)


def render_pdf(html: str, *, stylesheets: tuple[str, ...]) -> RenderedPdf:
    """Tagged for PDF/UA-1; the same HTML gives the same bytes. `stylesheets` are in static/print.

    Raises PdfError if anything outside the bundled assets was asked for, or WeasyPrint warned.
    """
    with _press, _warnings_refused():
        laid_out = lay_out(html, stylesheets=stylesheets)
        content = laid_out.write_pdf(pdf_variant=VARIANT)
        _refuse_blocked(laid_out.url_fetcher)
    return RenderedPdf(content, len(laid_out.pages))


def lay_out(html: str, *, stylesheets: tuple[str, ...]):
    """The pages before writing, as WeasyPrint's document. Raises as `render_pdf` does."""
    weasyprint = _weasyprint()
    with _press, _warnings_refused():
        fetcher = _bundled_only()
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        laid_out = page.render(
            font_config=_fonts(),
            stylesheets=[_stylesheet(name) for name in stylesheets],
            pdf_variant=VARIANT,
        )
        _refuse_blocked(fetcher)
    return laid_out


def unprintable_characters(text: str) -> list[str]:
    """The characters that some print face lacks, once each, in order of appearance."""
    return [each for each in dict.fromkeys(text) if not is_printable(each)]


def is_printable(character: str) -> bool:
    """Has every print face this character?"""
    return character in NOT_DRAWN or character in _drawable()


@cache
def _drawable() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    faces = [TTFont(path, lazy=True) for path in STATIC.glob("fonts/print/*.ttf")]
    return frozenset(map(chr, set.intersection(*(set(face.getBestCmap()) for face in faces))))


def _weasyprint():
    try:
        import weasyprint
        from weasyprint.text.ffi import harfbuzz_subset
    except OSError as error:
        raise MissingSystemLibrary from error
    if not harfbuzz_subset:  # without it fonts take ten times as long and bytes vary
        raise MissingSystemLibrary
    return weasyprint


@cache
def _fonts():
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts.cache_clear)  # it removes its files only while Python still runs
    return FontConfiguration()


@cache
def _stylesheet(name: str):
    fetcher = _bundled_only()
    sheet = _weasyprint().CSS(
        url=f"{BASE_URL}print/{name}", url_fetcher=fetcher, font_config=_fonts()
    )
    _refuse_blocked(fetcher)
    return sheet


@cache
def _bundle() -> dict[str, tuple[Path, str]]:
    """Every address the fetcher answers, with its file and content type."""
    return {
        BASE_URL + path.relative_to(STATIC).as_posix(): (path, content_type)
        for pattern, content_type in SERVED.items()
        for path in STATIC.glob(pattern)
    }


def _bundled_only():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledOnly(URLFetcher):
        """Never opens a connection or a file outside the bundle; remembers what was refused."""

        def __init__(self):
            super().__init__(allowed_protocols=("https",), allow_redirects=False)
            self.blocked = []

        def fetch(self, url, headers=None):
            if url not in _bundle():
                self.blocked.append(url)
                raise ValueError("Only bundled assets may be used.")
            path, content_type = _bundle()[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    return BundledOnly()


def _refuse_blocked(fetcher) -> None:
    if fetcher.blocked:
        asked = ", ".join(url[:80] for url in dict.fromkeys(fetcher.blocked))
        raise PdfError(f"The document asked for something outside it, which is refused: {asked}")


@contextmanager
def _warnings_refused() -> Iterator[None]:
    """A half-styled page is worse than none: whatever WeasyPrint warns of stops the PDF."""
    handler = _Collector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    if handler.messages:
        raise PdfError(f"The PDF was not made as designed: {'; '.join(handler.messages)[:500]}")


class _Collector(logging.Handler):
    def __init__(self):
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
