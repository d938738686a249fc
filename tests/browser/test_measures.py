"""Totals, occasions, areas of profiles and a coordinator's own measures, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from audits.models import FrameworkCode, Item, Question, Section, Theme
from tests import factories
from tests.browser.checks import passes, unfold, widths

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCORES = (6, 14, 14, 31, "22.5", 9)


@pytest.fixture
def audit(live_server):
    with acting_as_system():
        factories.partnership(minimum_denominator=3)
        version = factories.draft_version()
        Theme.objects.create(version=version, key="home", name="Home conditions", position=1)
        once = factories.section(version)
        score = factories.question(
            once, Question.Kind.NUMBER, text="Score of the home", maximum=40, minimum=0
        )
        factories.measure_of_numbers(
            score,
            key="score",
            name="The home scored",
            label="Home score",
            theme="home",
            percent_of_maximum=True,
            sentence="The home scored {median}, {range}, in {count} returns.",
        )
        _graded(once)
        again = factories.section(version, repeats=Section.Repeats.TIME_POINT)
        seen = factories.question(again, text="Was the child seen?", key="seen")
        code = FrameworkCode.objects.create(
            version=version, key="jtai-1", framework="JTAI", code="1.2", position=1
        )
        seen.codes.add(code)
        factories.measure(seen, key="seen", name="The child was seen", label="Child seen")
        made = factories.audit(factories.published(version))
        factories.measure(seen, ["no"], key="unseen", label="Not seen", audit=made)
        agencies = [factories.agency(), factories.agency(short_name="Wold and Vale")]
        for place, value in enumerate(SCORES):
            _answer(made, agencies[place % 2], score, value)
        factories.audit_return(audit=made)
        return made


def _graded(section) -> None:
    scale = factories.scale(section.version, ["good", "fair", "poor"], better="higher")
    for rank, option in enumerate(scale.options.order_by("-position")):
        option.rank = rank
        option.save()
    profile = factories.question(
        section, Question.Kind.PROFILE, scale=scale, key="care", text="How was the care?"
    )
    for place, code in enumerate(("food", "warmth"), 1):
        Item.objects.create(question=profile, code=code, label=code.title(), position=place)
    factories.measure(
        profile,
        ["poor"],
        combines="worst",
        key="worst",
        name="The worst area is poor",
        label="Worst area poor",
        not_applicable="in_denominator",
        better="lower",
    )


def _answer(audit, agency, score, value) -> None:
    made = factories.audit_return(audit=audit, agency_=agency)
    care, seen = (audit.tool_version.questions.get(key=key) for key in ("care", "seen"))
    factories.answer(made, score, value)
    if value == 9:
        factories.answer(made, care, state="not_applicable", reason="The child was in hospital.")
    else:
        factories.answer(made, care, {"food": "fair", "warmth": "poor" if value == 14 else "good"})
    factories.answer(made, seen, "no", occasion="first")
    factories.answer(made, seen, "yes", occasion="later", note="At the second visit.")
    factories.move(made, "approved")


@pytest.fixture
def reader(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


@pytest.fixture
def at(live_server, audit, reader):
    def go(name, *more, query=""):
        url = reverse(f"reports:{name}", args=[audit.pk, *more])
        reader.goto(live_server.url + url + query)

    return go


PAGES = [
    ("figures",),
    ("answers_behind", "score"),
    ("answers_behind", "worst"),
    ("answers_behind", "seen@later"),
    ("measures",),
    ("add_measure",),
    ("change_measure", "unseen"),
    ("delete_measure", "unseen"),
]


def test_pages_of_measures_pass_axe_and_fit(reader, at, complaints):
    for shown in PAGES:
        at(*shown)
        for _ in widths(reader):
            unfold(reader)
            passes(reader, complaints)


def test_a_total_has_its_median_range_and_every_number_in_words(reader, at):
    at("figures")
    total = reader.locator("#score")
    assert "14 of 40 (35 per cent of the maximum, 40)" in total.inner_text()
    assert "from 6 to 31" in total.inner_text()
    title = total.locator("svg.strip title").text_content()
    assert "The numbers: 6, 9, 14 (2 times), 22.5, 31." in title


def test_figures_narrow_to_a_code_of_another_framework(reader, at):
    at("figures")
    reader.get_by_label("Code of another framework").select_option("JTAI 1.2")
    reader.get_by_role("button", name="Show").click()
    shown = [each.get_attribute("id") for each in reader.get_by_role("article").all()]
    assert shown == ["seen@first", "seen@later", "unseen@first", "unseen@later"]


def test_a_coordinator_adds_a_measure_with_the_keyboard_alone(reader, at):
    at("add_measure")
    reader.get_by_label("Which question is counted?").focus()
    reader.get_by_label("Which question is counted?").select_option(label="2.1 Was the child seen?")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    reader.get_by_label("What is measured, as a statement").fill("The child was partly seen")
    reader.get_by_label("Short name").fill("Partly seen")
    reader.get_by_label("Partly", exact=True).focus()
    reader.keyboard.press("Space")
    reader.get_by_role("button", name="Add this measure").focus()
    reader.keyboard.press("Enter")
    reader.get_by_text("“Partly seen” is added").wait_for()
    expect(reader.get_by_role("link", name="Partly seen")).to_have_count(2)
