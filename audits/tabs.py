"""The pages of one audit, for whoever may open them."""

from dataclasses import dataclass

from django.urls import reverse

from agencies.roles import Permission
from audits.models import Audit

TABS = (
    ("Overview", "cases:audit", Permission.RECORD_JUDGEMENTS),
    ("Plan", "audits:plan", Permission.RUN_AUDITS),
    ("Cases", "cases:cases", Permission.RUN_AUDITS),
    ("Identities", "cases:vault", Permission.RUN_AUDITS),
    ("Progress", "cases:progress", Permission.RUN_AUDITS),
    ("Panel", "cases:panel", Permission.RECORD_JUDGEMENTS),
    ("Differences", "cases:differences", Permission.RECORD_JUDGEMENTS),
    ("Views", "cases:voices", Permission.RECORD_JUDGEMENTS),
    ("Figures", "reports:figures", Permission.SEE_FIGURES),
    ("Briefings", "reports:audit_briefings", Permission.WRITE_BRIEFINGS),
    ("Next step", "reports:next_step", Permission.RUN_AUDITS),
)


@dataclass(frozen=True)
class Link:
    """One of several views of a thing, and whether it is the one shown."""

    label: str
    url: str
    current: bool


def tabs_for(audit: Audit, user, current: str) -> list[Link]:
    """`current` is the label of the page being shown.

    A moderator has those of the panel, once the audit has come to it.
    """
    if Permission.RUN_AUDITS not in user.permissions and audit.status not in Audit.BEFORE_A_PANEL:
        return []
    return [
        Link(label, reverse(name, args=[audit.pk]), label == current)
        for label, name, permission in TABS
        if permission in user.permissions
    ]
