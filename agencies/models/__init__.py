from agencies.models.keys import UUIDModel
from agencies.models.people import Agency, Area, Membership, Partnership, Sector, User
from agencies.models.records import Activity, Artefact, Job, Message

__all__ = [
    "Activity",
    "Agency",
    "Area",
    "Artefact",
    "Job",
    "Membership",
    "Message",
    "Partnership",
    "Sector",
    "UUIDModel",
    "User",
]
