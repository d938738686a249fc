"""The figures page and the answers behind a figure."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from cases.models import AuditReturn
from tests import factories
from tests.pages import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return factories.question(
        factories.section(factories.draft_version()), text="Was a chronology kept?"
    )


@pytest.fixture
def audit(question):
    factories.measure(
        question, key="chronology", theme="keeping-records", sentence="A chronology in {share}."
    )
    return factories.audit(factories.published(question.version))


@pytest.fixture
def reader(client):
    factories.partnership(minimum_denominator=2)
    person = factories.coordinator()
    client.force_login(person)
    return person


def figures_url(audit, query="") -> str:
    return reverse("reports:figures", args=[audit.pk]) + query


def behind_url(audit, key="chronology", query="") -> str:
    return reverse("reports:answers_behind", args=[audit.pk, key]) + query


def text_of(response) -> str:
    """What a reader sees of a page, its blanks made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_figure_says_per_cent_n_of_d_and_everything_that_was_expected(client, reader, audit):
    for value in ("yes", "yes", "no"):
        factories.approved_return(audit=audit, value=value)
    factories.audit_return(audit=audit)
    page = text_of(client.get(figures_url(audit)))
    assert "3 of 4 returns approved, from 3 cases and 3 agencies" in page
    assert "67% 2 of 3" in page
    assert "A chronology in two-thirds of returns." in page
    assert "2 yes" in page
    assert "1 partly or no" in page
    assert "1 left out: not returned" in page
    assert "= 4 returns expected" in page
    assert "The 3 answers behind this" in page


def test_too_few_answers_have_a_count_and_no_per_cent(client, reader, audit):
    factories.approved_return(audit=audit)
    page = text_of(client.get(figures_url(audit)))
    assert "1 of 1 no per cent" in page
    assert "1 return is under 2" in page
    assert "%" not in page


def test_a_measure_that_nobody_could_answer_has_nothing_to_count(client, reader, question, audit):
    made = factories.approved_return(audit=audit)
    made.answers.update(state="not_applicable", value=None)
    factories.move(made, AuditReturn.Status.APPROVED)
    page = text_of(client.get(figures_url(audit)))
    assert "nothing to count" in page
    assert "no returns to count" in page


def test_figures_are_broken_down_by_agency_or_by_nothing(client, reader, audit):
    first, second = factories.agency(), factories.agency()
    for agency in (first, second):
        factories.approved_return(audit=audit, agency_=agency)
    assert first.short_name in text_of(client.get(figures_url(audit)))
    assert first.short_name not in text_of(client.get(figures_url(audit, "?by=")))
    assert first.short_name in text_of(client.get(figures_url(audit, "?by=weather")))


def test_an_agency_with_nothing_to_count_is_in_the_table_without_a_bar(client, reader, question):
    question.sectors = ["health"]
    question.save()
    factories.measure(question)
    audit = factories.audit(factories.published(question.version))
    factories.approved_return(audit=audit)
    other = factories.approved_return(audit=audit, agency_=factories.agency("police"))
    page = client.get(figures_url(audit)).content.decode()
    bars, table = page.split("<table", 1)
    assert other.agency.short_name not in bars
    assert other.agency.short_name in table


def test_a_theme_narrows_the_figures_and_an_unknown_one_does_not(client, reader, question):
    factories.measure(question, theme="keeping-records", name="Records")
    factories.measure(question, theme="plans", name="Planning")
    audit = factories.audit(factories.published(question.version))
    factories.approved_return(audit=audit)
    narrowed = text_of(client.get(figures_url(audit, "?theme=plans")))
    assert "Planning:" in narrowed
    assert "Records:" not in narrowed
    assert "Records:" in text_of(client.get(figures_url(audit, "?theme=weather")))


def test_before_the_first_approval_the_page_says_what_to_wait_for(client, reader, audit):
    assert "No return is expected yet." in text_of(client.get(figures_url(audit)))
    factories.audit_return(audit=audit)
    page = text_of(client.get(figures_url(audit)))
    assert "0 of 1 return approved" in page
    assert "as soon as an agency approves" in page


def test_a_tool_without_measures_says_so(client, reader):
    made = factories.approved_return(audit=factories.audit())
    assert "has no measures" in text_of(client.get(figures_url(made.audit)))


