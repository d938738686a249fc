"""Over five hundred hostile values for each class of field of a return, at each of its endpoints.

A value is refused with a sentence or saved as text that can be read back; never a 500, and never a
change to anything but the answer it was sent for.
"""

from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from audits.question_kinds import kind_of
from cases.models import Answer
from tests import factories
from tests.cases.answering import kinds_tool
from tests.security.hostile_values import FIVE_MEGABYTES, hostile_bodies

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
# One box of each class: (key of the question, what its name ends with).
FIELDS = [
    *(("overall", ""), ("overall", "_state"), ("seen", ""), ("agencies", ""), ("visits", "")),
    *(("visits", "_state"), ("visits", "_reason"), ("home", "_0"), ("areas", "_0")),
    *(("last-seen", "_0"), ("last-seen", "_1"), ("last-seen", "_2"), ("began", "_0")),
    *(("began", "_1"), ("plan", "_0"), ("plan", "_5"), ("summary", ""), ("words", "_0")),
    *(("words", "_1"), ("actions", "_0"), ("actions", "_1"), ("actions", "_2")),
    *(("seen", "_note"), ("seen", "_version"), ("seen", "_keep"), ("seen", "_unsure")),
    *(("seen", "_quote"), ("seen", "_quote_speaker"), ("seen", "_quote_proposed")),
    *(("seen", "_good_practice"), ("seen", "_record_reference")),
]
ELSEWHERE = """
    SELECT md5(string_agg(row_text, '|' ORDER BY row_text)) FROM (
        SELECT answer::text AS row_text FROM cases_answer answer WHERE audit_return_id <> %(own)s
        UNION ALL SELECT r::text FROM cases_auditreturn r WHERE id <> %(own)s
        UNION ALL SELECT u::text FROM agencies_user u
        UNION ALL SELECT m::text FROM agencies_membership m
        UNION ALL SELECT c::text FROM cases_case c
    ) everything_else
"""


@pytest.fixture
def found():
    factories.partnership()
    other = kinds_tool.new_return()
    for key, value in kinds_tool.VALUES.items():
        factories.answer(other, kinds_tool.question(other, key), value, note="Left alone.")
    return factories.audit_return(audit=other.audit)


@pytest.fixture
def browser(found):
    made = Client(raise_request_exception=False)
    made.force_login(found.auditor)
    return made


def elsewhere(found) -> str:
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE, {"own": str(found.pk)})
        return cursor.fetchone()[0]


def address(found, endpoint: str, key: str) -> str:
    if endpoint == "cases:section":
        return reverse(endpoint, args=[found.pk, "all"])
    return reverse(endpoint, args=[found.pk, "all", key])


def check(found, key: str) -> None:
    """What was saved is about this question alone, and can be shown and typed again."""
    for answer in Answer.objects.filter(audit_return=found).select_related("question"):
        assert answer.question.key == key
        for text in (answer.note, answer.reason, answer.quote, answer.record_reference):
            assert "\0" not in text
        if answer.state == "answered":
            kind = kind_of(answer.question)
            kind.display(answer.question, answer.value)
            kind.typed(answer.question, answer.value)


@pytest.mark.parametrize("endpoint", ["cases:section", "cases:answer"])
@pytest.mark.parametrize(("key", "part"), FIELDS)
def test_five_hundred_hostile_values_in_one_field(browser, found, endpoint, key, part):
    before, field = elsewhere(found), f"answer-{key}{part}"
    rest = {f"answer-{key}_version": "0"}
    rest.pop(field, None)
    url, bodies = address(found, endpoint, key), hostile_bodies(field)
    assert len(bodies) >= 500
    for body in bodies:
        with transaction.atomic():
            sent = body + b"&" + urlencode(rest).encode()
            answer = browser.post(url, sent, content_type=FORM)
            assert answer.status_code < 500, (field, body[:80])
            if answer.status_code >= 400:
                assert len(answer.content) > 20, (field, body[:80])
            check(found, key)
            transaction.set_rollback(True)
    assert elsewhere(found) == before


@pytest.mark.parametrize("endpoint", ["cases:section", "cases:answer"])
def test_five_megabytes_are_refused_with_a_sentence(browser, found, endpoint):
    before = elsewhere(found)
    for name in ("answer-summary", "answer-seen_note", "answer-seen_version", "x"):
        body = {name: "x" * FIVE_MEGABYTES, "answer-summary_version": "0"}
        answer = browser.post(
            address(found, endpoint, "summary"), urlencode(body), content_type=FORM
        )
        assert 400 <= answer.status_code < 500
        assert not Answer.objects.filter(audit_return=found).exists()
    assert elsewhere(found) == before
