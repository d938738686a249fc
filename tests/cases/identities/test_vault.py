"""The coordinator enters and corrects who cases are about; each look and change is recorded."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from cases.identities.vault import ChangedMeanwhile, look_into_vault, state_of, write_identities
from cases.models import Identity
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
CHILD = ("subject", None)
SECRET = "Robin Example, born 3 May 2018"


@pytest.fixture
def case():
    factories.partnership()
    until = timezone.localdate() + timedelta(days=90)
    found = factories.case(factories.audit(identities_until=until))
    factories.involvement(found, factories.agency(short_name="Police"))
    return found


@pytest.fixture
def coordinator(client):
    person = factories.coordinator()
    client.force_login(person)
    return person


def write(case, by, **lines):
    places = {(kind, None): texts for kind, texts in lines.items()}
    return write_identities(case=case, lines=places, state=state_of(case), by=by)


def texts(case) -> list[str]:
    return [identity.text for identity in case.identities.order_by("position", "pk")]


class TestWriting:
    def test_what_stays_word_for_word_is_not_touched(self, case, coordinator):
        write(case, coordinator, sibling=["Ash Example", "Kit Example"])
        kept = next(found for found in case.identities.all() if found.text == "Kit Example")
        changes = write(case, coordinator, sibling=["Ashley Example", "Kit Example", "Lou Example"])
        assert str(changes) == "1 added, 1 corrected, 0 removed"
        assert Identity.objects.get(pk=kept.pk).text == "Kit Example"
        assert sorted(texts(case)) == ["Ashley Example", "Kit Example", "Lou Example"]

    def test_what_is_no_longer_there_is_gone_and_other_kinds_stay(self, case, coordinator):
        write(case, coordinator, subject=[SECRET], address=["1 Sample Street"])
        assert str(write(case, coordinator, address=[])) == "0 added, 0 corrected, 1 removed"
        assert texts(case) == [SECRET]

    def test_the_same_again_changes_and_records_nothing(self, case, coordinator):
        write(case, coordinator, subject=[SECRET])
        assert not write(case, coordinator, subject=[SECRET])
        assert Activity.objects.filter(verb="changed identities").count() == 1

    def test_two_alike_stay_two(self, case, coordinator):
        write(case, coordinator, sibling=["Twin Example", "Twin Example"])
        assert not write(case, coordinator, sibling=["Twin Example", "Twin Example"])
        assert len(texts(case)) == 2

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, case, coordinator):
        held = look_into_vault(case=case, by=coordinator)
        write(case, factories.coordinator(), subject=["Alex Example"])
        with pytest.raises(ChangedMeanwhile):
            write_identities(case=case, lines={CHILD: [SECRET]}, state=held.state, by=coordinator)
        assert texts(case) == ["Alex Example"]

    @pytest.mark.parametrize(("days", "said"), [(None, "Say first until when"), (-1, "were kept")])
    def test_nothing_is_kept_without_a_day_or_after_it(self, case, coordinator, days, said):
        day = days and timezone.localdate() + timedelta(days=days)
        case.audit.identities_until = day
        case.audit.save()
        with pytest.raises(Refused, match=said):
            write(case, coordinator, subject=[SECRET])
        assert not texts(case)

    def test_nobody_but_a_coordinator_may(self, case):
        lead = factories.lead(case.involvements.get().agency)
        for act in (lambda: look_into_vault(case=case, by=lead), lambda: write(case, lead)):
            with pytest.raises(PermissionDenied):
                act()

    def test_an_agencys_own_case_is_that_agencys(self, coordinator):
        own = factories.own_case_return(factories.agency()).case
        with pytest.raises(Refused, match="Only the agency"):
            look_into_vault(case=own, by=coordinator)


class TestPages:
    def url(self, case) -> str:
        return reverse("cases:case_identities", args=[case.audit_id, case.pk])

    def test_names_are_shown_by_post_only_and_each_look_is_recorded(
        self, client, case, coordinator
    ):
        write(case, coordinator, subject=[SECRET])
        vault = reverse("cases:vault", args=[case.audit_id])
        for page in (vault, self.url(case), reverse("cases:case", args=[case.audit_id, case.pk])):
            assert SECRET not in client.get(page).content.decode()
        assert not Activity.objects.filter(verb="read an identity").exists()
        shown = client.post(self.url(case), {"look": "1"})
        assert SECRET in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        look = Activity.objects.get(verb="read an identity")
        assert (look.actor_id, look.object_id) == (coordinator.pk, case.pk)

    def test_a_case_is_entered_with_an_agencys_own_number(self, client, case, coordinator, caplog):
        caplog.set_level(logging.DEBUG)
        agency = case.involvements.get().agency
        form = client.get(self.url(case)).context["form"]
        sent = {
            "state": form["state"].value(),
            "subject": f"  {SECRET}\r\n\r\n",
            "carer": "Jo Example\nSam Example",
            f"number-{agency.pk}": "POL-77",
        }
        answer = client.post(self.url(case), sent)
        assert answer.url == reverse("cases:vault", args=[case.audit_id])
        assert texts(case) == [SECRET, "Jo Example", "Sam Example", "POL-77"]
        assert case.identities.get(agency=agency).kind == "local_number"
        told = client.get(answer.url).content.decode()
        assert "4 added" in told
        assert "Example" not in told
        assert "Example" not in caplog.text
        assert not Activity.objects.filter(detail__contains="Example").exists()

    def test_what_is_refused_is_still_in_its_box(self, client, case, coordinator):
        answer = client.post(self.url(case), {"state": state_of(case), "subject": "x" * 301})
        assert answer.status_code == 422
        assert "x" * 301 in answer.content.decode()
        assert "Shorten line 1" in answer.content.decode()
        assert not texts(case)

    def test_a_change_meanwhile_is_shown_beside_what_was_typed_and_saved_on_asking_again(
        self, client, case, coordinator
    ):
        stale = state_of(case)
        write(case, factories.coordinator(), subject=["Alex Example"])
        answer = client.post(self.url(case), {"state": stale, "subject": SECRET})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Alex Example" in page
        assert SECRET in page
        again = {"state": answer.context["form"]["state"].value(), "subject": SECRET}
        assert client.post(self.url(case), again).status_code == 302
        assert texts(case) == [SECRET]

    @pytest.mark.parametrize("text", ["\0", "\x1b[2J", "a\n" * 30])
    def test_what_nobody_can_mean_is_refused_in_words(self, client, case, coordinator, text):
        answer = client.post(self.url(case), {"state": state_of(case), "subject": text})
        assert answer.status_code == 422

    def test_the_vault_takes_the_same_queries_whatever_its_size(self, client, case, coordinator):
        url = reverse("cases:vault", args=[case.audit_id])
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        for _ in range(5):
            write(factories.case(case.audit), coordinator, subject=[SECRET], carer=["Jo Example"])
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(many) == len(few)


class TestTheDay:
    def post(self, client, case, name, **sent):
        return client.post(reverse(f"cases:{name}", args=[case.audit_id]), sent)

    def day(self, day) -> dict:
        return {"keep-day_day": day.day, "keep-day_month": day.month, "keep-day_year": day.year}

    def test_it_is_moved_later_for_a_reason_that_is_shown(self, client, case, coordinator):
        later = timezone.localdate() + timedelta(days=200)
        refused = self.post(client, case, "keep_until", **self.day(later))
        assert refused.status_code == 422
        assert "Say why" in refused.content.decode()
        said = {"keep-reason": "The panel meets in spring."}
        assert self.post(client, case, "keep_until", **self.day(later), **said).status_code == 302
        page = client.get(reverse("cases:vault", args=[case.audit_id])).content.decode()
        assert "The panel meets in spring." in page

    def test_destruction_is_confirmed_and_then_told(self, client, case, coordinator):
        write(case, coordinator, subject=[SECRET], carer=["Jo Example"])
        refused = self.post(client, case, "destroy_identities", **{"destroy-reference": "yes"})
        assert refused.status_code == 422
        assert len(texts(case)) == 2
        prefix = case.audit.reference_prefix
        self.post(client, case, "destroy_identities", **{"destroy-reference": prefix})
        assert not texts(case)
        page = client.get(reverse("cases:vault", args=[case.audit_id])).content.decode()
        assert "2 destroyed on" in page
        assert f"by {coordinator.name}" in page
        assert "are not touched" in page
