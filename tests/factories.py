"""Rows for tests: a few lines each, numbered, with the states the tests name."""

from datetime import date
from hashlib import sha256
from itertools import count

from django.utils import timezone

from agencies.models import Agency, Area, Membership, Partnership, Sector, User
from agencies.rls import Scope, acting
from agencies.roles import Role
from agencies.secret_links import new_token
from audits.models import (
    Audit,
    AuditTool,
    Contradiction,
    Item,
    Measure,
    Option,
    Participation,
    PlanType,
    Programme,
    Question,
    Scale,
    Section,
    Series,
    ToolVersion,
)
from audits.services import publish_version
from audits.tool_definition import SCALE_KINDS
from cases.adding import add_own_case
from cases.models import (
    Answer,
    AuditReturn,
    Case,
    Concern,
    EvidenceFile,
    Involvement,
    Query,
    QueryMessage,
    Resolution,
    Subject,
    Survey,
    Voice,
)
from cases.outcomes import write_outcomes
from reports.models import Briefing, EarlierAudit, EarlierResult

numbers = count(1)
MOST_PLACES = 30_000  # a place is a small integer, and property tests make more rows than that
PASSWORD = "correct horse battery staple"


def place(number: int) -> int:
    return number % MOST_PLACES


def partnership(**fields) -> Partnership:
    return Partnership.objects.get_or_create(
        defaults={"name": "Testshire Safeguarding Children Partnership", "short_name": "Testshire"}
        | fields
    )[0]


def area(**fields) -> Area:
    number = next(numbers)
    return Area.objects.create(**{"name": f"Area {number}", "code": f"a{number}"} | fields)


def agency(sector=Sector.HEALTH, **fields) -> Agency:
    number = next(numbers)
    names = {
        "name": f"Agency {number}",
        "short_name": f"Agency {number}",
        "position": place(number),
    }
    return Agency.objects.create(**names | {"sector": sector} | fields)


def user(role: str | None = None, agency=None, **fields) -> User:
    number = next(numbers)
    person = User(**{"email": f"person{number}@example.org", "name": f"Person {number}"} | fields)
    person.set_unusable_password()
    person.save()
    if role:
        Membership.objects.create(user=person, role=role, agency=agency)
    return person


def coordinator(**fields) -> User:
    return user(Role.COORDINATOR, **fields)


def lead(agency, **fields) -> User:
    return user(Role.LEAD, agency, **fields)


def auditor(agency, **fields) -> User:
    return user(Role.AUDITOR, agency, **fields)


def draft_version(audits=AuditTool.Audits.CASES, **fields) -> ToolVersion:
    number = next(numbers)
    tool = AuditTool.objects.create(key=f"tool-{number}", name=f"Tool {number}", audits=audits)
    return ToolVersion.objects.create(**{"tool": tool, "number": 1} | fields)


def scale(version, codes=("yes", "partly", "no"), **fields) -> Scale:
    number = next(numbers)
    made = Scale.objects.create(
        **{"version": version, "key": f"scale-{number}", "name": "Scale", "position": place(number)}
        | fields
    )
    for position, code in enumerate(codes, 1):
        Option.objects.create(scale=made, code=code, label=code.capitalize(), position=position)
    return made


def section(version, **fields) -> Section:
    position = version.sections.count() + 1
    return Section.objects.create(
        **{
            "version": version,
            "key": f"section-{position}",
            "title": f"Section {position}",
            "position": position,
        }
        | fields
    )


def question(section, kind=Question.Kind.CHOICE, items=(), **fields) -> Question:
    """`items` are codes of the lines of a block, or of the areas of a profile."""
    position = section.questions.count() + 1
    if kind in SCALE_KINDS and "scale" not in fields:
        fields["scale"] = scale(section.version)
    made = Question.objects.create(
        **{
            "version": section.version,
            "section": section,
            "key": f"question-{section.position}-{position}",
            "kind": kind,
            "text": f"Question {section.position}.{position}?",
            "position": position,
        }
        | fields
    )
    for number, code in enumerate(items, 1):
        Item.objects.create(question=made, code=code, label=code.capitalize(), position=number)
    return made


def measure(question, codes=("yes",), **fields) -> Measure:
    position = question.version.measures.count() + 1
    made = Measure.objects.create(
        **{
            "version": question.version,
            "question": question,
            "key": f"measure-{position}",
            "name": f"Measure {position}",
            "label": f"Measure {position}",
            "position": position,
        }
        | fields
    )
    if question.scale_id:
        made.options.set(question.scale.options.filter(code__in=codes))
    return made


def measure_of_numbers(question, **fields) -> Measure:
    """A median and range of what is answered in figures."""
    return measure(question, (), **{"kind": Measure.Kind.TOTAL} | fields)


