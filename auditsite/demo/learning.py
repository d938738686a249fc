"""What people said about two cases of the demo, and a difference between agencies settled."""

from datetime import date

from agencies.models import User
from audits.models import Audit
from auditsite.demo.people import COORDINATOR
from cases.differences.compared_answers import comparisons_of, has_options
from cases.differences.resolving import resolve_difference
from cases.voicing import add_voice

OWN = {"is_verbatim": True, "may_be_quoted": True, "is_proposed": True}
SUMMARY = {"is_verbatim": False, "may_be_quoted": False, "is_proposed": False}
VOICES = (
    OWN
    | {
        "speaker": "parent",
        "text": "I told the story five times before anybody wrote it down.",
        "gathered": "call",
        "gathered_on": date(2025, 10, 14),
    },
    SUMMARY
    | {
        "speaker": "practitioner",
        "text": "Would have called a meeting sooner had the missed appointments been known.",
        "gathered": "group",
        "gathered_on": date(2025, 10, 21),
    },
    OWN
    | {
        "speaker": "child",
        "text": "She asked me what I wanted to change, and then it changed.",
        "gathered": "meeting",
        "gathered_on": date(2025, 10, 23),
    },
)


def load_learning(*, audit: Audit, staff: dict[str, User]) -> None:
    coordinator = staff[COORDINATOR.name]
    cases = list(audit.cases.select_related("audit")[:2])
    for at, said in enumerate(VOICES):
        add_voice(case=cases[at % 2], agency=None, by=coordinator, **said)
    _settle_one(audit, coordinator)


def _settle_one(audit: Audit, by: User) -> None:
    """The most important difference of the first case whose agencies choose from a scale."""
    for comparison in comparisons_of(audit, by):
        for found in comparison.differences:
            if has_options(comparison.questions[found.place.key]):
                resolve_difference(
                    case=comparison.case,
                    place=found.place,
                    taken=str(found.sides[0][0].value),
                    reason="The chronology of the agency that saw the child that week shows it.",
                    seen="",
                    by=by,
                )
                return