def test_the_answers_behind_a_figure_are_every_return_expected(client, reader, audit):
    counted = factories.approved_return(audit=audit)
    counted.answers.update(note="It starts at birth.")
    other = factories.approved_return(audit=audit, value="no")
    waiting = factories.submitted_return(audit=audit)
    waiting.answers.update(note="Not for you yet.")
    page = client.get(behind_url(audit))
    seen = text_of(page)
    assert "Was a chronology kept?" in seen
    for made in (counted, other, waiting):
        assert made.case.reference in seen
    assert "It starts at birth." in seen
    assert "Not approved yet" in seen
    assert "Not for you yet." not in seen
    links = set(re.findall(r"/returns/[0-9a-f-]+/review/", page.content.decode()))
    assert links == {reverse("cases:review", args=[made.pk]) for made in (counted, other)}


def test_the_link_of_an_answer_opens_the_return(client, reader, audit):
    made = factories.approved_return(audit=audit)
    assert client.get(reverse("cases:review", args=[made.pk])).status_code == 200


def test_the_answers_can_be_narrowed_to_one_part(client, reader, audit):
    yes = factories.approved_return(audit=audit)
    no = factories.approved_return(audit=audit, value="no")
    narrowed = text_of(client.get(behind_url(audit, query="?part=not_counted")))
    assert no.case.reference in narrowed
    assert yes.case.reference not in narrowed
    assert yes.case.reference in text_of(client.get(behind_url(audit, query="?part=weather")))


def test_an_answer_left_out_says_why(client, reader, audit):
    made = factories.approved_return(audit=audit)
    made.answers.update(state="not_applicable", value=None, reason="The child was not yet born.")
    factories.move(made, AuditReturn.Status.APPROVED)
    page = text_of(client.get(behind_url(audit)))
    assert "Left out: not applicable" in page
    assert "The child was not yet born." in page


def test_an_answer_that_was_switched_off_is_not_shown(client, reader):
    section = factories.section(factories.draft_version())
    first = factories.question(section)
    second = factories.question(section, show_when={"question": first.key, "is": ["yes"]})
    factories.measure(second, key="chronology")
    audit = factories.audit(factories.published(section.version))
    made = factories.answered_return(audit=audit, value="no")
    factories.answer(made, second, "yes", note="An old note.")
    factories.move(made, AuditReturn.Status.APPROVED)
    page = text_of(client.get(behind_url(audit)))
    assert "Left out: not asked" in page
    assert "An old note." not in page


def test_a_figure_of_cases_shows_what_each_case_counts_as(client, reader, question):
    factories.measure(question, key="chronology", unit="case", case_rule="any")
    audit = factories.audit(factories.published(question.version))
    case = factories.case(audit)
    factories.approved_return(case_=case)
    factories.approved_return(case_=case, value="no")
    page = text_of(client.get(behind_url(audit)))
    assert "by a rule: any return" in page
    assert "Case counts as" in page
    assert page.count("Not counted") == 2, "one filter and one return; the case itself counts"


def test_a_measure_that_is_not_there_is_not_found(client, reader, audit):
    assert client.get(behind_url(audit, "weather")).status_code == 404


@pytest.mark.parametrize("url", [figures_url, behind_url])
def test_only_those_who_may_see_figures_see_them(url, client, audit):
    made = factories.approved_return(audit=audit)
    Audit.objects.update(status=Audit.Status.MODERATING)
    for role, status in {
        Role.COORDINATOR: 200,
        Role.MODERATOR: 403,
        Role.ADMIN: 404,
        Role.APPROVER: 404,
        Role.VIEWER: 404,
    }.items():
        client.force_login(factories.user(role))
        assert client.get(url(audit)).status_code == status, role
    for person, status in (
        (factories.lead(made.agency), 403),
        (made.auditor, 403),
        (factories.lead(factories.agency()), 404),
        (factories.auditor(factories.agency()), 404),
    ):
        client.force_login(person)
        assert client.get(url(audit)).status_code == status, person


@pytest.mark.parametrize("name", ["reports:figures", "reports:answers_behind"])
def test_an_audit_that_is_not_there_is_not_found(name, client, reader):
    more = ["chronology"] if name == "reports:answers_behind" else []
    assert client.get(reverse(name, args=[uuid4(), *more])).status_code == 404


@pytest.mark.parametrize("url", [figures_url, behind_url])
def test_the_number_of_queries_does_not_grow_with_the_audit(url, client, reader, audit):
    for value in ("yes", "no"):
        factories.approved_return(audit=audit, value=value)
    before = queries_of(client, url(audit))
    for value in ("yes", "no", "partly"):
        factories.approved_return(audit=audit, value=value)
    factories.submitted_return(audit=audit)
    assert queries_of(client, url(audit)) == before
