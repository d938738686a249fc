"""From the library to a draft, and to a blank form on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies import jobs
from agencies.models import Job
from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import ToolVersion
from audits.starter_tools import starter_tools
from audits.tool_files import import_tool
from tests import factories
from tests.browser.checks import passes_at_each_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin(sign_in):
    with acting_as_system():
        factories.partnership()
        return sign_in(factories.user(Role.ADMIN))


def test_a_tool_of_the_library_becomes_a_draft(admin, live_server, complaints):
    admin.goto(live_server.url + reverse("audits:tools"))
    admin.get_by_role("link", name="From the library").first.click()
    passes_at_each_width(admin, complaints)
    admin.get_by_role("link", name="Practitioner survey").click()
    passes_at_each_width(admin, complaints)
    admin.get_by_role("button", name="Make it a draft").click()
    expect(admin.get_by_text("is your draft. Change what does not fit.")).to_be_visible()


def test_a_blank_form_is_asked_for_watched_and_opened(admin, live_server, complaints):
    with acting_as_system():
        version = import_tool(content=starter_tools()["setting-own-audit"].content)
    admin.goto(live_server.url + reverse("audits:tool_version", args=[version.pk]))
    admin.get_by_role("link", name="Make a blank form").click()
    passes_at_each_width(admin, complaints)
    admin.get_by_label("Kind of plan").select_option(label="Looked after")
    admin.get_by_label("Word: to print, or to fill in on screen").check()
    admin.get_by_role("button", name="Make the form").click()
    expect(admin.get_by_text("Waiting for a worker to start.")).to_be_visible()
    passes_at_each_width(admin, complaints)
    with acting_as_system():
        jobs.run(Job.objects.get().pk)
    download = admin.get_by_role("link", name="Download the Word file")
    expect(download).to_be_visible(timeout=10_000)
    passes_at_each_width(admin, complaints)
    with admin.expect_download() as taken:
        download.click()
    assert taken.value.suggested_filename == "setting-own-audit-1-looked-after-blank.docx"
    assert ToolVersion.objects.get().status == ToolVersion.Status.DRAFT
