"""Lists of returns say of which there is something of the panel to read, or no longer."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from cases.models import AuditReturn, Moderation
from cases.panel.releasing import recall_judgements
from tests import factories
from tests.cases.panel.panels import agreed_whole, panel_return, released, two_returns
from tests.pages import text_of

pytestmark = pytest.mark.django_db
RELEASED, RECALLED = "Panel: released", "Panel: recalled"


@pytest.fixture
def health():
    """The return of health on a case that is released; nothing is said of its other case."""
    factories.partnership()
    case, health, _ = two_returns()
    coordinator = factories.coordinator()
    agreed_whole(case, coordinator)
    released(case, coordinator)
    panel_return(factories.case(case.audit), health.agency, seen_alone="yes")
    return health


def recall(found) -> None:
    about = Moderation.objects.get(case=found.case)
    recall_judgements(moderation=about, reason="A slip.", by=factories.coordinator())


def test_a_lead_sees_which_return_the_panel_has_agreed_on(as_, health):
    lead, page = factories.lead(health.agency), reverse("cases:agency")
    assert text_of(as_(lead).get(page)).count(RELEASED) == 1
    recall(health)
    shown = text_of(as_(lead).get(page))
    assert (shown.count(RELEASED), shown.count(RECALLED)) == (0, 1)


def test_an_auditor_sees_it_beside_what_is_done(as_, health):
    auditor = factories.user(Role.AUDITOR, health.agency)
    AuditReturn.objects.filter(pk=health.pk).update(auditor=auditor)
    assert text_of(as_(auditor).get(reverse("cases:my_returns"))).count(RELEASED) == 1


def test_the_return_says_that_the_panel_looks_at_it_again(as_, health):
    lead, page = factories.lead(health.agency), reverse("cases:review", args=[health.pk])
    sentence = "What it agreed was recalled, so make no use of what you read."
    assert sentence not in text_of(as_(lead).get(page))
    recall(health)
    assert sentence in text_of(as_(lead).get(page))
