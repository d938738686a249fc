"""Minutes of a panel as PDF and Word, its judgements as a workbook, and the way to them."""

from datetime import date, timedelta
from io import BytesIO

import page
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from agencies import jobs
from agencies.models import Activity, Job
from agencies.roles import Role
from audits.models import Audit, LocalGroup
from audits.tables import read_table
from cases.models import CaseAction, Identity
from cases.panel.items import PanelItem
from cases.panel.judging import Place, save_judgement
from cases.panel.learning import add_learning
from cases.panel.notes import add_case_action, hold_meeting, record_attendance
from reports.minutes_printing import file_of, minutes_of
from reports.panel_record import panel_record
from reports.tasks import forget_copies_of_returns
from tests import factories
from tests.cases.panel.panels import (
    OVERALL,
    SEEN_ALONE,
    item,
    panel_audit,
    released,
    said,
    two_returns,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SECRET = "Pebblewick"


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def audit():
    factories.partnership()
    return panel_audit(name="Neglect 2027", reference_prefix="NEG27")


@pytest.fixture
def three(audit, coordinator):
    """A case that was looked at, with everything a panel puts down; a second one was not."""
    case, health, police = two_returns(audit)
    Identity.objects.create(case=case, kind="subject", text=f"Otis {SECRET}")
    day = date(2026, 1, 5)
    meeting = hold_meeting(audit=audit, held_on=day, place="Lakeside hall", by=coordinator)
    for name, agency, state in (
        ("Anwen Birch", health.agency, "present"),
        ("Corin Ash", police.agency, "apologies"),
        ("Sorrel Elder", None, "observer"),
    ):
        record_attendance(meeting=meeting, name=name, agency=agency, state=state, by=coordinator)
    put = said(rationale="Alone in the clinic only.", dissent="Police: she was seen.")
    save_judgement(item=item(case), place=SEEN_ALONE, said=put, by=coordinator)
    grade = said("weak", "Too little was known.")
    save_judgement(item=item(case), place=OVERALL, said=grade, by=coordinator)
    add_learning(item=item(case), kind="learning", text="Ask who was there.", by=coordinator)
    add_learning(item=item(case), kind="good_practice", text="Weekly notes.", by=coordinator)
    for text, days in (("Record who is there.", 30), ("Write it down.", 10)):
        due = timezone.localdate() + timedelta(days=days)
        add_case_action(
            item=item(case), agency=health.agency, text=text, due_on=due, by=coordinator
        )
    CaseAction.objects.filter(text="Write it down.").update(
        done_at=timezone.now(), done_by=coordinator
    )
    meeting.moderations.add(case.moderation)
    other, *_ = two_returns(audit)
    return case, health, other


def made(audit, reader, file_format="pdf"):
    found = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    return file_of(panel_record(found, reader), file_format)


def words_of_pdf(content) -> str:
    sheets = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(s.get_textpage().get_text_range() for s in sheets).split())


def words_of_word(content) -> str:
    body = Document(BytesIO(content))
    cells = [cell.text for table in body.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in body.paragraphs), *cells])


def everything(case, health, other) -> tuple[str, ...]:
    return (
        "Neglect 2027",
        "Monday 5 January 2026, Lakeside hall",
        "Anwen Birch",
        "Corin Ash",
        "Sorrel Elder, observer",
        f"Looked at {case.reference}.",
        "1 of 2 looked at",
        "1 Weak",
        f"Case {case.reference}",
        "Was the child seen alone?",
        f"{health.agency.short_name}: Yes",
        "Partly",
        "Alone in the clinic only.",
        "Police: she was seen.",
        "Too little was known.",
        "Ask who was there.",
        "Weekly notes.",
        "Record who is there.",
        "Not yet",
        "1 of 2 done",
        other.reference,
        "Not looked at yet",
        "not released to its agencies",
    )


