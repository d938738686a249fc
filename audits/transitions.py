"""Which status a tool version may move to; the docs' diagram is made from this table."""

from audits.models import ToolVersion

Status = ToolVersion.Status

VERSION_TRANSITIONS = {
    Status.DRAFT: {Status.PUBLISHED},
    Status.PUBLISHED: {Status.RETIRED},
    Status.RETIRED: set(),
}


def may_become(version: ToolVersion, status: str) -> bool:
    return status in VERSION_TRANSITIONS[Status(version.status)]
