"""The list of tools and what a version asks, for admins and coordinators."""

from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import Sector
from agencies.roles import Role
from audits.models import AuditTool, PlanType
from audits.services import publish_version
from audits.tool_definition import (
    CodeDefinition,
    ItemDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ThemeDefinition,
    ToolDefinition,
)
from audits.tool_rows import write_content
from tests import factories
from tests.audits.builder_pages import address
from tests.cases.answering import kinds_tool
from tests.look.markup import Page
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
TOOLS = "audits:tools"


@pytest.fixture
def admin(client):
    client.force_login(factories.user(Role.ADMIN))


@pytest.fixture
def coordinator(client):
    client.force_login(factories.coordinator())


def current_place(client, url) -> list[str]:
    page = Page(client.get(url).content.decode())
    return [link.text for link in page.all("a") if link.attributes.get("aria-current") == "true"]


def test_tools_are_their_own_place_in_the_navigation(client, admin):
    assert set(current_place(client, reverse(TOOLS))) == {"Tools"}
    assert set(current_place(client, address(factories.draft_version(), "build"))) == {"Tools"}
    assert set(current_place(client, reverse("audits:setup"))) == {"Set-up"}


def test_an_admin_edits_drafts_and_starts_versions_and_a_coordinator_reads(client, admin):
    published = factories.small_version()
    draft = factories.draft_version()
    page = client.get(reverse(TOOLS)).content.decode()
    assert address(draft, "build") in page
    assert address(published, "new_version") in page
    assert reverse("audits:new_tool") in page
    client.force_login(factories.coordinator())
    page = client.get(reverse(TOOLS)).content.decode()
    assert address(published, "tool_version") in page
    for url in (address(draft, "build"), address(published, "new_version")):
        assert url not in page
    assert reverse("audits:new_tool") not in page


def test_versions_stand_under_their_tool_with_their_questions_and_audits(client, coordinator):
    first = factories.small_version()
    factories.audit(first)
    second = factories.draft_version(tool=first.tool, number=2)
    text = text_of(client.get(reverse(TOOLS)))
    assert text.index("Version 2") < text.index("Version 1")
    count = first.questions.count()
    assert f"Published {count} 1 " in text
    assert second.tool.name in text


def test_many_tools_can_be_narrowed_down(client, coordinator):
    for _ in range(6):
        factories.draft_version()
    factories.small_version()
    survey = AuditTool.objects.first()
    survey.audits, survey.name = "respondents", "Practitioner survey"
    survey.save()
    for query in ({"q": "practitioner"}, {"audits": "respondents"}):
        text = text_of(client.get(reverse(TOOLS), query))
        assert "Practitioner survey" in text
        assert text.count("Version 1 of") == 1
    assert "No tool is like that" in text_of(client.get(reverse(TOOLS), {"q": "nowhere"}))
    assert client.get(reverse(TOOLS), {"audits": "planets", "status": "\0"}).status_code == 200


def test_the_list_costs_the_same_however_many_tools_there_are(client, coordinator):
    factories.small_version()
    few = queries_of(client, reverse(TOOLS))
    for _ in range(4):
        factories.draft_version()
    assert queries_of(client, reverse(TOOLS)) == few