def contradiction(version, question=None, **fields) -> Contradiction:
    """Found where the question is answered, unless it is told otherwise."""
    position = version.contradictions.count() + 1
    key = question.key if question else "none"
    return Contradiction.objects.create(
        **{
            "version": version,
            "key": f"contradiction-{position}",
            "when": {"question": key, "answered": True},
            "says": f"Contradiction {position}.",
            "position": position,
        }
        | fields
    )


def published(version: ToolVersion) -> ToolVersion:
    return publish_version(version=version, content_hash="0" * 64)


def small_version(audits=AuditTool.Audits.CASES) -> ToolVersion:
    """One section with one required choice, published."""
    version = draft_version(audits)
    question(section(version))
    return published(version)


def audit(version: ToolVersion | None = None, **fields) -> Audit:
    number = next(numbers)
    return Audit.objects.create(
        **{
            "name": f"Audit {number}",
            "reference_prefix": f"{chr(65 + number // 2600 % 26)}{chr(65 + number // 100 % 26)}"
            f"{number % 100:02}",
            "tool_version": version or small_version(),
            "status": Audit.Status.COLLECTING,
            "scope_start": date(2025, 1, 1),
            "scope_end": date(2025, 12, 31),
            "due_on": date(2030, 1, 1),
        }
        | fields
    )


def audit_of(audits, *agencies, **fields) -> Audit:
    """An audit of this kind, one of AuditTool.Audits, in which these agencies take part."""
    made = audit(small_version(audits), **fields)
    for each in agencies:
        Participation.objects.create(audit=made, agency=each)
    return made


def series(**fields) -> Series:
    return Series.objects.create(**{"name": f"Series {next(numbers)}"} | fields)


def programme(**fields) -> Programme:
    year = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}
    return Programme.objects.create(**{"name": f"Programme {next(numbers)}"} | year | fields)


def plan_type(**fields) -> PlanType:
    number = next(numbers)
    return PlanType.objects.create(
        **{"key": f"plan-{number}", "name": f"Plan {number}", "position": place(number)} | fields
    )


def case(audit, **fields) -> Case:
    number = audit.cases.count() + 1
    made = Case.objects.create(
        **{"audit": audit, "reference": f"{audit.reference_prefix}-{number:02}"} | fields
    )
    Subject.objects.create(case=made, is_index=True)
    return made


def involvement(case, agency, state=Involvement.State.KNOWN, **fields) -> Involvement:
    Participation.objects.get_or_create(audit=case.audit, agency=agency)
    return Involvement.objects.create(case=case, agency=agency, state=state, **fields)


def audit_return(audit=None, case_=None, agency_=None, **fields) -> AuditReturn:
    audit = audit or (case_.audit if case_ else globals()["audit"]())
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


def survey(audit, **fields) -> Survey:
    """Open, anonymous and with a link for anyone, unless it is said otherwise."""
    return Survey.objects.create(
        **{
            "audit": audit,
            "token": new_token(),
            "closes_on": date(2030, 1, 1),
            "made_by": coordinator(),
        }
        | fields
    )


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
    audit = audit or globals()["audit"](**fields)
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


def membership(user, role, agency=None) -> Membership:
    """Another role for somebody; forgets what was read of their roles before."""
    user.__dict__.pop("held", None)
    user.__dict__.pop("roles", None)
    return Membership.objects.create(user=user, role=role, agency=agency)


def measured_version() -> ToolVersion:
    """One section with one required choice and a measure of it, published."""
    version = draft_version()
    measure(question(section(version)))
    return published(version)


def briefing(audit, status=Briefing.Status.DRAFT, **fields) -> Briefing:
    """In the given status, with whatever that status needs."""
    approved = status in {Briefing.Status.APPROVED, Briefing.Status.PUBLISHED}
    made = {"figures": {}, "fingerprint": "0" * 64}
    published_at = timezone.now() if status == Briefing.Status.PUBLISHED else None
    return Briefing.objects.create(
        **{
            "audit": audit,
            "title": f"Briefing {next(numbers)}",
            "status": status,
            "written_by": coordinator(),
            "approved_by": user(Role.APPROVER) if approved else None,
            "published_at": published_at,
        }
        | ({} if status == Briefing.Status.DRAFT else made)
        | fields
    )


def earlier_audit(tool, results=None, **fields) -> EarlierAudit:
    """`results`: measure -> what survives, such as {"percent": 37}."""
    number = next(numbers)
    said = {"name": f"Earlier audit {number}", "month": date(2020, 5, 1), "source": "A report"}
    made = EarlierAudit.objects.create(
        **said
        | {"tool": tool, "entered_by": fields.pop("entered_by", None) or coordinator()}
        | fields
    )
    for measure, surviving in (results or {}).items():
        EarlierResult.objects.create(audit=made, measure=measure, **surviving)
    return made
