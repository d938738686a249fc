from audits.models.audits import Audit, Participation
from audits.models.contradictions import Contradiction
from audits.models.groups import LocalGroup
from audits.models.lists import FrameworkCode, PlanType, Theme
from audits.models.measures import AnswerState, Measure, Outcome
from audits.models.planning import Programme, ProgrammeQuota, Series, Stream
from audits.models.questions import Item, Question, Section
from audits.models.scales import Option, Scale
from audits.models.tools import AuditTool, DraftRevision, ToolVersion

__all__ = [
    "AnswerState",
    "Audit",
    "AuditTool",
    "Contradiction",
    "DraftRevision",
    "FrameworkCode",
    "Item",
    "LocalGroup",
    "Measure",
    "Option",
    "Outcome",
    "Participation",
    "PlanType",
    "Programme",
    "ProgrammeQuota",
    "Question",
    "Scale",
    "Section",
    "Series",
    "Stream",
    "Theme",
    "ToolVersion",
]
