"""Saving one answer by itself: what it says, what it costs, and what overtakes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Answer, AnswerHistory, AuditReturn
from tests import factories
from tests.cases.answering import answering_tool, repeating_tool
from tests.cases.answering.answering_tool import date_parts, said, section, sent, strangers
from tests.cost import own_statements

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 6
MOST_TO_OPEN = 15
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def found(client):
    made = answering_tool.new_return()
    client.force_login(made.auditor)
    return made


def url(found, question="drift", part="work") -> str:
    return reverse("cases:answer", args=[found.pk, part, question])


def put(client, found, version=0, question="drift", part="work", **parts):
    data = sent({question: version}) | {
        f"answer-{question}" + (f"_{name}" if name != "value" else ""): value
        for name, value in parts.items()
    }
    return client.post(url(found, question, part), data, **JSON)


def stored(found, question="drift") -> Answer:
    return Answer.objects.get(audit_return=found, question__key=question)


# what is saved


def test_an_answer_is_saved_with_its_version_and_how_far_the_return_is(client, found):
    response = put(client, found, value="yes", note="Three re-referrals.")
    assert response.status_code == 200
    told = response.json()
    assert (told["version"], told["answered"]) == (1, 1)
    work = next(part for part in told["sections"] if part["url"] == section(found, "work"))
    assert (work["answered"], work["status"]) == (1, "in_progress")
    assert (stored(found).value, stored(found).note) == ("yes", "Three re-referrals.")


def test_saving_starts_the_return_and_remembers_where_the_auditor_was(client, found):
    put(client, found, value="yes")
    found.refresh_from_db()
    assert (found.status, found.last_section) == ("in_progress", "work")
    assert found.saved_at is not None


def test_the_time_of_saving_is_said_as_people_read_it(client, found, monkeypatch):
    put(client, found, value="yes")
    AuditReturn.objects.filter(pk=found.pk).update(saved_at="2026-07-01T13:32Z")
    assert put(client, found, 1, value="yes").json()["saved"] == "14:32"


def test_an_answer_opens_a_section_in_the_list_and_shuts_it_again(client, found):
    urls = lambda response: [part["url"] for part in response.json()["sections"]]  # noqa: E731
    opened = put(client, found, question="seen-alone", part="voice", value="yes")
    assert section(found, "alone") in urls(opened)
    shut = put(client, found, 1, question="seen-alone", part="voice", value="no")
    assert section(found, "alone") not in urls(shut)


def test_an_answer_can_be_taken_back(client, found):
    put(client, found, value="yes")
    assert put(client, found, 1).json()["version"] == 2
    assert stored(found).state == "missing"


def test_what_other_questions_send_is_not_read(client, found):
    data = sent({"drift": 0, "escalated": 0}, drift="yes", escalated="no")
    client.post(url(found), data, **JSON)
    assert said(found, "escalated") is None


def test_an_answer_to_a_question_that_is_switched_off_is_kept(client, found):
    assert put(client, found, question="escalated", value="yes").status_code == 200
    assert said(found, "escalated") == "yes"


def test_each_repetition_of_a_section_has_its_own_answers(client):
    found = repeating_tool.new_return()
    client.force_login(found.auditor)
    part = next(each for each in found.tool_version.sections.all() if each.repeats == "respondent")
    question = part.questions.first()
    for code in ("worker", "parent"):
        address = reverse("cases:repeated_answer", args=[found.pk, part.key, code, question.key])
        data = sent({question.key: 0}) | {f"answer-{question.key}_note": f"Said by {code}"}
        assert client.post(address, data, **JSON).status_code == 200
    rows = Answer.objects.filter(question=question).values_list("occasion", "note")
    assert set(rows) == {("worker", "Said by worker"), ("parent", "Said by parent")}


# what comes twice, late or out of order


def test_a_save_that_is_repeated_changes_nothing(client, found):
    first = put(client, found, value="yes", note="Once.")
    again = put(client, found, value="yes", note="Once.")
    assert again.status_code == 200
    assert again.json()["version"] == first.json()["version"] == 1
    assert not AnswerHistory.objects.exists()


def test_saves_that_arrive_out_of_order_never_overwrite(client, found):
    put(client, found, 0, value="partly", note="The first words")
    put(client, found, 1, value="partly", note="The first words and more")
    late = put(client, found, 0, value="partly", note="The first words")
    assert late.status_code == 409
    assert stored(found).note == "The first words and more"


def test_a_stale_save_shows_both_texts_and_who_and_when(client, found):
    put(client, found, value="yes", note="Their account.")
    other = factories.auditor(found.agency, name="Odalys Sub")
    Answer.objects.update(updated_by=other, updated_at="2026-11-03T09:05Z")
    response = put(client, found, value="no", note="My account.")
    assert response.status_code == 409
    told = response.json()
    assert told["version"] == 1
    for words in ("Odalys Sub", "3 November", "09:05", "Their account.", "My account."):
        assert words in told["conflict"]
    assert "My account.\n\nTheir account." in told["conflict"]
    assert "Their account." in told["question"]
    assert "My account." not in told["question"]
    assert f"{section(found, 'work')}files/drift/" in told["question"]
    assert stored(found).note == "Their account."
    assert put(client, found, told["version"], value="no", note="Both.").status_code == 200


def test_an_answer_that_only_one_side_wrote_is_not_merged(client, found):
    put(client, found, value="yes")
    told = put(client, found, value="no", note="My account.").json()
    assert "data-merges" not in told["conflict"]


# what is refused


@pytest.mark.parametrize(
    ("question", "parts", "words"),
    [
        ("visits", {"value": "many"}, "Enter a number in figures"),
        ("visits", {"value": "3", "state": "not_recorded"}, "Keep one"),
        ("seen-alone", {"value": "perhaps"}, "Choose one of the answers shown"),
        ("learning", {"value": "x" * 5000}, "1.5 What went well?"),
        ("learning", {"value": "a\0b"}, "1.5 What went well?"),
        ("learning", {"version": "1.5"}, "damaged"),
        ("learning", {"version": "-1"}, "damaged"),
        ("learning", {"version": "9" * 30}, "damaged"),
    ],
)
def test_what_cannot_be_read_saves_nothing_and_says_why(client, found, question, parts, words):
    response = put(client, found, question=question, part="voice", **parts)
    assert response.status_code == 422
    assert words in response.json()["error"]
    assert not Answer.objects.exists()


def test_a_fault_names_its_field(client, found):
    data = sent({"last-seen": 0}) | date_parts("last-seen", "31", "2", "2026")
    response = client.post(url(found, "last-seen", "voice"), data, **JSON)
    assert response.json()["faults"][0]["field"].startswith("answer-last-seen")


def test_a_save_without_a_version_says_that_the_page_was_damaged(client, found):
    response = client.post(url(found), {"answer-drift": "yes"}, **JSON)
    assert response.status_code == 422
    assert "damaged" in response.json()["error"]


def test_a_return_that_was_submitted_meanwhile_says_so(client, found):
    factories.move(found, "submitted")
    for value in ("yes", "not an option"):
        response = put(client, found, value=value)
        assert response.status_code == 409
        assert "has been submitted" in response.json()["error"]
    assert not Answer.objects.exists()


def test_a_page_of_an_older_version_of_the_tool_is_told_so(client, found):
    data = sent({"drift": 0}, drift="yes") | {"tool_version": found.pk}
    response = client.post(url(found), data, **JSON)
    assert response.status_code == 409
    assert "moved to a newer version" in response.json()["error"]


def test_who_does_not_answer_a_return_finds_no_answer_to_save(client, found):
    for who, person in strangers(found).items():
        client.force_login(person)
        assert put(client, found, value="yes").status_code == 404, who
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("question", "part"),
    [("drift", "voice"), ("drift", "nowhere"), ("nothing", "work"), ("police-only", "work")],
)
def test_a_question_that_is_not_there_is_not_found(client, found, question, part):
    assert put(client, found, question=question, part=part, value="yes").status_code == 404


def test_a_code_of_no_repetition_is_not_found(client, found):
    address = reverse("cases:repeated_answer", args=[found.pk, "work", "child-1", "drift"])
    assert client.post(address, sent({"drift": 0}, drift="yes"), **JSON).status_code == 404


# whose session it is


def test_a_script_that_is_signed_out_is_told_in_json(client, found):
    client.logout()
    response = put(client, found, value="yes")
    assert response.status_code == 401
    assert "Sign in again" in response.json()["error"]


def test_a_page_without_a_script_still_shows_what_was_typed(client, found):
    client.logout()
    response = client.post(url(found), sent({"drift": 0}, drift__note="Two words"))
    assert response.status_code == 403
    assert "Two words" in response.content.decode()


def test_what_one_person_wrote_is_not_saved_in_the_name_of_another(client, found):
    colleague = factories.auditor(found.agency, name="Sam Colleague")
    AuditReturn.objects.filter(pk=found.pk).update(substitute=colleague)
    client.force_login(colleague)
    data = sent({"drift": 0}, drift="yes") | {"reader": found.auditor_id}
    response = client.post(url(found), data, **JSON)
    assert response.status_code == 401
    assert response.json()["signed_in_as"] == "Sam Colleague"
    assert not Answer.objects.exists()


def test_a_page_can_ask_who_is_signed_in(client, found):
    address = reverse("agencies:signed_in")
    told = client.get(address).json()
    assert (told["id"], told["name"]) == (str(found.auditor_id), found.auditor.name)
    client.logout()
    assert client.get(address).json()["id"] == ""


# what it costs


def forty_questions(answered=0) -> AuditReturn:
    version = factories.draft_version()
    for _ in range(8):
        part = factories.section(version)
        scale = factories.scale(version)
        for _ in range(5):
            factories.question(part, scale=scale)
    made = factories.audit_return(audit=factories.audit(factories.published(version)))
    for question in made.tool_version.questions.all()[:answered]:
        factories.answer(made, question, "yes")
    return made


@pytest.mark.parametrize("made", [forty_questions, repeating_tool.new_return])
def test_one_answer_is_saved_in_few_statements(client, made):
    found = made()
    client.force_login(found.auditor)
    part = found.tool_version.sections.first()
    question = part.questions.first()
    client.get(section(found, part.key))  # what the tool says is in memory from here on
    costs = []
    for version, note in enumerate(("First", "Second", "Third")):
        with CaptureQueriesContext(connection) as queries:
            response = put(client, found, version, question.key, part.key, note=note)
        assert response.json()["version"] == version + 1
        costs.append(len(own_statements(queries)))
    assert max(costs) <= MOST_STATEMENTS, costs


def test_opening_a_return_takes_the_same_few_statements_however_much_is_answered(client):
    costs = set()
    for answered in (0, 40):
        found = forty_questions(answered)
        client.force_login(found.auditor)
        for address in (section(found, "section-1"), reverse("cases:return", args=[found.pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs.add(len(own_statements(queries)))
    assert max(costs) <= MOST_TO_OPEN, costs
    assert len(costs) <= 2
