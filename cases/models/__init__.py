from cases.models.returns import Answer, AnswerHistory, AuditReturn, ReturnOutcomes
from cases.models.subjects import Case, Identity, Involvement, Subject

__all__ = [
    "Answer",
    "AnswerHistory",
    "AuditReturn",
    "Case",
    "Identity",
    "Involvement",
    "ReturnOutcomes",
    "Subject",
]
