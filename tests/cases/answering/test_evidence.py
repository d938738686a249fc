"""What stands beside an answer: notes, quotes, good practice, the record, and honest doubt."""

import pytest
from django.urls import reverse

from cases.answering.reading import reading_of
from cases.models import Answer, AuditReturn, Evidence
from cases.progress import progress_of
from reports.offered_quotes import offered_quotes
from tests import factories
from tests.cases.answering import answering_tool, kinds_tool
from tests.pages import text_of

pytestmark = pytest.mark.django_db
EVERYTHING = {
    "note": "Seen at school.",
    "quote": "Nobody asked me before.",
    "quote_speaker": "child",
    "quote_proposed": "on",
    "good_practice": "on",
    "record_reference": "School nursing notes, entry 14",
}


@pytest.fixture
def found():
    factories.partnership()
    return answering_tool.new_return()


@pytest.fixture
def page(client, found):
    client.force_login(found.auditor)
    return client


def send(page, found, key="drift", version=0, **parts):
    data = {f"answer-{key}_version": version} | {
        f"answer-{key}{'_' + part if part else ''}": value for part, value in parts.items()
    }
    return page.post(answering_tool.section(found, "work"), data)


def kept(found, key="drift") -> Answer:
    return found.answers.get(question__key=key)


def test_everything_beside_an_answer_is_kept_and_shown_again(page, found):
    assert send(page, found, **EVERYTHING).status_code == 302
    answer = kept(found)
    assert (answer.note, answer.quote, answer.quote_speaker, answer.record_reference) == (
        "Seen at school.",
        "Nobody asked me before.",
        "child",
        "School nursing notes, entry 14",
    )
    assert answer.quote_proposed
    assert answer.good_practice
    shown = text_of(page.get(answering_tool.section(found, "work")))
    for said in ("Seen at school.", "Nobody asked me before.", "School nursing notes, entry 14"):
        assert said in shown


def test_unticking_and_emptying_takes_it_away(page, found):
    send(page, found, **EVERYTHING)
    send(page, found, version=1)
    answer = kept(found)
    assert (answer.note, answer.quote, answer.quote_speaker) == ("", "", "")
    assert not answer.good_practice
    assert not answer.quote_proposed


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        pytest.param({"quote": "x" * 301}, "Shorten", id="long-quote"),
        pytest.param({"record_reference": "x" * 201}, "Shorten", id="long-reference"),
        pytest.param(
            {"quote": "Words.", "quote_speaker": "neighbour"},
            "Choose whose words these are from the list.",
            id="unknown-speaker",
        ),
    ],
)
def test_a_fault_is_a_sentence_and_keeps_what_was_typed(page, found, parts, sentence):
    answer = send(page, found, **parts)
    assert sentence in answer.content.decode()
    assert next(iter(parts.values())) in answer.content.decode()
    assert not found.answers.exists()


def test_whose_words_is_nothing_without_a_quote(page, found):
    send(page, found, note="A note.", quote_speaker="parent", quote_proposed="on")
    assert (kept(found).quote_speaker, kept(found).quote_proposed) == ("", False)


def test_a_question_for_a_quote_has_no_second_one_beside_it(client):
    factories.partnership()
    found = kinds_tool.new_return()
    client.force_login(found.auditor)
    body = client.get(reverse("cases:section", args=[found.pk, "all"])).content.decode()
    assert 'name="answer-summary_quote"' in body
    assert 'name="answer-words_quote"' not in body
    assert 'name="answer-words_good_practice"' in body


def ready(found, **drift):
    """Everything required is answered; `drift` is what is kept beside one of the answers."""
    for key, value in {"seen-alone": "no", "reasons": ["yes"], "drift": "no"}.items():
        fields = drift if key == "drift" else {}
        factories.answer(found, answering_tool.question(found, key), value, **fields)
    AuditReturn.objects.filter(pk=found.pk).update(status="in_progress")


def check_page(page, found) -> str:
    return text_of(page.get(answering_tool.url("check", found)))


