"""Two anonymous surveys of the demo: one that has closed, and one that anyone may answer now."""

from datetime import date, timedelta

from agencies.models import Agency, User
from audits.models import Audit
from auditsite.demo.plausible import entries_for
from cases.models import AuditReturn, Survey
from cases.surveys.doors import door_for, respondent_for
from cases.surveys.responding import begin_response, finish_response, save_response
from cases.surveys.surveying import close_survey, make_survey

INTRODUCTION = (
    "We would like to hear from everybody who works with children and families here. Answer as it "
    "is, not as it should be: the answers decide what we do next."
)
FINISHED = 5
OPEN_DAYS = 24


def answer_surveys(
    *, audit: Audit, finished_by: Agency, begun_by: Agency, by: User, today: date
) -> None:
    closed = _survey(audit, by, today)
    for number in range(FINISHED):
        _answer(closed, finished_by, number, share=1)
    _answer(closed, finished_by, FINISHED, share=0.5)
    close_survey(survey=closed, by=by)
    _answer(_survey(audit, by, today), begun_by, FINISHED + 1, share=0.5)


def _survey(audit: Audit, by: User, today: date) -> Survey:
    return make_survey(
        audit=audit,
        access=Survey.Access.OPEN,
        is_anonymous=True,
        closes_on=today + timedelta(days=OPEN_DAYS),
        introduction=INTRODUCTION,
        by=by,
    )


def _answer(survey: Survey, agency: Agency, number: int, *, share: float) -> None:
    token = begin_response(door=door_for(survey.token), agency=agency)
    rows = AuditReturn.objects.with_answers()
    found = rows.get(pk=respondent_for(token).return_id)
    entries = entries_for(found, number, share)
    save_response(audit_return=found, entries=entries, section_key="")
    if share == 1:
        finish_response(audit_return=found)
