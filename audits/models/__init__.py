from audits.models.audits import Audit, Participation
from audits.models.measures import AnswerState, Measure, Outcome
from audits.models.tools import (
    AuditTool,
    DraftRevision,
    FrameworkCode,
    Item,
    Option,
    PlanType,
    Question,
    Scale,
    Section,
    Theme,
    ToolVersion,
)

__all__ = [
    "AnswerState",
    "Audit",
    "AuditTool",
    "DraftRevision",
    "FrameworkCode",
    "Item",
    "Measure",
    "Option",
    "Outcome",
    "Participation",
    "PlanType",
    "Question",
    "Scale",
    "Section",
    "Theme",
    "ToolVersion",
]
