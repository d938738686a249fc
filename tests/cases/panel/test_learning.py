"""Learning points: changed without losing anybody's words, removed once asked, looked through."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from agencies.roles import Role
from cases.models import Identity, LearningPoint
from cases.panel.judging import held
from cases.panel.learning import StaleLearning, add_learning, change_learning, remove_learning
from cases.transitions import Refused
from tests import factories
from tests.cases.panel.panels import OVERALL, item, panel_audit, two_returns
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db
NAMED = "Otis Pebblewick was not asked."


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def case():
    made, *_ = two_returns()
    return made


@pytest.fixture
def point(case, moderator):
    return add_learning(item=item(case), kind="learning", text="Ask who is there.", by=moderator)


def url(name, point):
    return reverse(f"cases:{name}", args=[point.pk])


def put(text="Ask who lives there.", *, kind="learning", version=1, **more):
    return {"kind": kind, "text": text, "version": version, **more}


def test_a_point_is_changed_with_who_and_when(point):
    other = factories.user(Role.MODERATOR)
    change_learning(point=point, kind="good_practice", text=" Asked. ", version=1, by=other)
    point.refresh_from_db()
    assert (point.kind, point.text, point.version) == ("good_practice", "Asked.", 2)
    assert (point.changed_by, point.last_by) == (other, other)
    assert point.changed_at


def test_saying_the_same_again_changes_nothing(point, moderator):
    kept = change_learning(point=point, kind=point.kind, text=point.text, version=9, by=moderator)
    assert (kept.version, kept.changed_by) == (1, None)


def test_a_change_made_from_something_older_meets_what_is_kept(point, moderator):
    change_learning(point=point, kind="learning", text="First.", version=1, by=moderator)
    with pytest.raises(StaleLearning) as stale:
        change_learning(point=point, kind="learning", text="Second.", version=1, by=moderator)
    assert stale.value.kept.text == "First."


def test_a_point_somebody_removed_is_refused_in_a_sentence(point, moderator):
    remove_learning(point=LearningPoint.objects.get(), by=moderator)
    with pytest.raises(Refused, match="Somebody removed this point"):
        change_learning(point=point, kind="learning", text="Late.", version=1, by=moderator)


def test_a_panel_that_is_over_changes_nothing(point, moderator):
    type(point.moderation.audit).objects.update(status="closed")
    with pytest.raises(Refused, match="is not open"):
        change_learning(point=point, kind="learning", text="Late.", version=1, by=moderator)


class TestPages:
    def test_the_screen_offers_to_change_and_the_change_comes_back_to_it(
        self, as_, case, point, moderator
    ):
        client = as_(moderator)
        screen = client.get(reverse("cases:panel_item", args=[case.audit_id, case.pk]))
        assert url("change_learning", point) in screen.content.decode()
        answer = client.post(url("change_learning", point), put(place=OVERALL.code))
        assert answer.url.endswith(f"?question={OVERALL.code}#learning")
        point.refresh_from_db()
        assert point.text == "Ask who lives there."

    def test_two_who_type_meet_both_texts_and_the_second_save_is_theirs_to_make(
        self, as_, point, moderator
    ):
        other = factories.user(Role.MODERATOR, name="Other Moderator")
        change_learning(point=point, kind="learning", text="Theirs.", version=1, by=other)
        client = as_(moderator)
        answer = client.post(url("change_learning", point), put("Mine."))
        assert answer.status_code == 409
        said = text_of(answer)
        assert "Other Moderator changed this" in said
        assert "Theirs." in said
        assert "Mine." in answer.content.decode()
        assert answer.context["form"]["version"].value() == 2
        assert (
            client.post(url("change_learning", point), put("Both.", version=2)).status_code == 302
        )
        point.refresh_from_db()
        assert point.text == "Both."

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            (put(""), "Write what is to be learned"),
            (put("a" * 1001), "1,000 characters at most"),
            (put(kind="other"), "Say whether it is learning or good practice"),
            (put(version="x"), "This page was damaged"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_and_stays_on_the_page(
        self, as_, point, moderator, sent, said
    ):
        answer = as_(moderator).post(url("change_learning", point), sent)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert sent["text"] in answer.content.decode()

    def test_what_is_typed_into_a_point_that_was_removed_may_be_added_again(
        self, as_, case, point, moderator
    ):
        client = as_(moderator)
        remove_learning(point=point, by=moderator)
        gone = put("Mine.", audit=str(case.audit_id), item=str(case.pk))
        answer = client.post(url("change_learning", point), gone)
        assert answer.status_code == 409
        assert "Somebody removed this point" in answer.content.decode()
        assert "Mine.</textarea>" in answer.content.decode()
        for nowhere in ({}, {"audit": "x", "item": "y"}):
            assert client.post(url("change_learning", point), put(**nowhere)).status_code == 404

    def test_a_point_is_removed_only_once_asked(self, as_, point, moderator):
        client = as_(moderator)
        asked = client.get(url("remove_learning", point))
        assert "Remove this point?" in text_of(asked)
        assert LearningPoint.objects.exists()
        client.post(url("remove_learning", point))
        assert not LearningPoint.objects.exists()

    def test_from_the_list_of_all_it_goes_back_to_that_list(self, as_, point, moderator):
        listed = reverse("reports:learned", args=[point.moderation.audit_id])
        client = as_(moderator)
        assert listed in client.get(f"{url('remove_learning', point)}?list=all").content.decode()
        assert client.post(url("change_learning", point), put(list="all")).url == listed
        assert client.post(url("remove_learning", point), {"list": "all"}).url == listed

    def test_the_screen_s_state_tells_others_of_a_change(self, as_, case, point, moderator):
        client = as_(factories.user(Role.MODERATOR))
        state = reverse("cases:panel_state", args=[case.audit_id, case.pk])
        before = client.get(state).json()["beside"]
        change_learning(point=point, kind="learning", text="New.", version=1, by=moderator)
        assert client.get(state).json()["beside"] != before


class TestRecognised:
    def add(self, client, case, text):
        address = reverse("cases:add_learning", args=[case.audit_id, case.pk])
        sent = {"learning-kind": "learning", "learning-text": text}
        return client.post(address, sent, follow=True)

    def test_a_name_is_warned_of_and_the_point_is_kept(self, as_, case, moderator):
        answer = self.add(as_(moderator), case, "Mrs Pebblewick was not asked.")
        assert LearningPoint.objects.get().text == "Mrs Pebblewick was not asked."
        beside = Page(answer.content.decode()).all("aside")[0].text
        for said in (text_of(answer), beside):
            assert "“Mrs Pebblewick”: This looks like a name." in said

    def test_a_name_of_the_case_is_known_to_whoever_may_read_it_alone(self, as_, case, moderator):
        Identity.objects.create(case=case, kind="subject", text="Otis Pebblewick")
        assert "name from this case" not in text_of(self.add(as_(moderator), case, NAMED))
        coordinator = factories.coordinator()
        assert "“Otis”: This is a name from this case." in text_of(
            self.add(as_(coordinator), case, NAMED)
        )
        looks = Activity.objects.filter(verb="compared what a panel wrote with an identity")
        assert [(each.actor_id, each.object_id) for each in looks] == [(coordinator.pk, case.pk)]

    def test_a_reason_that_saves_itself_comes_back_with_its_warning(self, as_, case):
        Identity.objects.create(case=case, kind="subject", text="Otis Pebblewick")
        client = as_(factories.coordinator())
        address = reverse("cases:judgement", args=[case.audit_id, case.pk, "seen-alone"])
        sent = {
            "judgement-seen-alone": "partly",
            "judgement-seen-alone_rationale": NAMED,
            "judgement-seen-alone_version": "0",
        }
        answer = client.post(address, sent)
        assert answer.status_code == 200
        assert "This is a name from this case." in answer.json()["recognised"]
        client.post(address, sent | {"judgement-seen-alone_version": "1"})
        assert Activity.objects.filter(verb__startswith="compared what a panel").count() == 1

    def test_plain_words_are_warned_of_nowhere(self, as_, case, moderator):
        answer = self.add(as_(moderator), case, "Ask who lives there.")
        assert "Could somebody be known" not in text_of(answer)


def test_a_point_of_a_case_of_another_local_group_is_not_found(as_, moderator):
    point = LearningPoint.objects.create(
        moderation=held(item(factories.case(panel_audit(status="collecting")))),
        text="x",
        added_by=moderator,
    )
    assert as_(moderator).get(url("change_learning", point)).status_code == 404
