"""One section as a form: what it offers, what it reads and what it refuses."""

import json

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Sector
from cases.answering.entries import Beside, Entry
from cases.answering.parts import answers_of
from cases.answering.routing import Routing
from cases.answering.submit_form import SubmitForm
from cases.audiences import audience_of
from cases.forms import SectionForm, with_versions, without_answer
from cases.models import Answer, AuditReturn
from tests import factories
from tests.cases.answering import answering_tool
from tests.cases.answering.answering_tool import ALL_ANSWERS, VOICE, WORK, date_parts, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return loaded(answering_tool.new_return())


def loaded(found) -> AuditReturn:
    return AuditReturn.objects.with_answers().get(pk=found.pk)


def querydict(data: dict) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def form_for(found, section_key="voice", data=None, conflicts=None) -> SectionForm:
    answers = answers_of(found)
    routing = Routing(found.tool_version, audience_of(found), answers)
    [section] = [each for each in found.tool_version.sections.all() if each.key == section_key]
    return SectionForm(
        routing.places(section),
        {answer.question: answer for answer in answers},
        data=None if data is None else querydict(data),
        known=routing.known(routing.places(section)),
        conflicts=conflicts,
    )


def entries(found, data, section_key="voice") -> dict[str, Entry]:
    form = form_for(found, section_key, data)
    assert form.is_valid(), form.errors
    return {question.key: entry for question, entry in form.entries.items()}


def errors(found, data, section_key="voice") -> dict[str, list[str]]:
    return dict(form_for(found, section_key, data).errors)


def questions_in(form) -> list[str]:
    return [place.question.key for place in form.places]


def test_a_whole_section_is_read_into_stored_values(found):
    read = entries(found, answering_tool.filled_voice())
    assert {key: entry.value for key, entry in read.items()} == {
        "seen-alone": "no",
        "reasons": ["yes", "no"],
        "visits": 3,
        "last-seen": "2026-03-31",
        "learning": ALL_ANSWERS["learning"],
    }
    assert {entry.state for entry in read.values()} == {"answered"}


def test_gaps_are_read_as_missing(found):
    assert set(entries(found, sent(VOICE)).values()) == {Entry("missing")}


def test_what_is_stored_is_what_the_page_shows_and_sends_back(found):
    values = {"seen-alone": "no", "reasons": ["no"], "visits": "2.5", "last-seen": "2026-03-31"}
    for key, value in values.items():
        factories.answer(found, answering_tool.question(found, key), value, note=f"Note on {key}")
    form = form_for(loaded(found))
    shown = {f"answer-{name}": form.get_initial_for_field(field, name)
             for name, field in form.fields.items()}  # fmt: skip
    parts = date_parts("last-seen", *shown.pop("answer-last-seen"))
    again = entries(loaded(found), {k: v for k, v in shown.items() if v is not None} | parts)
    assert {key: entry.value for key, entry in again.items() if entry.value} == values
    assert again["visits"].note == "Note on visits"


@pytest.mark.parametrize("state", ["not_recorded", "not_applicable"])
@pytest.mark.parametrize("key", ["seen-alone", "reasons", "visits", "last-seen"])
def test_every_kind_of_question_can_say_why_there_is_no_answer(found, key, state):
    grouped = key in {"seen-alone", "reasons"}
    field = f"answer-{key}" if grouped else f"answer-{key}_state"
    data = sent(VOICE) | {field: [state], f"answer-{key}_reason": "Never met."}
    reason = "Never met." if state == "not_applicable" else ""
    assert entries(found, data)[key] == Entry(state, reason=reason)
    factories.answer(found, answering_tool.question(found, key), state=state, reason=reason)
    form = form_for(loaded(found))
    assert state in form[field.removeprefix("answer-")].initial


def test_a_question_offers_only_the_states_it_allows(found):
    assert "learning_state" not in form_for(found).fields
    assert "learning_reason" not in form_for(found).fields
    data = sent(VOICE) | {"answer-learning_state": ["not_applicable"]}
    assert entries(found, data)["learning"] == Entry("missing")


def test_an_answer_and_a_state_together_are_refused(found):
    data = sent(VOICE, visits="3") | {"answer-visits_state": ["not_recorded"]}
    [message] = errors(found, data)["visits"]
    assert message == (
        "1.3 How many visits? You have given an answer and also chosen “Not recorded”. Keep one."
    )


def test_two_states_together_are_refused(found):
    data = sent(VOICE) | {"answer-reasons": ["not_recorded", "not_applicable"]}
    assert "not both" in errors(found, data)["reasons"][0]


def test_every_fault_of_a_page_is_reported_at_its_own_field(found):
    data = sent(VOICE, visits="many", visits__note="a\0", seen_alone="maybe", learning="x" * 2001)
    data |= date_parts("last-seen", "31", "2", "2026")
    data |= {"answer-reasons": ["not_applicable"], "answer-reasons_reason": "x" * 501}
    assert set(errors(found, data)) == {
        "seen-alone", "reasons_reason", "visits", "visits_note", "last-seen", "learning",
    }  # fmt: skip


def test_a_fault_names_its_question(found):
    [message] = errors(found, sent(VOICE, visits="51"))["visits"]
    assert message == "1.3 How many visits? Enter a number from 0 to 50."


def test_what_was_typed_stays_in_the_page_when_something_is_refused(found):
    data = sent(VOICE, visits="many", learning="A long thought.", seen_alone="partly")
    form = form_for(found, data=data)
    assert not form.is_valid()
    assert (form["visits"].value(), form["learning"].value()) == ("many", "A long thought.")
    assert form["seen-alone"].value() == "partly"


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "٣", "9" * 20])
def test_a_damaged_version_is_refused_with_a_sentence(found, version):
    data = sent(VOICE) | {"answer-visits_version": version}
    assert "Open the section again." in errors(found, data)["visits_version"][0]


