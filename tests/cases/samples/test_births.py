"""A date of birth that cannot be, told where one person is entered."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.models import Candidate, Case
from cases.samples.candidates import impossible_birth
from cases.samples.frames import begin_draw
from tests import factories
from tests.cases.samples.planned_samples import planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("born", "opened", "sentence"),
    [
        ("1 1 2026", "", "Born after the audit date, 31 December 2025."),
        ("1 12 2015", "1 1 2015", "Born long after the day it was opened."),
    ],
)
def test_an_impossible_birth_is_told_in_the_form_and_nothing_typed_is_lost(
    as_, born, opened, sentence
):
    by = factories.coordinator()
    audit, client = planned(), as_(by)
    begin_draw(audit=audit, by=by)
    typed = {"identifier": "A1", "born_on": born, "opened_on": opened, "reason": "Asked for."}
    for page in (["add_candidate", audit.pk, 1], ["add_sampled_case", audit.pk]):
        answer = client.post(reverse(f"cases:{page[0]}", args=page[1:]), typed)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert answer.context["form"]["born_on"].value() == born
    assert not Candidate.objects.exists()
    assert not Case.objects.exists()


def test_a_plan_for_a_child_not_born_yet_is_no_mistake():
    born, audit_date = date(2025, 10, 20), date(2025, 12, 31)
    assert not impossible_birth(born, born - timedelta(days=250), audit_date)
    assert impossible_birth(born, born - timedelta(days=330), audit_date)
