"""A tool as an agency would meet it, and how many returns a condition would be met by."""

import json
from collections import Counter

import pytest
from django.urls import reverse

from agencies.models import Activity, Sector
from audits.models import PlanType, Question
from audits.tool_definition import ITEM_KINDS, SCALE_KINDS
from audits.versioning import start_version
from cases.meeting import Meeting
from cases.models import Answer, AuditReturn
from tests import factories, sent_forms
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture
def version():
    made = factories.draft_version()
    voice = factories.section(made, key="voice", title="The child’s voice")
    ask = factories.question
    ask(voice, key="seen", text="Was the child seen?")
    ask(voice, key="why", text="Why not?", show_when={"question": "seen", "is": ["no"]})
    ask(voice, Kind.NUMBER, key="visits", text="How many visits?", required=False)
    ask(voice, key="crime", text="Was it a crime?", sectors=[Sector.POLICE])
    later = factories.section(made, key="later", title="Later")
    ask(
        later,
        key="plan",
        text="Was there a plan?",
        show_when={"question": "seen", "is": ["yes"]},
    )
    return made


def address(version, section=""):
    url = reverse("cases:preview_tool", args=[version.pk])
    return f"{url}?section={section}" if section else url


def tried(client, version, section="", **changes):
    """What the page shows after these answers are tried on it."""
    data = sent_forms.fields_of(client.get(address(version, section)), "preview-form")
    return client.post(address(version, section), data | changes)


def shown(response) -> str:
    return text_of(response)


def test_each_sector_meets_its_own_questions_and_the_count_says_so(client, admin, version):
    police = shown(tried(client, version, sector="police"))
    assert "Was it a crime?" in police
    assert "Police see 5 of 5 questions, about 5 minutes" in police
    health = shown(tried(client, version, sector="health"))
    assert "Was it a crime?" not in health
    assert "Health see 4 of 5 questions" in health


def test_the_sector_chosen_last_is_chosen_on_the_next_page(client, admin, version):
    tried(client, version, sector="police")
    assert "Police see" in shown(client.get(address(version, "later")))


def test_answers_that_are_tried_decide_what_follows_also_in_other_sections(client, admin, version):
    page = shown(tried(client, version, **{"answer-seen": "no"}))
    assert "1.2Why not?" in page
    assert "2.1 is not asked, because 1.1 is “No”" in page
    page = shown(tried(client, version, **{"answer-seen": "yes"}))
    assert "1.2 is not asked, because 1.1 is “Yes”" in page
    assert "2.1Was there a plan?" in page


def test_nothing_that_is_tried_is_saved(client, admin, version):
    tried(client, version, **{"answer-seen": "no", "answer-visits": "4"})
    assert not Answer.objects.exists()
    assert not AuditReturn.objects.exists()


def test_what_cannot_be_read_stays_as_it_was_typed_and_says_why(client, admin, version):
    page = tried(client, version, **{"answer-visits": "four"})
    assert sent_forms.fields_of(page, "preview-form")["answer-visits"] == ["four"]
    assert "1.3 How many visits?" in shown(page)


def test_one_section_is_shown_alone_and_one_that_is_not_there_is_not_found(client, admin, version):
    page = shown(client.get(address(version, "voice")))
    assert "Was the child seen?" in page
    assert "Was there a plan?" not in page
    assert client.get(address(version, "nowhere")).status_code == 404


def test_with_a_section_comes_what_decides_whether_it_is_asked(client, admin, version):
    page = shown(client.get(address(version, "later")))
    assert "1.1Was the child seen?" in page
    assert "How many visits?" not in page
    page = shown(tried(client, version, "later", **{"answer-seen": "yes"}))
    assert "2.1Was there a plan?" in page


def test_a_plan_type_decides_too(client, admin, version):
    PlanType.objects.create(key="family-help", name="Family Help")
    version.questions.filter(key="visits").update(plan_types=["family-help"])
    fits = shown(tried(client, version, plan_type="family-help"))
    assert "Every sector together sees 5 of 5 questions" in fits
    none = shown(tried(client, version, plan_type="none"))
    assert "Every sector together sees 4 of 5 questions" in none


def test_what_is_picked_as_relevant_is_asked_where_it_is_ticked(client, admin, version):
    version.questions.filter(key="visits").update(picked=True)
    page = tried(client, version)
    assert "5 of 5 questions" in shown(page)
    data = sent_forms.fields_of(page, "preview-form")
    del data["picked"]
    assert "4 of 5 questions" in shown(client.post(address(version), data))


