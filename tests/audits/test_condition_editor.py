"""Writing a condition in the builder without JavaScript: each button is a post; none saves."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given

from audits.conditions import dump
from audits.forms.condition_editor import ConditionEditor, earlier_than
from audits.models import Question
from audits.tool_rows import definition_of
from tests import factories, sent_forms
from tests.audits.small_tools import choice, number, section, tool
from tests.audits.test_condition_editing import conditions
from tests.pages import text_of

TOOL = tool(
    section("voice", choice("seen"), choice("alone"), number("visits")),
    section("work", choice("drift"), choice("last")),
)


def sent(editor: ConditionEditor) -> QueryDict:
    """What a browser sends of it."""
    data = QueryDict(mutable=True)
    data.setlist("when-nodes", editor.nodes)

    def add(part):
        if part.is_group:
            data[f"{part.name}-joins"] = part.group.joins
            data[f"{part.name}-not"] = "1" if part.group.negated else ""
            for row in part.rows:
                add(row)
            return
        data[f"{part.name}-question"] = part.rule.question
        data[f"{part.name}-relation"] = part.rule.relation
        data[f"{part.name}-number"] = part.rule.number
        data[f"{part.name}-not"] = "1" if part.rule.negated else ""
        data.setlist(f"{part.name}-codes", part.rule.codes)

    add(editor.box)
    return data


EVERYTHING = ["seen", "alone", "visits"]


@given(conditions)
def test_a_condition_that_is_sent_back_untouched_is_kept_to_the_letter(condition):
    kept = dump(condition)
    fitting = ConditionEditor(TOOL, EVERYTHING, kept)
    again = ConditionEditor(TOOL, EVERYTHING, kept, sent(fitting))
    if again.group == fitting.group:  # a relation that its question cannot have is put right
        assert again.tree == kept


@pytest.mark.parametrize(
    "nodes",
    [
        ["all:group", "0.0.0:rule"],
        ["0:rule"],
        ["all:group", "5:rule"],
        ["x:rule", "all", "", "all:else"],
        ["all:group"] * 900,
    ],
)
def test_a_damaged_form_gives_a_condition_all_the_same(nodes):
    data = QueryDict(mutable=True)
    data.setlist("when-nodes", nodes)
    editor = ConditionEditor(TOOL, EVERYTHING, None, data)
    editor.is_valid()
    assert editor.nodes[0] == "all:group"


def test_only_earlier_questions_are_offered_and_no_prompts():
    prompted = replace(TOOL.sections[0].questions[0], kind="prompt", scale="")
    voice = replace(TOOL.sections[0], questions=(prompted, *TOOL.sections[0].questions[1:]))
    found = replace(TOOL, sections=(voice, TOOL.sections[1]))
    assert earlier_than(found, "drift") == ["alone", "visits"]
    assert earlier_than(found, "alone") == []


def test_a_question_of_another_section_that_repeats_is_not_offered():
    voice = replace(TOOL.sections[0], repeats="subject")
    found = replace(TOOL, sections=(voice, TOOL.sections[1]))
    assert earlier_than(found, "last") == ["drift"]
    assert earlier_than(found, "alone") == ["seen"]


# in the builder


@pytest.fixture
def version():
    made = factories.draft_version()
    voice = factories.section(made, key="voice", title="The child’s voice")
    ask = factories.question
    ask(voice, key="seen", text="Was the child seen?")
    ask(voice, Question.Kind.NUMBER, key="visits", text="How many visits?")
    ask(voice, key="alone", text="Was the child alone?")
    work = factories.section(made, key="work", title="The work")
    ask(work, key="late", text="Was it late?")
    return made


pytestmark = pytest.mark.django_db


def address(version, key="alone", of="question"):
    return reverse(f"audits:build_{of}", args=[version.pk, key])


def fields_of(response) -> dict:
    """Everything a browser would send of the builder's form."""
    return sent_forms.fields_of(response, "part")


def pressed(client, version, response, button, **typed):
    data = fields_of(response) | typed | {"press": button}
    return client.post(address(version), data)


def shown(response):
    return text_of(response)


def test_a_condition_of_two_rules_and_a_group_is_built_by_buttons_and_saved(client, admin, version):
    page = client.get(address(version))
    page = pressed(client, version, page, "when:add-rule:all")
    page = pressed(client, version, page, "when:refresh:0", **{"when-0-question": "seen"})
    page = pressed(
        client, version, page, "when:add-group:all", **{"when-0-codes": ["yes", "partly"]}
    )
    page = pressed(client, version, page, "when:not:1", **{"when-1.0-question": "visits"})
    assert "Reads:" not in shown(page)
    page = pressed(client, version, page, "when:refresh:1.0", **{"when-1.0-number": "3"})
    assert (
        "asked when ‘1.1 Was the child seen?’ is ‘Yes’ or ‘Partly’ and ‘1.2 How many visits?’"
        " is not at least 3" in shown(page)
    )
    assert definition_of(version).questions[2].show_when is None
    client.post(address(version), fields_of(page))
    assert version.questions.get(key="alone").show_when == {
        "all": [
            {"question": "seen", "is": ["yes", "partly"]},
            {"not": {"question": "visits", "at_least": 3}},
        ]
    }


