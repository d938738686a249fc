"""One small partnership in which every kind of object exists in every relation to its reader."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.utils import timezone

from agencies.models import ConcernContact, Job, Message, User
from agencies.roles import AGENCY_ROLES, Role
from audits.models import AuditTool, LocalGroup
from cases.imports.importing import check_file
from cases.models import AgencyAction, IdentityImport, Involvement, Reminder
from cases.outcomes import write_outcomes
from cases.reminders.chasing import MESSAGE_LATE
from cases.samples.candidates import Person
from cases.samples.frames import add_candidates, begin_draw
from cases.samples.large_files import BRING_IN
from reports.models import Briefing, Quote
from reports.tasks import PRINT_MINUTES, PRINT_RETURN, PRINT_TERMS, PRINT_TOOL
from reports.transitions import BRIEFING_TRANSITIONS
from tests import factories
from tests.security.panel_world import panel_objects

ANONYMOUS = "anonymous"


@dataclass
class World:
    """`objects[kind][relation]` are URL arguments; `people[role]` are readers.

    Relations: own (the reader's agency, assigned to the reader if an auditor), unassigned (the
    reader's agency, somebody else's), other (another agency's or person's), missing.
    """

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, dict[str, dict]] = field(default_factory=dict)


def build() -> World:
    world = World()
    factories.partnership()
    own, other = factories.agency(), factories.agency()
    world.people = {
        role: factories.user(role, own if role in AGENCY_ROLES else None) for role in Role
    }
    audit = factories.audit(_version(), identities_until=date(2030, 6, 3))
    _add_returns(world, audit, own, other)
    _add_audit_pages(world, audit)
    _add_draft(world)
    _add_other_audits(world, own, other)
    _add_briefings(world, audit)
    _add_setup(world, own)
    return world


def _difference_of_an_occasion() -> dict[str, dict]:
    """Two approved returns that say different things of what their worker was asked."""
    case, _ = factories.differing_case(audit=factories.audit(_version()))
    asked = case.audit.tool_version.questions.last()
    for found, value in zip(case.returns.all(), ("yes", "no"), strict=True):
        factories.answer(found, asked, value, occasion="worker")
        write_outcomes(found)
    page = {"audit_id": case.audit_id, "case_id": case.pk, "question_key": asked.key}
    return {"own": {**page, "code": "worker"}, "missing": {**page, "code": "child-1"}}


def _version():
    version = factories.draft_version()
    factories.measure(factories.question(factories.section(version)))
    repeated = factories.section(version, repeats="respondent")
    factories.question(repeated, required=False)
    return factories.published(version)


def _add_returns(world, audit, own, other) -> None:
    auditor = world.people[Role.AUDITOR]
    returns = {
        "own": factories.submitted_return(audit=audit, agency_=own, auditor=auditor),
        "unassigned": factories.submitted_return(audit=audit, agency_=own),
        "other": factories.submitted_return(audit=audit, agency_=other),
    }
    factories.lead(other)
    section = audit.tool_version.sections.first().key
    world.objects["return"] = _with_missing(
        {name: {"return_id": found.pk} for name, found in returns.items()}, "return_id"
    )
    _add_open_returns(world, audit, own, other)
    world.objects["section"] = {
        name: {**kwargs, "section_key": section} for name, kwargs in world.objects["return"].items()
    }
    repeated = audit.tool_version.sections.last().key
    world.objects["repetition"] = {
        name: {**kwargs, "section_key": repeated, "code": "parent"}
        for name, kwargs in world.objects["return"].items()
    }
    _add_queries(world, returns)
    _add_answers(world, audit)
    _add_actions(world, own, other)
    world.objects |= panel_objects(audit, returns)
    _add_files(world, returns)
    _add_concerns(world, returns)
    _add_differences(world)
    world.objects["agency_in_audit"] = {
        name: {"agency_id": agency_id, "audit_id": audit.pk}
        for name, agency_id in (("own", own.pk), ("other", other.pk), ("missing", uuid4()))
    }
    world.objects["involvement"] = _with_missing(
        {
            name: {"involvement_id": Involvement.objects.get(case=found.case).pk}
            for name, found in returns.items()
        },
        "involvement_id",
    )
    world.objects["case"] = {
        name: {"audit_id": audit.pk, "case_id": found.case_id} for name, found in returns.items()
    } | {"missing": {"audit_id": audit.pk, "case_id": uuid4()}}


def _add_differences(world) -> None:
    """A case about which two other agencies differ, and what was made of it."""
    case, question = factories.differing_case()
    page = {"audit_id": case.audit_id, "case_id": case.pk, "question_key": question.key}
    world.objects["difference"] = {"own": page, "missing": {**page, "question_key": "none"}}
    world.objects["difference_of"] = _difference_of_an_occasion()
    voice = factories.voice(case).pk
    world.objects["voice"] = {
        "own": {"audit_id": case.audit_id, "voice_id": voice},
        "missing": {"audit_id": case.audit_id, "voice_id": uuid4()},
    }
    made = factories.resolution(case, question)
    world.objects["resolution"] = {
        "own": {"audit_id": case.audit_id, "resolution_id": made.pk},
        "missing": {"audit_id": case.audit_id, "resolution_id": uuid4()},
    }


def _add_open_returns(world, audit, own, other) -> None:
    """Still to be handed in, and asked to be exempt."""
    auditor = world.people[Role.AUDITOR]
    asked = {
        "audit": audit,
        "exemption_asked": "A reason",
        "exemption_asked_at": timezone.now(),
        "exemption_asked_by": auditor,
    }
    returns = {
        "own": factories.audit_return(agency_=own, auditor=auditor, **asked),
        "unassigned": factories.audit_return(agency_=own, **asked),
        "other": factories.audit_return(agency_=other, **asked),
    }
    world.objects["open_return"] = _with_missing(
        {name: {"return_id": found.pk} for name, found in returns.items()}, "return_id"
    )


def _add_queries(world, returns) -> None:
    """A query about each return, and the wordings of an answer of each."""
    queries = {name: factories.query(found) for name, found in returns.items()}
    world.objects["query"] = _with_missing(
        {name: {"query_id": query.pk} for name, query in queries.items()}, "query_id"
    )
    world.objects["answer"] = {
        name: {"return_id": found.pk, "answer_id": found.answers.first().pk}
        for name, found in returns.items()
    } | {
        "missing": {"return_id": uuid4(), "answer_id": uuid4()},
    }


def _add_files(world, returns) -> None:
    files = {name: factories.evidence_file(found).pk for name, found in returns.items()}
    world.objects["evidence_file"] = _with_missing(
        {name: {"file_id": file} for name, file in files.items()}, "file_id"
    )


def _add_answers(world, audit) -> None:
    for kind, of, part in (("one_answer", "section", 0), ("repeated_answer", "repetition", 1)):
        asked = audit.tool_version.sections.all()[part].questions.first()
        world.objects[kind] = {
            name: {**kwargs, "question_key": asked.key}
            for name, kwargs in world.objects[of].items()
        }


def _add_actions(world, own, other) -> None:
    """Agencies with an entry each on their list of actions."""
    agencies = {"own": own, "other": other}
    world.objects["led_agency"] = _with_missing(
        {name: {"agency_id": agency.pk} for name, agency in agencies.items()}, "agency_id"
    )
    world.objects["action"] = _with_missing(
        {
            name: {"action_id": AgencyAction.objects.create(agency=agency, text="Call again.").pk}
            for name, agency in agencies.items()
        },
        "action_id",
    )


def _add_identity_files(world, audit) -> None:
    """What two coordinators chose of who the cases are about."""
    readers = {"own": world.people[Role.COORDINATOR], "other": factories.coordinator()}
    files = {
        name: IdentityImport.objects.create(audit=audit, content="[]", read_by=reader).pk
        for name, reader in readers.items()
    }
    world.objects["identity_file"] = _with_missing(
        {name: {"import_id": file} for name, file in files.items()}, "import_id"
    )


def _add_audit_pages(world, audit) -> None:
    _add_identity_files(world, audit)
    elsewhere = factories.audit(audit.tool_version)
    audits = {"own": {"audit_id": audit.pk}, "other": {"audit_id": elsewhere.pk}}
    world.objects["audit"] = _with_missing(audits, "audit_id")
    world.objects["audit_move"] = {
        name: {**found, "to": "analysing"} for name, found in world.objects["audit"].items()
    }
    world.objects["template"] = {
        name: {**found, "form": "csv"} for name, found in world.objects["audit"].items()
    }
    measure = audit.tool_version.measures.first().key
    world.objects["measure"] = {
        "own": {"audit_id": audit.pk, "measure_key": measure},
        "missing": {"audit_id": audit.pk, "measure_key": "no-such-measure"},
    }
    own = factories.measure(audit.tool_version.questions.first(), key="added", audit=audit)
    world.objects["own_measure"] = {
        "own": {"audit_id": audit.pk, "measure_key": own.key},
        "missing": {"audit_id": audit.pk, "measure_key": "no-such-measure"},
    }
    _add_earlier_audit(world, audit, measure)
    _add_sample(world, audit)
    _add_messages_late(world, audit)
    world.objects["tool_file"] = {
        "own": {"version_id": audit.tool_version_id, "format": "xlsx"},
        "missing": {"version_id": uuid4(), "format": "xlsx"},
        "no_such_format": {"version_id": audit.tool_version_id, "format": "docx"},
    }
    world.objects["tool_version"] = _with_missing(
        {"own": {"version_id": audit.tool_version_id}}, "version_id"
    )


def _add_sample(world, audit) -> None:
    """A draw that is being prepared, somebody who could be drawn, and a case by hand."""
    coordinator = world.people[Role.COORDINATOR]
    draw = begin_draw(audit=audit, by=coordinator)
    add_candidates(draw=draw, people=[Person("LOCAL-1"), Person("LOCAL-2")], by=coordinator)
    own, missing = ({"audit_id": pk, "number": draw.number} for pk in (audit.pk, uuid4()))
    world.objects["draw"] = {"own": own, "missing": missing}
    one = draw.candidates.first().pk
    job = Job.objects.create(kind=BRING_IN, subject_id=draw.pk, requested_by=coordinator)
    for kind, argument in (
        ("candidate", {"candidate_id": one}),
        ("candidates_file", {"job_id": job.pk}),
        ("candidates_template", CSV),
    ):
        world.objects[kind] = {
            name: found | argument for name, found in world.objects["draw"].items()
        }
    case = audit.cases.first()
    world.objects["sampled_case"] = {
        "own": {"audit_id": audit.pk, "case_id": case.pk},
        "missing": {"audit_id": uuid4(), "case_id": case.pk},
    }


CSV = {"form": "csv"}


def _add_messages_late(world, audit) -> None:
    """What a coordinator wrote to everybody late, in an audit that only coordinators see."""
    elsewhere = factories.audit(audit.tool_version)
    job = Job.objects.create(
        kind=MESSAGE_LATE, subject_id=elsewhere.pk, requested_by=world.people[Role.COORDINATOR]
    )
    message = Message.objects.create(recipient=factories.user(), subject="S", body="B")
    sent = Reminder.objects.create(
        message=message,
        audit=elsewhere,
        agency=factories.agency(),
        on=timezone.localdate(),
        references=["X"],
    )
    for kind, argument, found in (
        ("message_sent", "job_id", job),
        ("reminder", "reminder_id", sent),
    ):
        world.objects[kind] = {
            "own": {"audit_id": elsewhere.pk, argument: found.pk},
            "missing": {"audit_id": elsewhere.pk, argument: uuid4()},
        }


def _add_earlier_audit(world, audit, measure) -> None:
    tool = audit.tool_version.tool
    world.objects["tool"] = {
        "own": {"tool_key": tool.key},
        "missing": {"tool_key": "no-such-tool"},
    }
    earlier = factories.earlier_audit(tool, {measure: {"percent": 37}})
    world.objects["earlier_audit"] = _with_missing(
        {"own": {"earlier_id": earlier.pk}}, "earlier_id"
    )


def _add_draft(world) -> None:
    """`own` is a draft; a version that is none is shown to be read."""
    version = factories.draft_version()
    question = factories.question(factories.section(version))
    parts = {
        "draft_section": {"key": question.section.key},
        "draft_question": {"key": question.key},
        "draft_scale": {"key": question.scale.key},
        "draft_measure": {"key": factories.measure(question).key},
        "draft_contradiction": {"key": factories.contradiction(version, question).key},
        "draft_part": {"parts": "questions", "key": question.key},
    }
    for kind, part in {"draft": {}, **parts}.items():
        world.objects[kind] = {
            "own": {"version_id": version.pk, **part},
            "missing": {"version_id": uuid4(), **part},
        }
        if part:
            gone = {"version_id": version.pk, **part, "key": "no-such-part"}
            world.objects[kind]["missing part"] = gone


def _add_plans(world, own) -> None:
    """A programme with a quota, series of one round, an agency that joins chosen cases."""
    programme = factories.programme()
    quota = programme.quotas.create(number=2)
    world.objects["programme"] = _with_missing(
        {"own": {"programme_id": programme.pk}}, "programme_id"
    )
    world.objects["quota"] = {
        "own": {"programme_id": programme.pk, "quota_id": quota.pk},
        "missing": {"programme_id": programme.pk, "quota_id": uuid4()},
    }
    audit = factories.audit(status="planning", programme=programme)
    held = {"programme_id": programme.pk, "audit_id": audit.pk}
    world.objects["audit_of_programme"] = {"own": held, "missing": held | {"audit_id": uuid4()}}
    before_a_panel = factories.audit(status="moderating", series=factories.series())
    planned = factories.audit(status="planning", series=factories.series())
    series = {"own": before_a_panel, "planned": planned}
    world.objects["series"] = _with_missing(
        {name: {"series_id": each.series_id} for name, each in series.items()}, "series_id"
    )
    audit.participations.create(agency=factories.agency(), chosen_cases=True)
    joins = {"audit_id": audit.pk, "agency_id": audit.agencies.get().pk}
    guest = factories.agency(is_guest=True)
    before_a_panel.participations.create(agency=guest, is_guest=True)
    again = {"audit_id": audit.pk, "agency_id": guest.pk}
    world.objects["guest_of_another"] = {"own": again, "missing": again | {"agency_id": own.pk}}
    world.objects["joins_chosen_cases"] = {
        "own": joins,
        "missing": joins | {"agency_id": own.pk},
    }
    invited = factories.agency(is_guest=True)
    audit.participations.create(agency=invited, is_guest=True)
    takes_part = {"audit_id": audit.pk, "agency_id": invited.pk}
    world.objects["guest_taking_part"] = {
        "own": takes_part,
        "missing": takes_part | {"agency_id": guest.pk},
        "of the partnership": joins,
    }


def _add_other_audits(world, own, other) -> None:
    """Audits of organisations, of own cases and of what people said in a survey."""
    kinds = AuditTool.Audits
    asked = factories.audit_of(kinds.ORGANISATIONS, own, other)
    world.objects["audit_of_organisations"] = _with_missing(
        {"own": {"audit_id": asked.pk}}, "audit_id"
    )
    upload = check_file(
        audit=asked,
        content=f"agency name,question-1-1\n{own},yes".encode(),
        name="forms.csv",
        source="Forms",
        by=None,
    )
    _add_plans(world, own)
    group = LocalGroup.objects.create(audit=asked, name="Lakeside")
    world.objects["local_group"] = _with_missing({"own": {"group_id": group.pk}}, "group_id")
    world.objects["import"] = _with_missing({"own": {"import_id": upload.pk}}, "import_id")
    for name, audits in (("own_cases", kinds.OWN_CASES), ("survey", kinds.RESPONDENTS)):
        audit = factories.audit_of(audits, own, other)
        world.objects[name] = {
            "own": {"audit_id": audit.pk, "agency_id": own.pk},
            "other": {"audit_id": audit.pk, "agency_id": other.pk},
            "missing": {"audit_id": uuid4(), "agency_id": own.pk},
        }
    surveyed = factories.audit_of(kinds.RESPONDENTS, own, other)
    factories.survey(surveyed, access="named")
    world.objects["audit_with_survey"] = _with_missing(
        {"own": {"audit_id": surveyed.pk}}, "audit_id"
    )
    added = {
        "own": factories.own_case_return(own, auditor=world.people[Role.AUDITOR]),
        "unassigned": factories.own_case_return(own),
        "other": factories.own_case_return(other),
    }
    world.objects["added_return"] = _with_missing(
        {name: {"return_id": found.pk} for name, found in added.items()}, "return_id"
    )


def _add_briefings(world, audit) -> None:
    made = {status: factories.briefing(audit, status) for status in Briefing.Status}
    world.objects["briefing"] = _with_missing(
        {str(status.value): {"briefing_id": found.pk} for status, found in made.items()},
        "briefing_id",
    )
    world.objects["move"] = {
        f"to_{to.value}": {"briefing_id": made[status].pk, "to": to.value}
        for status, moves in BRIEFING_TRANSITIONS.items()
        for to in moves
        if to != Briefing.Status.DRAFT
    } | {"missing": {"briefing_id": uuid4(), "to": Briefing.Status.APPROVED.value}}
    quote = Quote.objects.create(
        audit=audit, text="A quote", speaker="parent", proposed_by=factories.coordinator()
    )
    world.objects["quote"] = _with_missing({"own": {"quote_id": quote.pk}}, "quote_id")


def _add_concerns(world, returns) -> None:
    """One that the auditor raised, and one of another agency."""
    raised = {name: factories.concern(returns[name]).pk for name in ("own", "other")}
    world.objects["concern"] = _with_missing(
        {name: {"concern_id": concern} for name, concern in raised.items()}, "concern_id"
    )
    contact = ConcernContact.objects.create(user=factories.user(Role.VIEWER))
    world.objects["contact"] = _with_missing({"own": {"contact_id": contact.pk}}, "contact_id")


def _add_setup(world, agency) -> None:
    coordinator, stranger = world.people[Role.COORDINATOR], factories.user(Role.VIEWER)
    own_job = Job.objects.create(kind="x", requested_by=coordinator, state=Job.State.FAILED)
    other_job = Job.objects.create(kind="x", requested_by=stranger, state=Job.State.FAILED)
    world.objects["job"] = _with_missing(
        {"own": {"job_id": own_job.pk}, "other": {"job_id": other_job.pk}}, "job_id"
    )
    world.objects["library_tool"] = {"own": {"key": "neglect"}, "missing": {"key": "no-such-tool"}}
    _add_printing(world, coordinator, stranger)
    messages = {
        name: Message.objects.create(recipient=person, subject="S", body="B")
        for name, person in (("own", coordinator), ("other", stranger))
    }
    world.objects["message"] = _with_missing(
        {name: {"message_id": sent.pk} for name, sent in messages.items()}, "message_id"
    )
    world.objects["person"] = _with_missing({"own": {"person_id": stranger.pk}}, "person_id")
    world.objects["membership"] = _with_missing(
        {"own": {"membership_id": stranger.memberships.get().pk}}, "membership_id"
    )
    world.objects["agency"] = _with_missing({"own": {"agency_id": agency.pk}}, "agency_id")
    plan = factories.plan_type().pk
    world.objects["plan_type"] = _with_missing({"own": {"plan_type_id": plan}}, "plan_type_id")
    world.objects["plan_type_move"] = {
        "own": {"plan_type_id": plan, "way": "up"},
        "missing": {"plan_type_id": uuid4(), "way": "up"},
    }
    world.objects["area"] = _with_missing({"own": {"area_id": factories.area().pk}}, "area_id")


def _add_printing(world, coordinator, stranger) -> None:
    """Blank forms of a tool, asked for by two people who may both read tools."""
    version = world.objects["tool_version"]["own"]["version_id"]
    jobs = {
        name: Job.objects.create(
            kind=PRINT_TOOL,
            subject_id=version,
            requested_by=person,
            parameters={"file_format": "pdf", "sector": "", "plan_type": ""},
        )
        for name, person in (("own", coordinator), ("other", stranger))
    }
    world.objects["printing"] = _with_missing(
        {name: {"job_id": job.pk} for name, job in jobs.items()}, "job_id"
    )
    _add_copies(world)
    _add_terms(world, coordinator, stranger)
    _add_minutes(world, coordinator, stranger)


def _add_terms(world, coordinator, stranger) -> None:
    audit = world.objects["audit"]["own"]["audit_id"]
    world.objects["terms"] = _with_missing(
        {
            name: {
                "job_id": Job.objects.create(
                    kind=PRINT_TERMS, subject_id=audit, requested_by=person
                ).pk
            }
            for name, person in (
                ("own", coordinator),
                ("of_lead", world.people[Role.LEAD]),
                ("other", stranger),
            )
        },
        "job_id",
    )


def _add_minutes(world, coordinator, stranger) -> None:
    audit = world.objects["audit"]["own"]["audit_id"]
    asked = {"own": coordinator, "other": stranger, "of_lead": world.people[Role.LEAD]}
    jobs = {
        name: Job.objects.create(
            kind=PRINT_MINUTES,
            subject_id=audit,
            requested_by=person,
            parameters={"file_format": "pdf"},
        )
        for name, person in asked.items()
    }
    found = {name: {"job_id": job.pk} for name, job in jobs.items()}
    world.objects["minutes"] = _with_missing(found, "job_id")


def _add_copies(world) -> None:
    """A copy the auditor asked for, one of another agency's return, and somebody else's."""
    auditor, returns = world.people[Role.AUDITOR], world.objects["return"]
    asked = {
        "own": (returns["own"], auditor),
        "no longer readable": (returns["other"], auditor),
        "other": (returns["own"], factories.user(Role.VIEWER)),
    }
    jobs = {
        name: Job.objects.create(
            kind=PRINT_RETURN,
            subject_id=found["return_id"],
            requested_by=person,
            parameters={"file_format": "pdf"},
        )
        for name, (found, person) in asked.items()
    }
    world.objects["copy"] = _with_missing(
        {name: {"job_id": job.pk} for name, job in jobs.items()}, "job_id"
    )


def _with_missing(found: dict[str, dict], argument: str) -> dict[str, dict]:
    return found | {"missing": {argument: uuid4()}}
