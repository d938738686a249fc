"""Where a moderator can go from the panel: what their permissions allow, and no dead link."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from tests import factories
from tests.cases.panel.panels import agreed_whole, two_returns
from tests.security.test_canaries import links_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


def crawled(client, start: str, under: str) -> dict[str, int]:
    """The status of every page that links lead to from this one, and on from those under it."""
    seen, waiting = {}, [start]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = client.get(path, follow=True)
        seen[path] = response.status_code
        if path.startswith(under):
            waiting += links_in(response.content.decode(errors="replace")) - seen.keys()
    return seen


def test_a_moderator_reaches_differences_and_views_and_meets_no_dead_link(as_, moderator):
    case, *_ = two_returns()
    two_returns(case.audit)
    factories.voice(case)
    agreed_whole(case, moderator)
    client = as_(moderator)
    panel = reverse("cases:panel", args=[case.audit_id])
    seen = crawled(client, panel, under="/audits/")
    reached = {
        *(reverse(f"cases:{name}", args=[case.audit_id]) for name in ("differences", "voices")),
        *(
            reverse(f"cases:{name}", args=[case.audit_id, case.pk])
            for name in ("case_differences", "case_voices", "add_voice")
        ),
    }
    assert reached <= seen.keys()
    assert {path: status for path, status in seen.items() if status >= 400} == {}


def test_whoever_leads_an_agency_too_has_no_tab_before_the_panel(as_, moderator):
    case, health, _ = two_returns()
    Audit.objects.update(status=Audit.Status.COLLECTING)
    factories.membership(moderator, Role.LEAD, health.agency)
    case.audit.participations.get_or_create(agency=health.agency)
    shown = as_(moderator).get(reverse("cases:differences", args=[case.audit_id]))
    assert reverse("cases:panel", args=[case.audit_id]) not in links_in(shown.content.decode())
