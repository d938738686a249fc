"""A file of candidates too large for a request: brought in by a job, and nothing of it kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies import jobs
from agencies.jobs import Run
from agencies.models import Job
from agencies.rls import acting, acting_as_system, scope_of
from agencies.roles import Role
from audits.tables import UnreadableTable, read_table
from cases.models import Candidate, CandidateFile
from cases.samples.drawing import draw_sample
from cases.samples.files import SHEET
from cases.samples.frames import add_candidates, begin_draw, give_up_draw, set_sizes
from cases.samples.large_files import (
    EVERY,
    LARGE,
    bring_in_large_file,
    faults_of,
    send_large_file,
)
from cases.tasks import destroy_due_identities
from tests import factories
from tests.audits.large_workbooks import unpacking_to
from tests.cases.imports.returns_files import csv, workbook
from tests.cases.samples.planned_samples import person, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db
HEADS = "local identifier,name,area"


@pytest.fixture
def draw():
    factories.partnership()
    return begin_draw(audit=planned(), by=factories.coordinator())


def sent(draw, *rows: str) -> Job:
    return send_large_file(draw=draw, content=csv(HEADS, *rows), by=factories.coordinator())


def done(job: Job) -> Job:
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def stored() -> str:
    """Everything that is kept of files and jobs, as the database holds it."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT string_agg(j::text, '') FROM agencies_job j)")
        jobs_ = cursor.fetchone()[0] or ""
        cursor.execute("SELECT string_agg(encode(content, 'escape'), '') FROM cases_candidatefile")
        return jobs_ + (cursor.fetchone()[0] or "")


def page_of(client, job: Job, draw):
    return client.get(reverse("cases:candidates_file", args=[draw.audit_id, draw.number, job.pk]))


def test_a_large_file_is_brought_in_by_a_job_whose_page_says_so(as_, draw):
    client = as_(factories.coordinator())
    wide = f"A1,Quillfeather{' ' * LARGE},"
    file = SimpleUploadedFile("list.csv", csv(HEADS, wide, "A2,Ada,"))
    answer = client.post(
        reverse("cases:candidates", args=[draw.audit_id, 1]), {"file": file}, follow=True
    )
    assert "Waiting for a worker to start." in text_of(answer)
    job = Job.objects.get()
    listed = client.get(reverse("cases:candidates", args=[draw.audit_id, 1]))
    assert "A file is being brought in. See how far it is" in text_of(listed)
    assert done(job).state == Job.State.DONE
    assert "2 candidates brought in." in text_of(page_of(client, job, draw))
    with acting_as_system():
        assert Candidate.objects.count() == 2
        assert not CandidateFile.objects.exists()


def test_nothing_in_the_job_or_in_plain_text_says_who_is_in_the_file(draw):
    job = sent(draw, "LOC-77,Quillfeather,")
    assert job.parameters == {}
    kept = CandidateFile.objects.get()
    assert kept.content
    assert "Quillfeather" not in stored()
    done(job)
    assert "Quillfeather" not in stored()


def test_faults_are_listed_on_the_page_and_of_the_file_nothing_else_is_kept(as_, draw, caplog):
    job = sent(draw, "A1,Ada,Atlantis", "A2,Bo,")
    client = as_(job.requested_by)
    assert done(job).state == Job.State.FAILED
    assert job.message == "The file has 1 fault, so nobody was brought in."
    with acting_as_system():
        assert CandidateFile.objects.get().content == ""
        assert not Candidate.objects.exists()
    assert "Atlantis" not in stored() + caplog.text
    shown = text_of(page_of(client, job, draw))
    assert "Nothing was brought in." in shown
    assert "Row 2, “area”: There is no “Atlantis”." in shown
    listed = client.get(reverse("cases:candidates", args=[draw.audit_id, 1]))
    assert "See what is wrong with it" in text_of(listed)