def test_a_rule_that_is_not_finished_is_named_and_nothing_typed_is_lost(client, admin, version):
    page = client.get(address(version))
    page = pressed(client, version, page, "when:add-rule:all", text="Other words?")
    page = client.post(address(version), fields_of(page))
    assert "Rule 1: Choose the question this rule looks at, or remove the rule." in shown(page)
    assert fields_of(page)["text"] == ["Other words?"]


def test_a_condition_that_can_never_hold_is_refused_with_its_reason(client, admin, version):
    data = fields_of(client.get(address(version))) | {
        "when-nodes": ["all:group", "0:rule", "1:rule"],
        "when-0-question": "seen",
        "when-0-codes": ["yes"],
        "when-1-question": "seen",
        "when-1-codes": ["no"],
    }
    page = client.post(address(version), data)
    assert "It can never hold, because its parts contradict each other." in shown(page)
    assert version.questions.get(key="alone").show_when is None


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            {"when-0-question": "nowhere", "when-0-codes": ["yes"]},
            "Rule 1: It refers to the question “nowhere”, which this tool does not have.",
        ),
        (
            {"when-0-question": "late", "when-0-codes": ["yes"]},
            "Rule 1: It refers to “late”, which comes later. Refer only to earlier questions.",
        ),
        (
            {"when-0-question": "alone", "when-0-codes": ["yes"]},
            "Rule 1: The question “alone” refers to itself.",
        ),
        (
            {"when-0-question": "seen", "when-0-codes": ["never"]},
            "Rule 1: “never” is not an option of “seen” (yes, partly, no).",
        ),
        (
            {
                "when-0-question": "visits",
                "when-0-relation": "at_least",
                "when-0-number": "three",
            },
            "Rule 1: Write a number, such as 3 or 2.5.",
        ),
    ],
)
def test_the_offending_rule_is_named_and_marked(client, admin, version, rule, sentence):
    base = fields_of(client.get(address(version)))
    page = client.post(address(version), base | {"when-nodes": ["all:group", "0:rule"]} | rule)
    assert sentence in shown(page)
    assert 'class="when__rule when__rule--error"' in page.content.decode()
    assert version.questions.get(key="alone").show_when is None


def test_a_stored_condition_at_fault_does_not_stop_other_words_from_being_saved(
    client, admin, version
):
    later = {"question": "late", "is": ["yes"]}
    version.questions.filter(key="alone").update(show_when=later)
    data = fields_of(client.get(address(version))) | {"text": "Other words?"}
    client.post(address(version), data)
    question = version.questions.get(key="alone")
    assert (question.text, question.show_when) == ("Other words?", later)


def test_a_condition_is_removed_whole(client, admin, version):
    version.questions.filter(key="alone").update(show_when={"question": "seen", "is": ["yes"]})
    page = pressed(client, version, client.get(address(version)), "when:remove:all")
    assert "Always: it has no condition." in shown(page)
    client.post(address(version), fields_of(page))
    assert version.questions.get(key="alone").show_when is None


def test_a_section_looks_only_at_earlier_sections(client, admin, version):
    work = address(version, "work", "section")
    base = fields_of(client.get(work))
    data = base | {
        "when-nodes": ["all:group", "0:rule"],
        "when-0-question": "seen",
        "when-0-codes": ["no"],
    }
    client.post(work, data)
    assert version.sections.get(key="work").show_when == {"question": "seen", "is": ["no"]}
    first = client.get(address(version, "voice", "section"))
    assert "there is none before this section" in shown(first)


def test_a_new_question_may_look_at_every_question_before_it(client, admin, version):
    new = reverse("audits:new_question", args=[version.pk, "work"])
    data = fields_of(client.get(new)) | {
        "text": "Was it escalated?",
        "when-nodes": ["all:group", "0:rule"],
        "when-0-question": "late",
        "when-0-codes": ["yes"],
    }
    client.post(new, data)
    made = version.questions.get(text="Was it escalated?")
    assert made.show_when == {"question": "late", "is": ["yes"]}


def test_a_form_without_a_condition_part_leaves_the_condition_as_it_is(client, admin, version):
    kept = {"question": "seen", "is": ["yes"]}
    version.questions.filter(key="alone").update(show_when=kept)
    data = fields_of(client.get(address(version)))
    client.post(
        address(version), {name: value for name, value in data.items() if "when" not in name}
    )
    assert version.questions.get(key="alone").show_when == kept
