"""The measures that a coordinator adds to one audit."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from audits.models import Measure, Question
from audits.services import publish_version
from audits.tool_rows import definition_of, measure_of
from audits.versioning import start_version
from cases.moving import move_audit
from reports.counting import audit_figures
from reports.own_measures import MeasureRefused, change_measure
from reports.partitions import Partition
from tests import factories
from tests.pages import queries_of
from tests.reports.test_figures_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    return factories.audit(factories.measured_version())


@pytest.fixture
def reader(client):
    factories.partnership(minimum_denominator=2)
    person = factories.coordinator()
    client.force_login(person)
    return person


def page_url(audit, name="measures", *more, query="") -> str:
    return reverse(f"reports:{name}", args=[audit.pk, *more]) + query


def add_url(audit, question="question-1-1") -> str:
    return page_url(audit, "add_measure", query=f"?question={question}")


def said(**fields) -> dict:
    return {
        "name": "The answer was no",
        "label": "Answered no",
        "counts": ["no"],
        "not_recorded": "in_denominator",
        "not_applicable": "left_out",
        "unit": "return",
        "better": "lower",
        "theme": "",
        "sentence": "",
    } | fields


def test_the_question_is_asked_first_and_the_rest_follows_from_it(client, reader, audit):
    first = text_of(client.get(page_url(audit, "add_measure")))
    assert "Which question is counted?" in first
    assert "Answers that count" not in first
    then = text_of(client.get(add_url(audit)))
    assert "Answers that count" in then
    assert "Partly" in then
    assert client.get(add_url(audit, "no-such")).status_code == 422


def test_an_added_measure_is_counted_and_marked_on_this_audit_alone(client, reader, audit):
    elsewhere = factories.audit(audit.tool_version)
    for value in ("yes", "no", "no"):
        factories.approved_return(audit=audit, value=value)
    answer = client.post(add_url(audit), said())
    assert answer.status_code == 302
    figures = audit_figures(audit).figures
    assert figures["answered-no"].partition == Partition(counted=2, not_counted=1)
    assert "answered-no" not in audit_figures(elsewhere).figures
    page = text_of(client.get(reverse("reports:figures", args=[audit.pk])))
    assert "added to this audit" in page
    assert "The answer was no: just under two-thirds" in page or "The answer was no:" in page
    behind = reverse("reports:answers_behind", args=[audit.pk, "answered-no"])
    assert client.get(behind).status_code == 200
    assert Activity.objects.filter(verb="added a measure to an audit").exists()


def test_the_published_version_stays_as_it_was(client, reader, audit):
    before = definition_of(audit.tool_version)
    client.post(add_url(audit), said())
    assert definition_of(audit.tool_version) == before
    assert Measure.objects.filter(audit=audit).count() == 1


def test_what_cannot_be_counted_is_refused_with_what_was_typed_kept(client, reader, audit):
    answer = client.post(add_url(audit), said(counts=[], unit="case", sentence="Nearly all."))
    assert answer.status_code == 422
    page = text_of(answer)
    assert page.count("There is a problem") == 1
    assert "Say which answers count" in page
    assert "Say how several returns make one." in page
    assert "Write {share}, {percent}, {count} or {words}" in page
    assert "The answer was no" in answer.content.decode()
    assert not Measure.objects.filter(audit=audit).exists()


def test_a_measure_of_cases_has_its_rule(client, reader, audit):
    case = factories.case(audit)
    for value in ("yes", "no"):
        factories.approved_return(case_=case, value=value)
    client.post(add_url(audit), said(unit="case", case_rule="any"))
    assert audit_figures(audit).figures["answered-no"].partition == Partition(counted=1)


def test_it_can_be_changed_and_keeps_its_key(client, reader, audit):
    client.post(add_url(audit), said())
    change = page_url(audit, "change_measure", "answered-no")
    assert "Answered no" in client.get(change).content.decode()
    client.post(change, said(label="Yes or partly", counts=["yes", "partly"]))
    measure = Measure.objects.get(audit=audit)
    assert (measure.key, measure.label) == ("answered-no", "Yes or partly")
    assert [option.code for option in measure.options.all()] == ["yes", "partly"]


def test_it_is_deleted_only_after_a_question(client, reader, audit):
    client.post(add_url(audit), said())
    delete = page_url(audit, "delete_measure", "answered-no")
    assert "No answer is changed" in text_of(client.get(delete))
    assert Measure.objects.filter(audit=audit).exists()
    client.post(delete)
    assert not Measure.objects.filter(audit=audit).exists()
    assert client.get(delete).status_code == 404


def test_a_measure_of_the_tool_is_never_changed_here(client, reader, audit):
    own = audit.tool_version.measures.get()
    assert client.get(page_url(audit, "change_measure", own.key)).status_code == 404
    assert client.post(page_url(audit, "delete_measure", own.key)).status_code == 404
    assert own.name in text_of(client.get(page_url(audit)))


def test_a_key_is_made_unlike_every_other(client, reader, audit):
    for _ in range(2):
        client.post(add_url(audit), said(label="Measure 1"))
    keys = set(Measure.objects.filter(audit=audit).values_list("key", flat=True))
    assert keys == {"measure-1-2", "measure-1-3"}


def test_a_number_is_totalled_and_says_so(client, reader):
    section = factories.section(factories.draft_version())
    factories.question(section)
    visits = factories.question(section, Question.Kind.NUMBER, unit="visits", maximum=10)
    audit = factories.audit(factories.published(section.version))
    for value in (2, 4, 9):
        made = factories.answered_return(audit=audit)
        factories.answer(made, visits, value)
        factories.move(made, "approved")
    page = text_of(client.get(add_url(audit, visits.key)))
    assert "Answers that count" not in page
    assert "{median}, {range} or {count}" in page
    typed = {"name": "Visits", "label": "Visits", "better": "higher", "theme": "", "sentence": ""}
    typed |= {"unit": "return", "percent_of_maximum": "on"}
    assert client.post(add_url(audit, visits.key), typed).status_code == 302
    shown = text_of(client.get(reverse("reports:figures", args=[audit.pk])))
    assert "median 4 of 10 visits (40 per cent of the maximum, 10), from 2 to 9" in shown
    behind = text_of(client.get(reverse("reports:answers_behind", args=[audit.pk, "visits"])))
    assert "9 visits" in behind


def test_the_list_takes_no_more_queries_for_more_measures(client, reader, audit):
    client.post(add_url(audit), said())
    before = queries_of(client, page_url(audit))
    client.post(add_url(audit), said())
    assert queries_of(client, page_url(audit)) == before


def test_a_measure_that_stayed_behind_is_shown_and_not_counted(client, reader):
    """Counted by keys alone it would be counted as if its missing half had never been."""
    version = factories.draft_version()
    section = factories.section(version)
    seen = factories.question(section, key="seen")
    alone = factories.question(section, key="alone")
    factories.published(version)
    audit = factories.audit(version)
    own = factories.measure(seen, key="own", label="Seen or alone", audit=audit, combines="any")
    own.also.set([alone])
    admin = factories.user("admin")
    draft = start_version(tool=version.tool, by=admin)
    draft.questions.filter(key="alone").delete()
    newer = publish_version(version=draft, content_hash="1" * 64, by=admin)
    to_move = client.get(reverse("cases:audit_tool", args=[audit.pk]))
    assert own.name in text_of(to_move)
    move_audit(audit=audit, version=newer, reason="", by=reader)
    audit.refresh_from_db()
    assert "own" not in audit_figures(audit).figures
    page = text_of(client.get(page_url(audit)))
    assert "No longer counted" in page
    assert "Seen or alone" in page
    assert client.get(page_url(audit, "change_measure", "own")).status_code == 404
    assert client.post(page_url(audit, "delete_measure", "own")).status_code == 302
    assert "No longer counted" not in text_of(client.get(page_url(audit)))


def test_a_measure_that_somebody_deleted_meanwhile_is_not_changed(reader, audit):
    own = factories.measure(audit.tool_version.questions.first(), key="own", audit=audit)
    said = measure_of(own)
    Measure.objects.filter(pk=own.pk).delete()
    with pytest.raises(MeasureRefused, match="deleted this measure"):
        change_measure(row=own, measure=said, by=reader)
