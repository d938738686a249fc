"""Queries about answers: asked, answered, asked again, closed, and what waits on them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Message
from audits.models import AuditTool
from cases.expecting import approve_responses
from cases.models import AuditReturn, Query
from cases.queries import (
    ask_query,
    close_query,
    move_queries,
    reply_to_query,
    unanswered_queries,
)
from cases.reviewing import approve_return
from cases.transitions import QUERY_TRANSITIONS, Refused, move_query
from tests import factories
from tests.cases.answering import answering_tool, repeating_tool
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
SAID = "Which visit was this?"
ANSWERED = "The second one, in May."


@pytest.fixture
def found():
    return factories.submitted_return()


@pytest.fixture
def lead(found):
    return factories.lead(found.agency)


def asked(found):
    return found.tool_version.questions.first()


def ask(found, by, text=SAID, **fields):
    return ask_query(audit_return=found, question=asked(found), text=text, by=by, **fields)


def reply(query, by, text=ANSWERED):
    reply_to_query(query=query, text=text, by=by)
    query.refresh_from_db()
    return query


def said(query) -> list[str]:
    return list(query.messages.values_list("text", flat=True))


class TestThread:
    def test_a_question_waits_until_its_auditor_replies(self, found, lead):
        query = ask(found, lead)
        assert unanswered_queries(found) == [query]
        reply(query, found.auditor)
        assert unanswered_queries(found) == []
        assert said(query) == [SAID, ANSWERED]

    def test_asking_again_goes_on_with_the_same_thread(self, found, lead):
        query = reply(ask(found, lead), found.auditor)
        assert ask(found, lead, "And who was there?") == query
        assert unanswered_queries(found) == [query]
        assert said(query) == [SAID, ANSWERED, "And who was there?"]

    def test_asking_after_it_was_closed_is_a_query_of_its_own(self, found, lead):
        query = ask(found, lead)
        close_query(query=query, by=lead)
        again = ask(found, lead, "One more thing.")
        assert again != query
        assert said(query) == [SAID]

    def test_a_closed_query_takes_no_reply(self, found, lead):
        query = ask(found, lead)
        close_query(query=query, by=lead)
        with pytest.raises(Refused, match="This query is closed"):
            reply(query, found.auditor)

    def test_the_substitute_replies_like_the_auditor(self, found, lead):
        found.substitute = factories.auditor(found.agency)
        found.save()
        query = reply(ask(found, lead), found.substitute)
        assert query.status == Query.Status.ANSWERED

    @pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
    def test_nothing_and_too_much_are_refused(self, found, lead, text):
        with pytest.raises(Refused):
            ask(found, lead, text)
        assert not Query.objects.exists()


@pytest.mark.parametrize("status", Query.Status)
@pytest.mark.parametrize("to", Query.Status)
def test_a_query_moves_as_its_table_says_and_to_where_it_is(status, to):
    query = Query(status=status)
    if to == status or to in QUERY_TRANSITIONS[status]:
        move_query(query, to)
        assert query.status == to
    else:
        with pytest.raises(Refused, match="This query is closed"):
            move_query(query, to)


class TestWhoMay:
    def test_whoever_answered_it_does_not_ask(self, found):
        factories.membership(found.auditor, "lead", found.agency)
        with pytest.raises(Refused, match="You answered this return"):
            ask(found, found.auditor)

    def test_another_agencys_lead_and_the_coordinator_do_not_ask(self, found, lead):
        for stranger in (factories.lead(factories.agency()), factories.coordinator()):
            with pytest.raises(PermissionDenied):
                ask(found, stranger)

    def test_only_its_auditor_replies(self, found, lead):
        query = ask(found, lead)
        for stranger in (lead, factories.auditor(found.agency), factories.coordinator()):
            with pytest.raises(PermissionDenied):
                reply(query, stranger)

    @pytest.mark.parametrize("status", [Status.NOT_STARTED, Status.APPROVED, Status.LOCKED])
    def test_what_is_not_begun_or_approved_is_not_asked_about(self, found, lead, status):
        factories.move(found, status)
        with pytest.raises(Refused):
            ask(found, lead)

    def test_where_nobody_answers_a_return_nobody_is_asked(self, as_, found, lead):
        AuditReturn.objects.filter(pk=found.pk).update(auditor=None)
        with pytest.raises(Refused, match="Nobody answers this return"):
            ask(found, lead)
        page = text_of(as_(lead).get(reverse("cases:review", args=[found.pk])))
        assert "Ask about this answer" not in page

    def test_a_question_of_another_tool_is_refused(self, found, lead):
        other = factories.audit_return().tool_version.questions.first()
        with pytest.raises(Refused, match="does not have that question"):
            ask_query(audit_return=found, question=other, text=SAID, by=lead)

    def test_a_question_that_is_not_asked_has_no_answer_to_ask_about(self, lead):
        draft = factories.draft_version()
        section = factories.section(draft)
        gate = factories.question(section)
        off = factories.question(section, show_when={"question": gate.key, "is": ["no"]})
        found = factories.submitted_return(audit=factories.audit(factories.published(draft)))
        question = found.tool_version.questions.get(key=off.key)
        by = factories.lead(found.agency)
        with pytest.raises(Refused, match="is not asked that question"):
            ask_query(audit_return=found, question=question, text=SAID, by=by)


class TestApproving:
    def test_waits_for_an_answer(self, found, lead):
        query = ask(found, lead)
        with pytest.raises(Refused, match="A query waits for an answer, at 1.1"):
            approve_return(audit_return=found, by=lead)
        reply(query, found.auditor)
        approve_return(audit_return=found, by=lead)
        query.refresh_from_db()
        assert (query.status, query.closed_by) == (Query.Status.CLOSED, lead)

    def test_goes_ahead_once_the_query_is_closed_unanswered(self, found, lead):
        close_query(query=ask(found, lead), by=lead)
        approve_return(audit_return=found, by=lead)
        found.refresh_from_db()
        assert found.status == Status.APPROVED


class TestMail:
    def sent(self, person):
        return [(each.subject, each.body) for each in Message.objects.filter(recipient=person)]

    def test_the_auditor_is_told_where_and_not_what(self, found, lead):
        ask(found, lead)
        [(subject, body)] = self.sent(found.auditor)
        assert found.reference in subject
        assert "at 1.1" in body
        assert SAID not in body

    def test_several_questions_in_a_row_are_one_e_mail_until_one_is_answered(self, found, lead):
        query = ask(found, lead)
        ask(found, lead, "And when?")
        assert len(self.sent(found.auditor)) == 1
        reply(query, found.auditor)
        ask(found, lead, "And where?")
        assert len(self.sent(found.auditor)) == 2

    def test_whoever_asked_is_told_of_the_reply_and_nobody_else(self, found, lead):
        other = factories.lead(found.agency)
        reply(ask(found, lead), found.auditor)
        [(subject, body)] = self.sent(lead)
        assert "is answered" in subject
        assert ANSWERED not in body
        assert self.sent(other) == []


class TestSectionPage:
    @pytest.fixture
    def open_(self):
        made = factories.answered_return()
        factories.query(made)
        return made

    def url(self, made) -> str:
        return reverse("cases:section", args=[made.pk, asked(made).section.key])

    def test_the_thread_stands_under_its_answer_and_the_banner_says_where(self, as_, open_):
        text = text_of(as_(open_.auditor).get(self.url(open_)))
        assert "1 query waits for your answer. It is in this section, at 1.1." in text
        assert SAID in text
        assert "agency lead" in text

    def test_a_reply_is_sent_together_with_the_answers(self, as_, open_):
        query = open_.queries.get()
        answer = open_.answers.get()
        posted = {
            f"answer-{asked(open_).key}": "no",
            f"answer-{asked(open_).key}_version": answer.version,
            f"reply_{query.pk}": ANSWERED,
            "reply": asked(open_).key,
        }
        response = as_(open_.auditor).post(self.url(open_), posted)
        assert response.status_code == 302, text_of(response)
        assert response["Location"].endswith(f"#question-{asked(open_).key}")
        assert said(query)[-1] == ANSWERED
        assert open_.answers.get().value == "no"

    def test_a_reply_that_is_too_long_is_kept_and_nothing_is_sent(self, as_, open_):
        query = open_.queries.get()
        posted = {
            f"answer-{asked(open_).key}": "no",
            f"answer-{asked(open_).key}_version": 1,
            f"reply_{query.pk}": "y" * 2001,
        }
        response = as_(open_.auditor).post(self.url(open_), posted)
        assert "Shorten this to 2,000 characters" in text_of(response)
        assert "y" * 2001 in response.content.decode()
        assert said(query) == [SAID]

    def test_the_check_warns_and_still_lets_it_be_submitted(self, as_, open_):
        client, check = as_(open_.auditor), reverse("cases:check", args=[open_.pk])
        said = text_of(client.get(check))
        assert "Queries you have not answered" in said
        assert "1.1 Question" in said
        client.post(check)
        open_.refresh_from_db()
        assert open_.status == Status.SUBMITTED

    def test_the_list_of_returns_counts_what_waits(self, as_, open_):
        assert "1 query to answer" in text_of(as_(open_.auditor).get(reverse("cases:my_returns")))


class TestPagesOfWhatIsHandedIn:
    def test_a_lead_asks_from_the_review_page(self, as_, found, lead):
        client = as_(lead)
        posted = {"question": asked(found).key, "code": "", "text": SAID}
        client.post(reverse("cases:ask_query", args=[found.pk]), posted)
        text = text_of(client.get(reverse("cases:review", args=[found.pk])))
        assert SAID in text
        assert "Not yet to be approved" in text

    def test_a_question_that_cannot_be_sent_is_shown_again(self, as_, found, lead):
        posted = {"question": asked(found).key, "code": "", "text": "z" * 2001}
        response = as_(lead).post(reverse("cases:ask_query", args=[found.pk]), posted)
        assert response.status_code == 422
        assert "z" * 2001 in response.content.decode()
        review = reverse("cases:review", args=[found.pk])
        assert f'href="{review}?show=attention"' in response.content.decode()

    @pytest.mark.parametrize("posted", [
        {"question": "nosuch", "text": "x"}, {"question": "\0", "code": "\0", "text": "x"}, {},
    ])  # fmt: skip
    def test_a_question_that_is_not_there_is_refused(self, as_, found, lead, posted):
        response = as_(lead).post(reverse("cases:ask_query", args=[found.pk]), posted)
        assert response.status_code == 422
        assert not Query.objects.exists()

    def test_the_auditor_replies_on_a_submitted_return(self, as_, found, lead):
        query = ask(found, lead)
        client = as_(found.auditor)
        assert SAID in text_of(client.get(reverse("cases:return", args=[found.pk])))
        client.post(reverse("cases:reply", args=[query.pk]), {"text": ANSWERED})
        assert said(query)[-1] == ANSWERED

    def test_a_reply_that_cannot_be_sent_stays_on_the_page(self, as_, found, lead):
        query = ask(found, lead)
        url = reverse("cases:reply", args=[query.pk])
        response = as_(found.auditor).post(url, {"text": "y" * 2001})
        assert response.status_code == 422
        assert "y" * 2001 in response.content.decode()

    def test_the_agencys_page_counts_queries(self, as_, found, lead):
        ask(found, lead)
        assert "1 query not yet answered" in text_of(as_(lead).get(reverse("cases:agency")))


class TestWhatIsNotAskedNow:
    """Its condition is switched off after somebody asked about it."""

    @pytest.fixture
    def open_(self):
        made = answering_tool.new_return(status=Status.IN_PROGRESS)
        factories.answer(made, answering_tool.question(made, "drift"), "yes")
        factories.query(made, answering_tool.question(made, "escalated"))
        made.answers.update(value="no")
        return made

    @pytest.fixture
    def elsewhere(self, open_):
        """In a section of its own, which is for other agencies by now."""
        open_.queries.update(question=answering_tool.question(open_, "crime"))
        return open_

    @pytest.mark.parametrize("name", ["return", "check"])
    @pytest.mark.parametrize("where", ["open_", "elsewhere"])
    def test_the_links_lead_to_where_it_is_answered(self, as_, request, name, where):
        made = request.getfixturevalue(where)
        query, client = made.queries.get(), as_(made.auditor)
        link = f"{reverse('cases:return', args=[made.pk])}#thread-{query.pk}"
        page = client.get(reverse(f"cases:{name}", args=[made.pk]))
        assert link in page.content.decode()
        assert f'id="thread-{query.pk}"' in client.get(link).content.decode()
        response = client.post(reverse("cases:reply", args=[query.pk]), {"text": ANSWERED})
        assert client.get(response["Location"]).status_code == 200
        assert said(query)[-1] == ANSWERED

    def test_a_section_page_leads_there_too(self, as_, elsewhere):
        page = as_(elsewhere.auditor).get(reverse("cases:section", args=[elsewhere.pk, "work"]))
        assert f"#thread-{elsewhere.queries.get().pk}" in page.content.decode()

    @pytest.mark.parametrize("where", ["open_", "elsewhere"])
    def test_it_is_read_answered_and_closed_once_it_is_handed_in(self, as_, request, where):
        made = request.getfixturevalue(where)
        factories.move(made, Status.SUBMITTED)
        query, client = made.queries.get(), as_(made.auditor)
        link = f"{reverse('cases:return', args=[made.pk])}#thread-{query.pk}"
        assert link in client.get(reverse("cases:my_returns")).content.decode()
        read = client.get(link)
        assert read.content.decode().count(f'id="thread-{query.pk}"') == 1
        assert "Send reply" in text_of(read)
        review = as_(factories.lead(made.agency)).get(reverse("cases:review", args=[made.pk]))
        assert "Close this query" in text_of(review)

    def test_a_reply_that_cannot_be_sent_stays_on_the_page(self, as_, elsewhere):
        url = reverse("cases:reply", args=[elsewhere.queries.get().pk])
        response = as_(elsewhere.auditor).post(url, {"text": "y" * 2001})
        assert response.status_code == 422
        assert "y" * 2001 in response.content.decode()

    def test_a_repetition_that_is_gone_leads_there_too(self, as_):
        made = repeating_tool.new_return()
        query = factories.query(made, made.tool_version.questions.get(key="seen"))
        assert query.subject is None, "each child is asked, and this query is about none"
        page = as_(made.auditor).get(reverse("cases:return", args=[made.pk]))
        assert f'id="thread-{query.pk}"' in page.content.decode()


def test_responses_approved_together_leave_out_what_waits_for_an_answer():
    agency = factories.agency()
    audit = factories.audit_of(AuditTool.Audits.RESPONDENTS, agency)
    made = [factories.response(agency, audit) for _ in range(3)]
    for found in made:
        factories.move(found, Status.SUBMITTED)
    lead = factories.lead(agency)
    factories.query(made[0])
    done = approve_responses(audit=audit, agency=agency, by=lead)
    assert (done.approved, done.own_work, done.queried) == (2, 0, 1)


def test_a_query_follows_its_question_to_a_newer_version_and_closes_without_one():
    found = factories.submitted_return()
    query = factories.query(found)
    newer = factories.published(factories.draft_version(found.tool_version.tool))
    move_queries(found.audit, newer, factories.coordinator())
    query.refresh_from_db()
    assert query.status == Query.Status.CLOSED


def test_a_section_takes_the_same_queries_with_one_thread_and_with_many(as_):
    draft = factories.draft_version()
    section = factories.section(draft)
    for _ in range(8):
        factories.question(section)
    found = factories.audit_return(
        audit=factories.audit(factories.published(draft)), status=Status.IN_PROGRESS
    )
    questions = list(found.tool_version.questions.all())
    lead, client = factories.lead(found.agency), as_(found.auditor)
    address = reverse("cases:section", args=[found.pk, section.key])
    taken = []
    for number in (1, 8):
        for question in questions[len(taken) : number]:
            factories.query(found, question, by=lead)
        client.get(address)
        taken.append(queries_of(client, address))
    assert taken[0] == taken[1]