GRADES = ScaleDefinition(
    "grades",
    "Grades",
    options=(OptionDefinition("good", "Good", rank=2, descriptor="As it should be."),),
)
FULL = ToolDefinition(
    key="full",
    name="Full",
    themes=(ThemeDefinition("voice", "Being heard"),),
    codes=(
        CodeDefinition("one", "Inspection", "1.1", "Heard"),
        CodeDefinition("two", "Inspection", "1.2"),
        CodeDefinition("law", "Guidance: 2023", "7"),
    ),
    scales=(GRADES,),
    sections=(
        SectionDefinition(
            "first",
            "First",
            repeats="subject",
            questions=(
                QuestionDefinition(
                    "a",
                    "grade",
                    "Question A?",
                    scale="grades",
                    codes=("one",),
                    theme="voice",
                    rates_section=True,
                ),
                QuestionDefinition(
                    "b", "text", "Question B?", sectors=("police",), codes=("law",), picked=True
                ),
            ),
        ),
        SectionDefinition(
            "second",
            "Second",
            plan_types=("early-help",),
            questions=(
                QuestionDefinition(
                    "c",
                    "items",
                    "Question C?",
                    items=(ItemDefinition("kitchen", "Kitchen", "Is it clean?"),),
                    minimum=Decimal(0),
                    maximum=Decimal("4.5"),
                    unit="points",
                    decimals=1,
                    total_rule="sum",
                    fewest_items=1,
                    codes=("two", "law"),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def full(coordinator):
    PlanType.objects.create(key="early-help", name="Early help plan", position=1)
    version = factories.draft_version()
    write_content(version, FULL)
    return version


@pytest.mark.parametrize(
    "words",
    [
        "Asked for each child of the case",
        "Rating of this section",
        "Good (2): As it should be.",
        "Theme: Being heard",
        "Inspection 1.1",
        "Only Police · Only when the auditor picks it",
        "Up to 2,000 characters",
        "Only on: Early help plan",
        "Kitchen: Is it clean?",
        "From 0 to 4.5 · In points · To 1 decimal place",
        "Total: the sum of the items answered, from 1 on",
    ],
)
def test_a_version_shows_all_it_says_of_its_questions(client, full, words):
    assert words in text_of(client.get(address(full, "tool_version")))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, "ABC"),
        ({"sector": Sector.HEALTH}, "AC"),
        ({"plan_type": "early-help"}, "ABC"),
        ({"code": "framework:Inspection"}, "AC"),
        ({"code": "framework:Guidance: 2023"}, "BC"),
        ({"code": "code:two"}, "C"),
        ({"code": "code:law", "sector": Sector.HEALTH}, "C"),
        ({"code": "code:none", "sector": "planets"}, "ABC"),
    ],
)
def test_questions_are_filtered_by_sector_plan_and_code(client, full, query, shown):
    text = text_of(client.get(address(full, "tool_version"), query))
    assert "".join(letter for letter in "ABC" if f"Question {letter}?" in text) == shown


def test_reading_a_version_costs_the_same_whatever_its_size(client, full):
    few = queries_of(client, address(full, "tool_version"))
    section = full.sections.first()
    for _ in range(10):
        factories.question(section, scale=full.scales.first())
    assert queries_of(client, address(full, "tool_version")) == few


def test_a_published_version_says_when_it_was_sealed(client, full):
    publish_version(version=full, content_hash="a" * 64)
    assert "Published" in text_of(client.get(address(full, "tool_version")))


def test_what_nobody_answers_is_no_question_in_the_count(client, admin):
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, text="Seen?")
    factories.question(part, "prompt", text="Read the record of the last visit.")
    assert 'class="number">1</td>' in client.get(reverse(TOOLS)).content.decode()
    assert "· 1 question ·" in text_of(client.get(address(version, "build")))


def test_the_same_advice_on_many_questions_is_one_line_with_a_link_to_each(client, admin):
    version = factories.draft_version()
    part = factories.section(version)
    for at in range(5):
        factories.question(part, "number", key=f"n{at}", text=f"How many were {at}?")
    page = client.get(address(version, "build"))
    assert "5 questions are used by no measure: 1.1, 1.2, 1.3, 1.4, 1.5" in text_of(page)
    lines = page.context["checks"].shown
    joint = next(line for line in lines if "measure" in getattr(line, "lead", ""))
    assert [each.url for each in joint.lines] == [
        address(version, "build_question", f"n{at}") for at in range(5)
    ]


def test_the_same_advice_on_three_questions_has_a_line_each(client, admin):
    version = factories.draft_version()
    part = factories.section(version)
    for at in range(3):
        factories.question(part, "number", text=f"How many were {at}?")
    assert text_of(client.get(address(version, "build"))).count("is used by no measure.") == 3


def test_every_kind_is_described(client):
    factories.partnership()
    version = kinds_tool.tool()
    client.force_login(factories.user(Role.ADMIN))
    html = client.get(reverse("audits:tool_version", args=[version.pk])).content.decode()
    for words in [
        '<a href="https://example.org/guide" rel="noopener">the guide</a>',
        "Rating of this section",
        kinds_tool.GRADES["requires"][1],
        'class="swatch swatch--red"',
        "One grade for each area:",
        "Total: only when every item is answered",
        "Prompt, not answered",
    ]:
        assert words in html


def test_the_filter_of_tools_offers_what_it_filters_by(client, admin):
    factories.draft_version()
    page = client.get(reverse(TOOLS), {"audits": "respondents"}).content.decode()
    assert '<option value="">Anything</option>' in page
    assert '<option value="respondents" selected>People asked in a survey</option>' in page
    assert '<option value="retired">Retired</option>' in page


def test_the_filter_of_questions_offers_every_sector_and_each_code_of_a_framework(client, admin):
    version = factories.draft_version()
    factories.question(factories.section(version))
    version.codes.create(key="one", framework="JTAI", code="1.2", position=1)
    page = client.get(address(version, "tool_version")).content.decode()
    assert '<option value="police">' in page
    assert '<optgroup label="JTAI">' in page
    assert '<option value="code:one">1.2</option>' in page


def test_help_links_to_tools_only_for_those_who_may_open_them(client):
    help_page = reverse("help")
    links = {reverse(TOOLS): Role.COORDINATOR, reverse("audits:library"): Role.ADMIN}
    signed_out = client.get(help_page).content.decode()
    assert not any(f'<a href="{link}">' in signed_out for link in links)
    for link, role in links.items():
        client.force_login(factories.user(role))
        assert f'<a href="{link}">' in client.get(help_page).content.decode()
