"""Actions a panel gives an agency: counted, changed, told of, and gone while a page was open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import Audit
from cases.models import AgencyAction, CaseAction
from cases.panel.notes import add_case_action, finish_case_action
from tests import factories
from tests.cases.panel.panels import item, two_returns
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def three():
    return two_returns()


@pytest.fixture
def lead(three):
    return factories.lead(three[1].agency)


def give(case, agency, by, text="See her alone.", days=None) -> CaseAction:
    """Due so many days from today, also before it."""
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    return add_case_action(item=item(case), agency=agency, text=text, due_on=due_on, by=by)


@pytest.fixture
def action(three, moderator):
    case, health, _ = three
    return give(case, health.agency, moderator, days=30)


class TestCounts:
    def test_the_list_counts_what_panels_gave_with_the_agencys_own(
        self, as_, three, moderator, lead
    ):
        case, health, police = three
        AgencyAction.objects.create(agency=health.agency, text="Ring the school")
        give(case, health.agency, moderator, days=-1)
        give(case, health.agency, moderator, days=9)
        give(case, police.agency, moderator, days=-1)
        page = as_(lead).get(reverse("cases:agency_actions", args=[health.agency_id]))
        shown = text_of(page)
        assert "To do 3" in shown
        assert "Late 1" in shown
        assert "Done 0" in shown

    def test_a_list_of_panel_actions_alone_does_not_say_there_are_none(self, as_, lead, action):
        address = reverse("cases:agency_actions", args=[action.agency_id])
        for show in ("to_do", "late", "done"):
            assert "No actions yet" not in text_of(as_(lead).get(address, {"show": show}))

    def test_my_agency_says_how_many_are_to_do_and_late(self, as_, three, moderator, lead):
        case, health, _ = three
        yesterday = timezone.localdate() - timedelta(days=1)
        AgencyAction.objects.create(agency=health.agency, text="Ring", due_on=yesterday)
        give(case, health.agency, moderator, days=-1)
        give(case, health.agency, moderator, days=9)
        assert "3 to do, 2 late" in text_of(as_(lead).get(reverse("cases:agency")))

    def test_my_agency_takes_the_same_queries_for_many(self, as_, three, moderator, lead, action):
        client, page = as_(lead), reverse("cases:agency")
        client.get(page)
        one = queries_of(client, page)
        for number in range(5):
            give(three[0], action.agency, moderator, text=f"Step {number}")
        assert queries_of(client, page) == one


def url(name, action):
    return reverse(f"cases:{name}", args=[action.pk])


def put(action, text="See her at school.", *, version=1, **more):
    day = timezone.localdate() + timedelta(days=40)
    fields = {"agency": action.agency_id, "text": text, "due_on": f"{day:%d %m %Y}"}
    moderation = action.moderation
    return {
        **fields,
        "version": version,
        "audit": moderation.audit_id,
        "item": moderation.case_id,
        **more,
    }


class TestChanging:
    def test_text_agency_and_day_change_with_who_and_when(self, as_, three, action):
        _, _, police = three
        other = factories.user(Role.MODERATOR)
        sent = put(action, " See her twice. ", agency=police.agency_id)
        assert as_(other).post(url("change_case_action", action), sent).status_code == 302
        action.refresh_from_db()
        assert (action.text, action.agency, action.version) == ("See her twice.", police.agency, 2)
        assert action.due_on == timezone.localdate() + timedelta(days=40)
        assert (action.changed_by, action.changed_at is None) == (other, False)

    def test_the_screen_and_the_panels_list_offer_it(self, as_, three, action, moderator):
        case, *_ = three
        address = url("change_case_action", action)
        screen = as_(moderator).get(reverse("cases:panel_item", args=[case.audit_id, case.pk]))
        assert address in screen.content.decode()
        client = as_(factories.coordinator())
        panel = reverse("cases:panel", args=[case.audit_id])
        assert f"{address}?list=panel" in client.get(panel).content.decode()
        answer = client.post(address, put(action, list="panel"))
        assert answer.url == f"{panel}#actions"

    def test_two_who_type_meet_both_texts_and_the_second_save_is_theirs_to_make(
        self, as_, action, moderator
    ):
        other = factories.user(Role.MODERATOR, name="Other Moderator")
        as_(other).post(url("change_case_action", action), put(action, "Theirs."))
        client = as_(moderator)
        answer = client.post(url("change_case_action", action), put(action, "Mine."))
        assert answer.status_code == 409
        shown = text_of(answer)
        assert "Other Moderator changed this" in shown
        assert "Theirs." in shown
        assert "Mine." in answer.content.decode()
        assert answer.context["form"]["version"].value() == 2
        again = client.post(url("change_case_action", action), put(action, "Both.", version=2))
        assert again.status_code == 302
        action.refresh_from_db()
        assert action.text == "Both."

    def test_what_was_typed_into_one_that_is_gone_may_be_added_anew(self, as_, action, moderator):
        sent = put(action, "Typed in vain?")
        CaseAction.objects.all().delete()
        answer = as_(moderator).post(url("change_case_action", action), sent)
        assert answer.status_code == 409
        assert "Somebody removed this action" in answer.content.decode()
        assert "Typed in vain?" in answer.content.decode()
        assert not CaseAction.objects.exists()

    def test_a_day_that_is_over_stays_but_is_not_chosen_anew(self, as_, three, moderator):
        case, health, _ = three
        late = give(case, health.agency, moderator, days=-3)
        client = as_(moderator)
        over = timezone.localdate() - timedelta(days=2)
        refused = client.post(url("change_case_action", late), put(late, due_on=f"{over:%d %m %Y}"))
        assert refused.status_code == 422
        assert "That day is over" in text_of(refused)
        kept = client.post(
            url("change_case_action", late), put(late, due_on=f"{late.due_on:%d %m %Y}")
        )
        assert kept.status_code == 302

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"text": ""}, "Write what is to be done"),
            ({"text": "a" * 501}, "500 characters at most"),
            ({"agency": ""}, "Choose the agency that does it"),
            ({"version": "x"}, "This page was damaged"),
            ({"due_on": "soon"}, "Write the date in figures"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_in_a_sentence(self, as_, action, moderator, sent, said):
        answer = as_(moderator).post(url("change_case_action", action), put(action) | sent)
        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_what_is_done_and_a_panel_that_is_over_change_nothing(self, as_, action, moderator):
        finish_case_action(action=action, done=True, by=factories.coordinator())
        answer = as_(moderator).post(url("change_case_action", action), put(action))
        assert answer.status_code == 409
        assert "Put it back to be done first" in text_of(answer)
        Audit.objects.update(status="closed")
        coordinator = as_(factories.coordinator())
        answer = coordinator.post(url("change_case_action", action), put(action))
        assert answer.status_code == 409
        assert "is not open" in text_of(answer)

    def test_the_lead_who_does_it_does_not_change_it(self, as_, action, lead):
        answer = as_(lead).post(url("change_case_action", action), put(action))
        assert answer.status_code in (403, 404)
        action.refresh_from_db()
        assert action.version == 1


class TestGoneMeanwhile:
    def test_a_lead_who_marks_it_done_is_told_on_their_list(self, as_, action, lead):
        sent = {"done": "yes", "list": "agency", "agency": action.agency_id}
        CaseAction.objects.all().delete()
        answer = as_(lead).post(url("finish_case_action", action), sent, follow=True)
        assert answer.redirect_chain[0][0] == reverse(
            "cases:agency_actions", args=[action.agency_id]
        )
        assert "somebody removed it" in text_of(answer)

    def test_the_coordinator_is_told_on_the_panels_list(self, as_, action):
        audit = action.moderation.audit_id
        CaseAction.objects.all().delete()
        client = as_(factories.coordinator())
        for name in ("finish_case_action", "remove_case_action"):
            sent = {"done": "yes", "list": "panel", "audit": audit}
            answer = client.post(url(name, action), sent, follow=True)
            assert "somebody removed it" in text_of(answer)

    def test_a_list_of_others_is_not_told_of(self, as_, action, lead):
        foreign = factories.agency()
        for sent in ({"list": "agency", "agency": foreign.pk}, {"list": "agency"}, {}):
            CaseAction.objects.all().delete()
            answer = as_(lead).post(url("finish_case_action", action), sent)
            assert answer.status_code == 404
