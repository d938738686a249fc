"""Moving, copying, deleting and undoing in the builder, and two admins at one draft."""

import pytest

from agencies.models import Activity
from audits.services import publish_version
from audits.tool_rows import definition_of
from tests import factories
from tests.audits.builder_pages import address, said_in, send, shown_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(admin):
    made = factories.draft_version()
    voice, record = factories.section(made, title="Voice"), factories.section(made, title="Record")
    scale = factories.scale(made, key="seen", name="Seen")
    alone = factories.question(voice, key="alone", text="Seen alone?", scale=scale)
    factories.question(voice, kind="text", key="why", text="Why not?")
    factories.question(record, kind="number", key="visits", text="How many visits?")
    factories.measure(alone, name="Seen alone", key="alone")
    return made


def keys(version) -> list[list[str]]:
    return [[each.key for each in section.questions] for section in definition_of(version).sections]


def press(client, version, verb, *parts, **fields):
    return client.post(address(version, f"{verb}_part", *parts), fields, follow=True)


def undo(client, version, seen=None):
    version.refresh_from_db()
    seen = version.revision if seen is None else seen
    return client.post(address(version, "undo"), {"seen": seen}, follow=True)


def test_buttons_move_a_question_up_and_down_and_into_the_next_section(client, version):
    press(client, version, "move", "questions", "why", to="up")
    assert keys(version)[0] == ["why", "alone"]
    press(client, version, "move", "questions", "alone", to="down")
    assert keys(version) == [["why"], ["alone", "visits"]]


def test_a_question_is_moved_to_a_place_in_another_section(client, version):
    press(client, version, "move", "questions", "visits", section="section-1", place="2")
    assert keys(version) == [["alone", "visits", "why"], []]
    response = press(client, version, "move", "questions", "alone", section="section-2", place="")
    assert keys(version) == [["visits", "why"], ["alone"]]
    assert "Moved 1.1 ‘Seen alone?’." in text_of(response)


def test_sections_move_and_a_nonsense_place_is_the_end(client, version):
    press(client, version, "move", "sections", "section-2", to="up")
    assert [each.key for each in definition_of(version).sections] == ["section-2", "section-1"]
    press(client, version, "move", "sections", "section-2", place="-9x")
    assert [each.key for each in definition_of(version).sections] == ["section-1", "section-2"]


def test_a_move_leads_back_to_the_page_it_was_made_on_and_nowhere_else(client, version):
    url = address(version, "build_section", "section-1")
    move = address(version, "move_part", "questions", "why")
    assert client.post(move, {"to": "up", "next": url}).url == url
    for elsewhere in ("https://example.org/", "//example.org/setup/tools/", "/audits/"):
        answer = client.post(move, {"to": "up", "next": elsewhere})
        assert answer.url == address(version, "build_question", "why")


def test_copies_get_keys_of_their_own(client, version):
    response = press(client, version, "duplicate", "questions", "alone")
    assert response.redirect_chain[-1][0] == address(version, "build_question", "seen-alone")
    press(client, version, "duplicate", "sections", "section-1")
    assert keys(version)[1] == ["alone-2", "seen-alone-2", "why-2"]
    press(client, version, "duplicate", "scales", "seen")
    assert [scale.key for scale in definition_of(version).scales] == ["seen", "seen-2"]


def test_deleting_says_what_went_with_it_and_undo_brings_all_of_it_back(client, version):
    before = definition_of(version)
    response = press(client, version, "delete", "questions", "alone")
    page = text_of(response)
    assert "Deleted 1.1 ‘Seen alone?’. The measure ‘Seen alone’ went with it. Undo" in page
    assert " the last change: Deleted 1.1" in said_in(response)
    press(client, version, "delete", "sections", "section-1")
    assert keys(version) == [["visits"]]
    assert "Taken back: Deleted section 1 ‘Voice’ and its 1 question." in text_of(
        undo(client, version)
    )
    undo(client, version)
    assert definition_of(version) == before
    assert "There is nothing to undo" in text_of(undo(client, version))


def test_undo_does_not_take_back_what_somebody_else_did_since(client, version):
    press(client, version, "delete", "questions", "why")
    version.refresh_from_db()
    seen = version.revision
    press(client, version, "delete", "questions", "visits")
    assert "nothing was taken back" in text_of(undo(client, version, seen))
    assert keys(version) == [["alone"], []]


def test_a_scale_in_use_and_the_last_section_are_kept(client, version):
    response = press(client, version, "delete", "scales", "seen")
    assert "The scale “Seen” is used by 1.1." in text_of(response)
    press(client, version, "delete", "sections", "section-1")
    response = press(client, version, "delete", "sections", "section-2")
    assert "A tool needs at least one section." in text_of(response)


@pytest.mark.parametrize(
    "parts", [("questions", "gone"), ("planets", "alone"), ("scales", "alone")]
)
def test_what_is_not_there_does_not_exist(client, version, parts):
    for verb in ("move", "duplicate", "delete"):
        assert client.post(address(version, f"{verb}_part", *parts)).status_code == 404


