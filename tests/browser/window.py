"""One window of the browser, lent to each test in turn.

To open another costs the browser half a second of computing more than to take this one back. What
takes back all that a test did, and what the browser kept of files, is Playwright's own, made for
tests of components; it has no public name in Python.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api._generated import mapping

USUAL = {"width": 1280, "height": 720}
EMPTY = "about:blank"
MOST_MILLISECONDS = 30_000  # whatever the test chose for itself


@contextmanager
def lent(browser: Browser, **options) -> Iterator[BrowserContext]:
    """The browser's window as if it were new; a second borrower takes it from the first."""
    inner, options = browser._impl_obj, {"viewport": USUAL} | options
    context = mapping.from_impl(browser._sync(inner._new_context_for_reuse(options)))
    try:
        yield context
    finally:
        context.set_offline(False)
        for page in context.pages:
            page.goto(EMPTY, timeout=MOST_MILLISECONDS)
        browser._sync(inner._disconnect_from_reused_context("The test is over."))


def page_of(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()
