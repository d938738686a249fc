"""Makes PDF files. The only module that knows WeasyPrint, which is imported inside functions."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.budgets import fullest, over_budget
from reports.charts import bars
from reports.colours import colour_problems
from reports.documents import SevenMinute, texts, tidied

BASE_URL = "https://assets.invalid/"
STATIC = Path(__file__).resolve().parent.parent / "static"
SERVED = {
    "fonts/print/*.ttf": "font/ttf",
    "print/*.css": "text/css",
    "print/*.svg": "image/svg+xml",
}
SEVEN_MINUTE_STYLES = ("print.css", "seven-minute.css")
PANGO_LINE = (
    "apt-get install -y --no-install-recommends"
    " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
NOT_DRAWN = frozenset("\n\t\r\u00a0\u202f")
_one_at_a_time = threading.Lock()  # the shared font configuration is not thread-safe


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
    refuse_unprintable_page(document)
    rendered = render_pdf(seven_minute_html(document), stylesheets=SEVEN_MINUTE_STYLES)
    if rendered.pages != 1:
        sections = ", ".join(fullest(document))
        raise PdfError(
            f"The text runs on to page {rendered.pages}; the briefing is one page."
            f" Shorten the fullest parts first: {sections}."
        )
    return rendered


def refuse_unprintable_page(document: SevenMinute) -> None:
    problems = [part.sentence for part in over_budget(document)]
    problems += colour_problems(document.colours)
    if not document.title:
        problems.append("Give the briefing a title.")
    if missing := unprintable_characters(" ".join(texts(document))):
        problems.append(
            f"The print typeface has no {', '.join(missing)}: write it in words or leave it out."
        )
    if problems:
        raise PdfError(" ".join(problems))


def seven_minute_html(document: SevenMinute) -> str:
    rows = len(document.chart_rows)
    chart = bars(
        document.chart,
        colours=document.colours,
        title="What the returns show",
        row_height=min(27.0, 139 / rows) if rows else 20,
    )
    context = {"document": document, "chart": mark_safe(chart) if rows else ""}
    return render_to_string("reports/print/seven_minute.html", context)


def render_pdf(html: str, *, stylesheets: tuple[str, ...]) -> RenderedPdf:
    """Tagged for PDF/UA-1; the same HTML gives the same bytes. `stylesheets` are in static/print.

    Raises PdfError if anything outside the bundled assets was asked for, or WeasyPrint warned.
    """
    weasyprint = _weasyprint()
    with _one_at_a_time, _warnings_refused():
        fetcher = _bundled_only()
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        laid_out = page.render(
            font_config=_fonts(),
            stylesheets=[_stylesheet(name) for name in stylesheets],
            pdf_variant="pdf/ua-1",
        )
        content = laid_out.write_pdf(pdf_variant="pdf/ua-1")
        _refuse_blocked(fetcher)
    return RenderedPdf(content, len(laid_out.pages))


def unprintable_characters(text: str) -> list[str]:
    """The characters every print face lacks or any lacks, once each, in order of appearance."""
    return [each for each in dict.fromkeys(text) if each not in NOT_DRAWN | _drawable()]


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
