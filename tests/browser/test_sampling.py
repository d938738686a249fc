"""The pages of a sample in Chromium: seen at both widths, and a draw made by keyboard alone."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import Draw
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from tests import factories
from tests.browser.checks import opens_and_passes
from tests.cases.samples.planned_samples import in_areas, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator(sign_in, live_server):
    with acting_as_system():
        factories.partnership()
        coordinator = factories.coordinator()
    return sign_in(coordinator)


def test_each_page_of_a_sample_passes_axe_fits_and_is_silent(coordinator, live_server, complaints):
    with acting_as_system():
        draw, by = in_areas({"Leicester": 4, "Leicestershire": 4, "Rutland": 2})
        draw_sample(draw=draw, by=by)
        audit = draw.audit
        plan = factories.plan_type(name="Child in need")
        following = begin_draw(audit=audit, by=by)
        set_rules(draw=following, by=by, dimensions=["sample_group", "plan_type"], oldest=17)
        people = [
            person(9000 + n, sample_group="Under 5", plan_type=plan, opened_on=date(2025, 1, 1))
            for n in range(3)
        ]
        add_candidates(draw=following, people=people, by=by)
        set_sizes(draw=following, asked={("Under 5", "Child in need"): 4}, reserves=0, by=by)
        one, case = following.candidates.first().pk, audit.cases.first().pk
    pages = [
        ("cases:cases", audit.pk),
        ("cases:case_facts", audit.pk, case),
        ("cases:replace_case", audit.pk, case),
        ("cases:sample", audit.pk),
        ("cases:draw", audit.pk, 1),
        ("cases:draw", audit.pk, 2),
        ("cases:draw_rules", audit.pk, 2),
        ("cases:draw_sizes", audit.pk, 2),
        ("cases:candidates", audit.pk, 2),
        ("cases:candidate", audit.pk, 2, one),
        ("cases:make_draw", audit.pk, 2),
    ]
    for name, *arguments in pages:
        address = live_server.url + reverse(name, args=arguments)
        opens_and_passes(coordinator, address, complaints)


def test_a_draw_that_falls_short_is_accepted_and_made_by_keyboard(coordinator, live_server):
    with acting_as_system():
        draw, _ = in_areas({"Rutland": 3}, each=2)
    coordinator.goto(live_server.url + reverse("cases:make_draw", args=[draw.audit_id, 1]))
    coordinator.get_by_label("Draw all there are, and leave the rest empty").press("Space")
    coordinator.get_by_role("button", name="Make the draw").press("Enter")
    coordinator.get_by_role("heading", name="First draw · 2 cases").wait_for()
    with acting_as_system():
        assert Draw.objects.get().is_drawn
