"""The pages of a section that repeats, and of what an auditor picks as relevant."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Activity
from audits.models import PlanType
from cases.models import AuditReturn
from cases.services import pick_parts
from cases.transitions import Refused
from tests import factories
from tests.cases.answering.answering_tool import body, sent, url
from tests.cases.answering.repeating_tool import answer, new_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    made = new_return()
    client.force_login(made.auditor)
    return made


def page(client, found, key, code="") -> str:
    return body(client.get(place(found, key, code)))


def place(found, key, code="") -> str:
    return url("repetition", found, key, code) if code else url("section", found, key)


def said(found, key) -> dict:
    rows = found.answers.filter(question__key=key)
    return {row.occasion or (row.subject and row.subject.number) or "": row.value for row in rows}


def picked(found) -> list[str]:
    return AuditReturn.objects.get(pk=found.pk).picked


def test_each_child_has_a_page_and_answers_of_its_own(client, found):
    client.post(place(found, "each-child", "child-1"), sent({"seen": 0}, seen="yes"))
    client.post(place(found, "each-child", "child-2"), sent({"seen": 0}, seen="no"))
    assert said(found, "seen") == {1: "yes", 2: "no"}
    assert "2. Each child: Child 2" in page(client, found, "each-child", "child-2")
    assert "2.2 is not asked" in page(client, found, "each-child", "child-2")


def test_the_page_of_a_child_says_which_child_it_is(client, found):
    found.case.subjects.filter(number=2).update(age_years=4, sex="female")
    assert "The child of this case." in page(client, found, "each-child", "child-1")
    assert "Also part of the case, 4 years old, female." in page(
        client, found, "each-child", "child-2"
    )


def test_an_adults_board_reads_its_own_word(client, found):
    factories.partnership(subject_word="adult")
    assert "2. Each child: Adult 2" in page(client, found, "each-child", "child-2")


def test_going_on_leads_through_the_repetitions_and_past_them(client, found):
    response = client.post(
        place(found, "each-child", "child-1"), sent({"seen": 0}, seen="yes") | {"go": "next"}
    )
    assert response["Location"] == place(found, "each-child", "child-2")
    response = client.post(place(found, "each-child", "child-2"), {"go": "next"})
    assert response["Location"] == place(found, "times", "first")


def test_passing_through_a_repetition_does_not_begin_it(client, found):
    answer(found, "gate", "yes")
    client.post(place(found, "views", "worker"), sent({"heard": 0, "words": 0}) | {"go": "next"})
    assert said(found, "heard") == {}


def test_the_address_of_a_repeated_section_leads_to_its_first_repetition(client, found):
    response = client.get(place(found, "each-child"))
    assert response["Location"] == place(found, "each-child", "child-1")


@pytest.mark.parametrize(
    ("key", "code"), [("each-child", "child-3"), ("views", "child-1"), ("once", "parent")]
)
def test_a_repetition_there_is_not_is_not_found(client, found, key, code):
    assert client.get(place(found, key, code)).status_code == 404
    assert client.post(place(found, key, code), {}).status_code == 404


def test_two_saves_of_one_repetition_show_both_texts(client, found):
    client.post(place(found, "each-child", "child-1"), sent({"seen": 0}, seen="yes"))
    response = client.post(place(found, "each-child", "child-1"), sent({"seen": 0}, seen="no"))
    assert response.status_code == 409
    assert "What you put" in body(response)
    assert said(found, "seen") == {1: "yes"}


def test_the_check_names_the_repetition_and_leads_to_it(client, found):
    answer(found, "gate", "yes")
    answer(found, "words", "Late.", "parent")
    text = body(client.get(url("check", found)))
    assert "3.1 (Parent or carer) Did they feel heard? Answer this question." in text
    assert f"{place(found, 'views', 'parent')}#question-heard" in text


def test_the_check_says_that_somebody_must_be_asked(client, found):
    answer(found, "gate", "yes")
    text = body(client.get(url("check", found)))
    assert (
        "3. What they said: answer this for at least one of: Worker; Parent or carer; Child."
        in text
    )
    response = client.post(url("check", found), {"blanks_confirmed": "on"})
    assert "at least one of" in body(response)


def test_a_lead_reads_repetitions_in_one_table(client, found):
    answer(found, "gate", "yes")
    for code in ("child-1", "child-2"):
        answer(found, "seen", "no", code)
    answer(found, "heard", "yes", "parent")
    factories.move(found, "submitted")
    client.force_login(factories.lead(found.agency))
    text = body(client.get(url("review", found)))
    assert '<th scope="col">Child 2</th>' in text
    assert '<th scope="col">Parent or carer</th>' in text


class TestPicking:
    def pick(self, client, found, *keys):
        made_from = ",".join(key for key in picked(found) if key == "extra")
        return client.post(url("pick", found), {"picked_version": made_from, "picked": keys})

    def test_a_section_is_asked_once_it_is_picked(self, client, found):
        text = body(client.get(url("return", found)))
        assert "Which of these are relevant to this child?" in text
        assert "Homes." in text
        assert place(found, "extra") not in text
        response = self.pick(client, found, "extra")
        assert response["Location"] == f"{url('return', found)}#sections"
        assert place(found, "extra") in body(client.get(url("return", found)))
        assert Activity.objects.filter(verb="picked what is relevant").count() == 1

    def test_picking_the_same_again_is_no_activity(self, client, found):
        for _ in range(2):
            self.pick(client, found, "extra")
        assert Activity.objects.filter(verb="picked what is relevant").count() == 1

    def test_questions_are_picked_in_their_section_and_nothing_typed_is_lost(self, client, found):
        self.pick(client, found, "extra")
        data = sent({"damp": 0}, damp="yes") | {
            "picked_version": "",
            "picked": ["mould"],
            "go": "pick",
        }
        response = client.post(place(found, "extra"), data)
        assert response["Location"] == f"{place(found, 'extra')}#relevant"
        assert picked(found) == ["extra", "mould"]
        assert said(found, "damp") == {"": "yes"}
        assert "Was there mould?</h2>" in page(client, found, "extra")

    def test_a_page_without_the_choice_changes_nothing_that_was_picked(self, client, found):
        pick_parts(audit_return=found, keys=["extra", "mould"], by=found.auditor)
        client.post(place(found, "extra"), sent({"damp": 0}, damp="yes"))
        self.pick(client, found, "extra")
        assert picked(found) == ["extra", "mould"]

    def test_a_save_that_fails_keeps_the_ticks_on_the_page(self, client, found):
        pick_parts(audit_return=found, keys=["extra"], by=found.auditor)
        data = sent({"damp": 0}, damp="nonsense") | {"picked_version": "", "picked": ["mould"]}
        text = body(client.post(place(found, "extra"), data))
        assert 'value="mould" checked' in text
        assert 'name="picked_version" value=""' in text
        assert picked(found) == ["extra"]

    def save(self, client, found, *keys, made_from="", **about):
        sent = {"picked": keys, "picked_version": made_from} | about
        return client.post(url("save_picked", found), sent)

    def test_a_tick_saves_itself_and_says_what_is_asked_now(self, client, found):
        said = self.save(client, found, "extra", reader=found.auditor.pk).json()
        assert picked(found) == ["extra"]
        assert said["version"] == "extra"
        assert place(found, "extra") in [each["url"] for each in said["sections"]]
        found.refresh_from_db()
        assert said["saved"] == f"{timezone.localtime(found.saved_at):%H:%M}"

    def test_the_same_tick_sent_again_changes_nothing(self, client, found):
        for _ in range(2):
            assert self.save(client, found, "extra").status_code == 200
        assert picked(found) == ["extra"]
        assert Activity.objects.filter(verb="picked what is relevant").count() == 1

    @pytest.mark.parametrize("name", ["pick", "save_picked"])
    def test_two_people_who_pick_different_parts_both_get_theirs(self, client, found, name):
        pick_parts(audit_return=found, keys=["extra", "mould"], by=found.auditor)
        client.post(url(name, found), {"picked": ["mould"], "picked_version": "extra,mould"})
        client.post(url(name, found), {"picked": ["extra"], "picked_version": "extra,mould"})
        assert picked(found) == []
        for key in ("mould", "extra"):
            client.post(url(name, found), {"picked": [key], "picked_version": ""})
        assert picked(found) == ["extra", "mould"]

    def test_a_tick_of_somebody_elses_page_is_not_saved(self, client, found):
        other = factories.auditor(found.agency)
        assert self.save(client, found, "extra", reader=other.pk).status_code == 401
        client.force_login(other)
        assert self.save(client, found, "extra").status_code == 404
        assert picked(found) == []

    @pytest.mark.parametrize("about", [{}, {"tool_version": uuid4()}])
    def test_a_tick_that_comes_too_late_is_refused_in_words(self, client, found, about):
        if not about:
            factories.move(found, "submitted")
        response = self.save(client, found, "extra", **about)
        assert response.status_code == 409
        assert response.json()["error"].endswith(".")
        assert picked(found) == []

    def test_what_is_picked_no_more_keeps_its_answers_uncounted(self, client, found):
        pick_parts(audit_return=found, keys=["extra"], by=found.auditor)
        answer(found, "damp", "yes")
        self.pick(client, found)
        assert said(found, "damp") == {"": "yes"}
        text = body(client.get(url("check", found)))
        assert "Answered, but no longer asked" in text
        assert "5.1 Was there damp?: <strong>Yes</strong>" in text
        text = page(client, found, "extra")
        assert "5.1 is not asked.</strong> You have not picked it as relevant." in text
        assert f"{url('return', found)}#relevant" in text

    @pytest.mark.parametrize("key", ["once", "no-such-key", "<script>"])
    def test_nothing_else_can_be_picked(self, client, found, key):
        self.pick(client, found, key)
        assert picked(found) == []

    def test_a_return_that_was_handed_in_is_not_picked_for(self, client, found):
        factories.move(found, "submitted")
        response = self.pick(client, found, "extra")
        assert response.status_code == 302
        assert picked(found) == []
        with pytest.raises(Refused):
            pick_parts(audit_return=found, keys=["extra"], by=found.auditor)

    def test_only_the_assigned_auditor_picks(self, client, found):
        client.force_login(factories.auditor(found.agency))
        assert self.pick(client, found, "extra").status_code == 404
        with pytest.raises(PermissionDenied):
            pick_parts(audit_return=found, keys=["extra"], by=factories.auditor(found.agency))


class TestPlanTypes:
    @pytest.fixture
    def limited(self, client):
        PlanType.objects.create(key="plan-a", name="Child protection plan")
        version = factories.draft_version()
        first = factories.section(version, key="first")
        factories.question(first, key="all")
        factories.question(first, key="some", plan_types=["plan-a"])
        factories.question(factories.section(version, key="second", plan_types=["plan-a"]))
        audit = factories.audit(factories.published(version))
        found = factories.audit_return(audit=audit)
        client.force_login(found.auditor)
        return found

    def test_what_is_for_other_plan_types_says_so(self, client, limited):
        says = (
            "It is for cases with Child protection plan; the plan type of this case has not been "
            "recorded."
        )
        assert f"1.2 is not asked.</strong> {says}" in page(client, limited, "first")
        assert f"2. Section 2: {says}" in body(client.get(url("return", limited)))

    def test_a_case_of_the_plan_type_is_asked(self, client, limited):
        limited.case.plan_type = PlanType.objects.get(key="plan-a")
        limited.case.save()
        assert "is not asked" not in page(client, limited, "first")
        assert place(limited, "second") in body(client.get(url("return", limited)))
