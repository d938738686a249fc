"""What is made and printed, and what an admin sets up."""

from uuid import uuid4

from agencies.models import Job, Message
from agencies.roles import Role
from reports.models import Briefing, Quote
from reports.tasks import PRINT_MINUTES, PRINT_RETURN, PRINT_TERMS, PRINT_TOOL
from reports.transitions import BRIEFING_TRANSITIONS
from tests import factories
from tests.security.world.objects import with_missing


def add_briefings(world, audit) -> None:
    made = {status: factories.briefing(audit, status) for status in Briefing.Status}
    world.objects["briefing"] = with_missing(
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
    world.objects["quote"] = with_missing({"own": {"quote_id": quote.pk}}, "quote_id")


def add_setup(world, agency) -> None:
    coordinator, stranger = world.people[Role.COORDINATOR], factories.user(Role.VIEWER)
    own_job = Job.objects.create(kind="x", requested_by=coordinator, state=Job.State.FAILED)
    other_job = Job.objects.create(kind="x", requested_by=stranger, state=Job.State.FAILED)
    world.objects["job"] = with_missing(
        {"own": {"job_id": own_job.pk}, "other": {"job_id": other_job.pk}}, "job_id"
    )
    world.objects["library_tool"] = {"own": {"key": "neglect"}, "missing": {"key": "no-such-tool"}}
    _add_printing(world, coordinator, stranger)
    messages = {
        name: Message.objects.create(recipient=person, subject="S", body="B")
        for name, person in (("own", coordinator), ("other", stranger))
    }
    world.objects["message"] = with_missing(
        {name: {"message_id": sent.pk} for name, sent in messages.items()}, "message_id"
    )
    world.objects["person"] = with_missing({"own": {"person_id": stranger.pk}}, "person_id")
    world.objects["membership"] = with_missing(
        {"own": {"membership_id": stranger.memberships.get().pk}}, "membership_id"
    )
    world.objects["agency"] = with_missing({"own": {"agency_id": agency.pk}}, "agency_id")
    plan = factories.plan_type().pk
    world.objects["plan_type"] = with_missing({"own": {"plan_type_id": plan}}, "plan_type_id")
    world.objects["plan_type_move"] = {
        "own": {"plan_type_id": plan, "way": "up"},
        "missing": {"plan_type_id": uuid4(), "way": "up"},
    }
    world.objects["area"] = with_missing({"own": {"area_id": factories.area().pk}}, "area_id")


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
    world.objects["printing"] = with_missing(
        {name: {"job_id": job.pk} for name, job in jobs.items()}, "job_id"
    )
    _add_copies(world)
    _add_terms(world, coordinator, stranger)
    _add_minutes(world, coordinator, stranger)


def _add_terms(world, coordinator, stranger) -> None:
    audit = world.objects["audit"]["own"]["audit_id"]
    world.objects["terms"] = with_missing(
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
    world.objects["minutes"] = with_missing(found, "job_id")


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
    world.objects["copy"] = with_missing(
        {name: {"job_id": job.pk} for name, job in jobs.items()}, "job_id"
    )
