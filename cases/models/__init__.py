from cases.models.agency_actions import AgencyAction
from cases.models.answers import Answer, AnswerHistory, Evidence, ReturnOutcomes
from cases.models.audit_steps import AuditStep
from cases.models.concerns import Concern, ConcernNote
from cases.models.evidence_files import EvidenceFile
from cases.models.imports import ReturnImport
from cases.models.interests import DeclaredInterest
from cases.models.learning import LearningPoint
from cases.models.meetings import Attendance, PanelMeeting
from cases.models.panel import CaseAction, Judgement, JudgementHistory, Moderation
from cases.models.queries import Query, QueryMessage
from cases.models.reminders import Reminder
from cases.models.resolutions import DifferenceCount, Resolution
from cases.models.returns import AuditReturn, answered_by
from cases.models.sampling import Candidate, Draw, DrawCell, RemovedCase
from cases.models.steps import ReturnStep
from cases.models.subjects import Case, Identity, Involvement, Subject
from cases.models.surveys import Invitation, Survey, SurveyResponse
from cases.models.vault import CandidateFile, Destruction, DestructionDate, IdentityImport
from cases.models.voices import Voice, VoiceHistory

__all__ = [
    "AgencyAction",
    "Answer",
    "AnswerHistory",
    "Attendance",
    "AuditReturn",
    "AuditStep",
    "Candidate",
    "CandidateFile",
    "Case",
    "CaseAction",
    "Concern",
    "ConcernNote",
    "DeclaredInterest",
    "Destruction",
    "DestructionDate",
    "DifferenceCount",
    "Draw",
    "DrawCell",
    "Evidence",
    "EvidenceFile",
    "Identity",
    "IdentityImport",
    "Invitation",
    "Involvement",
    "Judgement",
    "JudgementHistory",
    "LearningPoint",
    "Moderation",
    "PanelMeeting",
    "Query",
    "QueryMessage",
    "Reminder",
    "RemovedCase",
    "Resolution",
    "ReturnImport",
    "ReturnOutcomes",
    "ReturnStep",
    "Subject",
    "Survey",
    "SurveyResponse",
    "Voice",
    "VoiceHistory",
    "answered_by",
]
