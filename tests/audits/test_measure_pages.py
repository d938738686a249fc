"""The measures of a draft, as an admin without JavaScript meets them."""

import pytest
from django.urls import reverse

from tests import factories, sent_forms
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(admin):
    made = factories.draft_version()
    part = factories.section(made)
    question = factories.question(part, key="alone", text="Seen alone?")
    factories.question(part, "text", key="why", text="Why not?")
    factories.measure(question, key="alone", name="The child was seen alone", label="Alone")
    return made


def url(version, name, *keys):
    return reverse(f"audits:{name}", args=[version.pk, *keys])


def sent(client, address, **changes):
    data = sent_forms.fields_of(client.get(address), "part") | changes
    return client.post(address, data)


def test_the_list_says_what_each_measure_counts(client, version):
    page = text_of(client.get(url(version, "build_measures")))
    assert "The child was seen alone" in page
    assert "Yes of returns" in page


def test_a_measure_is_added_straight_from_its_question(client, version):
    question = client.get(url(version, "build_question", "alone")).content.decode()
    address = f"{url(version, 'new_measure')}?question=alone"
    assert f'href="{address}"' in question
    response = sent(
        client,
        address,
        name="The child was partly seen alone",
        label="Partly alone",
        counts=["partly", "yes"],
    )
    assert response["Location"] == url(version, "build_measures")
    made = version.measures.get(key="partly-alone")
    assert {option.code for option in made.options.all()} == {"yes", "partly"}


def test_a_text_offers_no_measure(client, version):
    page = text_of(client.get(url(version, "build_question", "why")))
    assert "Measures of this question" not in page


def test_the_question_is_asked_for_first(client, version):
    page = client.get(url(version, "new_measure")).content.decode()
    assert "Which question is counted?" in page
    assert '<option value="alone">1.1 Seen alone?</option>' in page
    assert '<option value="why">' not in page


def test_a_fault_stands_at_its_field_and_what_was_typed_stays(client, version):
    page = sent(client, url(version, "build_measure", "alone"), counts=[], name="Other words")
    assert "Say which answers count: choose at least one option." in text_of(page)
    assert sent_forms.fields_of(page, "part")["name"] == ["Other words"]


def test_a_sentence_without_a_place_for_the_figure_is_refused(client, version):
    page = sent(client, url(version, "build_measure", "alone"), sentence="Seen alone.")
    assert "where the figure belongs" in text_of(page)


def test_cases_need_a_rule_and_keep_it(client, version):
    address = url(version, "build_measure", "alone")
    assert "Say how several returns make one." in text_of(sent(client, address, unit="case"))
    sent(client, address, unit="case", case_rule="majority")
    kept = version.measures.get()
    assert (kept.unit, kept.case_rule) == ("case", "majority")


def test_a_form_says_in_plain_words_that_a_lead_sector_is_wanted(client, version):
    page = sent(client, url(version, "build_measure", "alone"), unit="case", case_rule="lead")
    assert "Choose the sector whose return decides." in text_of(page)
    assert "lead_sector”" not in text_of(page)


def test_joining_is_folded_until_something_is_joined(client, version):
    other = factories.question(version.sections.get(), key="safe", text="Was it safe?")
    other.scale = version.questions.get(key="alone").scale
    other.save()
    address = url(version, "build_measure", "alone")
    assert '<details class="folded"><summary><strong>Join' in said(client.get(address))
    sent(client, address, also=["safe"], combines="any")
    assert '<details class="folded" open><summary><strong>Join' in said(client.get(address))
    assert [each.key for each in version.measures.get().also.all()] == ["safe"]


def said(response) -> str:
    return response.content.decode()


def test_a_measure_is_copied_moved_deleted_and_brought_back(client, version):
    client.post(url(version, "duplicate_part", "measures", "alone"))
    assert [each.key for each in version.measures.all()] == ["alone", "alone-2"]
    client.post(url(version, "move_part", "measures", "alone-2"), {"to": "up"})
    assert [each.key for each in version.measures.all()] == ["alone-2", "alone"]
    response = client.post(url(version, "delete_part", "measures", "alone"))
    assert response["Location"] == url(version, "build_measures")
    version.refresh_from_db()
    client.post(url(version, "undo"), {"seen": version.revision})
    assert [each.key for each in version.measures.all()] == ["alone-2", "alone"]


def test_two_people_at_one_measure_see_both_texts(client, version):
    address = url(version, "build_measure", "alone")
    first = sent_forms.fields_of(client.get(address), "part")
    sent(client, address, name="Theirs")
    page = client.post(address, first | {"name": "Mine"})
    assert page.status_code == 409
    assert "Theirs" in text_of(page)
    assert "Mine" in text_of(page)


def test_a_measure_at_fault_is_marked_in_the_list_and_leads_there_from_the_checks(client, version):
    version.measures.get().options.clear()
    page = client.get(url(version, "build_measures")).content.decode()
    assert "measure-fault" in page
    assert f'<a href="{url(version, "build_measure", "alone")}">Measure “The child was' in page
