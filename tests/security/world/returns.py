"""Returns with all that hangs on them."""

from uuid import uuid4

from django.utils import timezone

from agencies.models import ConcernContact
from agencies.roles import Role
from cases.models import AgencyAction, Involvement
from cases.outcomes import write_outcomes
from tests import factories
from tests.security.panel_world import panel_objects
from tests.security.world.objects import version_of_world, with_missing


def _difference_of_an_occasion() -> dict[str, dict]:
    """Two approved returns that say different things of what their worker was asked."""
    case, _ = factories.differing_case(audit=factories.audit(version_of_world()))
    asked = case.audit.tool_version.questions.last()
    for found, value in zip(case.returns.all(), ("yes", "no"), strict=True):
        factories.answer(found, asked, value, occasion="worker")
        write_outcomes(found)
    page = {"audit_id": case.audit_id, "case_id": case.pk, "question_key": asked.key}
    return {"own": {**page, "code": "worker"}, "missing": {**page, "code": "child-1"}}


def add_returns(world, audit, own, other) -> None:
    auditor = world.people[Role.AUDITOR]
    returns = {
        "own": factories.submitted_return(audit=audit, agency_=own, auditor=auditor),
        "unassigned": factories.submitted_return(audit=audit, agency_=own),
        "other": factories.submitted_return(audit=audit, agency_=other),
    }
    factories.lead(other)
    section = audit.tool_version.sections.first().key
    world.objects["return"] = with_missing(
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
    world.objects["involvement"] = with_missing(
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
    world.objects["open_return"] = with_missing(
        {name: {"return_id": found.pk} for name, found in returns.items()}, "return_id"
    )


def _add_queries(world, returns) -> None:
    """A query about each return, and the wordings of an answer of each."""
    queries = {name: factories.query(found) for name, found in returns.items()}
    world.objects["query"] = with_missing(
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
    world.objects["evidence_file"] = with_missing(
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
    world.objects["led_agency"] = with_missing(
        {name: {"agency_id": agency.pk} for name, agency in agencies.items()}, "agency_id"
    )
    world.objects["action"] = with_missing(
        {
            name: {"action_id": AgencyAction.objects.create(agency=agency, text="Call again.").pk}
            for name, agency in agencies.items()
        },
        "action_id",
    )


def _add_concerns(world, returns) -> None:
    """One that the auditor raised, and one of another agency."""
    raised = {name: factories.concern(returns[name]).pk for name in ("own", "other")}
    world.objects["concern"] = with_missing(
        {name: {"concern_id": concern} for name, concern in raised.items()}, "concern_id"
    )
    contact = ConcernContact.objects.create(user=factories.user(Role.VIEWER))
    world.objects["contact"] = with_missing({"own": {"contact_id": contact.pk}}, "contact_id")
