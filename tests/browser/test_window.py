"""Tests share a window of the browser, and nothing else."""

import pytest

from tests.browser.window import USUAL, lent, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEEP = """() => {
  localStorage.setItem('kept', 'yes');
  sessionStorage.setItem('kept', 'yes');
  window.name = 'kept';
  return new Promise(done => { indexedDB.open('kept').onsuccess = done; }).then(() => null);
}"""
KEPT = """async () => ({
  cookies: document.cookie.replace(/=[^;]*/g, ''), local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, name: window.name, script: window.kept ?? null,
  online: navigator.onLine, wide: window.innerWidth, still: matchMedia(
    '(prefers-reduced-motion: reduce)').matches, year: new Date().getFullYear() > 2000,
})"""


def test_what_one_test_did_to_the_window_is_taken_back_before_the_next(browser, live_server):
    sign_in = f"{live_server.url}/accounts/login/"
    with lent(browser) as context:
        page = page_of(context)
        untouched = opened(page, sign_in)
        context.add_cookies([{"name": "kept", "value": "yes", "url": live_server.url}])
        context.add_init_script("window.kept = 'yes'")
        page.set_viewport_size({"width": 375, "height": 667})
        page.emulate_media(reduced_motion="reduce")
        page.set_extra_http_headers({"Accept-Language": "cy"})
        page.clock.install(time=0)
        page.goto(sign_in)
        page.evaluate(KEEP)
        changed = page.evaluate(KEPT)
        assert {each for each in changed if changed[each] == untouched[each]} <= {"online"}
        page.route("**/*", lambda route: route.abort())
        context.route("**/*", lambda route: route.abort())
        page.set_default_timeout(1)
        context.new_page()
        context.set_offline(True)
    with lent(browser) as context:
        assert len(context.pages) == 1
        page = page_of(context)
        assert page.viewport_size == USUAL
        assert opened(page, sign_in) == untouched


def opened(page, address) -> dict:
    with page.expect_request(address) as asked:
        page.goto(address)
    return page.evaluate(KEPT) | {"languages": asked.value.headers.get("accept-language")}
