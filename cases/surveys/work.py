"""A survey on its auditor's list of work: the responses of one audit and agency in one card."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agencies.models import Agency
from audits.models import Audit, AuditTool, Participation
from cases.models import AuditReturn
from cases.my_work import Task

Status = AuditReturn.Status


@dataclass
class Survey:
    """`open`: responses still to be handed in. `may_add`: whether more may be added now."""

    audit: Audit
    agency: Agency
    may_add: bool = False
    open: list[Task] = field(default_factory=list)
    handed_in: list[Task] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """“2 to finish, 1 with your lead, 3 approved”."""
        approved = sum(task.audit_return.status == Status.APPROVED for task in self.handed_in)
        named = (
            (len(self.open), "to finish"),
            (len(self.handed_in) - approved, "with your lead"),
            (approved, "approved"),
        )
        said = ", ".join(f"{count} {words}" for count, words in named if count)
        return said or "none yet"


def is_response(task: Task) -> bool:
    return task.audit_return.tool_version.tool.audits == AuditTool.Audits.RESPONDENTS


def surveys_of(
    places: Iterable[Participation], to_do: Iterable[Task], rest: Iterable[Task]
) -> list[Survey]:
    """Those that may be added to, and those with a response on the list."""
    found: dict[tuple, Survey] = {}
    for place in places:
        if place.audit.audits == AuditTool.Audits.RESPONDENTS:
            _survey(found, place.audit, place.agency).may_add = True
    for task in filter(is_response, to_do):
        _of(found, task).open.append(task)
    for task in filter(is_response, rest):
        _of(found, task).handed_in.append(task)
    return list(found.values())


def _of(found: dict[tuple, Survey], task: Task) -> Survey:
    return _survey(found, task.audit_return.audit, task.audit_return.agency)


def _survey(found: dict[tuple, Survey], audit: Audit, agency: Agency) -> Survey:
    return found.setdefault((audit.pk, agency.pk), Survey(audit, agency))