def test_who_is_there_already_is_told_by_row(draw):
    add_candidates(draw=draw, people=[person(1)], by=factories.coordinator())
    job = sent(draw, "B1,Ada,", "loc-00001,Bo,")
    assert done(job).message == "The file has 1 fault, so nobody was brought in."
    assert Candidate.objects.count() == 1
    assert "among the candidates already" in CandidateFile.objects.get().faults


def test_a_draw_made_meanwhile_refuses_the_file_which_is_not_kept(draw):
    by = factories.coordinator()
    add_candidates(draw=draw, people=[person(1)], by=by)
    set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
    job = sent(draw, "A1,Ada,")
    draw_sample(draw=draw, by=by)
    assert "This draw has been made" in done(job).message
    assert not CandidateFile.objects.exists()
    assert not Candidate.objects.exists()


def test_a_file_of_a_draw_that_was_given_up_is_gone_with_it(draw):
    job = sent(draw, "A1,Ada,")
    give_up_draw(draw=draw, by=factories.coordinator())
    assert done(job).message == "This file is no longer kept. Choose it again."


def test_after_a_failure_nobody_foresaw_the_file_is_not_kept(draw, monkeypatch):
    job = sent(draw, "A1,Ada,")
    monkeypatch.setattr("django.conf.settings.FIELD_KEYS", {99: bytes(32)})
    kept = CandidateFile.objects.filter(job=job)
    assert "Something went wrong" in done(job).message
    assert not kept.exists()


def test_a_file_nobody_read_is_forgotten_within_the_hour(draw):
    sent(draw, "A1,Ada,")
    destroy_due_identities()
    assert CandidateFile.objects.exists()
    CandidateFile.objects.update(sent_at=timezone.now() - timedelta(minutes=61))
    destroy_due_identities()
    assert not CandidateFile.objects.exists()


def running(job: Job, attempt: int) -> Run:
    lease = timezone.now() + Job.LEASE
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempt=attempt, lease_until=lease
    )
    return Run(job, 1)


def test_progress_is_told_row_by_row(draw):
    job = sent(draw, *(f"A{n},," for n in range(2 * EVERY + 1)))
    steps = []

    class Watched(Run):
        def progress(self, done, total, message=""):
            super().progress(done, total, message)
            steps.append(done)

    running(job, 1)
    bring_in_large_file(Watched(job, 1))
    opening, checking = [0, 0, 0], [0, EVERY, 2 * EVERY]
    assert steps == [*opening, *checking, 2 * EVERY + 1]


def test_a_job_reads_a_workbook_that_is_too_large_inside_for_a_request(draw):
    content = unpacking_to(30, workbook(HEADS.split(","), ["A1", "Ada", ""]))
    with pytest.raises(UnreadableTable, match="larger than 24 MB .* save the sheet as “CSV UTF-8”"):
        read_table(content, SHEET)
    job = send_large_file(draw=draw, content=content, by=factories.coordinator())
    assert done(job).message == "1 candidate brought in."


def test_what_is_too_large_inside_for_a_job_is_told_with_what_to_do(draw):
    content = unpacking_to(65, workbook(HEADS.split(","), ["A1", "Ada", ""]))
    job = send_large_file(draw=draw, content=content, by=factories.coordinator())
    done(job)
    (fault,) = faults_of(job)
    assert str(fault).startswith("The workbook is larger than 64 MB when it is unpacked. Delete")
    assert "pictures" not in str(fault)


def test_a_worker_whose_job_was_taken_over_leaves_the_file_and_brings_nobody_in(draw):
    job = sent(draw, "A1,Ada,")
    with pytest.raises(jobs.AttemptSuperseded):
        bring_in_large_file(running(job, 2))
    assert CandidateFile.objects.get().content
    assert not Candidate.objects.exists()


def test_the_database_shows_files_to_coordinators_alone(draw):
    sent(draw, "A1,Ada,")
    with acting(scope_of(factories.user(Role.MODERATOR))):
        assert not CandidateFile.objects.exists()
    with acting(scope_of(factories.coordinator())):
        assert CandidateFile.objects.exists()
