"""The figures page and the answers behind a figure, in Chromium."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.models import AuditReturn
from tests import factories
from tests.browser.checks import opens_and_passes, passes, unfold, widths
from tests.reports.test_counting import graded_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def audit(live_server):
    """Two figures of returns and one of cases, grades, and a return still to come."""
    with acting_as_system():
        factories.partnership(minimum_denominator=3)
        section = factories.section(factories.draft_version())
        question = factories.question(section, text="Was a chronology kept?")
        graded_question(section)
        for theme in ("records", "plans"):
            factories.measure(question, theme=theme, label=f"About {theme}")
        factories.measure(question, unit="case", case_rule="any", label="Any agency")
        made = factories.audit(factories.published(question.version))
        agencies = [factories.agency(), factories.agency(name="Wold", short_name="Wold and Vale")]
        for value in ("yes", "yes", "no", "partly"):
            case = factories.case(made, area=factories.area())
            for agency in agencies:
                answer(case, agency, value)
        factories.audit_return(audit=made)
        return made


def answer(case, agency, value) -> None:
    made = factories.answered_return(case_=case, agency_=agency, value=value)
    factories.answer(made, made.tool_version.questions.last(), "b", note="A note. " * 20)
    factories.move(made, AuditReturn.Status.APPROVED)


@pytest.fixture
def reader(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


@pytest.fixture
def figures(live_server, audit):
    return live_server.url + reverse("reports:figures", args=[audit.pk])


def test_the_figures_page_passes_axe_and_fits_with_every_table_open(reader, figures, complaints):
    reader.goto(figures)
    for _ in widths(reader):
        unfold(reader)
        expect(reader.get_by_role("table")).to_have_count(3)
        passes(reader, complaints)


def test_the_answers_behind_a_figure_pass_axe_and_fit(reader, figures, complaints):
    for measure in ("measure-1", "measure-3"):
        opens_and_passes(reader, f"{figures}{measure}/", complaints)


def test_a_reader_goes_from_a_figure_to_one_return_behind_it(reader, figures):
    reader.goto(figures)
    figure = reader.get_by_role("article").filter(has_text="Records")
    assert "50%" in figure.locator(".figure__value").inner_text()
    figure.get_by_role("link", name=re.compile("The 8 answers behind this")).click()
    reader.get_by_role("link", name="Not counted (4)").click()
    expect(reader.get_by_role("row")).to_have_count(5)
    reader.get_by_role("row").last.get_by_role("link").click()
    assert reader.get_by_role("heading", level=1).inner_text().endswith("-04")


def test_figures_narrow_to_a_theme_without_javascript(browser, reader, figures):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(reader.context.cookies())
    page = context.new_page()
    page.goto(figures)
    page.get_by_label("Theme").select_option("Plans")
    page.get_by_label("Break down by").select_option("Nothing")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_text("Wold and Vale")).to_have_count(0)
    assert page.get_by_label("Theme").input_value() == "plans"
    context.close()