def test_a_quote_says_whose_words_it_is_before_the_return_goes(page, found):
    ready(found, quote="Nobody asked.")
    assert "Say whose words the quote is." in check_page(page, found)
    page.post(answering_tool.url("check", found), {"blanks_confirmed": "on"})
    found.refresh_from_db()
    assert found.status == AuditReturn.Status.IN_PROGRESS


# Don't know yet


def test_dont_know_yet_is_no_answer_no_blank_and_stops_submitting(page, found):
    ready(found, unsure=True)
    progress = progress_of(AuditReturn.objects.with_answers().get(pk=found.pk))
    assert [asking.key for asking in progress.unsure] == ["drift"]
    assert "drift" not in {asking.key for asking in progress.required_blanks}
    assert not progress.is_complete
    assert "You marked this “Don’t know yet”." in check_page(page, found)
    page.post(answering_tool.url("check", found), {"blanks_confirmed": "on"})
    found.refresh_from_db()
    assert found.status == AuditReturn.Status.IN_PROGRESS


def test_it_stands_beside_any_answer_or_none_and_is_taken_back(page, found):
    send(page, found, unsure="on")
    assert (kept(found).state, kept(found).unsure) == ("missing", True)
    send(page, found, "drift", 1, **{"": "yes", "unsure": "on"})
    assert (kept(found).value, kept(found).unsure) == ("yes", True)
    send(page, found, "drift", 2, **{"": "yes"})
    assert not kept(found).unsure


def test_its_auditor_sees_it_counted(page, found):
    ready(found, unsure=True)
    said = text_of(page.get(reverse("cases:my_returns")))
    assert "1 marked “don’t know yet”." in said


def test_nobody_else_sees_it(client, found):
    ready(found, unsure=True, note="A note for the lead.")
    client.force_login(factories.lead(found.agency))
    said = text_of(client.get(reverse("cases:review", args=[found.pk])))
    assert "A note for the lead." in said
    assert "know yet" not in said


# Read by others


def test_a_lead_reads_all_of_it(client, found):
    fields = {
        "note": "Seen.",
        "quote": "Nobody asked.",
        "quote_speaker": "parent",
        "quote_proposed": True,
        "good_practice": True,
        "record_reference": "Entry 3",
    }
    ready(found, **fields)
    factories.evidence_file(found, answering_tool.question(found, "drift"), title="Chronology")
    client.force_login(factories.lead(found.agency))
    said = text_of(client.get(reverse("cases:review", args=[found.pk])))
    for words in ("Good practice", "Nobody asked.", "Parent or carer", "Entry 3", "Chronology"):
        assert words in said


@pytest.mark.parametrize(("speaker", "whose"), Evidence.Speaker.choices)
def test_a_proposed_quote_is_offered_once_its_return_counts(found, speaker, whose):
    fields = {"quote": "Nobody asked.", "quote_speaker": speaker, "quote_proposed": True}
    ready(found, **fields)
    coordinator = factories.coordinator()
    assert offered_quotes(found.audit, coordinator) == []
    factories.move(found, AuditReturn.Status.APPROVED)
    [offer] = offered_quotes(found.audit, coordinator)
    assert (offer.text, offer.whose) == ("Nobody asked.", whose)


def test_a_quote_not_proposed_or_switched_off_is_not_offered(found):
    ready(found, quote="Kept back.", quote_speaker="child")
    own_words = answering_tool.question(found, "escalated")
    factories.answer(
        found, own_words, "yes", quote="Off.", quote_speaker="child", quote_proposed=True
    )
    factories.move(found, AuditReturn.Status.APPROVED)
    assert offered_quotes(found.audit, factories.coordinator()) == []


def test_files_are_read_beside_their_answer(found):
    ready(found)
    file = factories.evidence_file(found, answering_tool.question(found, "drift"))
    reading = reading_of(AuditReturn.objects.with_answers().get(pk=found.pk))
    with_files = [a for part in reading.sections for a in part.answers if a.files]
    assert [(a.question.key, a.files) for a in with_files] == [("drift", (file,))]