def test_each_change_is_recorded_with_who_made_it(client, version, admin):
    press(client, version, "delete", "questions", "why")
    done = Activity.objects.get(verb="changed a draft")
    assert (done.actor_id, done.detail) == (admin.pk, "Deleted 1.2 ‘Why not?’")


def test_two_admins_at_one_question_see_both_texts_and_choose(client, version):
    url = address(version, "build_question", "why")
    old = shown_in(client.get(url))
    send(client, url, text="Theirs?")
    response = client.post(url, old | {"text": "Mine?"})
    assert response.status_code == 409
    page = text_of(response)
    assert "Question 1.2: somebody else changed it" in page
    assert "Theirs?" in page
    assert "Mine?" in page
    assert definition_of(version).questions[1].text == "Theirs?"
    sent = dict(response.context["sent"]) | {"seen": response.context["version"].revision}
    client.post(url, sent)
    assert definition_of(version).questions[1].text == "Mine?"


def test_changes_elsewhere_do_not_stand_in_the_way(client, version):
    url = address(version, "build_question", "why")
    old = shown_in(client.get(url))
    send(client, address(version, "build_question", "alone"), text="Seen?")
    press(client, version, "move", "questions", "why", to="up")
    send(client, url, old, text="Why, then?")
    texts = [each.text for each in definition_of(version).sections[0].questions]
    assert texts == ["Why, then?", "Seen?"]


@pytest.mark.parametrize(
    ("name", "keys", "change"),
    [
        ("build_section", ("section-1",), {"title": "Heard"}),
        ("build_scale", ("seen",), {"name": "Looked at"}),
        ("build_themes", (), {"more": "Voice"}),
        ("build_codes", (), {"more": "Inspection, 1.2"}),
    ],
)
def test_every_other_part_shows_both_texts_too(client, version, name, keys, change):
    url = address(version, name, *keys)
    old = shown_in(client.get(url))
    send(client, url, **change)
    mine = {field: f"{value} 2" for field, value in change.items()}
    response = client.post(url, old | mine)
    assert response.status_code == 409
    assert "Nothing is lost" in said_in(response)


def test_words_for_a_question_that_somebody_deleted_are_not_lost(client, version):
    url = address(version, "build_question", "why")
    old = shown_in(client.get(url))
    press(client, version, "delete", "questions", "why")
    response = client.post(url, old | {"text": "Typed with care"})
    assert response.status_code == 409
    assert "Typed with care" in said_in(response)
    sent = response.context["sent"]
    client.post(address(version, "new_question", "section-2"), dict(sent), follow=True)
    assert definition_of(version).sections[1].questions[-1].text == "Typed with care"


@pytest.mark.parametrize(
    ("name", "parts", "again"),
    [
        ("build_section", ("sections", "section-2"), "new_section"),
        ("build_scale", ("scales", "seen"), "new_scale"),
    ],
)
def test_nor_are_those_for_a_section_or_a_scale(client, version, name, parts, again):
    press(client, version, "delete", "questions", "alone")
    url = address(version, name, parts[1])
    old = shown_in(client.get(url))
    press(client, version, "delete", *parts)
    response = client.post(url, old)
    assert response.status_code == 409
    assert address(version, again) in said_in(response)


def test_a_scale_deleted_under_a_question_is_told_beside_both_texts(client, version):
    press(client, version, "duplicate", "scales", "seen")
    url = address(version, "build_question", "alone")
    old = shown_in(client.get(url))
    send(client, url, text="Theirs?")
    press(client, version, "delete", "scales", "seen-2")
    response = client.post(url, old | {"scale": "seen-2"})
    assert "Choose a scale" in said_in(response) or "valid choice" in said_in(response)


def test_a_draft_published_meanwhile_is_refused_in_a_sentence(client, version):
    publish_version(version=version, content_hash="a" * 64)
    for verb in ("move", "duplicate", "delete"):
        page = text_of(press(client, version, verb, "questions", "why", to="up"))
        assert "is published, so it no longer changes" in page


def test_pasted_questions_are_looked_at_then_made(client, version):
    url = address(version, "paste_questions")
    cells = "Voice\tBy whom?\ttext\n\tWhen?\tdate\nPlans\tIs there one?\t\tYes; No\n"
    response = client.post(url, {"text": cells})
    assert "3 questions can be made from this." in text_of(response)
    assert keys(version) == [["alone", "why"], ["visits"]]
    response = client.post(url, {"text": cells, "then": "make"}, follow=True)
    assert "Pasted 3 questions." in text_of(response)
    assert keys(version) == [["alone", "why", "by-whom", "when"], ["visits"], ["is-there-one"]]
    undo(client, version)
    assert keys(version) == [["alone", "why"], ["visits"]]


def test_a_fault_in_what_is_pasted_makes_nothing_and_keeps_the_cells(client, version):
    cells = "Voice\tBy whom?\tnovel\nVoice\tWhen?\tdate\n"
    response = client.post(address(version, "paste_questions"), {"text": cells, "then": "make"})
    assert "Row 1: There is no kind “novel”." in text_of(response)
    assert "By whom?" in said_in(response)
    assert keys(version) == [["alone", "why"], ["visits"]]
