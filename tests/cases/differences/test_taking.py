"""What is taken as true where a question has no options: one of the answers given, or words."""

import pytest
from django.urls import reverse

from audits.models import Audit, Question
from cases.models import Answer, Resolution
from cases.outcomes import write_outcomes
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Kind = Question.Kind
REASON = "The chronology shows it."


@pytest.fixture
def coordinator(client):
    factories.partnership()
    made = factories.coordinator()
    client.force_login(made)
    return made


def differing(kind, *values, **fields):
    """(case, question): one approved return for each value."""
    version = factories.draft_version()
    asked = factories.question(factories.section(version), kind, **fields)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for value in values:
        found = factories.approved_return(audit=audit, case_=case)
        Answer.objects.update_or_create(
            audit_return=found,
            question=asked,
            defaults={"agency": found.agency, "state": "answered", "value": value},
        )
        write_outcomes(found)
    return case, asked


def page_of(case, question) -> str:
    return reverse("cases:difference", args=[case.audit_id, case.pk, question.key])


def choices_of(client, address) -> list[str]:
    return [value for value, _ in client.get(address).context["form"].fields["taken"].choices]


@pytest.mark.parametrize(
    ("kind", "values", "fields", "taken"),
    [
        (Kind.DATE, ("2025-03-31", "2025-04-02"), {}, "31 March 2025"),
        (Kind.NUMBER, (3, 7), {}, "3"),
        (Kind.ITEMS, ({"a": 1, "b": 2}, {"a": 4, "b": 2}), {"items": "ab"}, "A: 1; B: 2; Total: 3"),
        (Kind.CHOICES, (["yes"], ["no", "partly"]), {}, "Yes"),
    ],
)
def test_what_one_agency_says_is_taken_as_true_in_one_choice(
    client, coordinator, kind, values, fields, taken
):
    case, question = differing(kind, *values, **fields)
    address = page_of(case, question)
    assert taken in choices_of(client, address)
    sent = {"taken": taken, "reason": REASON}
    assert client.post(address, sent).status_code == 302
    assert Resolution.objects.get().taken == taken
    again = client.get(address).context["form"]
    assert (again["taken"].value(), again["words"].value()) == (taken, None)
    assert [answer.value for answer in Answer.objects.order_by("agency__position")] == list(values)


def test_the_choices_say_whose_they_are(client, coordinator):
    case, question = differing(Kind.NUMBER, 3, 7, 7)
    names = [found.agency.short_name for found in case.returns.order_by("agency__position")]
    said = text_of(client.get(page_of(case, question)))
    assert f"3 (as {names[0]} says)" in said
    assert f"7 (as {names[1]}, {names[2]} say)" in said


def test_something_else_is_said_in_words_and_not_beside_a_choice(client, coordinator):
    case, question = differing(Kind.NUMBER, 3, 7)
    address = page_of(case, question)
    both = client.post(address, {"taken": "3", "words": "Five or six", "reason": REASON})
    assert both.status_code == 422
    assert "Five or six" in both.content.decode()
    assert not Resolution.objects.exists()
    client.post(address, {"taken": "", "words": "Five or six", "reason": REASON})
    assert Resolution.objects.get().taken == "Five or six"
    again = client.get(address).context["form"]
    assert (again["taken"].value(), again["words"].value()) == (None, "Five or six")


def test_what_no_agency_says_is_not_chosen(client, coordinator):
    case, question = differing(Kind.NUMBER, 3, 7)
    refused = client.post(page_of(case, question), {"taken": "5", "reason": REASON})
    assert refused.status_code == 422
    assert "Choose one of the answers shown" in text_of(refused)


def test_an_answer_too_long_to_keep_is_kept_as_whose_it_is(client, coordinator):
    codes = [f"code-{number}" for number in range(30)]
    first, second = (dict.fromkeys(codes, number) for number in (1, 2))
    case, question = differing(Kind.ITEMS, first, second, items=codes)
    agency = case.returns.order_by("agency__position").first().agency
    assert f"As {agency.short_name} says" in choices_of(client, page_of(case, question))
