"""A survey of two agencies with a tool of two pages, and somebody who answers it in a browser."""

import re

from django.test import Client
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import AuditTool, Participation, Question
from cases.models import AuditReturn
from cases.surveys import survey_pass
from tests import factories

Kind = Question.Kind


def tool():
    version = factories.draft_version(AuditTool.Audits.RESPONDENTS)
    ask = factories.question
    first = factories.section(version, key="confidence", title="Your confidence")
    ask(first, key="confident", text="Do you feel confident?")
    ask(first, Kind.TEXT, key="why", text="Why is that?", required=False)
    second = factories.section(version, key="support", title="Your support")
    ask(second, key="supported", text="Are you supported?")
    ask(
        second,
        key="by-whom",
        text="Is it enough?",
        required=False,
        show_when={"question": "supported", "is": ["yes"]},
    )
    factories.measure(version.questions.get(key="confident"), key="confident")
    factories.measure(version.questions.get(key="supported"), key="supported")
    return factories.published(version)


def audit(*agencies, **fields):
    made = factories.audit(tool(), name="What practitioners say", **fields)
    for agency in agencies:
        Participation.objects.create(audit=made, agency=agency)
    return made


def section_url(key: str) -> str:
    return reverse("cases:survey_section", args=[key])


class Visitor:
    """A browser without an account."""

    def __init__(self, **settings):
        self.client = Client(**settings)

    def open(self, token: str):
        return self.client.get(reverse("cases:survey_start", args=[token]))

    def begin(self, token: str, agency=None):
        sent = {"agency": str(agency.pk)} if agency else {}
        return self.client.post(reverse("cases:survey_start", args=[token]), sent)

    def put(self, key: str, *, go="next", versions=None, **answers):
        page = self.client.get(section_url(key)).content.decode()
        sent = dict(re.findall(r'name="(answer-[\w-]+_version)" value="(\d+)"', page))
        sent |= {f"answer-{name.replace('_', '-')}": said for name, said in answers.items()}
        return self.client.post(section_url(key), sent | {"go": go})

    def finish(self):
        return self.client.post(reverse("cases:survey_check"))

    @property
    def cookie(self):
        return self.client.cookies.get(survey_pass.NAME)


def answered(token: str, agency, *, finished=True, **answers) -> AuditReturn:
    """A response given through the pages; the answers of the first page, unless it is finished."""
    visitor = Visitor()
    with acting_as_system():
        before = set(AuditReturn.objects.values_list("pk", flat=True))
    assert visitor.begin(token, agency).status_code == 302
    visitor.put("confidence", **({"confident": "yes"} | answers))
    if finished:
        visitor.put("support", supported="yes")
        assert visitor.finish().status_code == 302
    with acting_as_system():
        return AuditReturn.objects.exclude(pk__in=before).get()
