"""The forms of the builder, as an admin without JavaScript meets them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from audits.models import PlanType, ToolVersion
from audits.services import publish_version
from audits.tool_definition import CodeDefinition, ItemDefinition, ThemeDefinition
from audits.tool_parts import question_of
from audits.tool_rows import definition_of
from tests import factories
from tests.audits.builder_pages import address, said_in, send, shown_in
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(admin):
    made = factories.draft_version()
    section = factories.section(made, title="The child’s voice")
    scale = factories.scale(made, key="seen", name="Seen")
    factories.question(section, key="alone", text="Seen alone?", scale=scale)
    factories.question(section, kind="text", key="why", text="Why not?")
    return made


def kept(version, key="alone"):
    return question_of(definition_of(version), key)


def test_a_tool_is_started_with_one_section(client, admin):
    values = {"name": "Neglect", "audits": "cases", "section": "The child’s voice"}
    response = client.post(reverse("audits:new_tool"), values, follow=True)
    version = ToolVersion.objects.get()
    assert response.redirect_chain[-1][0] == address(version, "build_section", "the-childs-voice")
    assert version.tool.key == "neglect"


def test_a_tool_is_copied_as_a_new_one_with_all_it_says(client, admin):
    published = factories.measured_version()
    url = address(published, "copy_tool")
    form = client.get(url).context["form"]
    assert form["name"].value() == f"{published.tool.name}, copy"
    client.post(url, {"name": "Ours"})
    copy = ToolVersion.objects.get(tool__name="Ours")
    before, after = definition_of(published), definition_of(copy)
    assert (copy.number, copy.status, copy.tool.key) == (1, "draft", "ours")
    assert (after.sections, after.measures) == (before.sections, before.measures)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("build", ()),
        ("new_section", ()),
        ("build_section", ("section-1",)),
        ("new_question", ("section-1",)),
        ("build_question", ("alone",)),
        ("build_question", ("why",)),
        ("build_scales", ()),
        ("new_scale", ()),
        ("build_themes", ()),
        ("build_codes", ()),
        ("paste_questions", ()),
    ],
)
def test_every_page_shows_the_outline(client, version, name, keys):
    page = text_of(client.get(address(version, name, *keys)))
    assert "1.1 Seen alone?" in page
    assert "1.2 Why not?" in page


def test_a_question_keeps_its_key_when_it_is_reworded(client, version):
    response = send(client, address(version, "build_question", "alone"), text="Seen on their own?")
    assert "Saved 1.1." in said_in(response)
    assert kept(version).text == "Seen on their own?"


@pytest.mark.parametrize("key", ["alone", "why"])
def test_saving_a_question_unchanged_changes_nothing(client, version, key):
    before = definition_of(version)
    response = send(client, address(version, "build_question", key))
    assert "Nothing was changed" in said_in(response)
    assert definition_of(version) == before


def test_a_question_takes_everything_the_form_offers(client, version):
    PlanType.objects.create(key="early-help", name="Early help plan")
    lists = {"themes": "More themes", "codes": "Inspection, 1.2, Heard"}
    for name, more in lists.items():
        send(client, address(version, f"build_{name}"), more=more)
    send(
        client,
        address(version, "build_question", "alone"),
        label="Alone",
        guidance="Look.\r\n  Twice. ",
        theme="more-themes",
        codes=["inspection-1-2"],
        sectors=["police", "health"],
        plan_types=["early-help"],
        picked="on",
        required=None,
        not_recorded=None,
        rates_section="on",
        own_work="on",
    )
    question = kept(version)
    assert (question.label, question.guidance) == ("Alone", "Look.\nTwice.")
    assert (question.theme, question.codes) == ("more-themes", ("inspection-1-2",))
    assert (question.sectors, question.plan_types) == (("health", "police"), ("early-help",))
    assert (question.picked, question.required, question.rates_section) == (True, False, True)
    assert question.own_work
    assert (question.not_recorded, question.not_applicable) == (False, True)
    tool = definition_of(version)
    assert tool.themes == (ThemeDefinition("more-themes", "More themes"),)
    assert tool.codes == (CodeDefinition("inspection-1-2", "Inspection", "1.2", "Heard"),)


def test_a_new_scale_is_written_with_its_question(client, version):
    url = address(version, "new_question", "section-1")
    response = send(client, url, text="Was it good?", scale="+", new_scale="Yes\nPartly\nNo")
    question = kept(version, "was-it-good")
    assert (question.scale, "Added a question." in said_in(response)) == ("yes-partly-no", True)


def test_save_and_add_another_puts_the_next_question_after_it(client, version):
    url = address(version, "build_question", "alone")
    response = send(client, url, then="another")
    url = response.redirect_chain[-1][0]
    send(client, url, text="By whom?")
    questions = definition_of(version).sections[0].questions
    assert [each.key for each in questions] == ["alone", "by-whom", "why"]


def test_another_kind_shows_its_fields_and_keeps_what_was_typed(client, version):
    url = address(version, "build_question", "why")
    response = send(client, url, text="How many?", kind="number", minimum="x", press="kind")
    page = response.context["form"]
    assert (page["text"].value(), page["minimum"].value()) == ("How many?", "x")
    assert response.context["fitting"] == {"range", "answered"}
    assert page.errors == {}
    assert kept(version, "why").kind == "text"
    send(client, url, shown_in(response), minimum="0", maximum="9.50", decimals="1")
    question = kept(version, "why")
    assert (question.kind, question.minimum, question.maximum) == ("number", 0, Decimal("9.5"))


def test_a_new_question_is_required_as_its_kind_usually_is(client, version):
    url = address(version, "new_question", "section-1")
    assert client.get(url).context["form"]["required"].value() is True
    response = send(client, url, kind="text", press="kind")
    assert response.context["form"]["required"].value() is False
    send(client, url, shown_in(response), text="What else?")
    assert not kept(version, "what-else").required


def test_items_are_added_moved_and_removed_before_anything_is_saved(client, version):
    url = address(version, "build_question", "why")
    response = send(client, url, kind="items", press="kind")
    typed = {"items-0-label": "Kitchen", "items-1-label": "Bath", "press": "items:add"}
    response = send(client, url, shown_in(response), **typed)
    response = send(client, url, shown_in(response), **{"items-2-label": "Bed"}, press="items:up:2")
    response = send(client, url, shown_in(response), press="items:remove:0")
    assert kept(version, "why").items == ()
    send(client, url, shown_in(response))
    assert kept(version, "why").items == (
        ItemDefinition("bed", "Bed"),
        ItemDefinition("bath", "Bath"),
    )
    response = send(client, url, **{"items-0-label": "Bedroom"})
    assert kept(version, "why").items[0] == ItemDefinition("bed", "Bedroom")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": None}, "Fill in “Question”"),
        ({"text": "x" * 301}, "at most 300 characters"),
        ({"scale": ""}, "Choose a scale, or write a new one."),
        ({"scale": "+"}, "Write at least one option, one a line."),
        ({"sectors": None}, "Tick at least one sector."),
        ({"kind": "number", "minimum": "3", "maximum": "2"}, "The most is below the least."),
        ({"kind": "items"}, "Write at least one item"),
        (
            {"kind": "items", "items-0-label": "A", "total_rule": "sum"},
            "Say how many items must be answered for a total.",
        ),
    ],
)
def test_a_fault_is_a_sentence_and_nothing_typed_is_lost(client, version, changes, sentence):
    url = address(version, "build_question", "alone")
    response = send(client, url, **{"guidance": "Typed with care"} | changes)
    assert sentence in said_in(response)
    assert "Typed with care" in said_in(response)
    assert kept(version).guidance == ""


def test_a_fault_in_a_field_of_another_kind_does_not_stand_in_the_way(client, version):
    url = address(version, "build_question", "why")
    assert "Saved 1.2." in said_in(send(client, url, text="Why?", minimum="x", decimals="99"))


def test_a_section_takes_everything_its_form_offers(client, version):
    url = address(version, "build_section", "section-1")
    send(client, url, title="Heard", guidance="Look.", repeats="subject", sectors=["police"])
    section = definition_of(version).sections[0]
    assert (section.key, section.title, section.guidance) == ("section-1", "Heard", "Look.")
    assert (section.repeats, section.sectors, len(section.questions)) == ("subject", ("police",), 2)


def test_a_rating_of_the_section_is_one_press(client, version):
    response = client.post(address(version, "add_rating", "section-1"), follow=True)
    rating = definition_of(version).sections[0].questions[-1]
    assert (rating.rates_section, rating.kind, rating.scale) == (True, "choice", "seen")
    assert "Added a rating" in said_in(response)
    assert "Add a rating" not in said_in(client.get(address(version, "build_section", "section-1")))


def test_options_of_a_scale_are_edited_in_rows(client, version):
    url = address(version, "build_scale", "seen")
    changes = {
        "better": "higher",
        "options-0-label": "Yes, clearly",
        "options-0-rank": "2",
        "options-0-counts_as": "positive",
        "options-0-colour": "green",
        "options-0-descriptor": "It is there.",
        "options-3-label": "Not for us",
        "options-3-counts_as": "not_applicable",
    }
    response = send(client, url, **changes)
    assert "Saved the scale ‘Seen’." in said_in(response)
    scale = definition_of(version).scales[0]
    assert [option.code for option in scale.options] == ["yes", "partly", "no", "not-for-us"]
    first = scale.options[0]
    assert (first.label, first.rank, first.colour) == ("Yes, clearly", 2, "green")
    assert (first.counts_as, first.descriptor, scale.better) == (
        "positive",
        "It is there.",
        "higher",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"options-1-code": "yes"}, "Two options have the code “yes”."),
        ({"options-0-code": "Not a code!"}, "A code is lower-case letters"),
        ({"options-0-counts_as": "not_applicable", "options-0-rank": "0"}, "no place in the order"),
        ({"options-3-descriptor": "Alone"}, "Give this option a label"),
        ({"name": None}, "Fill in “Name of the scale”"),
    ],
)
def test_a_fault_in_a_scale_is_named_by_its_row(client, version, changes, sentence):
    response = send(client, address(version, "build_scale", "seen"), **changes)
    assert sentence in said_in(response)
    assert len(definition_of(version).scales[0].options) == 3


def test_a_scale_of_another_tool_is_copied(client, version):
    other = factories.draft_version()
    scale = factories.scale(other, codes=("good", "poor"), name="Grades")
    url = address(version, "new_scale")
    assert f"{other.tool.name}: Grades" in text_of(client.get(url))
    send(client, f"{url}?from={scale.pk}")
    made = definition_of(version).scales[-1]
    assert (made.name, [option.code for option in made.options]) == ("Grades", ["good", "poor"])


@pytest.mark.parametrize("scale", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_scale_that_is_not_there_is_not_copied(client, version, scale):
    assert client.get(address(version, "new_scale") + f"?from={scale}").status_code == 404


def test_what_a_tool_audits_stays_once_a_version_is_published(client, version):
    publish_version(version=version, content_hash="a" * 64)
    draft = factories.draft_version(tool=version.tool, number=2)
    send(client, address(draft, "build"), name="Renamed", audits="respondents")
    draft.tool.refresh_from_db()
    assert (draft.tool.name, draft.tool.audits) == ("Renamed", "cases")


def test_a_version_that_is_published_is_shown_to_be_read(client, admin):
    published = factories.small_version()
    response = client.get(address(published, "build"), follow=True)
    assert response.redirect_chain == [(address(published, "tool_version"), 302)]
    assert "is published, so it no longer changes" in text_of(response)


def test_the_page_of_a_question_costs_the_same_whatever_the_size_of_the_tool(client, version):
    url = address(version, "build_question", "alone")
    few = queries_of(client, url)
    for _ in range(4):
        section = factories.section(version)
        for _ in range(6):
            factories.question(section, scale=version.scales.first())
    assert queries_of(client, url) == few
