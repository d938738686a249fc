"""Rendering a briefing, and the memory it takes. Run as a module, it prints its peak in MB."""

import resource
from dataclasses import replace

import django

RENDERED = 60


def alone(html: str, *, keep_fonts: bool = False):
    """What WeasyPrint does by itself: reads fonts and sheets, lays out, writes the same variant.

    `keep_fonts` spares it the reading after the first time, as our own code does.
    """
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from reports.pdf import BASE_URL, SEVEN_MINUTE_STYLES, STATIC, VARIANT

    class FromDisk(URLFetcher):
        def fetch(self, url, headers=None):
            return URLFetcherResponse(url, (STATIC / url.removeprefix(BASE_URL)).read_bytes(), {})

    def read() -> dict:
        fonts = FontConfiguration()
        sheets = [
            weasyprint.CSS(url=f"{BASE_URL}print/{name}", url_fetcher=FromDisk(), font_config=fonts)
            for name in SEVEN_MINUTE_STYLES
        ]
        return {"font_config": fonts, "stylesheets": sheets}

    kept = read()

    def render() -> bytes:
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=FromDisk())
        return page.write_pdf(**(kept if keep_fonts else read()), pdf_variant=VARIANT)

    return render


def main() -> None:
    django.setup()
    from reports.pdf import render_seven_minute
    from tests.reports.example_documents import FULL

    for number in range(RENDERED):
        render_seven_minute(replace(FULL, title=f"{FULL.title[:40]} {number}"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
