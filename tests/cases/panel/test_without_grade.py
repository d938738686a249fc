"""A tool that asks for no grade over all: a panel of it is done without one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from cases.panel.judging import Place, save_judgement
from cases.panel.questions import OVERALL_KEY
from cases.panel.sheet import sheet_of
from reports.minutes_printing import file_of, minutes_of
from reports.panel_record import panel_record
from tests import factories
from tests.cases.panel.panels import item, panel_return, said, two_returns
from tests.cost import own_statements
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def case():
    version = factories.draft_version()
    factories.question(factories.section(version), key="seen")
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for value in ("yes", "no"):
        panel_return(case, seen=value)
    return case


def judge(case, by, key="seen", value="yes"):
    save_judgement(item=item(case), place=Place(key), said=said(value, "So."), by=by)


def page_of(client, case) -> str:
    return text_of(client.get(reverse("cases:panel", args=[case.audit_id])))


def screen_of(client, case):
    return client.get(reverse("cases:panel_item", args=[case.audit_id, case.pk]))


def is_done_on_strip(response) -> bool:
    return [step.is_done for step in response.context["strip"]] == [True]


def test_what_is_judged_is_done_everywhere_without_a_grade(as_, case, moderator):
    client = as_(moderator)
    before = page_of(client, case)
    assert "0 of 1 agreed" in before
    assert f"Open the panel at {case}" in before
    assert not is_done_on_strip(screen_of(client, case))
    judge(case, moderator)
    after = page_of(client, case)
    assert "1 of 1 agreed" in after
    assert "Open the panel at" not in after
    screen = screen_of(client, case)
    assert is_done_on_strip(screen)
    assert "1 of 1 done" in text_of(screen)
    assert sheet_of(item(case), moderator).is_done


def test_no_grade_is_asked_for_and_no_table_of_grades_is_shown(as_, case, moderator):
    client = as_(moderator)
    judge(case, moderator)
    shown = page_of(client, case)
    for words in ("Grades agreed", "Overall grade", "To agree"):
        assert words not in shown, words
    screen = text_of(screen_of(client, case))
    assert "The tool asks for no grade." in screen
    assert "To agree" not in screen


def test_minutes_say_nothing_of_a_grade_that_nobody_asked_for(case, moderator):
    def minutes():
        return minutes_of(panel_record(case.audit, moderator))

    judge(case, moderator)
    made = minutes()
    assert made.items[0].grade is None
    assert "grade" not in str((made.facts, made.left_open)).lower()
    for file_format in ("docx", "pdf"):
        assert file_of(panel_record(case.audit, moderator), file_format).content
    judge(case, moderator, OVERALL_KEY, "good")
    assert minutes().items[0].grade.agreed == "Good"


def test_a_grade_that_the_panel_gives_all_the_same_is_shown(as_, case, moderator):
    judge(case, moderator, OVERALL_KEY, "good")
    shown = page_of(as_(moderator), case)
    assert "Grades agreed" in shown
    assert "Good1 of 1" in shown


def test_where_a_grade_is_asked_a_case_is_done_by_it_alone(as_, moderator):
    graded, *_ = two_returns()
    judge(graded, moderator, "seen-alone")
    client = as_(moderator)
    assert "0 of 1 agreed" in page_of(client, graded)
    assert not is_done_on_strip(screen_of(client, graded))
    judge(graded, moderator, "overall", "good")
    assert "1 of 1 agreed" in page_of(client, graded)
    assert is_done_on_strip(screen_of(client, graded))


def test_the_screen_without_a_grade_takes_at_most_fifteen_queries(as_, case, moderator):
    judge(case, moderator)
    client = as_(factories.coordinator())
    screen_of(client, case)
    with CaptureQueriesContext(connection) as queries:
        assert screen_of(client, case).status_code == 200
    assert len(own_statements(queries)) <= 15
