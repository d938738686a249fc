from audits.models.audits import Audit, Participation
from audits.models.measures import AnswerState, Measure, Outcome
from audits.models.tools import AuditTool, Option, Question, Scale, Section, ToolVersion

__all__ = [
    "AnswerState",
    "Audit",
    "AuditTool",
    "Measure",
    "Option",
    "Outcome",
    "Participation",
    "Question",
    "Scale",
    "Section",
    "ToolVersion",
]