def test_a_question_that_was_not_on_the_page_is_left_alone(found):
    assert list(entries(found, sent({"visits": 0}, visits="3", learning="Sneaked in"))) == [
        "visits"
    ]


def test_unknown_fields_and_other_sections_are_ignored(found):
    extra = {"answer-drift": "yes", "answer-drift_version": 0, "status": "approved", "answer-": "x"}
    assert set(entries(found, sent(VOICE) | extra)) == set(VOICE)


def test_questions_for_other_sectors_are_not_in_the_form(found):
    assert questions_in(form_for(found, "work")) == ["drift", "escalated"]
    police = loaded(answering_tool.new_return(agency_=factories.agency(Sector.POLICE)))
    assert questions_in(form_for(police, "work")) == ["drift", "police-only", "escalated"]


def test_a_question_that_depends_on_the_same_page_is_there_either_way(found):
    assert "reasons" in questions_in(form_for(found))
    places = {place.question.key: place for place in form_for(found).places}
    assert not places["reasons"].asked
    assert places["reasons"].only_if == (
        "Answer this only if ‘1.1 Was the child seen alone?’ is ‘No’ or ‘Partly’"
    )
    assert places["reasons"].because == "1.1 is not answered yet"


def test_a_section_that_is_shut_has_no_questions_until_it_opens(found):
    assert questions_in(form_for(found, "alone")) == []
    factories.answer(found, answering_tool.question(found, "seen-alone"), "yes")
    assert questions_in(form_for(loaded(found), "alone")) == ["own-words"]


def test_what_was_typed_while_a_section_was_open_is_read_after_it_was_shut(found):
    data = sent({"own-words": 0}, own_words="yes")
    assert entries(found, data, "alone")["own-words"].value == "yes"


def test_the_script_is_told_what_other_sections_say():
    version = factories.draft_version()
    first, second = factories.section(version), factories.section(version)
    earlier = factories.question(first)
    here = factories.question(second)
    condition = {"all": [{"question": q.key, "is": ["yes"]} for q in (earlier, here)]}
    factories.question(second, show_when=condition)
    found = factories.audit_return(audit=factories.audit(factories.published(version)))
    factories.answer(found, earlier, "yes")
    form = form_for(loaded(found), second.key)
    assert json.loads(form.helper.attrs["data-known"]) == {
        earlier.key: {"state": "answered", "value": "yes", "shown": "1.1 is “Yes”"}
    }


def test_keeping_theirs_leaves_the_question_out(found):
    data = sent({"visits": 1}, visits="3", visits__keep="theirs")
    assert entries(found, data) == {}
    assert entries(found, data | {"answer-visits_keep": "mine"})["visits"].value == 3


def test_a_page_told_of_newer_answers_sends_their_versions(found):
    question = answering_tool.question(found, "visits")
    data = with_versions(querydict(sent({"visits": 0}, visits="3")), {question: Answer(version=4)})
    assert (data["answer-visits_version"], data["answer-visits"]) == ("4", "3")


def test_a_decision_between_two_texts_survives_another_fault(found):
    factories.answer(found, answering_tool.question(found, "visits"), 2)
    data = sent({"visits": 1, "last-seen": 0}, visits="3", visits__keep="theirs")
    form = form_for(loaded(found), data=data | date_parts("last-seen", "31", "2", "2026"))
    assert not form.is_valid()
    assert form["visits_keep"].value() == "theirs"


def test_clearing_takes_back_the_answer_and_leaves_the_note(found):
    data = answering_tool.filled_voice() | {"answer-last-seen_note": "Seen in passing."}
    rest = without_answer(querydict(data), "last-seen")
    form = form_for(found, data=rest)
    read = entries(found, dict(rest.lists()))
    assert read["last-seen"] == Entry("missing", beside=Beside("Seen in passing."))
    assert form.is_bound
    assert read["visits"].value == 3


def test_submitting_asks_for_a_tick_only_where_something_is_blank():
    assert SubmitForm([], data={}).is_valid()
    form = SubmitForm([object()], data={})
    assert form.errors["blanks_confirmed"] == [
        "Tick to confirm the questions you are leaving blank."
    ]
    assert SubmitForm([object()], data={"blanks_confirmed": "on"}).is_valid()


hostile = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        ["\0", "‮evil", "NaN", "-Infinity", "1e400", "9" * 5000, "x" * 200_000, "not_asked",
         "<script>alert(1)</script>", "{{ 7*7 }}", "=cmd()", "31/02/2026", "missing", "[]", "null"]
    ),
)  # fmt: skip
NAMES = [
    *(f"answer-{key}" for key in VOICE),
    *(f"answer-{key}_{part}" for key in VOICE for part in ("state", "reason", "note", "version")),
    *(f"answer-last-seen_{place}" for place in range(3)),
]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    data=st.dictionaries(
        st.sampled_from(NAMES), st.lists(hostile, min_size=1, max_size=3), min_size=1, max_size=8
    )
)
def test_hostile_values_are_read_or_refused_and_never_raise(found, data):
    form = form_for(found, data=sent(VOICE) | data)
    if form.is_valid():
        states = {entry.state for entry in form.entries.values()}
        assert states <= {"answered", "missing", "not_applicable", "not_recorded"}
    else:
        sentences = [sentence for found in form.errors.values() for sentence in found]
        assert all(sentence.endswith((".", "?")) for sentence in sentences)


def test_a_work_page_without_a_change_reads_as_it_was_sent(found):
    read = entries(found, answering_tool.filled_work(), "work")
    assert {key: read[key].value for key in WORK} == {"drift": "yes", "escalated": "partly"}
