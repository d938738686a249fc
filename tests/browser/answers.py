"""A return to answer in the browser, and what came of it in the database."""

import re

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import Answer, AuditReturn, Identity
from tests import factories
from tests.cases.answering import answering_tool

SAVE_ON = re.compile("Save and (go|check)")


def go_on(page, name=SAVE_ON) -> None:
    """Press a button of a section, which first waits for what is being saved by itself."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.fixture
def audit_return(live_server):
    with acting_as_system():
        factories.partnership()
        made = answering_tool.new_return()
        factories.lead(made.agency, name="Odalys Lead")
        Identity.objects.create(case=made.case, kind="subject", text="Robin Example")
        return made


@pytest.fixture
def auditor(audit_return, sign_in):
    with acting_as_system():
        return sign_in(audit_return.auditor)


@pytest.fixture
def return_url(live_server, audit_return):
    def of(name, *args):
        return live_server.url + reverse(f"cases:{name}", args=[audit_return.pk, *args])

    return of


def stored(audit_return) -> dict:
    with acting_as_system():
        rows = Answer.objects.filter(audit_return=audit_return, state="answered")
        return dict(rows.values_list("question__key", "value"))


def status(audit_return) -> str:
    with acting_as_system():
        return AuditReturn.objects.get(pk=audit_return.pk).status
