"""Saving one answer through the whole stack: gunicorn as in production, PostgreSQL, the session."""

import os
import subprocess
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Sector
from agencies.rls import acting_as_system
from auditsite.launcher.application import web_command
from auditsite.launcher.health import is_ready
from auditsite.launcher.listening import address_of, listen_anywhere
from auditsite.launcher.processes import spawn, stop
from auditsite.launcher.state import CHECKOUT
from cases.models import Answer, AnswerHistory, AuditReturn
from tests import factories
from tests.bench.auditors import EVERY, TOKEN, Auditor, Tally, all_work
from tests.bench.timing import Line
from tests.cost import own_statements

LEVELS = (1, 50, 200)
SECONDS = 20  # of each level
WARMING = 16
SECTIONS, QUESTIONS = 8, 5  # of each section
AGENCIES = 8
P95_LIMIT, STATEMENTS_LIMIT = 300, 6


def saving_lines() -> list[Line]:
    with acting_as_system():
        returns = _returns(max(LEVELS))
        auditors = [_auditor(number, found) for number, found in enumerate(returns)]
        statements = _statements(returns[0])
    lines = []
    with listen_anywhere() as listener:
        web = spawn(
            web_command(listener),
            env=dict(os.environ),
            cwd=CHECKOUT,
            keep_open=[listener.fileno()],
        )
        try:
            _wait_until_ready(web, address_of(listener))
            # The first requests of a process import what they need; once for each deployment.
            all_work(auditors[:WARMING], listener.getsockname()[1], EVERY)
            for level in LEVELS:
                tally = all_work(auditors[:level], listener.getsockname()[1], SECONDS)
                lines += _level_lines(level, tally)
        finally:
            stop(web)
    what = "statements of one save, beyond session, user, context and transaction"
    return [*lines, Line(what, str(statements), "", statements, STATEMENTS_LIMIT, unit="")]


def _wait_until_ready(web: subprocess.Popen, address: str) -> None:
    while not is_ready(address):
        if web.poll() is not None:
            raise RuntimeError("gunicorn ended before it was ready.")
        time.sleep(0.2)


def _returns(count: int) -> list[AuditReturn]:
    version = factories.draft_version()
    for _ in range(SECTIONS):
        section = factories.section(version)
        scale = factories.scale(version)
        for _ in range(QUESTIONS):
            factories.question(section, scale=scale)
    audit = factories.audit(factories.published(version))
    agencies = [factories.agency(sector) for sector in list(Sector.values)[:AGENCIES]]
    cases = [factories.case(audit) for _ in range(-(-count // len(agencies)))]
    return [
        factories.audit_return(case_=case, agency_=agency) for case in cases for agency in agencies
    ][:count]


def _auditor(number: int, found: AuditReturn) -> Auditor:
    client = Client()
    client.force_login(found.auditor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
    questions = found.tool_version.questions.select_related("section")
    addresses = [
        reverse("cases:answer", args=[found.pk, question.section.key, question.key])
        for question in questions
    ]
    return Auditor(number, "; ".join(f"{k}={v}" for k, v in cookies.items()), addresses)


def _statements(found: AuditReturn) -> int:
    """The most that one of three saves takes: the first, which starts the return, among them."""
    client = Client(headers={"host": "localhost"})
    client.force_login(found.auditor)
    question = found.tool_version.questions.last()
    address = reverse("cases:answer", args=[found.pk, question.section.key, question.key])
    name = f"answer-{question.key}"
    client.get(reverse("cases:section", args=[found.pk, question.section.key]))
    taken = []
    for version in range(3):
        body = {f"{name}_version": version, f"{name}_note": f"Note {version}"}
        with CaptureQueriesContext(connection) as queries:
            assert (
                client.post(address, body, headers={"accept": "application/json"}).status_code
                == 200
            )
        taken.append(len(own_statements(queries)))
    return max(taken)


def _level_lines(level: int, tally: Tally) -> list[Line]:
    with acting_as_system():
        kept = set(Answer.objects.values_list("note", flat=True))
        kept |= set(AnswerHistory.objects.values_list("note", flat=True))
    lost = len(set(tally.acknowledged) - kept)
    what = f"one answer saved, {level} auditor{'s' if level > 1 else ''} each every 5 s"
    measured = f"{tally.at(0.95):.0f} ms"
    half = f"p50 {tally.at(0.5):.0f} ms of {len(tally.took)}"
    wrong = len(tally.errors) + lost
    for error in sorted(set(tally.errors))[:3]:
        print(f"{what}: {error}")
    return [
        Line(f"{what}, p95", measured, half, tally.at(0.95), P95_LIMIT, unit="ms"),
        Line(
            f"  errors, and saves lost of {len(tally.acknowledged)} acknowledged",
            f"{len(tally.errors)}, {lost}",
            "",
            wrong,
            0,
            unit="",
        ),
    ]