def test_a_section_that_repeats_is_met_once(client, admin, version):
    version.sections.filter(key="voice").update(repeats="subject")
    assert "1.1Was the child seen?" in shown(client.get(address(version, "voice")))


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_question_can_be_previewed(client, admin, kind):
    made = factories.draft_version()
    part = factories.section(made, key="part")
    fields = {"scale": factories.scale(made)} if kind in SCALE_KINDS else {}
    question = factories.question(part, kind, key="asked", text="What?", **fields)
    if kind in ITEM_KINDS:
        question.items.create(code="one", label="One", position=1)
    assert "What?" in shown(client.get(address(made)))


def test_a_preview_costs_the_same_queries_for_many_questions(client, admin, version):
    few = queries_of(client, address(version))
    part = version.sections.get(key="later")
    scale = version.scales.first()
    for _ in range(12):
        factories.question(part, scale=scale)
    assert queries_of(client, address(version)) == few


def test_who_may_not_see_tools_sees_no_preview(client, version):
    client.force_login(factories.lead(factories.agency()))
    assert client.get(address(version)).status_code == 403


# how many returns would meet a condition

WHEN = {"question": "seen", "is": ["no"]}


def counted(client, draft, when=WHEN) -> str:
    url = reverse("cases:condition_met", args=[draft.pk])
    return shown(client.get(url, {"when": json.dumps(when)}))


def approved(audit, value):
    made = factories.audit_return(audit=audit, status=AuditReturn.Status.IN_PROGRESS)
    factories.answer(made, audit.tool_version.questions.get(key="seen"), value)
    return factories.move(made, AuditReturn.Status.APPROVED)


@pytest.fixture
def draft(version, admin):
    factories.published(version)
    audit = factories.audit(version)
    for value in ["no"] * 5 + ["yes"] * 6:
        approved(audit, value)
    return start_version(tool=version.tool, by=admin)


def test_the_approved_returns_that_meet_a_condition_are_counted(client, draft):
    said = counted(client, draft)
    assert "In the approved answers to version 1 that is about 5 of 11 returns." in said
    assert Activity.objects.filter(verb="counted who meets a condition").exists()


def test_a_count_so_small_that_it_could_tell_of_one_return_is_not_given(client, draft):
    answer = Answer.objects.filter(value="no").first()
    Answer.objects.filter(pk=answer.pk).update(value="partly")
    one = counted(client, draft, {"question": "seen", "is": ["partly"]})
    assert "fewer than 5 of 11 returns" in one
    most = counted(client, draft, {"not": {"question": "seen", "is": ["partly"]}})
    assert "all or nearly all of 11 returns" in most


def test_that_no_return_or_every_one_meets_a_condition_is_not_told_apart_from_a_few(client, draft):
    assert "fewer than 5 of 11" in counted(client, draft, {"question": "seen", "is": ["partly"]})
    everyone = counted(client, draft, {"question": "seen", "answered": True})
    assert "all or nearly all of 11" in everyone


def test_counts_go_up_in_steps_so_that_one_return_more_seldom_shows(version):
    said = [Meeting(version, count, 30).in_words for count in range(31)]
    assert len(set(said)) == 7
    assert min(Counter(said).values()) == 3


def test_few_returns_are_not_counted_at_all(client, draft):
    kept = AuditReturn.objects.values_list("pk", flat=True)[:9]
    AuditReturn.objects.exclude(pk__in=list(kept)).update(status=AuditReturn.Status.SUBMITTED)
    assert "nothing to count" in counted(client, draft)


def test_without_answers_to_what_it_looks_at_nothing_is_counted(client, draft, version):
    assert "nothing to count" in counted(client, draft, {"question": "new", "answered": True})
    AuditReturn.objects.update(status=AuditReturn.Status.SUBMITTED)
    assert "nothing to count" in counted(client, draft)


@pytest.mark.parametrize(
    "when", ["", "[", "[" * 2000, '{"all": []}', '{"question": 1}', "1" * 9000]
)
def test_a_damaged_condition_counts_nothing(client, draft, when):
    url = reverse("cases:condition_met", args=[draft.pk])
    assert "nothing to count" in shown(client.get(url, {"when": when}))
