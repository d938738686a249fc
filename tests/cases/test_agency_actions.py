"""An agency's own list of actions, made from its approved returns; it never leaves the agency."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from cases.agency_actions import ActionEntry, add_action
from cases.models import AgencyAction, AuditReturn
from cases.reviewing import approve_return, send_back_return
from tests import factories
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
TASKS = [
    {"task": "Train the duty team", "who": "Team manager", "by": "2026-05-01"},
    {"task": "Change the form", "who": "", "by": ""},
]


@pytest.fixture
def found():
    draft = factories.draft_version()
    factories.question(factories.section(draft), "tasks")
    made = factories.audit_return(audit=factories.audit(factories.published(draft)))
    factories.answer(made, made.tool_version.questions.get(), TASKS)
    return factories.move(made, Status.SUBMITTED)


@pytest.fixture
def lead(found):
    return factories.lead(found.agency)


def on_list(agency) -> list[tuple]:
    rows = AgencyAction.objects.filter(agency=agency)
    return [(each.text, each.who, each.due_on) for each in rows]


def url(name, key):
    return reverse(f"cases:{name}", args=[key])


class TestFromAReturn:
    def test_each_task_comes_onto_the_list_when_it_is_approved(self, found, lead):
        assert on_list(found.agency) == []
        approve_return(audit_return=found, by=lead)
        assert on_list(found.agency) == [
            ("Train the duty team", "Team manager", date(2026, 5, 1)),
            ("Change the form", "", None),
        ]

    def test_also_when_it_is_kept_in_the_agency(self, found, lead):
        Audit.objects.update(may_be_held=True)
        approve_return(audit_return=found, by=lead, keep=True)
        assert len(on_list(found.agency)) == 2

    def test_approved_again_nothing_is_doubled_even_what_was_reworded(self, found, lead):
        approve_return(audit_return=found, by=lead)
        AgencyAction.objects.filter(text="Change the form").update(text="Change both forms")
        send_back_return(audit_return=found, reason="One more task.", by=lead)
        answer = found.answers.get()
        answer.value = [*TASKS, {"task": "Tell the board", "who": "", "by": ""}]
        answer.save()
        factories.move(found, Status.SUBMITTED)
        approve_return(audit_return=found, by=lead)
        said = sorted(text for text, *_ in on_list(found.agency))
        assert said == ["Change both forms", "Tell the board", "Train the duty team"]


class TestPages:
    def test_an_entry_of_ones_own_is_added_and_changed(self, as_, lead, found):
        client = as_(lead)
        posted = {"text": "Ring the school", "who": "Me", "due_on": "31 3 2027"}
        client.post(url("add_action", found.agency_id), posted)
        assert on_list(found.agency) == [("Ring the school", "Me", date(2027, 3, 31))]
        action = AgencyAction.objects.get()
        client.post(url("change_action", action.pk), posted | {"text": "Ring the nursery"})
        action.refresh_from_db()
        assert action.text == "Ring the nursery"
        page = text_of(client.get(url("change_action", action.pk)))
        assert "Mark it done" in page

    def test_done_with_a_note_and_undone(self, as_, lead, found):
        client = as_(lead)
        action = AgencyAction.objects.create(agency=found.agency, text="Ring the school")
        client.post(url("finish_action", action.pk), {"done_note": "They have a plan."})
        page = url("agency_actions", found.agency_id)
        assert "Ring the school" not in text_of(client.get(page)).split("Add an action")[0]
        done = text_of(client.get(page, {"show": "done"}))
        assert "They have a plan." in done
        assert lead.name in done
        client.post(url("reopen_action", action.pk))
        assert "Ring the school" in text_of(client.get(page))

    def test_late_ones_are_shown_on_their_own_and_dates_come_first(self, as_, lead, found):
        today = timezone.localdate()
        for text, due in (("No date", None), ("Later", today + timedelta(days=9)),
                          ("Was due", today - timedelta(days=1))):  # fmt: skip
            AgencyAction.objects.create(agency=found.agency, text=text, due_on=due)
        client, page = as_(lead), url("agency_actions", found.agency_id)
        said = text_of(client.get(page))
        places = [said.index(text) for text in ("Was due", "Later", "No date")]
        assert places == sorted(places)
        late = text_of(client.get(page, {"show": "late"})).split("Add an action")[0]
        assert "Was due" in late
        assert "Later" not in late

    @pytest.mark.parametrize(
        ("posted", "sentence"),
        [
            ({"text": ""}, "Enter what is to be done"),
            ({"text": "x", "due_on": "yesterday"}, ""),
            ({"text": "x\0"}, "Null characters"),
            ({"text": "x" * 501}, "500"),
            ({"text": "x", "audit_return": "\0"}, "Null characters"),
        ],
    )
    def test_what_cannot_be_is_said_and_kept(self, as_, lead, found, posted, sentence):
        response = as_(lead).post(url("add_action", found.agency_id), posted)
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert not AgencyAction.objects.exists()

    def test_it_takes_the_same_queries_for_many(self, as_, lead, found):
        approve_return(audit_return=found, by=lead)
        client, page = as_(lead), url("agency_actions", found.agency_id)
        client.get(page)
        one = queries_of(client, page)
        AgencyAction.objects.bulk_create(
            AgencyAction(agency=found.agency, audit_return=found, text=f"Task {number}")
            for number in range(20)
        )
        assert queries_of(client, page) == one

    def test_a_return_of_another_agency_cannot_be_named(self, as_, lead, found):
        foreign = factories.approved_return()
        posted = {"text": "x", "audit_return": foreign.pk}
        assert as_(lead).post(url("add_action", found.agency_id), posted).status_code == 422


class TestWhoSeesIt:
    def test_neither_the_coordinator_nor_the_auditor_nor_another_agency(self, as_, lead, found):
        for person in (
            factories.coordinator(), found.auditor, factories.lead(factories.agency())
        ):  # fmt: skip
            assert as_(person).get(url("agency_actions", found.agency_id)).status_code == 404

    def test_only_a_lead_of_the_agency_adds(self, found):
        with pytest.raises(PermissionDenied):
            add_action(agency=found.agency, entry=ActionEntry("x"), by=factories.coordinator())
