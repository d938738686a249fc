"""Contradictions as a part of a tool: in its files, in its rows, in the builder."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audits.comparability import Change, Verdict
from audits.contradiction_rules import contradiction_faults
from audits.list_editing import put_scale
from audits.models import ToolVersion
from audits.services import ToolError
from audits.tool_checks import Level, checks_of
from audits.tool_definition import ContradictionDefinition
from audits.tool_differences import compare
from audits.tool_documents import content_hash, from_document, to_document, to_yaml
from audits.tool_reading import ToolFileError, read_tool
from audits.tool_rows import definition_of, write_content
from audits.tool_workbooks import read_workbook, write_workbook
from audits.versioning import publish_draft, start_version
from tests import factories, sent_forms
from tests.audits.small_tools import choice, number, section, tool
from tests.audits.tool_texts import SECTORS, SMALL
from tests.pages import text_of

WITHOUT = read_tool(SMALL.encode(), SECTORS)
ODD = """\
contradictions:
  - key: alone-and-no-visits
    when: {all: [{question: alone, is: ["yes"]}, {question: visits, at_most: 0}]}
    says: The child was seen alone, but no visit was made.
"""
WITH_ONE = (SMALL + ODD).encode()


def read(content: bytes = WITH_ONE):
    return read_tool(content, SECTORS)


def changed(old: str, new: str) -> bytes:
    assert old in ODD
    return (SMALL + ODD.replace(old, new, 1)).encode()


def faults_of(content: bytes) -> list[str]:
    with pytest.raises(ToolFileError) as refused:
        read(content)
    return refused.value.sentences


# In files.


def test_a_contradiction_is_read_from_a_file_and_written_back():
    found = read()
    [each] = found.contradictions
    assert each.says == "The child was seen alone, but no visit was made."
    assert each.when["all"][1] == {"question": "visits", "at_most": 0}
    assert read(to_yaml(found).encode()) == found
    assert from_document(to_document(found)) == found
    assert read_workbook(write_workbook(found, SECTORS), SECTORS) == found


def test_a_tool_without_any_keeps_its_document_and_its_hash():
    assert "contradictions" not in to_document(WITHOUT)
    assert content_hash(WITHOUT) != content_hash(read())
    assert list(to_document(read()))[-2:] == ["measures", "contradictions"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("key: alone-and", "key: Alone and", "Line 28: “Alone and"),
        ("question: alone", "question: alnoe", "Line 29: It refers to the question “alnoe”"),
        ('is: ["yes"]', 'is: ["maybe"]', "Line 29: “maybe” is not an option of “alone”"),
        ("question: visits", "question: why", "Line 29: “at_least” and “at_most” need a number"),
        ("at_most: 0", "at_most: -1", "Line 29: “visits” is at least 0 and at most 9.5, so it is"),
        ("at_most: 0", "at_most: lots", "Line 29: “at_most” needs a number"),
        (
            "{question: visits, at_most: 0}",
            '{question: alone, is: ["no"]}',
            "Line 29: It can never",
        ),
        ("says: The", "say: The", "Line 30: A contradiction has no “say”. Did you mean “says”?"),
        ("The child", "The child " + "x" * 300, "Line 30: “says” has 3"),
        ("    when: {all", "    until: {all", "A contradiction needs “when”."),
    ],
)
def test_a_file_is_refused_with_the_place_of_the_fault(old, new, fault):
    faults = faults_of(changed(old, new))
    assert any(fault in each for each in faults), faults


def test_two_of_one_key_are_refused():
    twice = SMALL + ODD + ODD.partition("\n")[2]
    assert any("is already on line 28" in each for each in faults_of(twice.encode()))


def in_workbook(change) -> bytes:
    book = openpyxl.load_workbook(BytesIO(write_workbook(read(), SECTORS)))
    change(book["Contradictions"])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_workbook_says_a_contradiction_in_words():
    sheet = openpyxl.load_workbook(BytesIO(write_workbook(read(), SECTORS)))["Contradictions"]
    assert [cell.value for cell in sheet[1]] == ["Key", "When", "Says"]
    assert sheet["B2"].value == "alone is yes and visits is at most 0"


def test_words_too_long_for_a_cell_go_on_in_the_next_row():
    def change(sheet):
        sheet["B2"] = "alone is yes"
        sheet.append(["alone-and-no-visits", "and visits is at most 0", None])

    assert read_workbook(in_workbook(change), SECTORS) == read()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("alone si yes", "Contradictions, row 2: After “alone” write “is”"),
        ("alone is maybe", "Contradictions, row 2: “maybe” is not an option of “alone”"),
        ("alnoe is answered", "Contradictions, row 2: It refers to the question “alnoe”"),
        (None, "Contradictions, row 2: A contradiction needs “when”."),
    ],
)
def test_a_workbook_is_refused_with_the_row_of_the_fault(words, fault):
    def change(sheet):
        sheet["B2"] = words

    with pytest.raises(ToolFileError) as refused:
        read_workbook(in_workbook(change), SECTORS)
    assert [fault in each for each in refused.value.sentences] == [True]


# What cannot be.


def asked(*sections, when) -> list[str]:
    made = replace(tool(*sections), contradictions=(ContradictionDefinition("odd", when, "Odd."),))
    return [fault.sentence for fault in contradiction_faults(made)]


BOTH = {"all": [{"question": "one", "is": ["yes"]}, {"question": "two", "is": ["yes"]}]}


def test_it_may_look_at_questions_in_any_order_and_into_one_section_that_repeats():
    sections = section("a", choice("two")), section("b", choice("one"), repeats="subject")
    assert asked(*sections, when=BOTH) == []


def test_it_may_not_look_into_two_sections_that_repeat():
    sections = (
        section("a", choice("two"), repeats="respondent"),
        section("b", choice("one"), repeats="subject"),
    )
    [fault] = asked(*sections, when=BOTH)
    assert fault.startswith("It looks into more than one section that repeats: “a” and “b”.")


def test_somebody_must_be_asked_all_it_needs():
    police, health = choice("one", sectors=("police",)), choice("two", sectors=("health",))
    [fault] = asked(section("a", police, health), when=BOTH)
    assert fault == "It can never be found, because nobody is asked all it needs: “one” and “two”."
    assert asked(section("a", police, health), when={"any": BOTH["all"]}) == []


def test_a_question_that_another_answer_switches_off_cannot_contradict_it():
    hidden = choice("two", show_when={"question": "one", "is": ["no"]})
    [fault] = asked(section("a", choice("one"), hidden), when=BOTH)
    assert "because of when its questions are shown" in fault


def test_parts_that_can_never_hold_together_are_refused():
    when = {"all": [{"question": "n", "at_least": 3}, {"question": "n", "at_most": 2}]}
    [fault] = asked(section("a", number("n")), when=when)
    assert fault == "It can never be found, because its parts can never hold together."


def test_a_fault_elsewhere_in_the_tool_is_not_told_twice():
    broken = choice("two", show_when={"question": "gone", "is": ["no"]})
    assert asked(section("a", choice("one"), broken), when=BOTH) == []


def test_a_fault_must_be_fixed_before_publishing():
    made = replace(WITHOUT, contradictions=(ContradictionDefinition("odd", {}, "Odd."),))
    [check] = [each for each in checks_of(made).must if each.of == "contradiction"]
    assert (check.level, check.key) == (Level.MUST, "odd")
    assert not [each for each in checks_of(read()).must if each.of == "contradiction"]


# Between versions.


def test_a_contradiction_that_came_changed_or_went_leaves_rounds_comparable():
    with_one = read()
    [came] = compare(WITHOUT, with_one).contradictions
    [went] = compare(with_one, WITHOUT).contradictions
    reworded = replace(with_one.contradictions[0], says="Otherwise.", when=BOTH["all"][0])
    [same] = compare(with_one, with_one).contradictions
    [changed] = compare(with_one, replace(with_one, contradictions=(reworded,))).contradictions
    assert [each.changes for each in (came, went, same)] == [
        (Change.ADDED,),
        (Change.REMOVED,),
        (Change.UNCHANGED,),
    ]
    assert [detail.label for detail in changed.details] == ["Found when", "What is said"]
    assert {each.verdict for each in (came, went, changed)} == {Verdict.COMPARABLE}


def test_a_new_code_of_an_option_is_followed():
    found = read()
    scale = found.scales[0]
    options = (replace(scale.options[0], code="aye"), *scale.options[1:])
    after = put_scale(found, scale.key, {"yes": "aye"}, options=options)
    assert after.contradictions[0].when["all"][0]["is"] == ["aye"]


pages = pytest.mark.django_db


@pages
def test_a_published_contradiction_never_changes_and_the_next_version_has_it():
    version = factories.draft_version()
    factories.contradiction(version, factories.question(factories.section(version)))
    factories.published(version)
    other = factories.draft_version()
    for write in (
        lambda: version.contradictions.update(says="Otherwise."),
        lambda: version.contradictions.update(version=other),
        lambda: version.contradictions.all().delete(),
        lambda: factories.contradiction(version, key="another"),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            write()
    after = start_version(tool=version.tool, by=factories.user("admin"))
    assert definition_of(after).contradictions == definition_of(version).contradictions


@pages
def test_a_draft_with_a_fault_in_one_is_not_published():
    version = factories.draft_version()
    write_content(version, WITHOUT)
    factories.contradiction(version, when={"question": "gone", "answered": True})
    with pytest.raises(ToolError):
        publish_draft(version=version, seen=version.revision, by=factories.user("admin"))


# In the builder.


@pytest.fixture
def draft(admin) -> ToolVersion:
    version = factories.draft_version()
    write_content(version, read())
    return version


def url(version, name, *keys) -> str:
    return reverse(f"audits:{name}", args=[version.pk, *keys])


def sent(client, address, **changes):
    data = sent_forms.fields_of(client.get(address), "part") | changes
    return client.post(address, data)


@pages
def test_the_list_says_when_each_is_found(client, draft):
    page = text_of(client.get(url(draft, "build_contradictions")))
    assert "The child was seen alone, but no visit was made." in page
    assert "Found when ‘1.1 Seen alone?’ is ‘Yes’ and ‘1.3 How many visits?’ is at most 0" in page
    outline = client.get(url(draft, "build")).content.decode()
    assert f'href="{url(draft, "build_contradictions")}"' in outline


RULE = {
    "when-nodes": ["all:group", "0:rule"],
    "when-all-joins": "all",
    "when-all-not": "",
    "when-0-question": "visits",
    "when-0-relation": "at_least",
    "when-0-number": "9",
    "when-0-not": "",
}


@pages
def test_one_is_added_and_taken_back(client, draft):
    response = client.post(
        url(draft, "new_contradiction"), RULE | {"says": "Nine visits are many."}
    )
    assert response["Location"] == url(draft, "build_contradictions")
    made = draft.contradictions.get(key="nine-visits-are-many")
    assert made.when == {"question": "visits", "at_least": 9}
    draft.refresh_from_db()
    client.post(url(draft, "undo"), {"seen": draft.revision})
    assert [each.key for each in draft.contradictions.all()] == ["alone-and-no-visits"]


@pages
def test_it_is_reworded_and_keeps_its_key_and_its_rules(client, draft):
    before = draft.contradictions.get().when
    sent(client, url(draft, "build_contradiction", "alone-and-no-visits"), says="Seen where?")
    kept = draft.contradictions.get()
    assert (kept.key, kept.says, kept.when) == ("alone-and-no-visits", "Seen where?", before)


@pages
def test_a_rule_is_added_by_a_button_and_nothing_typed_is_lost(client, draft):
    data = {"says": "Half a sentence", "press": "when:add-rule:all", "when-nodes": "all:group"}
    page = client.post(url(draft, "new_contradiction"), data)
    assert sent_forms.fields_of(page, "part")["says"] == ["Half a sentence"]
    assert "when-0-question" in sent_forms.fields_of(page, "part")
    assert draft.contradictions.count() == 1


@pages
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"when-nodes": ["all:group"]}, "Add a rule: without one"),
        ({"when-0-number": "10"}, "“visits” is at least 0 and at most 9.5, so it is never"),
        ({"when-0-number": "many"}, "Write a number, such as 3 or 2.5."),
        ({"when-0-question": ""}, "Choose the question this rule looks at"),
        ({"says": ""}, "Fill in “What the auditor is told”"),
        ({"says": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_fault_is_told_at_its_place_and_nothing_is_saved(client, draft, changes, fault):
    data = RULE | {"says": "Nine visits are many."} | changes
    page = client.post(url(draft, "new_contradiction"), data)
    assert fault in text_of(page)
    assert draft.contradictions.count() == 1


@pages
def test_it_is_copied_moved_and_deleted(client, draft):
    key = "alone-and-no-visits"
    client.post(url(draft, "duplicate_part", "contradictions", key))
    copy = draft.contradictions.last()
    assert draft.contradictions.count() == 2
    client.post(url(draft, "move_part", "contradictions", copy.key), {"to": "up"})
    assert draft.contradictions.first().key == copy.key
    response = client.post(url(draft, "delete_part", "contradictions", key))
    assert response["Location"] == url(draft, "build_contradictions")
    assert [each.key for each in draft.contradictions.all()] == [copy.key]


@pages
def test_two_people_at_one_see_both_texts(client, draft):
    address = url(draft, "build_contradiction", "alone-and-no-visits")
    first = sent_forms.fields_of(client.get(address), "part")
    sent(client, address, says="Theirs.")
    page = client.post(address, first | {"says": "Mine."})
    assert page.status_code == 409
    assert "Theirs." in text_of(page)
    assert "Mine." in text_of(page)


@pages
def test_deleting_a_question_it_names_is_told_and_becomes_a_check(client, draft):
    page = client.post(url(draft, "delete_part", "questions", "visits"), follow=True)
    assert "still names what is gone: see the checks." in text_of(page)
    address = url(draft, "build_contradiction", "alone-and-no-visits")
    listed = client.get(url(draft, "build_contradictions")).content.decode()
    assert f'<a href="{address}">Contradiction “The child was' in listed
    assert "which this tool does not have" in text_of(client.get(address))


@pages
def test_a_published_version_lists_them_to_be_read(client, draft):
    factories.published(draft)
    page = text_of(client.get(reverse("audits:tool_version", args=[draft.pk])))
    assert "The child was seen alone, but no visit was made." in page
    assert "‘Seen alone?’ is ‘Yes’ and ‘How many visits?’ is at most 0" in page
    response = client.get(url(draft, "build_contradictions"))
    assert response["Location"] == reverse("audits:tool_version", args=[draft.pk])
