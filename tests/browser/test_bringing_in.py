"""Files of returns and local groups in Chromium."""

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import LocalGroup
from cases.imports.importing import check_file
from tests import factories
from tests.browser.checks import opens_and_passes, passes_at_each_width
from tests.cases.imports.returns_files import csv, taking_part

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Audit:
    def __init__(self):
        factories.partnership()
        self.coordinator = factories.coordinator()
        self.audit = factories.audit(factories.small_version())
        factories.case(self.audit)
        taking_part(self.audit, short_name="Police")
        taking_part(self.audit, short_name="School")

    def file(self, *rows: str) -> bytes:
        lines = [f"{self.audit.reference_prefix}-{row}" for row in rows]
        return csv("case reference,agency name,question-1-1,question-1-1.note", *lines)


@pytest.fixture
def made(live_server):
    with acting_as_system():
        return Audit()


def choose(page, name: str, content: bytes) -> None:
    sent = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label("The file", exact=True).set_input_files(sent)


def test_a_file_is_corrected_and_brought_in_by_keyboard(made, sign_in, live_server, complaints):
    page = sign_in(made.coordinator)
    page.goto(live_server.url + reverse("cases:audit", args=[made.audit.pk]))
    page.get_by_role("link", name="bring in returns").press("Enter")
    choose(page, "forms.csv", made.file("01,Police,perhaps,"))
    page.get_by_label("Where do the answers come from?").press_sequentially("Forms of June")
    page.get_by_role("button", name="Check the file").press("Enter")
    page.get_by_role("heading", name="Nothing was brought in").wait_for()
    assert page.evaluate("document.activeElement.innerText").startswith("Nothing was brought in")
    passes_at_each_width(page, complaints)
    choose(page, "forms.csv", made.file("01,Police,yes,Ring 0113 496 0000", "01,School,no,"))
    page.get_by_role("button", name="Check the file").press("Enter")
    page.get_by_role("heading", name="2 returns to bring in").wait_for()
    passes_at_each_width(page, complaints)
    page.get_by_role("button", name="Bring in 2 returns").press("Enter")
    page.get_by_text("2 returns brought in. Their agencies now check and submit them.").wait_for()


def test_each_page_passes_axe_fits_and_is_silent(made, sign_in, live_server, complaints):
    with acting_as_system():
        group = LocalGroup.objects.create(audit=made.audit, name="Lakeside")
        group.people.add(factories.lead(made.audit.agencies.first()))
        check_file(
            audit=made.audit,
            content=made.file("01,Police,yes,"),
            name="forms.csv",
            source="Forms of June",
            by=made.coordinator,
        )
        other = factories.audit()
    page = sign_in(made.coordinator)
    for view, args in (
        ("bring_in", [made.audit.pk]),
        ("groups", [made.audit.pk]),
        ("groups", [other.pk]),
        ("new_group", [made.audit.pk]),
        ("group", [group.pk]),
        ("remove_group", [group.pk]),
    ):
        opens_and_passes(page, live_server.url + reverse(f"cases:{view}", args=args), complaints)
