"""The page of one section: saving it, what overtakes a save, and what it shows."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Answer
from tests import factories
from tests.cases.answering import answering_tool
from tests.cases.answering.answering_tool import (
    VOICE,
    body,
    date_parts,
    page,
    said,
    save,
    section,
    sent,
    url,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    made = answering_tool.new_return()
    client.force_login(made.auditor)
    return made


def test_a_wrong_value_saves_nothing_and_loses_nothing(client, found):
    data = answering_tool.filled_voice() | {"answer-visits": "many"}
    response = save(client, found, data=data)
    assert response.status_code == 200
    assert "<title>Error: 1. The child’s voice" in body(response)
    assert '<a href="#id_answer-visits">' in body(response)
    assert "1.3 How many visits? Enter a number in figures" in body(response)
    assert 'value="many"' in body(response)
    assert answering_tool.ALL_ANSWERS["learning"] in body(response)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("go", "place"), [("next", "work"), ("later", "my_returns"), ("stay", "voice"), ("x", "voice")]
)
def test_each_button_saves_and_leads_on(client, found, go, place):
    response = save(client, found, go=go)
    expected = reverse("cases:my_returns") if place == "my_returns" else section(found, place)
    assert response["Location"] == expected
    assert said(found) == "no"


@pytest.mark.parametrize(("value", "place"), [("yes", "section-2"), ("no", "section-3")])
def test_what_was_just_saved_decides_which_section_is_next(client, value, place):
    version = factories.draft_version()
    first, *later = (factories.section(version) for _ in range(3))
    factories.question(first, key="opens")
    for section_ in later:
        factories.question(section_)
    later[0].show_when = {"question": "opens", "is": ["yes"]}
    later[0].save()
    found = factories.audit_return(audit=factories.audit(factories.published(version)))
    client.force_login(found.auditor)
    response = save(client, found, first.key, sent({"opens": 0}, opens=value), go="next")
    assert response["Location"] == section(found, place)


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
    save(client, found, "work", answering_tool.filled_work())
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


@pytest.mark.parametrize("key", ["police", "no-such-section"])
def test_a_section_for_other_agencies_is_not_found(client, found, key):
    assert client.get(section(found, key)).status_code == 404
    assert client.post(section(found, key), {}).status_code == 404


def test_dates_are_sent_in_three_parts(client, found):
    data = sent(VOICE) | date_parts("last-seen", "1", "4", "2026")
    save(client, found, data=data)
    assert said(found, "last-seen") == "2026-04-01"
