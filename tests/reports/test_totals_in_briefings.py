"""Totals, organisations and added measures where briefings are written."""

import json

import pytest

from audits.models import AuditTool, Question
from reports.briefing_checks import changes_since
from reports.briefings import CannotPrint, Snapshot, big_number
from reports.counting import audit_figures
from reports.drafting import draft_content
from reports.editor import choices_of, reference_groups
from reports.models import Briefing
from tests import factories
from tests.reports.figure_builders import spread
from tests.reports.test_counting_measures import organisation_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    factories.partnership()
    section = factories.section(factories.draft_version())
    factories.question(section)
    visits = factories.question(section, Question.Kind.NUMBER, unit="visits", maximum=20)
    factories.measure_of_numbers(visits, key="visits", label="Visits")
    made = factories.audit(factories.published(section.version))
    factories.measure(section.questions.first(), key="own", label="Own measure", audit=made)
    for value in (2, 5, 9):
        answered = factories.answered_return(audit=made)
        factories.answer(answered, visits, value)
        factories.move(answered, "approved")
    return made


@pytest.fixture
def snapshot(audit):
    return Snapshot.of(audit_figures(audit), Briefing(audit=audit))


def test_a_total_may_be_said_in_a_sentence_and_is_kept_with_the_briefing(snapshot):
    text = "Half had [[visits.median]] or more, [[visits.range]], in [[visits.count]]."
    assert snapshot.fill(text) == "Half had 5 visits or more, from 2 to 9, in 3 of 3."
    kept = Snapshot.from_json(json.loads(json.dumps(snapshot.as_json())))
    assert kept.spreads == snapshot.spreads
    assert kept.fill(text) == snapshot.fill(text)


def test_a_total_may_be_a_large_number_and_never_a_bar(audit, snapshot):
    shown = big_number("visits", "visits to the child", snapshot)
    assert (shown.value, shown.detail) == ("5", "median, 3 of 3")
    choices = choices_of(Briefing(audit=audit), snapshot)
    assert "visits" in dict(choices["number"])
    assert "visits" not in dict(choices["measure"])


def test_a_total_without_numbers_cannot_be_printed():
    empty = Snapshot({}, {}, spreads={"score": spread()})
    with pytest.raises(CannotPrint, match="No number has been answered"):
        big_number("score", "", empty)


def test_what_may_be_referred_to_says_which_measures_were_added(snapshot):
    groups = {group.label: group.references for group in reference_groups(snapshot)}
    assert "Own measure (added to this audit)" in groups
    tokens = [reference.token for reference in groups["Visits"]]
    assert tokens == ["[[visits]]", "[[visits.median]]", "[[visits.range]]", "[[visits.count]]"]


def test_a_number_that_changed_since_the_pdf_is_named(audit, snapshot):
    content = {"boxes.text.1": "They had [[visits]]."}
    briefing = factories.briefing(audit, figures=snapshot.as_json(), content=content)
    more = factories.answered_return(audit=audit)
    factories.answer(more, audit.tool_version.questions.get(kind="number"), 20)
    factories.move(more, "approved")
    now = Snapshot.of(audit_figures(audit), briefing)
    (change,) = changes_since(briefing, now)
    assert change.before.startswith("median 5 visits")
    assert change.now.startswith("median 7 visits")


def test_a_briefing_on_organisations_is_drafted_without_cases():
    factories.partnership()
    question = factories.question(factories.section(factories.draft_version()))
    factories.measure(question, unit="organisation")
    AuditTool.objects.update(audits=AuditTool.Audits.ORGANISATIONS)
    audit = factories.audit(factories.published(question.version))
    made = organisation_return(audit)
    factories.answer(made, question, "yes")
    factories.move(made, "approved")
    snapshot = Snapshot.of(audit_figures(audit), Briefing(audit=audit))
    content = draft_content(audit, snapshot)
    assert "cases" not in " ".join(content.values())
    assert "organisations" in snapshot.fill(content["boxes.text.3"])
    assert "1 have answered" not in content["boxes.text.1"]
    assert snapshot.fill(content["boxes.text.1"])
