"""What was released and is taken back: when, and what the panel then has to do."""

import pytest
from django.urls import reverse

from audits.models import Audit
from cases.models import Moderation
from cases.panel.items import OPEN_TO_A_PANEL
from cases.panel.releasing import recall_judgements
from cases.transitions import Refused
from tests import factories
from tests.cases.panel.panels import agreed_whole, released, two_returns
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return factories.coordinator(name="Juno Tidewell")


@pytest.fixture
def case(coordinator):
    """With a grade over all, which is released."""
    found = two_returns()[0]
    agreed_whole(found, coordinator)
    released(found, coordinator)
    return found


def recall(case, by, reason="A date was wrong."):
    recall_judgements(moderation=Moderation.objects.get(case=case), reason=reason, by=by)


def page_of(case, name="recall"):
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk])


def links(response) -> list[str]:
    return [each.attributes["href"] for each in Page(response.content.decode()).all("a")]


# when


@pytest.mark.parametrize("status", Audit.Status)
def test_it_is_recalled_only_while_it_could_be_released_again(as_, case, coordinator, status):
    Audit.objects.filter(pk=case.audit_id).update(status=status)
    is_open = status in OPEN_TO_A_PANEL
    client = as_(coordinator)
    panel = client.get(reverse("cases:panel", args=[case.audit_id]))
    assert (page_of(case) in links(panel)) == is_open
    if is_open:
        recall(case, coordinator)
    else:
        with pytest.raises(Refused, match="is not open"):
            recall(case, coordinator)
    assert Moderation.objects.get().is_released != is_open


def test_a_recall_that_is_refused_keeps_the_reason_that_was_typed(as_, case, coordinator):
    Audit.objects.filter(pk=case.audit_id).update(status=Audit.Status.CLOSED)
    client = as_(coordinator)
    assert "Recall it" not in text_of(client.get(page_of(case)))
    response = client.post(page_of(case), {"reason": "A date was wrong."})
    assert response.status_code == 422
    assert "is not open" in text_of(response)
    assert "A date was wrong." in response.content.decode()


def test_a_reason_that_is_too_long_is_told_how_long_it_may_be(as_, case, coordinator):
    response = as_(coordinator).post(page_of(case), {"reason": "x" * 301})
    assert "may have 300 characters at most" in text_of(response)
