"""Audits, their samples, plans and drafts of tools."""

from uuid import uuid4

from django.utils import timezone

from agencies.models import Job, Message
from agencies.roles import Role
from audits.models import AuditTool, LocalGroup
from cases.imports.importing import check_file
from cases.models import IdentityImport, Reminder
from cases.reminders.chasing import MESSAGE_LATE
from cases.samples.candidates import Person
from cases.samples.frames import add_candidates, begin_draw
from cases.samples.large_files import BRING_IN
from tests import factories
from tests.security.world.objects import with_missing


def _add_identity_files(world, audit) -> None:
    """What two coordinators chose of who the cases are about."""
    readers = {"own": world.people[Role.COORDINATOR], "other": factories.coordinator()}
    files = {
        name: IdentityImport.objects.create(audit=audit, content="[]", read_by=reader).pk
        for name, reader in readers.items()
    }
    world.objects["identity_file"] = with_missing(
        {name: {"import_id": file} for name, file in files.items()}, "import_id"
    )


def add_audit_pages(world, audit) -> None:
    _add_identity_files(world, audit)
    elsewhere = factories.audit(audit.tool_version)
    audits = {"own": {"audit_id": audit.pk}, "other": {"audit_id": elsewhere.pk}}
    world.objects["audit"] = with_missing(audits, "audit_id")
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
    world.objects["tool_version"] = with_missing(
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
    world.objects["earlier_audit"] = with_missing({"own": {"earlier_id": earlier.pk}}, "earlier_id")


def add_draft(world) -> None:
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
    world.objects["programme"] = with_missing(
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
    world.objects["series"] = with_missing(
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
    person = takes_part | {"user_id": factories.lead(invited).pk}
    world.objects["guest_person"] = {
        "own": person,
        "missing": person | {"user_id": uuid4()},
        "of the partnership": joins | {"user_id": factories.lead(factories.agency()).pk},
    }
    world.objects["guest_taking_part"] = {
        "own": takes_part,
        "missing": takes_part | {"agency_id": guest.pk},
        "of the partnership": joins,
    }


def add_other_audits(world, own, other) -> None:
    """Audits of organisations, of own cases and of what people said in a survey."""
    kinds = AuditTool.Audits
    asked = factories.audit_of(kinds.ORGANISATIONS, own, other)
    world.objects["audit_of_organisations"] = with_missing(
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
    world.objects["local_group"] = with_missing({"own": {"group_id": group.pk}}, "group_id")
    world.objects["import"] = with_missing({"own": {"import_id": upload.pk}}, "import_id")
    for name, audits in (("own_cases", kinds.OWN_CASES), ("survey", kinds.RESPONDENTS)):
        audit = factories.audit_of(audits, own, other)
        world.objects[name] = {
            "own": {"audit_id": audit.pk, "agency_id": own.pk},
            "other": {"audit_id": audit.pk, "agency_id": other.pk},
            "missing": {"audit_id": uuid4(), "agency_id": own.pk},
        }
    surveyed = factories.audit_of(kinds.RESPONDENTS, own, other)
    factories.survey(surveyed, access="named")
    world.objects["audit_with_survey"] = with_missing(
        {"own": {"audit_id": surveyed.pk}}, "audit_id"
    )
    added = {
        "own": factories.own_case_return(own, auditor=world.people[Role.AUDITOR]),
        "unassigned": factories.own_case_return(own),
        "other": factories.own_case_return(other),
    }
    world.objects["added_return"] = with_missing(
        {name: {"return_id": found.pk} for name, found in added.items()}, "return_id"
    )
