"""Where agencies differ, views, the panel and the next step in Chromium, seen at both widths."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.rls import acting_as_system
from audits.models import Audit
from cases.panel.items import PanelItem
from cases.panel.judging import Place, Said, save_judgement
from cases.panel.learning import add_learning
from cases.panel.notes import hold_meeting, record_attendance
from tests import factories
from tests.browser.checks import opens_and_passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_page_passes_axe_fits_and_is_silent(sign_in, live_server, complaints):
    with acting_as_system():
        factories.partnership()
        coordinator = factories.coordinator()
        case, question = factories.differing_case(status=Audit.Status.ANALYSING)
        settled, _ = factories.differing_case(audit=case.audit)
        factories.resolution(settled, question)
        factories.voice(case)
        audit = case.audit_id
        point = add_learning(
            item=PanelItem(case.audit, case=case),
            kind="learning",
            text="Mrs Pebblewick was not asked.",
            by=coordinator,
        )
        for each, value in ((settled, "yes"), (case, "partly")):  # one ready, one without a reason
            save_judgement(
                item=PanelItem(case.audit, case=each),
                place=Place(question.key),
                said=Said("answered", value),
                by=coordinator,
            )
        held = hold_meeting(
            audit=case.audit, held_on=timezone.localdate(), place="Hall", by=coordinator
        )
        record_attendance(meeting=held, name="Rafe Marl", state="observer", by=coordinator)
    page = sign_in(coordinator)
    for name, *args in (
        ("cases:differences", audit),
        ("cases:case_differences", audit, settled.pk),
        ("cases:difference", audit, settled.pk, question.key),
        ("cases:voices", audit),
        ("cases:case_voices", audit, case.pk),
        ("cases:add_voice", audit, case.pk),
        ("cases:panel", audit),
        ("cases:release_judgements", audit),
        ("cases:panel_room", audit),
        ("cases:remove_meeting", audit, held.pk),
        ("reports:learned", audit),
        ("reports:take_point", audit, point.pk),
        ("cases:change_learning", point.pk),
        ("cases:remove_learning", point.pk),
        ("reports:minutes", audit),
        ("reports:next_step", audit),
        ("reports:move_audit", audit, "closed"),
    ):
        opens_and_passes(page, live_server.url + reverse(name, args=args), complaints)
