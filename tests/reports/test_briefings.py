"""What is drafted, filled, checked and kept of a briefing."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Activity, Artefact, Job
from agencies.roles import Role
from reports.briefing_checks import MUST, changes_since, problems_of
from reports.briefing_fields import FIELDS, completed
from reports.briefings import Snapshot, box, document_of
from reports.budgets import over_budget
from reports.counting import audit_figures
from reports.documents import Box
from reports.models import Briefing, Quote
from reports.phrases import cut_to_words, listed
from reports.rendering import count_for, keep_rendering
from reports.services import (
    NO_PDF,
    OLD_PDF,
    StaleBriefing,
    approve_quote,
    create_briefing,
    move_briefing,
    propose_quote,
    save_briefing,
)
from reports.transitions import Refused
from tests import factories
from tests.reports.worker import written_briefing

pytestmark = pytest.mark.django_db
Status = Briefing.Status


@pytest.fixture
def briefing():
    return written_briefing()


def snapshot(briefing) -> Snapshot:
    return Snapshot.of(audit_figures(briefing.audit), briefing)


def rendered(briefing) -> Briefing:
    """As if the worker had made its PDF."""
    job = Job.objects.create(kind="x", state=Job.State.DONE)
    Artefact.objects.create(job=job, file_name="a", content_type="application/pdf", content=b"%PDF")
    keep_rendering(briefing, count_for(briefing), job_id=job.pk, version=briefing.version)
    return briefing


def moved(briefing, *statuses, by=None) -> Briefing:
    approver = factories.user(Role.APPROVER)
    for to in statuses:
        person = by or (approver if to == Status.APPROVED else briefing.written_by)
        briefing = move_briefing(briefing=briefing, to=to, by=person, reason="Because.")
    return briefing


def saved(briefing, **changes) -> Briefing:
    names = {name.replace("__", "."): text for name, text in changes.items()}
    return save_briefing(
        briefing=briefing,
        content=briefing.content | names,
        version=briefing.version,
        by=briefing.written_by,
    )


def test_a_draft_refers_to_figures_and_fits_its_page(briefing):
    found = snapshot(briefing)
    document = document_of(briefing, found, counted_on=briefing.updated_at.date())
    assert over_budget(document) == []
    assert problems_of(briefing, found) == []
    written = [text for name, text in briefing.content.items() if FIELDS[name].is_written]
    assert not any("%" in text or "1 of 2" in text for text in written)
    assert document.working_well.points[0].text.endswith(" in half of returns.")


def test_long_measures_and_themes_are_drafted_within_their_budgets():
    factories.partnership(minimum_denominator=2)
    version = factories.draft_version()
    asked = factories.question(factories.section(version))
    for place in range(12):
        factories.measure(
            asked,
            label=f"{'Wide ' * 6}{place:02}",
            theme="a-long-theme-of-many-words-indeed-" + str(place),
            better="lower" if place % 2 else "higher",
        )
    audit = factories.audit(factories.published(version), theme="Theme " * 12, purpose="Why? " * 60)
    factories.approved_return(audit=audit)
    factories.approved_return(audit=audit)
    made = create_briefing(audit=audit, by=factories.coordinator())
    document = document_of(made, snapshot(made), counted_on=made.updated_at.date())
    assert over_budget(document) == []
    assert len(document.needs_to_change) == len(document.what_to_do) == 6


def test_an_audit_without_returns_is_drafted_too():
    factories.partnership()
    made = create_briefing(
        audit=factories.audit(factories.measured_version()), by=factories.coordinator()
    )
    assert [each.sentence for each in problems_of(made, snapshot(made))] == []


@pytest.mark.parametrize(
    ("field", "text", "weight", "said"),
    [
        ("boxes.text.1", "In [[measure-7]]", MUST, "is not a figure of this audit"),
        ("boxes.text.1", "x" * 170, MUST, "cut 5 characters"),
        ("boxes.text.1", "In 37% of returns", "consider", "37%"),
        ("boxes.text.1", "In [[measure-1.count]] cases", "consider", "counts returns"),
        ("working_well.lead", "y" * 300, MUST, "over its space"),
        ("title", "", MUST, "Give the briefing a title."),
        ("title", "Well done 😀", MUST, "has no 😀"),
    ],
)
def test_a_check_names_what_is_wrong(briefing, field, text, weight, said):
    briefing.content[field] = text
    found = problems_of(briefing, snapshot(briefing))
    assert any(each.weight == weight and said in each.sentence for each in found), found


def test_words_between_asterisks_are_emphasised():
    assert box("Why", "Count *returns*, not cases") == Box(
        "Why", "Count returns, not cases", emphasis="returns"
    )


def test_a_changed_figure_is_told_with_what_it_was_and_is(briefing):
    rendered(briefing)
    assert changes_since(briefing, snapshot(briefing)) == []
    factories.approved_return(audit=briefing.audit, value="yes")
    [change] = changes_since(briefing, snapshot(briefing))
    assert (change.before, change.now) == (
        "50% of returns (1 of 2)",
        "67% of returns (2 of 3)",
    )


def test_a_snapshot_survives_the_database(briefing):
    rendered(briefing)
    kept = Snapshot.from_json(Briefing.objects.get(pk=briefing.pk).figures)
    assert kept == count_for(briefing).snapshot


def test_a_stale_save_is_refused_and_keeps_what_is_stored(briefing):
    saved(briefing, title="Theirs")
    with pytest.raises(StaleBriefing) as stale:
        saved(briefing, title="Mine")
    assert stale.value.stored.title == "Theirs"
    assert Briefing.objects.get(pk=briefing.pk).title == "Theirs"


def test_saving_the_same_text_again_changes_nothing(briefing):
    assert saved(briefing).version == briefing.version


def test_only_a_current_pdf_is_sent_for_review(briefing):
    with pytest.raises(Refused, match=NO_PDF):
        moved(briefing, Status.IN_REVIEW)
    rendered(briefing)
    with pytest.raises(Refused, match=OLD_PDF):
        moved(saved(briefing, title="Another title"), Status.IN_REVIEW)


def test_a_briefing_is_reviewed_approved_published_and_withdrawn(briefing):
    done = moved(
        rendered(briefing), Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED, Status.WITHDRAWN
    )
    assert done.status == Status.WITHDRAWN
    verbs = Activity.objects.about(briefing).values_list("verb", flat=True)
    assert {"approved a briefing", "published a briefing", "withdrew a briefing"} <= set(verbs)


def test_nobody_approves_what_they_started_or_saved(briefing):
    helper = factories.coordinator()
    text = completed(briefing.content) | {"title": "Helped"}
    helped = save_briefing(briefing=briefing, content=text, version=1, by=helper)
    waiting = moved(rendered(helped), Status.IN_REVIEW)
    for person in (briefing.written_by, helper):
        with pytest.raises(PermissionDenied, match="somebody else must approve"):
            moved(waiting, Status.APPROVED, by=person)
    assert moved(waiting, Status.APPROVED, by=factories.coordinator()).status == Status.APPROVED


def test_published_text_and_figures_are_frozen(briefing):
    published = moved(rendered(briefing), Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED)
    factories.approved_return(audit=briefing.audit, value="yes")
    with pytest.raises(Refused):
        saved(published, title="Later")
    assert count_for(published).snapshot == Snapshot.from_json(published.figures)


def test_a_way_back_needs_a_reason_and_a_wrong_move_is_refused(briefing):
    waiting = moved(rendered(briefing), Status.IN_REVIEW)
    with pytest.raises(Refused, match="Say why"):
        move_briefing(briefing=waiting, to=Status.DRAFT, by=factories.user(Role.APPROVER))
    with pytest.raises(Refused, match="is being reviewed"):
        moved(waiting, Status.PUBLISHED)


def test_a_quote_is_used_only_once_somebody_else_approved_it(briefing):
    writer = briefing.written_by
    quote = propose_quote(audit=briefing.audit, text="It was slow.", speaker="parent", by=writer)
    briefing.content["quote"] = str(quote.pk)
    assert snapshot(briefing).quote is None
    with pytest.raises(PermissionDenied):
        approve_quote(quote=quote, by=writer)
    approve_quote(quote=quote, by=factories.user(Role.APPROVER))
    assert snapshot(briefing).quote.text == "It was slow."
    assert list(Quote.objects.approved()) == [quote]


def test_text_is_cut_between_words():
    assert cut_to_words("Oversight and supervision", 22) == "Oversight"
    assert cut_to_words("Unbroken", 3) == "Unb"
    assert listed(["health", "police", "housing"]) == "health, police and housing"
