from agencies.models.keys import UUIDModel
from agencies.models.links import AccountLink
from agencies.models.people import (
    Agency,
    Area,
    ConcernContact,
    Membership,
    Partnership,
    Sector,
    User,
)
from agencies.models.records import Activity, Artefact, Job, Message

__all__ = [
    "AccountLink",
    "Activity",
    "Agency",
    "Area",
    "Artefact",
    "ConcernContact",
    "Job",
    "Membership",
    "Message",
    "Partnership",
    "Sector",
    "UUIDModel",
    "User",
]
