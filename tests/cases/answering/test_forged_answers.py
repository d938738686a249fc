"""Forged answers of every kind: a sentence, never a 500 and never a value that cannot be read."""

from itertools import cycle, islice
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from audits.question_kinds import kind_of
from cases.models import Answer
from tests import factories
from tests.cases.answering import kinds_tool
from tests.cases.answering.kinds_tool import FILLED, typed

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
FORGED = (
    "\0",
    "no-such",
    "good yes",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "٣",
    "²",
    "99999999999999999999",
    "x" * 20_000,
    "\u2028\ufffe",
    "not_applicable",
    "answered",
)


@pytest.fixture
def found():
    factories.partnership()
    return kinds_tool.new_return()


@pytest.fixture
def browser(found):
    made = Client(raise_request_exception=False)
    made.force_login(found.auditor)
    return made


def post(browser, found, data) -> int:
    url = reverse("cases:section", args=[found.pk, "all"])
    return browser.post(url, urlencode(data, doseq=True), content_type=FORM).status_code


def reads_back(found) -> None:
    """What is saved can be shown, and typed again gives the same."""
    for answer in Answer.objects.filter(audit_return=found, state="answered"):
        kind = kind_of(answer.question)
        assert kind.display(answer.question, answer.value)
        kind.typed(answer.question, answer.value)


def test_one_forged_box_among_good_ones_is_never_a_500(browser, found):
    """Each box meets two of them, and the next box the next two."""
    data, values = typed(**FILLED), cycle(FORGED)
    for name in data:
        for value in islice(values, 2):
            for sent in ([value], [value, "good", "good"]):
                with transaction.atomic():
                    status = post(browser, found, data | {name: sent})
                    assert status < 500, (name, value[:40])
                    reads_back(found)
                    transaction.set_rollback(True)


def test_boxes_that_the_page_does_not_have_save_nothing(browser, found):
    data = typed(**FILLED)
    more = {
        f"answer-{key}_{at}": ["good", "31"]
        for key in ("actions", "home", "areas", "plan", "words", "overall")
        for at in range(60, 150)
    }
    assert post(browser, found, data | more) == 302
    assert Answer.objects.get(question__key="actions").value == kinds_tool.VALUES["actions"]
    reads_back(found)


@pytest.mark.parametrize("count", [1_900, 12_000])
def test_a_form_of_thousands_of_boxes_is_no_500(browser, found, count):
    more = {f"answer-actions_{at}": "x" for at in range(count)}
    assert post(browser, found, typed(**FILLED) | more) < 500


def test_a_child_of_another_case_is_no_repetition(browser, found):
    other = factories.audit_return(audit=found.audit)
    for code in (other.case.subjects.get().pk, "later", "²", "1", "99999999999999999999"):
        url = reverse("cases:section", args=[found.pk, "all"]) + f"{code}/"
        assert browser.get(url).status_code == 404
        assert browser.post(url, typed(**FILLED)).status_code == 404
    assert not Answer.objects.exists()
