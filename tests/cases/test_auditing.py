"""An auditor's pages through the client: find, answer with gaps, check, submit, read."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Activity
from audits.models import Audit
from cases.deadlines import deadline
from cases.models import Answer, AuditReturn, Identity
from cases.services import send_back_return
from tests import factories
from tests.cases import answering
from tests.cases.answering import VOICE, WORK, date_parts, sent

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
TODAY = date(2026, 11, 24)


@pytest.fixture
def found(client):
    made = answering.new_return()
    client.force_login(made.auditor)
    return made


def url(name, found, *args):
    return reverse(f"cases:{name}", args=[found.pk, *args])


def section(found, key="voice"):
    return url("section", found, key)


def body(response) -> str:
    return response.content.decode()


def said(found, key="seen-alone"):
    answer = Answer.objects.filter(audit_return=found, question__key=key).first()
    return answer and answer.value


def save(client, found, key="voice", data=None, **buttons):
    return client.post(section(found, key), (data or answering.filled_voice()) | buttons)


def page(client, *args, **kwargs) -> str:
    return body(client.get(*args, **kwargs))


# the way of a return


def test_a_return_is_started_left_with_gaps_refused_filled_submitted_and_read(client, found):
    factories.lead(found.agency, name="Odalys Lead")
    assert "5 questions, about 10 minutes" in page(client, reverse("cases:my_returns"))
    response = save(client, found, data=sent(VOICE, seen_alone="no"), go="next")
    assert response["Location"] == section(found, "work")
    refused = client.post(url("check", found))
    assert "1.2 Why not? Answer this question." in body(refused)
    assert f"{section(found)}#question-reasons" in body(refused)
    save(client, found, data=answering.filled_voice() | {"answer-seen-alone_version": 1})
    response = save(client, found, "work", answering.filled_work(), go="next")
    assert response["Location"] == url("check", found)
    assert "Odalys Lead, your agency lead, will read it" in page(client, url("check", found))
    response = client.post(url("check", found), follow=True)
    assert f"{found.case.reference} is submitted" in body(response)
    assert "31 March 2026" in body(response)
    assert "<textarea" not in body(response)
    assert client.get(section(found))["Location"].startswith(url("return", found))


def test_optional_blanks_are_listed_and_must_be_confirmed(client, found):
    save(client, found, data=sent(VOICE, seen_alone="yes"))
    save(client, found, "work", sent(WORK, drift="no"))
    save(client, found, "alone", sent({"own-words": 0}, own_words="yes"))
    assert "1.3 How many visits?" in page(client, url("check", found))
    refused = client.post(url("check", found))
    assert "Tick to confirm the questions you are leaving blank." in body(refused)
    client.post(url("check", found), {"blanks_confirmed": "on"})
    found.refresh_from_db()
    assert (found.status, found.submitted_by) == (Status.SUBMITTED, found.auditor)


def test_an_answer_that_was_switched_off_is_listed_before_submitting(client, found):
    save(client, found)
    save(client, found, data=sent({"seen-alone": 1}, seen_alone="yes"))
    text = page(client, url("check", found))
    assert "Answered, but no longer asked" in text
    assert "1.2 Why not?: <strong>Yes; No</strong>" in text


def test_a_missing_reason_stops_submitting(client, found):
    save(client, found, data=sent(VOICE, seen_alone="not_applicable"))
    text = page(client, url("check", found))
    assert "1.1 Was the child seen alone? Say why it does not apply." in text


def test_a_return_that_was_sent_back_says_why_and_can_be_changed(client, found):
    save(client, found)
    save(client, found, "work", answering.filled_work())
    client.post(url("check", found))
    send_back_return(
        audit_return=found, reason="1.1 needs a note.", by=factories.lead(found.agency)
    )
    assert "1.1 needs a note." in page(client, reverse("cases:my_returns"))
    assert "1.1 needs a note." in page(client, section(found))
    save(client, found, data=sent({"seen-alone": 1}, seen_alone="partly"))
    assert said(found) == "partly"


# saving


def test_a_wrong_value_saves_nothing_and_loses_nothing(client, found):
    data = answering.filled_voice() | {"answer-visits": "many"}
    response = save(client, found, data=data)
    assert response.status_code == 200
    assert "<title>Error: 1. The child’s voice" in body(response)
    assert '<a href="#id_answer-visits">' in body(response)
    assert "1.3 How many visits? Enter a number in figures" in body(response)
    assert 'value="many"' in body(response)
    assert answering.ALL_ANSWERS["learning"] in body(response)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("go", "place"), [("next", "work"), ("later", "my_returns"), ("stay", "voice"), ("x", "voice")]
)
def test_each_button_saves_and_leads_on(client, found, go, place):
    response = save(client, found, go=go)
    expected = reverse("cases:my_returns") if place == "my_returns" else section(found, place)
    assert response["Location"] == expected
    assert said(found) == "no"


def test_what_was_saved_decides_which_section_is_next(client, found):
    save(client, found, "work", answering.filled_work())
    response = save(client, found, "work", sent({"drift": 1}, drift="yes"), go="next")
    assert response["Location"] == url("check", found)
    save(client, found, data=sent(VOICE, seen_alone="yes"))
    response = save(client, found, "work", sent({"drift": 1}, drift="yes"), go="next")
    assert response["Location"] == section(found, "alone")


def test_carrying_on_goes_to_where_the_auditor_left_off(client, found):
    save(client, found, go="next")
    text = page(client, reverse("cases:my_returns"))
    assert "Left at section 2, The work." in text
    assert f'href="{section(found, "work")}">Carry on' in text


def test_clearing_an_answer_saves_the_rest(client, found):
    response = save(client, found, clear="seen-alone")
    assert response["Location"] == f"{section(found)}#question-seen-alone"
    assert (said(found), said(found, "visits")) == (None, 3)


def test_an_unknown_question_to_clear_is_ignored(client, found):
    response = save(client, found, clear='"><script>')
    assert response["Location"] == section(found)
    assert said(found) == "no"


def test_two_people_saving_the_same_answer_see_both_texts(client, found):
    save(client, found)
    other = sent({"seen-alone": 1}, seen_alone="partly", seen_alone__note="Seen at school.")
    save(client, found, data=other)
    mine = sent({"seen-alone": 1, "visits": 1}, seen_alone="yes", visits="9")
    response = save(client, found, data=mine)
    assert response.status_code == 409
    text = body(response)
    assert "Nothing has been saved yet." in text
    assert "Seen at school." in text
    assert f"{timezone.localtime():%-d %B}" in text
    assert (said(found), said(found, "visits")) == ("partly", 3)
    assert '<input type="hidden" name="answer-seen-alone_version" value="2">' in text


@pytest.mark.parametrize(("keep", "kept"), [("mine", "yes"), ("theirs", "partly")])
def test_saving_again_settles_which_text_is_kept(client, found, keep, kept):
    save(client, found)
    save(client, found, data=sent({"seen-alone": 1}, seen_alone="partly"))
    settled = sent({"seen-alone": 2}, seen_alone="yes", seen_alone__keep=keep)
    assert save(client, found, data=settled).status_code == 302
    assert said(found) == kept


def test_a_submitted_return_refuses_saving_and_shows_what_was_typed(client, found):
    save(client, found)
    save(client, found, "work", answering.filled_work())
    client.post(url("check", found))
    late = sent({"seen-alone": 1, "visits": 1}, seen_alone="yes", visits="a great many")
    response = save(client, found, data=late)
    assert response.status_code == 409
    assert "This return has been submitted." in body(response)
    assert "a great many" in body(response)
    assert said(found) == "no"
    assert client.post(url("check", found)).status_code == 409


def test_text_of_five_megabytes_is_refused_without_a_fault_of_ours(client, found):
    data = sent(VOICE, learning="x" * (5 * 1024 * 1024 + 1))
    assert client.post(section(found), data).status_code in {200, 400, 413}
    assert not Answer.objects.exists()


def test_markup_in_an_answer_is_shown_as_text(client, found):
    save(client, found, data=sent(VOICE, learning="<script>alert(1)</script>"))
    assert "<script>alert" not in page(client, section(found))
    assert "&lt;script&gt;alert(1)" in page(client, section(found))


hostile = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\0", "NaN", "-1", "1e999", "not_asked", "31/2", "9" * 5000, "‮", "yes\nno", "{}"]
)
FIELDS = [*sent(VOICE, seen_alone="", reasons="", visits="", learning=""), "go", "clear"]


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(st.sampled_from(FIELDS), hostile, min_size=1, max_size=6))
def test_hostile_posts_never_break_the_page_or_touch_another_return(client, found, data):
    response = client.post(section(found), data)
    assert response.status_code in {200, 302, 409}
    assert not Answer.objects.exclude(audit_return=found).exists()
    values = found.answers.filter(question__key="seen-alone").values_list("value", flat=True)
    assert set(values) <= {"yes", "partly", "no", None}


# reading


def test_a_section_asks_only_what_is_for_this_agency(client, found):
    text = page(client, section(found, "work"))
    assert "Did it drift?" in text
    assert "recorded as a crime" not in text


def test_a_question_of_another_section_that_is_not_asked_says_why(client, found):
    save(client, found)
    text = page(client, section(found, "alone"))
    assert "<strong>3.1 is not asked</strong>" in text
    assert "1.1 is “No”" in text
    assert f"{section(found)}#question-seen-alone" in text


def test_my_returns_groups_what_is_to_do_with_the_lead_and_done(client, found):
    mine = {"auditor": found.auditor, "agency_": found.agency}
    handed_in = factories.submitted_return(**mine)
    approved = factories.approved_return(**mine)
    old = factories.approved_return(audit=factories.audit(status=Audit.Status.CLOSED), **mine)
    context = client.get(reverse("cases:my_returns")).context
    groups = {name: [task.audit_return for task in context[name]]
              for name in ("to_do", "with_lead", "done", "earlier")}  # fmt: skip
    assert groups == {
        "to_do": [found], "with_lead": [handed_in], "done": [approved], "earlier": [old],
    }  # fmt: skip


def test_an_overdue_return_says_how_late_it_is(client, found):
    found.due_on = timezone.localdate() - timedelta(days=4)
    found.save()
    text = page(client, reverse("cases:my_returns"))
    assert "4 days late" in text
    assert "Was due" in text


def test_without_returns_the_page_says_what_will_happen(client):
    client.force_login(factories.auditor(factories.agency()))
    assert "No returns are assigned to you" in page(client, reverse("cases:my_returns"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, ("Due", "today", "Tue 24 Nov")),
        (1, ("Due", "tomorrow", "Wed 25 Nov")),
        (10, ("Due", "Fri 4 Dec", "10 days")),
        (-1, ("Was due", "Mon 23 Nov", "1 day ago")),
        (60, ("Due", "Sat 23 Jan 2027", "60 days")),
    ],
)
def test_a_deadline_is_said_in_words(days, words):
    due = deadline(TODAY + timedelta(days), TODAY)
    assert (due.lead, due.strong, due.rest) == words


@pytest.mark.parametrize("name", ["return", "check"])
def test_a_return_says_what_it_is_about_and_how_far_it_is(client, found, name):
    save(client, found)
    text = page(client, url(name, found))
    assert found.case.reference in text
    assert "5 of 6" in text


def test_where_nobody_else_leads_the_coordinator_reads_the_return(client, found):
    save(client, found)
    save(client, found, "work", answering.filled_work())
    assert "has no other lead, so the coordinator will read it" in page(client, url("check", found))


# who may


OWN_PAGES = [("return", ()), ("section", ("voice",)), ("check", ())]


def strangers(found) -> dict:
    return {
        "another agency's auditor": factories.auditor(factories.agency()),
        "an unassigned colleague": factories.auditor(found.agency),
        "the agency's lead": factories.lead(found.agency),
        "the coordinator": factories.coordinator(),
        "a viewer": factories.user("viewer"),
    }


@pytest.mark.parametrize("who", [
    "another agency's auditor", "an unassigned colleague", "the agency's lead", "the coordinator",
    "a viewer",
])  # fmt: skip
@pytest.mark.parametrize(("name", "args"), OWN_PAGES)
def test_only_its_own_auditor_finds_a_return(client, found, who, name, args):
    client.force_login(strangers(found)[who])
    assert client.get(url(name, found, *args)).status_code == 404
    assert client.post(url(name, found, *args)).status_code in {404, 405}


@pytest.mark.parametrize(("name", "args"), [*OWN_PAGES, ("identity", ())])
def test_a_return_that_does_not_exist_is_not_found(client, found, name, args):
    missing = reverse(f"cases:{name}", args=["00000000-0000-4000-8000-000000000000", *args])
    assert client.post(missing).status_code in {404, 405}
    assert client.get(missing).status_code in {404, 405}


@pytest.mark.parametrize("key", ["police", "no-such-section"])
def test_a_section_for_other_agencies_is_not_found(client, found, key):
    assert client.get(section(found, key)).status_code == 404
    assert client.post(section(found, key), {}).status_code == 404


def test_an_auditor_who_lost_the_role_no_longer_answers(client, found):
    found.auditor.memberships.all().delete()
    factories.membership(found.auditor, "lead", found.agency)
    assert client.get(section(found)).status_code == 403


# who is this child


@pytest.fixture
def child(found):
    return Identity.objects.create(case=found.case, kind="subject", text="Robin Example")


def looks(found) -> int:
    return Activity.objects.about(found.case).filter(verb="read an identity").count()


def test_an_identity_is_shown_by_post_only_recorded_and_never_kept(client, found, child):
    assert client.get(url("identity", found)).status_code == 405
    assert looks(found) == 0
    response = client.post(url("identity", found), {"section": "voice"})
    assert "Robin Example" in body(response)
    assert "no-store" in response["Cache-Control"]
    assert f'href="{section(found)}"' in body(response)
    assert looks(found) == 1


@pytest.mark.parametrize("sent_section", ["https://evil.example", "x" * 5000, "\0", ""])
def test_hiding_an_identity_leads_back_into_the_return_whatever_was_sent(
    client, found, child, sent_section
):
    response = client.post(url("identity", found), {"section": sent_section})
    assert response.context["back"] == url("return", found)


@pytest.mark.parametrize("name", ["return", "section", "check"])
def test_no_other_page_holds_the_identity(client, found, child, name):
    args = ("voice",) if name == "section" else ()
    assert "Robin Example" not in page(client, url(name, found, *args))


@pytest.mark.parametrize("who", ["the agency's lead", "the coordinator"])
def test_those_who_review_may_look_too_and_are_recorded(client, found, child, who):
    client.force_login(strangers(found)[who])
    assert "Robin Example" in body(client.post(url("identity", found)))
    assert looks(found) == 1


@pytest.mark.parametrize("who", [
    "another agency's auditor", "an unassigned colleague", "a viewer"
])  # fmt: skip
def test_nobody_else_finds_the_identity(client, found, child, who):
    client.force_login(strangers(found)[who])
    assert client.post(url("identity", found)).status_code == 404
    assert looks(found) == 0


def test_a_destroyed_identity_is_said_to_be_gone(client, found):
    assert "No identity is held for this case" in body(client.post(url("identity", found)))


# cost


def query_count(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["my_returns", "return", "section", "check"])
def test_a_page_costs_the_same_with_every_answer_given(client, found, name):
    path = {
        "my_returns": reverse("cases:my_returns"),
        "section": section(found),
    }.get(name) or url(name, found)
    empty = query_count(client, path)
    save(client, found)
    save(client, found, "work", answering.filled_work())
    assert query_count(client, path) == empty
    assert empty <= 20


def test_my_returns_costs_the_same_for_many_returns(client, found):
    path = reverse("cases:my_returns")
    one = query_count(client, path)
    for _ in range(4):
        factories.answered_return(audit=found.audit, auditor=found.auditor, agency_=found.agency)
    factories.submitted_return(auditor=found.auditor, agency_=found.agency)
    assert query_count(client, path) == one


def test_a_page_to_read_costs_the_same_for_many_answers(client, found):
    save(client, found)
    save(client, found, "work", answering.filled_work())
    client.post(url("check", found))
    full = query_count(client, url("return", found))
    found.answers.exclude(question__key="drift").delete()
    assert query_count(client, url("return", found)) == full


def test_dates_are_sent_in_three_parts(client, found):
    data = sent(VOICE) | date_parts("last-seen", "1", "4", "2026")
    save(client, found, data=data)
    assert said(found, "last-seen") == "2026-04-01"
