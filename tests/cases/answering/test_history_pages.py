"""What an answer said before, and the return's own history, for whoever may read the return."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.answering.entries import Beside, Entry
from cases.answering.saving import save_answers
from cases.answering.word_diff import compare
from cases.models import AuditReturn
from cases.reviewing import approve_return, send_back_return
from cases.services import submit_return
from tests import factories
from tests.look.markup import Page
from tests.pages import queries_of, text_of

Status = AuditReturn.Status


def put(found, value, note="", version=0, by=None, **beside):
    question = found.tool_version.questions.first()
    entry = Entry("answered", value, beside=Beside(note=note, **beside), version=version)
    save_answers(audit_return=found, entries={question: entry}, by=by or found.auditor)


@pytest.fixture
def found(db):
    made = factories.audit_return()
    put(made, "yes", "Seen alone twice.")
    put(made, "no", "Seen alone once.", version=1)
    return made


def url(found):
    return reverse("cases:wordings", args=[found.pk, found.answers.get().pk])


class TestWordings:
    def test_every_version_oldest_first_with_what_it_changed(self, as_, found):
        response = as_(found.auditor).get(url(found))
        said = text_of(response)
        assert said.index("Version 1") < said.index("Version 2 as it is now")
        assert said.count(found.auditor.name) == 2
        page = Page(response.content.decode())
        assert [each.text for each in page.all("del")][1:] == ["Yes", "twice."]
        assert [each.text for each in page.all("ins")][1:] == [
            "Yes", "Seen alone twice.", "No", "once.",
        ]  # fmt: skip

    def test_who_changed_what_is_named(self, as_, found):
        second = factories.auditor(found.agency)
        AuditReturn.objects.filter(pk=found.pk).update(substitute=second)
        found.refresh_from_db()
        put(found, "yes", version=2, by=second)
        assert second.name in text_of(as_(found.auditor).get(url(found)))

    def test_dont_know_yet_is_not_told(self, as_, found):
        put(found, "no", "Seen alone once.", version=2, unsure=True)
        said = text_of(as_(factories.lead(found.agency)).get(url(found))).lower()
        assert "know yet" not in said
        assert "unsure" not in said

    def test_what_was_typed_is_text_and_no_markup(self, as_, found):
        put(found, "no", "<script>alert(1)</script>", version=2)
        assert "<script>alert" not in as_(found.auditor).get(url(found)).content.decode()

    def test_whoever_reads_the_return_reads_them_and_nobody_else(self, as_, found):
        factories.lead(found.agency)
        coordinator = factories.coordinator()
        factories.move(found, Status.SUBMITTED)
        assert as_(coordinator).get(url(found)).status_code == 403
        assert as_(factories.auditor(found.agency)).get(url(found)).status_code == 404
        factories.move(found, Status.APPROVED)
        assert as_(coordinator).get(url(found)).status_code == 200

    def test_an_answer_of_another_return_is_not_found(self, as_, found):
        other = factories.answered_return()
        mixed = reverse("cases:wordings", args=[found.pk, other.answers.get().pk])
        assert as_(found.auditor).get(mixed).status_code == 404

    def test_it_takes_the_same_queries_for_many_versions(self, as_, found):
        client = as_(found.auditor)
        client.get(url(found))
        few = queries_of(client, url(found))
        for version in range(2, 12):
            put(found, "yes" if version % 2 else "no", str(version), version=version)
        assert queries_of(client, url(found)) == few

    def test_the_review_page_leads_to_them(self, as_, found):
        factories.move(found, Status.SUBMITTED)
        page = reverse("cases:review", args=[found.pk])
        said = text_of(as_(factories.lead(found.agency)).get(page))
        assert "See what changed at 1.1 (2 versions)" in said


class TestReturnsOwnHistory:
    def test_a_change_after_approval_says_who_when_and_why(self, as_, found):
        lead = factories.lead(found.agency)
        submit_return(audit_return=found, by=found.auditor)
        approve_return(audit_return=found, by=lead)
        send_back_return(audit_return=found, reason="The date is wrong.", by=lead)
        said = text_of(as_(lead).get(reverse("cases:review", args=[found.pk])))
        assert "Sent back Changed after approval" in said
        assert "“The date is wrong.”" in said

    def test_sent_back_before_it_was_approved_is_not_marked(self, as_, found):
        lead = factories.lead(found.agency)
        submit_return(audit_return=found, by=found.auditor)
        send_back_return(audit_return=found, reason="The date is wrong.", by=lead)
        said = text_of(as_(lead).get(reverse("cases:review", args=[found.pk])))
        assert "Changed after approval" not in said

    def test_what_changed_since_it_was_sent_back_can_be_shown_alone(self, as_, found):
        lead = factories.lead(found.agency)
        submit_return(audit_return=found, by=found.auditor)
        send_back_return(audit_return=found, reason="Look again.", by=lead)
        client, page = as_(lead), reverse("cases:review", args=[found.pk])
        changed = {"show": "changed"}
        assert "No answer is like that." in text_of(client.get(page, changed))
        put(found, "yes", version=2)
        assert "No answer is like that." not in text_of(client.get(page, changed))


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_a_comparison_holds_both_texts_whole(before, after):
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
