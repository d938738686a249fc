"""Who may do what: the one grants table."""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    ADMIN = "admin", "Admin"
    COORDINATOR = "coordinator", "Coordinator"
    MODERATOR = "moderator", "Moderator"
    LEAD = "lead", "Agency lead"
    AUDITOR = "auditor", "Auditor"
    APPROVER = "approver", "Approver"
    VIEWER = "viewer", "Viewer"


AGENCY_ROLES = frozenset({Role.LEAD, Role.AUDITOR})


class Permission(StrEnum):
    """Each value completes the sentence “You do not have permission to …”."""

    SET_UP = "set up tools, agencies and people"
    SEE_TOOLS = "see audit tools"
    RUN_AUDITS = "run audits"
    READ_TERMS = "read the terms of reference of an audit"
    SEE_FIGURES = "see the figures of an audit"
    WRITE_BRIEFINGS = "write briefings"
    DECIDE_INVOLVEMENT = "say whether an agency knows a case"
    ASSIGN_AUDITORS = "assign auditors"
    READ_IDENTITIES = "see who a child is"
    ANSWER_RETURNS = "answer a return"
    REVIEW_RETURNS = "approve or send back a return"
    ACCEPT_RETURNS = "accept a return for an agency without a second person"
    RECORD_JUDGEMENTS = "record a panel judgement"
    APPROVE_PUBLICATION = "approve what is published"
    READ_BRIEFINGS = "read published briefings"
    RAISE_CONCERNS = "raise an immediate concern"


EVERYONE = frozenset({Permission.READ_BRIEFINGS})
CASE_WORK = EVERYONE | {Permission.RAISE_CONCERNS}

GRANTS = {
    Role.ADMIN: EVERYONE | {Permission.SET_UP, Permission.SEE_TOOLS},
    Role.COORDINATOR: CASE_WORK
    | {
        Permission.SEE_TOOLS,
        Permission.RUN_AUDITS,
        Permission.READ_TERMS,
        Permission.SEE_FIGURES,
        Permission.WRITE_BRIEFINGS,
        Permission.DECIDE_INVOLVEMENT,
        Permission.ASSIGN_AUDITORS,
        Permission.READ_IDENTITIES,
        Permission.ACCEPT_RETURNS,
        Permission.RECORD_JUDGEMENTS,
        Permission.APPROVE_PUBLICATION,
    },
    Role.MODERATOR: CASE_WORK | {Permission.RECORD_JUDGEMENTS},
    Role.LEAD: CASE_WORK
    | {
        Permission.READ_TERMS,
        Permission.DECIDE_INVOLVEMENT,
        Permission.ASSIGN_AUDITORS,
        Permission.READ_IDENTITIES,
        Permission.REVIEW_RETURNS,
    },
    Role.AUDITOR: CASE_WORK | {Permission.ANSWER_RETURNS, Permission.READ_IDENTITIES},
    Role.APPROVER: CASE_WORK | {Permission.APPROVE_PUBLICATION},
    Role.VIEWER: EVERYONE,
}
