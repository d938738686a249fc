"""A section that holds every kind of question, from the page to the record and back."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Answer, AuditReturn
from cases.views.section_page import SectionPage
from tests import factories
from tests.cases.answering import kinds_tool
from tests.cases.answering.kinds_tool import FILLED, VALUES, typed
from tests.pages import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> AuditReturn:
    factories.partnership()
    return kinds_tool.new_return()


@pytest.fixture
def auditor(client, found):
    client.force_login(found.auditor)
    return client


def section_url(found) -> str:
    return reverse("cases:section", args=[found.pk, "all"])


def check_url(found) -> str:
    return reverse("cases:check", args=[found.pk])


def save(client, found, data, **buttons):
    return client.post(section_url(found), data | buttons)


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def stored(found) -> dict:
    rows = Answer.objects.filter(audit_return=found, state="answered")
    return dict(rows.values_list("question__key", "value"))


def test_every_kind_is_saved_as_it_was_typed(auditor, found):
    assert save(auditor, found, typed(**FILLED)).status_code == 302
    assert stored(found) == VALUES


def test_what_is_saved_is_in_the_page_again(auditor, found):
    save(auditor, found, typed(**FILLED))
    html = page(auditor, section_url(found))
    for words in ["Ask again", "30 6 2026", "Tell the school", "Nobody asked me.", "6 points"]:
        assert words in html
    assert '<option value="child" selected>' in html


def test_nothing_typed_is_no_answer(auditor, found):
    assert save(auditor, found, typed()).status_code == 302
    assert stored(found) == {}


def test_each_fault_stands_at_its_box_and_nothing_typed_is_lost(auditor, found):
    data = typed(
        home=["2", "9", "3"],
        areas=["good", "splendid"],
        plan=["1", "9", "2025", "31", "3", "2024"],
        actions=["", "Social worker", ""],
        words=["", "child"],
        began=["13", "2025"],
    )
    response = save(auditor, found, data)
    html = response.content.decode()
    assert stored(found) == {}
    faults = {
        "home_1": "Warm: Enter a number from 0 to 3.",
        "areas_1": "School: Choose one of the answers shown.",
        "plan_3": "To: Give a date that is not before the first one.",
        "actions_0": "Task 1: Write what is to be done, or empty the whole row.",
        "words_0": "Quote: Write the quote, or choose nobody below.",
        "began_0": "Month: Give a month from 1 to 12.",
    }
    for name, sentence in faults.items():
        assert sentence in html
        assert f'id="id_answer-{name}_error"' in html
    for words in ['value="9"', 'value="2024"', 'value="Social worker"', 'value="13"']:
        assert words in html


@pytest.mark.parametrize("state", ["not_recorded", "not_applicable"])
@pytest.mark.parametrize("key", list(VALUES))
def test_every_kind_can_say_why_there_is_no_answer(auditor, found, key, state):
    grouped = key in {"overall", "seen", "agencies"}
    name = f"answer-{key}" if grouped else f"answer-{key}_state"
    save(auditor, found, typed() | {name: [state], f"answer-{key}_reason": "Never met."})
    assert Answer.objects.get(audit_return=found, question__key=key).state == state
    assert "data-state data-reveals" in page(auditor, section_url(found))


@pytest.mark.parametrize(
    "key", [key for key in FILLED if key not in {"overall", "seen", "agencies"}]
)
def test_an_answer_and_a_state_together_are_refused(auditor, found, key):
    name = f"answer-{key.replace('_', '-')}_state"
    response = save(auditor, found, typed(**{key: FILLED[key]}) | {name: ["not_recorded"]})
    assert "Keep one." in response.content.decode()
    assert stored(found) == {}


def test_an_incomplete_answer_is_saved_and_named_before_submitting(auditor, found):
    rest = {key: value for key, value in FILLED.items() if key not in {"home", "areas", "words"}}
    save(auditor, found, typed(**rest, home=["2"], areas=["good"], words=["Slow.", ""]))
    assert stored(found)["home"] == {"clean": 2}
    html = page(auditor, check_url(found))
    assert "Score every item. Without a score: “Warm” and “Food”." in html
    assert "Grade every area. Without a grade: “School”." in html
    assert "Say whose words these are." in html
    auditor.post(check_url(found))
    assert AuditReturn.objects.get().status == "in_progress"


def test_a_whole_return_can_be_submitted_and_read(auditor, found):
    save(auditor, found, typed(**FILLED))
    auditor.post(check_url(found))
    assert AuditReturn.objects.get().status == "submitted"
    html = page(auditor, reverse("cases:return", args=[found.pk]))
    for words in [
        "Total: 6 points",
        "School: Requires",
        "September 2025",
        "1 September 2025 to 31 March 2026",
        "“Nobody asked me.” – Child or young person",
        "1. Ask again, Health visitor, by 30 June 2026",
    ]:
        assert words in html
    assert "Is there a plan" not in html


def test_a_low_total_opens_the_question_that_depends_on_it(auditor, found):
    save(auditor, found, typed(home=["1", "1", "1"]))
    assert "data-off>" not in page(auditor, section_url(found)).split("question-why-low")[1][:400]
    save(auditor, found, typed(home=["3", "3", "3"]) | {"answer-home_version": 1})
    assert "1.7 is “Clean: 3" in page(auditor, section_url(found))


def test_two_pages_on_one_answer_show_both_texts(auditor, found):
    save(auditor, found, typed(actions=FILLED["actions"], home=["1", "1", "1"]))
    response = save(auditor, found, typed(actions=["Else", "Me", ""], home=["3", "3", "3"]))
    html = response.content.decode()
    assert response.status_code == 409
    assert "1. Else, Me" in html
    assert "1. Ask again, Health visitor" in html
    assert "Total: 9 points" in html


def test_what_was_typed_after_submitting_is_shown_to_be_copied(auditor, found):
    factories.answer(found, kinds_tool.question(found, "seen"), "yes")
    AuditReturn.objects.update(
        status="submitted", submitted_by=found.auditor, submitted_at="2026-11-20T09:00Z"
    )
    response = save(auditor, found, typed(home=["1", "9", "1"], actions=["Else", "Me", ""]))
    html = response.content.decode()
    assert response.status_code == 409
    assert "1, 9, 1" in html
    assert "1. Else, Me" in html


def test_clearing_an_answer_of_several_boxes_leaves_the_others(auditor, found):
    save(auditor, found, typed(**FILLED), clear="areas")
    kept = {key: value for key, value in VALUES.items() if key != "areas"}
    assert stored(found) == kept


def test_prompts_are_a_list_with_nothing_to_answer(auditor, found):
    html = page(auditor, section_url(found))
    assert "Is there a plan, and does the child know it?" in html
    assert "answer-look-plan" not in html
    assert html.count('<ul class="prompts">') == 1


def test_an_answer_to_a_prompt_is_ignored(auditor, found):
    sent = {"answer-look-plan_version": "0", "answer-look-plan": "Yes", "answer-look-plan_0": "x"}
    assert save(auditor, found, typed(**FILLED) | sent).status_code == 302
    assert stored(found) == VALUES


def test_guidance_has_its_links(auditor, found):
    html = page(auditor, section_url(found))
    assert 'Read <a href="https://example.org/guide" rel="noopener">the guide</a> first.' in html
    assert (
        'See <a href="https://example.org/plans" rel="noopener">https://example.org/plans</a>.'
        in html
    )


def test_a_rating_of_its_section_says_so_and_grades_have_words_and_colours(auditor, found):
    html = page(auditor, section_url(found))
    assert "Rating of this section" in html
    assert kinds_tool.GRADES["inadequate"][1] in html
    assert 'class="swatch swatch--amber" aria-hidden="true"' in html


def test_the_agency_s_lead_reads_every_kind(found, client):
    client.force_login(found.auditor)
    save(client, found, typed(**FILLED))
    client.post(check_url(found))
    lead = factories.lead(found.agency)
    client.force_login(lead)
    html = page(client, reverse("cases:review", args=[found.pk]))
    for words in ["Total: 6 points", "Health: Good", "September 2025", "Tell the school"]:
        assert words in html
    assert "Is there a plan" not in html


def test_queries_do_not_grow_with_the_questions(client):
    factories.partnership()
    counts = []
    for times in (1, 3):
        version = factories.draft_version()
        for _ in range(times):
            part = factories.section(version)
            for kind in ("items", "profile", "tasks", "quote", "grade", "prompt"):
                items = ["a", "b"] * (kind in {"items", "profile"})
                factories.question(part, kind, items=dict.fromkeys(items), required=False)
        made = factories.audit_return(audit=factories.audit(factories.published(version)))
        client.force_login(made.auditor)
        address = reverse("cases:section", args=[made.pk, "section-1"])
        queries_of(client, address)
        counts.append(queries_of(client, address))
    assert counts[0] == counts[1]


NAMES = [
    *(f"answer-{key}" for key in VALUES),
    *(f"answer-{key}_{at}" for key in VALUES for at in (0, 1, 2, 3, 59, 60)),
    *(f"answer-{key}_state" for key in VALUES),
]
hostile = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["\0", "NaN", "1e400", "9" * 5000, "x" * 100_000, "31/02/2026", "good", "child", "[]", "-0"]
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent=st.dictionaries(st.sampled_from(NAMES), st.lists(hostile, min_size=1, max_size=3)))
def test_hostile_values_are_read_or_refused_with_a_sentence(found, sent):
    data = QueryDict(mutable=True)
    for name, values in (typed() | sent).items():
        data.setlist(name, values if isinstance(values, list) else [str(values)])
    found = AuditReturn.objects.with_answers().get(pk=found.pk)
    form = SectionPage(found, "all").form(data)
    if not form.is_valid():
        sentences = [sentence for each in form.errors.values() for sentence in each]
        assert all(sentence.endswith((".", "?")) for sentence in sentences)
        assert all(isinstance(said.text, str) for said in form.unread)
