"""Earlier audits of which only results survive, in Chromium."""

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from tests import factories
from tests.browser.checks import WIDTHS, passes, passes_at_each_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def earlier(live_server):
    with acting_as_system():
        factories.partnership()
        section = factories.section(factories.draft_version())
        for key in ("chronology", "seen-alone", "drift"):
            factories.measure(factories.question(section), key=key, name=f"Measure of {key}")
        audit = factories.audit(factories.published(section.version))
        factories.approved_return(audit=audit)
        survives = {"chronology": {"percent": "37"}, "drift": {"count": 12, "note": "Minutes."}}
        return factories.earlier_audit(audit.tool_version.tool, survives)


@pytest.fixture
def reader(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


@pytest.fixture
def at(live_server, earlier, reader):
    addresses = {
        "list": ("earlier_audits", earlier.tool.key),
        "edit": ("change_earlier_audit", earlier.pk),
        "delete": ("delete_earlier_audit", earlier.pk),
        "figures": ("figures", earlier.tool.versions.get().audits.get().pk),
    }

    def go(name):
        view, *about = addresses[name]
        reader.goto(live_server.url + reverse(f"reports:{view}", args=about))

    return go


def test_pages_of_earlier_audits_pass_axe_and_fit(reader, at, complaints):
    for name in ("list", "edit", "delete", "figures"):
        at(name)
        passes_at_each_width(reader, complaints)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_row_shows_the_boxes_of_what_survives_and_any_that_is_wrong(
    width, reader, at, complaints
):
    reader.set_viewport_size({"width": width, "height": 900})
    at("edit")
    survives = reader.get_by_label("What survives: Measure of seen-alone")
    percent, count = (
        reader.get_by_label(f"{column}: Measure of seen-alone") for column in ("Per cent", "Count")
    )
    assert not percent.is_visible()
    survives.select_option("A per cent alone")
    percent.fill("37")
    assert not count.is_visible()
    survives.select_option("A count alone")
    assert not percent.is_visible()
    reader.get_by_role("button", name="Save").click()
    reader.get_by_role("heading", name="There is a problem").wait_for()
    assert percent.is_visible(), "what was typed and does not belong is shown, not dropped"
    assert percent.input_value() == "37"
    assert count.is_visible()
    passes(reader, complaints)