def test_the_pdf_says_everything_and_passes_the_automated_pdf_ua_checks(audit, three, coordinator):
    printed = made(audit, coordinator)
    report = page.validate_pdf_bytes(printed.content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert printed.file_name == "neg27-minutes-of-the-panel.pdf"
    words = words_of_pdf(printed.content)
    assert [each for each in everything(*three) if each not in words] == []
    assert SECRET not in words


def test_the_word_file_says_the_same_and_is_the_same_each_time(audit, three, coordinator):
    printed = made(audit, coordinator, "docx")
    words = words_of_word(printed.content)
    assert [each for each in everything(*three) if each not in words] == []
    assert made(audit, coordinator, "docx").content == printed.content


def test_an_audit_without_a_meeting_or_a_judgement_has_minutes_that_say_so(audit, coordinator):
    factories.case(audit)
    words = words_of_pdf(made(audit, coordinator).content)
    for each in (
        "No meeting is put down yet.",
        "0 of 1 looked at",
        "None yet",
        "Not looked at yet",
    ):
        assert each in words


def test_a_panel_that_goes_through_organisations_has_minutes_too(coordinator):
    factories.partnership()
    agency = factories.agency(short_name="Lakeside school")
    audit = factories.audit_of("organisations", agency, status=Audit.Status.MODERATING)
    found = factories.organisation_return(agency, audit, status="in_progress")
    question = audit.tool_version.questions.first()
    factories.answer(found, question, "yes")
    factories.move(found, "approved")
    about = PanelItem(audit, agency=agency)
    save_judgement(
        item=about, place=Place(question.key), said=said("no", "Not so."), by=coordinator
    )
    add_learning(item=about, kind="learning", text="Ask the staff.", by=coordinator)
    words = words_of_pdf(made(audit, coordinator).content)
    for each in ("Agency Lakeside school", "Lakeside school: Yes", "Not so.", "Ask the staff."):
        assert each in words
    assert made(audit, coordinator, "xlsx").content


def test_what_agrees_with_every_agency_is_counted_and_not_repeated(audit, three, coordinator):
    case, *_ = three
    save_judgement(item=item(case), place=Place("home-seen"), said=said("yes"), by=coordinator)
    [found] = minutes_of(panel_record(audit, coordinator)).items
    assert [each.question for each in found.judged] == ["1.1 Was the child seen alone?"]
    assert found.others.startswith("1 other judgement is what every agency")


def test_the_workbook_has_a_line_for_each_question_judged(audit, three, coordinator):
    case, health, _ = three
    released(case, coordinator)
    printed = made(audit, coordinator, "xlsx")
    assert printed.file_name == "neg27-judgements.xlsx"
    first, second = [line.cells for line in read_table(printed.content, "Judgements").lines]
    today = f"{timezone.localdate():%b %Y}"
    assert (first["case"], first["question"], first["agreed"]) == (case.reference, "1.1", "Partly")
    assert first[health.agency.short_name.lower()] == "Yes"
    assert first["rationale"] == "Alone in the clinic only."
    assert first["dissent"] == "Police: she was seen."
    assert first["last changed by"] == coordinator.name
    assert today in first["last changed"]
    assert first["released"].endswith(today)
    assert second["agreed"] == "Weak"


def test_minutes_are_of_the_cases_their_reader_s_panel_may_open(audit, three):
    lead = factories.lead(three[1].agency)
    assert panel_record(audit, lead).items == ()
    assert len(panel_record(audit, factories.user(Role.MODERATOR)).items) == 2


class TestJourney:
    def test_a_moderator_asks_for_them_and_takes_them_away(self, as_, audit, three):
        moderator = factories.user(Role.MODERATOR)
        client = as_(moderator)
        address = reverse("reports:minutes", args=[audit.pk])
        panel = client.get(reverse("cases:panel", args=[audit.pk]))
        assert address in panel.content.decode()
        making = client.post(address, {"file_format": "docx"}).url
        job = Job.objects.get()
        assert "Waiting for a worker" in text_of(client.get(making))
        jobs.run(job.pk)
        assert "The document is ready." in text_of(client.get(making))
        taken = client.get(reverse("reports:minutes_file", args=[job.pk]))
        assert "attachment" in taken["Content-Disposition"]
        assert three[0].reference in words_of_word(taken.content)
        assert Activity.objects.filter(
            verb="took minutes of a panel", actor_id=moderator.pk
        ).exists()

    def test_the_minutes_of_one_meeting_say_who_was_there_and_what_it_looked_at(
        self, as_, audit, three, coordinator
    ):
        case, _, other = three
        first = audit.panel_meetings.get()
        second = hold_meeting(
            audit=audit, held_on=timezone.localdate(), place="Library", by=coordinator
        )
        second.moderations.clear()
        record_attendance(meeting=second, name="Piers Oak", state="present", by=coordinator)
        add_learning(item=item(other), kind="learning", text="Only later.", by=coordinator)
        client, address = as_(coordinator), reverse("reports:minutes", args=[audit.pk])
        assert f"{second.day}, Library" in text_of(client.get(address))
        names = []
        for held, there, left_out in (
            (first, ("Anwen Birch", case.reference), ("Piers Oak", other.reference)),
            (second, ("Piers Oak", other.reference), ("Anwen Birch", case.reference)),
        ):
            client.post(address, {"file_format": "docx", "meeting": str(held.pk)})
            job = Job.objects.get(parameters__meeting=str(held.pk))
            jobs.run(job.pk)
            taken = client.get(reverse("reports:minutes_file", args=[job.pk]))
            names.append(taken["Content-Disposition"])
            words = words_of_word(taken.content)
            assert all(each in words for each in there)
            assert not any(each in words for each in left_out)
        assert "neg27-minutes-of-the-panel-2026-01-05.docx" in names[0]

    def test_minutes_of_a_meeting_that_was_removed_say_so(self, as_, audit, three, coordinator):
        gone = audit.panel_meetings.get()
        sent = {"file_format": "pdf", "meeting": str(gone.pk)}
        client, address = as_(coordinator), reverse("reports:minutes", args=[audit.pk])
        client.post(address, sent)
        gone.delete()
        job = Job.objects.get()
        jobs.run(job.pk)
        job.refresh_from_db()
        assert "This meeting was removed" in job.message
        again = client.post(address, sent)
        assert again.status_code == 422
        assert "Was this meeting removed?" in text_of(again)

    def test_nothing_chosen_is_asked_again(self, as_, audit, coordinator):
        answer = as_(coordinator).post(reverse("reports:minutes", args=[audit.pk]), {})
        assert answer.status_code == 422
        assert "Choose what to make." in text_of(answer)

    def test_whoever_may_no_longer_open_the_panel_takes_nothing(self, as_, audit, three):
        moderator = factories.user(Role.MODERATOR)
        client = as_(moderator)
        client.post(reverse("reports:minutes", args=[audit.pk]), {"file_format": "pdf"})
        Audit.objects.update(status="closed")
        job = Job.objects.get()
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert client.get(reverse("reports:making_minutes", args=[job.pk])).status_code == 404

    def test_a_document_is_there_for_a_day(self, as_, audit, coordinator):
        as_(coordinator).post(reverse("reports:minutes", args=[audit.pk]), {"file_format": "pdf"})
        Job.objects.update(queued_at=timezone.now() - timedelta(days=1, minutes=1))
        forget_copies_of_returns()
        assert not Job.objects.exists()

    def test_words_by_which_somebody_could_be_known_are_listed_first(
        self, as_, audit, three, coordinator
    ):
        case, *_ = three
        text = f"Otis was seen, and {SECRET} wrote."
        add_learning(item=item(case), kind="learning", text=text, by=coordinator)
        client = as_(coordinator)
        page_of = client.get(reverse("reports:minutes", args=[audit.pk]))
        assert f"{case.reference}: “Otis”: This is a name from this case." in text_of(page_of)
        looks = Activity.objects.filter(verb="compared what a panel wrote with identities")
        assert [each.object_id for each in looks] == [audit.pk]


def test_a_local_group_s_minutes_say_who_was_at_its_own_meeting_alone(audit):
    day = timezone.localdate()
    groups = [LocalGroup.objects.create(audit=audit, name=name) for name in ("North", "South")]
    people = []
    for group in groups:
        person = factories.user(Role.MODERATOR)
        group.people.add(person)
        held = hold_meeting(audit=audit, held_on=day, place="", by=person, group=group)
        record_attendance(meeting=held, name=f"Of {group}", state="present", by=person)
        people.append(person)
    for person, theirs, others in zip(people, ("North", "South"), ("South", "North"), strict=True):
        minutes = str(minutes_of(panel_record(audit, person)).meetings)
        assert f"Of {theirs}" in minutes
        assert others not in minutes
    assert len(panel_record(audit, factories.coordinator()).meetings) == 2
