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
    page.evaluate(AXE.read_text())
    found = page.evaluate(VIOLATIONS, RULES)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def passes(page, complaints) -> None:
    """At the width it has, and without sideways scrolling at the narrowest."""
    assert axe_violations(page) == []
    assert [said for said in complaints if UNREADABLE not in said] == []
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert not scrolls_sideways(page)
