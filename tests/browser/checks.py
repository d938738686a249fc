"""What every page must pass, whatever it is for."""

from pathlib import Path

from django.conf import settings

AXE = Path(settings.BASE_DIR, "tests/vendor/axe/axe.min.js")
# Only what fails leaves the page: all that passes is megabytes, and takes longer than the checking.
VIOLATIONS = "rules => axe.run(document, {runOnly: rules}).then(found => found.violations)"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [1280, 375]
NARROWEST = 320

# An answer that cannot be saved as it stands yet; Chromium says so of itself.
UNREADABLE = "the server responded with a status of 422"
UNFOLD = """() => {
  for (const summary of document.querySelectorAll('details:not([open]) > summary'))
    if (summary.checkVisibility() && summary.innerText !== 'Menu') summary.click();
}"""
# What the sticky bar hides of the focused element; null when nothing.
COVERED = """() => {
  const bar = document.querySelector('.stickybar').getBoundingClientRect();
  const focused = document.activeElement;
  const box = focused.getBoundingClientRect();
  if (focused === document.body || focused.closest('.stickybar') || box.width <= 1) return null;
  const under = bar.top <= 0 && box.top < bar.bottom - 1 && box.bottom > bar.top;
  return under ? focused.outerHTML : null;
}"""


def axe_violations(page):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(VIOLATIONS, RULES)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def unfold(page) -> None:
    """Opens all that is seen and can be opened, but the menu of a phone."""
    page.evaluate(UNFOLD)


def passes(page, complaints) -> None:
    """At the width it has, and without sideways scrolling at the narrowest."""
    assert axe_violations(page) == [], page.url
    assert [said for said in complaints if UNREADABLE not in said] == [], page.url
    assert not scrolls_sideways(page), page.url
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert not scrolls_sideways(page), page.url


def widths(page):
    """Makes the page each width in turn; one load serves all."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield width


def passes_at_each_width(page, complaints) -> None:
    for _ in widths(page):
        passes(page, complaints)


def opens_and_passes(page, address, complaints) -> None:
    """A page that is only read: loaded wide, and made narrow."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(address)
    passes_at_each_width(page, complaints)


def asks_to_stay(page, leave) -> None:
    """`leave` asks first, as something was not sent; whoever is asked stays."""
    page.wait_for_load_state()  # only then does the page's script listen
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        leave()
    assert asked.value.type == "beforeunload"
