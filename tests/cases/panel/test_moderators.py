"""Where a moderator can go from the panel: what their permissions allow, and no dead link."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit, LocalGroup
from cases.models import Case
from tests import factories
from tests.cases.panel.panels import agreed_whole, two_returns
from tests.look.markup import Page
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


def test_a_moderator_s_tabs_are_the_pages_they_may_open(as_, moderator):
    case, *_ = two_returns()
    for name in ("audit", "panel", "differences", "voices"):
        page = Page(
            as_(moderator).get(reverse(f"cases:{name}", args=[case.audit_id])).content.decode()
        )
        (tabs,) = page.all("nav", **{"aria-label": "Pages of this audit"})
        assert tabs.text.split() == ["Overview", "Panel", "Differences", "Views"]


def test_a_local_group_s_moderator_is_led_to_its_own_cases_alone(as_, moderator):
    mine, *_ = two_returns()
    other, *_ = two_returns(mine.audit)
    for case, name in ((mine, "North"), (other, "South")):
        group = LocalGroup.objects.create(audit=mine.audit, name=name)
        Case.objects.filter(pk=case.pk).update(group=group)
        if case == mine:
            group.people.add(moderator)
    start = reverse("cases:audit", args=[mine.audit_id])
    seen = crawled(as_(moderator), start, under="/audits/")
    assert any(str(mine.pk) in path for path in seen)
    assert [path for path, status in seen.items() if status >= 400] == []
    assert not any(str(other.pk) in path for path in seen)


def test_whoever_leads_an_agency_too_has_no_tab_before_the_panel(as_, moderator):
    case, health, _ = two_returns()
    Audit.objects.update(status=Audit.Status.COLLECTING)
    factories.membership(moderator, Role.LEAD, health.agency)
    case.audit.participations.get_or_create(agency=health.agency)
    client, panel = as_(moderator), reverse("cases:panel", args=[case.audit_id])
    assert client.get(panel).status_code == 404
    for name in ("audit", "differences", "voices"):
        shown = client.get(reverse(f"cases:{name}", args=[case.audit_id]))
        assert panel not in links_in(shown.content.decode())
