"""The pages of one audit, for whoever may open them."""

from dataclasses import dataclass

from django.urls import reverse

from agencies.roles import Permission
from audits.models import Audit, AuditTool

EVERY = frozenset(AuditTool.Audits)
WITH_CASES, WITH_PANEL = AuditTool.WITH_CASES, AuditTool.WITH_PANEL

# (label, page, who may, what the audit is about)
TABS = (
    ("Overview", "cases:audit", Permission.RECORD_JUDGEMENTS, EVERY),
    ("Plan", "audits:plan", Permission.RUN_AUDITS, EVERY),
    ("Cases", "cases:cases", Permission.RUN_AUDITS, WITH_CASES),
    ("Identities", "cases:vault", Permission.RUN_AUDITS, WITH_CASES),
    ("Progress", "cases:progress", Permission.RUN_AUDITS, EVERY),
    ("Panel", "cases:panel", Permission.RECORD_JUDGEMENTS, WITH_PANEL),
    ("Differences", "cases:differences", Permission.RECORD_JUDGEMENTS, WITH_CASES),
    ("Views", "cases:voices", Permission.RECORD_JUDGEMENTS, WITH_CASES),
    ("Figures", "reports:figures", Permission.SEE_FIGURES, EVERY),
    ("Briefings", "reports:audit_briefings", Permission.WRITE_BRIEFINGS, EVERY),
    ("Next step", "reports:next_step", Permission.RUN_AUDITS, EVERY),
)


@dataclass(frozen=True)
class Link:
    """One of several views of a thing, and whether it is the one shown."""

    label: str
    url: str
    current: bool


def tabs_for(audit: Audit, user, current: str) -> list[Link]:
    """`current` is the label of the page being shown.

    A moderator has those of the panel, once the audit has come to it. Needs the tool.
    """
    if Permission.RUN_AUDITS not in user.permissions and audit.status not in Audit.BEFORE_A_PANEL:
        return []
    return [
        Link(label, reverse(name, args=[audit.pk]), label == current)
        for label, name, permission, kinds in TABS
        if permission in user.permissions and audit.audits in kinds
    ]
