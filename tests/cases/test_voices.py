"""Views of practitioners and families on a case, and what a briefing may take from them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.models import Activity
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit
from cases.models import Identity, Voice, VoiceHistory
from cases.transitions import Refused
from cases.voicing import StaleVoice, add_voice, change_voice, remove_voice
from reports.offered_quotes import offered_quotes
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "Nobody asked what we needed."


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


@pytest.fixture
def case():
    return factories.case(factories.audit())


def said(**fields) -> dict:
    return {
        "speaker": "parent",
        "agency": None,
        "text": WORDS,
        "is_verbatim": True,
        "gathered": "call",
        "gathered_on": date(2025, 11, 3),
        "may_be_quoted": True,
        "is_proposed": False,
    } | fields


def typed(**fields) -> dict:
    return {
        "speaker": "parent",
        "text": WORDS,
        "is_verbatim": "yes",
        "gathered": "call",
        "gathered_on": "3/11/2025",
    } | fields


def test_a_view_is_recorded_with_whose_it_is_and_how_it_was_gathered(case, coordinator):
    made = add_voice(case=case, by=coordinator, **said())
    assert (made.get_speaker_display(), made.get_gathered_display()) == (
        "Parent or carer",
        "By telephone or video",
    )
    (row,) = Activity.objects.filter(verb="recorded a view")
    assert (row.audit_id, row.detail) == (case.audit_id, "")


@pytest.mark.parametrize(
    "fields",
    [
        {"may_be_quoted": False, "is_proposed": True},
        {"is_verbatim": False, "is_proposed": True},
        {"text": "x" * 301, "is_proposed": True},
        {"text": " "},
    ],
)
def test_only_own_words_with_consent_that_fit_are_proposed(case, coordinator, fields):
    with pytest.raises(Refused):
        add_voice(case=case, by=coordinator, **said(**fields))


def test_the_database_refuses_a_quote_without_consent_too(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.voice(case, may_be_quoted=False, is_proposed=True)


def test_nothing_is_recorded_once_the_audit_is_over(coordinator):
    case = factories.case(factories.audit(status=Audit.Status.CLOSED))
    with pytest.raises(Refused, match="This audit is over"):
        add_voice(case=case, by=coordinator, **said())


def test_what_a_view_said_before_is_kept(case, coordinator):
    made = factories.voice(case)
    change_voice(voice=made, version=1, by=coordinator, **said(text="Nobody asked us."))
    made.refresh_from_db()
    assert (made.text, made.version, made.written_by) == ("Nobody asked us.", 2, coordinator)
    before = VoiceHistory.objects.get()
    assert (before.text, before.version) == (WORDS, 1)
    assert before.written_by != coordinator


def test_saving_what_it_says_already_changes_nothing(case, coordinator):
    made = factories.voice(case)
    change_voice(voice=made, version=1, by=coordinator, **said())
    assert not VoiceHistory.objects.exists()


def test_the_later_of_two_people_is_told_of_the_first(case, coordinator):
    made = factories.voice(case)
    change_voice(voice=made, version=1, by=coordinator, **said(text="First."))
    with pytest.raises(StaleVoice) as stale:
        change_voice(voice=made, version=1, by=coordinator, **said(text="Second."))
    assert stale.value.stored.text == "First."


def test_a_removed_view_keeps_why_and_none_of_its_words(case, coordinator):
    made = factories.voice(case)
    change_voice(voice=made, version=1, by=coordinator, **said(text="Somebody could be known."))
    with pytest.raises(Refused, match="Say why"):
        remove_voice(voice=made, reason=" ", by=coordinator)
    remove_voice(voice=made, reason="It named a school.", by=coordinator)
    made.refresh_from_db()
    assert (made.text, made.removal_reason) == ("", "It named a school.")
    assert not VoiceHistory.objects.exists()
    with pytest.raises(Refused, match="was removed"):
        remove_voice(voice=made, reason="Again.", by=coordinator)


def test_moderators_see_views_before_a_panel_and_agencies_never(case, coordinator):
    factories.voice(case)
    moderator, lead = factories.user(Role.MODERATOR), factories.lead(factories.agency())
    assert not Voice.objects.visible_to(moderator)
    Audit.objects.update(status=Audit.Status.MODERATING)
    assert len(Voice.objects.visible_to(moderator)) == 1
    assert not Voice.objects.visible_to(lead)
    with acting(scope_of(lead)):
        assert not Voice.objects.exists()


def test_a_proposed_view_is_offered_for_the_briefing_and_no_other(case, coordinator):
    factories.voice(case)
    factories.voice(case, text="They listened.", is_proposed=True, speaker="child")
    (quote,) = offered_quotes(case.audit, coordinator)
    assert (quote.text, quote.whose) == ("They listened.", "Child or young person")
    assert quote.source == f"{case.reference} · by telephone or video"


def test_a_removed_view_is_no_longer_offered(case, coordinator):
    made = factories.voice(case, is_proposed=True)
    remove_voice(voice=made, reason="They took it back.", by=coordinator)
    assert offered_quotes(case.audit, coordinator) == []


def page(case, name="add_voice") -> str:
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk])


def test_the_coordinator_records_a_view_on_its_page(as_, case, coordinator):
    client = as_(coordinator)
    answer = client.post(page(case), typed(may_be_quoted="on", is_proposed="on"))
    assert answer.status_code == 302
    html = client.get(answer.url).content.decode()
    assert WORDS in html
    assert "proposed for the briefing" in html
    listed = client.get(reverse("cases:voices", args=[case.audit_id]), {"speaker": "parent"})
    assert WORDS in listed.content.decode()
    others = client.get(reverse("cases:voices", args=[case.audit_id]), {"speaker": "child"})
    assert WORDS not in others.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write what was said."),
        ({"speaker": "auditor"}, "Choose one of the answers shown."),
        ({"gathered_on": "31/2/2025"}, "Write the day as day, month and year"),
        ({"gathered_on": "1/1/2999"}, "This day is still to come."),
        ({"is_proposed": "on"}, "with their consent"),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"agency": str(uuid4())}, "Choose an agency from the list."),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(
    as_, case, coordinator, fields, sentence
):
    response = as_(coordinator).post(page(case), typed(**fields))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Voice.objects.exists()


def test_words_by_which_somebody_could_be_known_ask_for_a_look_once(as_, case, coordinator):
    client = as_(coordinator)
    text = "Ring me on 07700 900123."
    response = client.post(page(case), typed(text=text))
    html = response.content.decode()
    assert response.status_code == 422
    assert "This looks like a telephone number." in html
    assert text in html
    (digest, _), *_ = response.context["form"].fields["looked"].choices
    changed = typed(text="Or on 07700 900456.", looked=digest)
    assert client.post(page(case), changed).status_code == 422
    assert client.post(page(case), typed(text=text, looked=digest)).status_code == 302


def test_the_names_of_a_case_are_compared_and_not_shown(as_, case, coordinator):
    Identity.objects.create(case=case, kind="subject", text="Wren Alder")
    html = as_(coordinator).post(page(case), typed(text="We like Wren a lot.")).content.decode()
    assert "This is a name from this case." in html
    assert "Alder" not in html
    assert Activity.objects.filter(verb="compared a view with an identity").exists()


def test_a_stale_page_shows_both_texts(as_, case, coordinator):
    made = factories.voice(case)
    change_voice(voice=made, version=1, by=factories.coordinator(), **said(text="Theirs."))
    client = as_(coordinator)
    address = reverse("cases:change_voice", args=[case.audit_id, made.pk])
    mine = typed(text="Mine.", version=1)
    response = client.post(address, mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in html
    assert "Mine." in html
    assert client.post(address, mine | {"version": 2}).status_code == 302
    made.refresh_from_db()
    assert made.text == "Mine."


def test_a_view_is_removed_on_its_page_with_a_reason(as_, case, coordinator):
    made = factories.voice(case)
    client = as_(coordinator)
    address = reverse("cases:remove_voice", args=[case.audit_id, made.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    html = client.post(address, {"reason": "Asked for it."}, follow=True).content.decode()
    assert "Asked for it." in html
    assert WORDS not in html
    assert client.get(address).status_code == 404
