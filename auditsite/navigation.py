"""What the frame of every page needs: who is reading, and where they can go."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from agencies.models import Partnership
from agencies.roles import Permission, Role
from cases.concerns import Waiting, waiting_for


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int = 0  # what is open there


CONCERNS = "cases:concerns"  # also a contact's, whatever their roles
# (label, URL name, permission or None for everybody, path prefixes that belong to it)
PLACES = (
    ("Set-up", "audits:setup", Permission.SET_UP, ("/setup/",)),
    ("Audits", "audits:list", Permission.RECORD_JUDGEMENTS, ("/audits/",)),
    ("My agency", "cases:agency", Permission.REVIEW_RETURNS, ("/agency/",)),
    ("My returns", "cases:my_returns", Permission.ANSWER_RETURNS, ("/returns/",)),
    ("Concerns", CONCERNS, Permission.RAISE_CONCERNS, ("/concerns/",)),
    ("Tools", "audits:tools", Permission.SEE_TOOLS, ("/setup/tools/",)),
    ("Briefings", "reports:briefings", Permission.READ_BRIEFINGS, ("/briefings/",)),
    ("Messages", "agencies:messages", None, ("/messages/",)),
)


def site(request):
    """Context processor for every template."""
    user = getattr(request, "user", None)
    waiting = SimpleLazyObject(lambda: waiting_for(user))
    return {
        "partnership": SimpleLazyObject(Partnership.objects.first),
        "navigation": SimpleLazyObject(lambda: links_for(user, request.path, waiting)),
        "concerns_waiting": waiting,
        "role_line": SimpleLazyObject(lambda: role_line(user)),
        "concern_url": SimpleLazyObject(lambda: concern_url(user, request)),
        "demo": settings.DEMO,
    }


def links_for(user, path: str, waiting: Waiting) -> list[Link]:
    if user is None or not user.is_authenticated:
        return []
    here = place_of(path)
    return [
        Link(label, reverse(name), name == here, waiting.open if name == CONCERNS else 0)
        for label, name, permission, _ in PLACES
        if _is_open_to(user, name, permission)
    ]


def _is_open_to(user, name: str, permission: Permission | None) -> bool:
    if permission is None or permission in user.permissions:
        return True
    return name == CONCERNS and user.is_concern_contact


def place_of(path: str) -> str:
    """The URL name of the place a page belongs to: that of its longest prefix."""
    prefixes = {prefix: name for _, name, _, found in PLACES for prefix in found}
    longest = max((each for each in prefixes if path.startswith(each)), key=len, default="")
    return prefixes.get(longest, "")


def concern_url(user, request) -> str:
    """Where an immediate concern is raised from this page; empty where it is about no case.

    What the page is about stands in its address; a view whose address does not say it sets
    `request.about_return`.
    """
    match = request.resolver_match
    if match is None or user is None or not user.is_authenticated:
        return ""
    if Permission.RAISE_CONCERNS not in user.permissions:
        return ""
    about = match.kwargs
    if return_id := about.get("return_id") or getattr(request, "about_return", None):
        return reverse("cases:return_concern", args=[return_id])
    if "case_id" in about and "audit_id" in about:
        return reverse("cases:case_concern", args=[about["audit_id"], about["case_id"]])
    return ""


def home_of(user) -> str:
    """The URL name of the first place that is this person's."""
    return next(
        name
        for _, name, permission, _ in PLACES
        if name != CONCERNS and (permission is None or permission in user.permissions)
    )


def role_line(user) -> str:
    if user is None or not user.is_authenticated:
        return ""
    labels = [
        f"{Role(held.role).label}, {held.agency.short_name}"
        if held.agency_id
        else held.get_role_display()
        for held in user.held
    ]
    return " · ".join(labels)
