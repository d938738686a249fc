"""What agencies answer about a case, in the states the tests name."""

from datetime import date
from hashlib import sha256

from django.utils import timezone

from agencies.rls import Scope, acting
from audits.models import (
    AuditTool,
    Participation,
)
from cases.adding import add_own_case
from cases.models import (
    Answer,
    AuditReturn,
    Concern,
    EvidenceFile,
    Query,
    QueryMessage,
    Resolution,
    Voice,
)
from cases.outcomes import write_outcomes
from tests.factories import audits
from tests.factories.audits import audit_of, case, involvement
from tests.factories.people import agency, auditor, coordinator, lead


def audit_return(audit=None, case_=None, agency_=None, **fields) -> AuditReturn:
    audit = audit or (case_.audit if case_ else audits.audit())
    of_case = case_ or case(audit)
    of_agency = agency_ or agency()
    involvement(of_case, of_agency)
    fields.setdefault("auditor", auditor(of_agency))
    return AuditReturn.objects.create(
        **{
            "audit": audit,
            "case": of_case,
            "agency": of_agency,
            "tool_version": audit.tool_version,
            "due_on": audit.due_on,
        }
        | fields
    )


def organisation_return(agency_, audit=None, **fields) -> AuditReturn:
    audit = audit or audit_of(AuditTool.Audits.ORGANISATIONS, agency_)
    return _about_no_case(audit, agency_, about=AuditReturn.About.ORGANISATION, **fields)


def response(agency_, audit=None, **fields) -> AuditReturn:
    audit = audit or audit_of(AuditTool.Audits.RESPONDENTS, agency_)
    number = 1 + audit.returns.count()
    about = AuditReturn.About.RESPONSE
    return _about_no_case(audit, agency_, **{"about": about, "number": number} | fields)


def _about_no_case(audit, agency_, **fields) -> AuditReturn:
    Participation.objects.get_or_create(audit=audit, agency=agency_)
    fields.setdefault("auditor", auditor(agency_))
    return AuditReturn.objects.create(
        **{
            "audit": audit,
            "agency": agency_,
            "tool_version": audit.tool_version,
            "due_on": audit.due_on,
        }
        | fields
    )


def own_case_return(agency_, audit=None, local_identifier="LOCAL-0001", **fields) -> AuditReturn:
    """A case added by the agency; made in that agency's scope, since nobody else may name it."""
    audit = audit or audit_of(AuditTool.Audits.OWN_CASES, agency_)
    by = fields.pop("auditor", None) or auditor(agency_)
    with acting(Scope(by.pk, agencies=frozenset({agency_.pk}))):
        return add_own_case(
            audit=audit, agency=agency_, local_identifier=local_identifier, by=by, **fields
        )


def answer(audit_return, question, value=None, state="answered", **fields) -> Answer:
    return Answer.objects.create(
        audit_return=audit_return,
        agency=audit_return.agency,
        question=question,
        state=state,
        value=value,
        **fields,
    )


def query(audit_return, question=None, text="Which visit was this?", by=None, **fields) -> Query:
    """Asked about a return by a lead of its agency, and waiting for an answer."""
    by = by or lead(audit_return.agency)
    made = Query.objects.create(
        **{
            "audit_return": audit_return,
            "agency": audit_return.agency,
            "question": question or audit_return.tool_version.questions.first(),
            "asked_by": by,
        }
        | fields
    )
    QueryMessage.objects.create(query=made, agency=made.agency, author=by, text=text)
    return made


def evidence_file(audit_return, question=None, content=b"%PDF-1.7 page", **fields):
    """A file kept beside an answer of this return."""
    return EvidenceFile.objects.create(
        **{
            "audit_return": audit_return,
            "agency": audit_return.agency,
            "question": question or audit_return.tool_version.questions.first(),
            "title": "Chronology",
            "extension": "pdf",
            "content_type": "application/pdf",
            "content": content,
            "size": len(content),
            "fingerprint": sha256(content).hexdigest(),
            "added_by": audit_return.auditor,
        }
        | fields
    )


def concern(audit_return, **fields) -> Concern:
    """Raised from this return by its auditor, who has told social care."""
    return Concern.objects.create(
        **{
            "audit": audit_return.audit,
            "case": audit_return.case,
            "audit_return": audit_return,
            "agency": audit_return.agency,
            "what": "The record says nobody has seen the child.",
            "for_whom": "The child of this case",
            "told_whom": "Children’s social care",
            "told_at": timezone.now(),
            "raised_by": audit_return.auditor,
        }
        | fields
    )


def answered_return(value="yes", **fields) -> AuditReturn:
    """In progress, its first question answered."""
    made = audit_return(**{"status": AuditReturn.Status.IN_PROGRESS} | fields)
    answer(made, made.tool_version.questions.first(), value)
    return made


def submitted_return(**fields) -> AuditReturn:
    return move(answered_return(**fields), AuditReturn.Status.SUBMITTED)


def approved_return(**fields) -> AuditReturn:
    return move(answered_return(**fields), AuditReturn.Status.APPROVED)


def move(made, status) -> AuditReturn:
    """Put a return in this status, with the people, dates and reason it needs."""
    made.status = status
    if status in AuditReturn.HANDED_IN:
        made.submitted_at, made.submitted_by = timezone.now(), made.auditor
    if status in AuditReturn.AGENCY_APPROVED:
        made.approved_at, made.approved_by = timezone.now(), lead(made.agency)
    if status in {AuditReturn.Status.CHANGES_REQUESTED, AuditReturn.Status.EXEMPT}:
        made.reason = "A reason."
    made.save()
    write_outcomes(made)
    return made


def differing_case(said=("yes", "no"), audit=None, **fields):
    """(case, question): one approved return for each answer, of as many agencies."""
    audit = audit or audits.audit(**fields)
    of_case = case(audit)
    for value in said:
        approved_return(value=value, case_=of_case)
    return of_case, audit.tool_version.questions.first()


def voice(case, **fields) -> Voice:
    """What a parent said about a case, who agreed to be quoted."""
    return Voice.objects.create(
        **{
            "case": case,
            "speaker": "parent",
            "text": "Nobody asked what we needed.",
            "is_verbatim": True,
            "gathered": "call",
            "gathered_on": date(2025, 11, 3),
            "may_be_quoted": True,
            "written_by": coordinator(),
        }
        | fields
    )


def resolution(case, question, **fields) -> Resolution:
    """Of what agencies said of a question that is asked once, as they say it now."""
    return Resolution.objects.create(
        **{
            "case": case,
            "question_key": question.key,
            "reason": "The chronology shows it.",
            "said": "0" * 16,
            "by": coordinator(),
        }
        | fields
    )
