"""E-mail that what the panel agreed can be read, or no longer can: references, never what it is.

Why something is recalled is the coordinator's own words, which may tell of the family, so an
e-mail names who recalled it instead, to be asked.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from agencies.messages import send_message
from agencies.models import User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from audits.models import Audit
from cases.models import AuditReturn, Moderation

RELEASED = """{name},

What the panel of “{audit}” agreed on {what} has been released. You read it, with the reasons, \
beside your agency’s own answers, which stay as they are.

Sign in and open the return at {link}
"""
RECALLED = """{name},

What the panel of “{audit}” agreed on {what} has been recalled: the panel looks at it again. Until \
it is released anew, make no use of what you read. Your agency’s own answers stay as they are.

{by} recalled it and can say why. What you answered is at {link}
"""


def tell_of_release(audit: Audit, released: Iterable[Moderation], *, by: User) -> None:
    """One e-mail to each lead and auditor, for however many cases."""
    subject = "{audit}: what the panel agreed is released"
    _tell(audit, released, by=by, subject=subject, body=RELEASED)


def tell_of_recall(moderation: Moderation, *, by: User) -> None:
    subject = "{audit}: what the panel agreed is recalled"
    _tell(moderation.audit, [moderation], by=by, subject=subject, body=RECALLED)


def _tell(audit: Audit, about: Iterable[Moderation], *, by: User, subject: str, body: str) -> None:
    returns = _returns(audit, list(about))
    for person in _readers(returns).exclude(pk=by.pk):
        theirs = returns.visible_to(person)  # a lead of a local group reads its own cases alone
        if not theirs:
            continue
        words = {
            "name": person.name,
            "audit": audit.name,
            "what": _what(sorted({found.reference for found in theirs if found.case_id})),
            "by": by.name,
            "link": settings.SITE_URL + _page_of(person, theirs),
        }
        send_message(to=person, subject=subject.format(**words), body=body.format(**words))


def _returns(audit: Audit, about: list[Moderation]):
    """Those that the panel read; of an organisation its return about itself."""
    of_cases = Q(case__in=[each.case_id for each in about if each.case_id])
    agencies = [each.agency_id for each in about if each.agency_id]
    of_agencies = Q(agency__in=agencies, about=AuditReturn.About.ORGANISATION)
    found = AuditReturn.objects.counted().filter(of_cases | of_agencies, audit=audit)
    return found.select_related("case", "audit").order_by("case__reference")


def _readers(returns):
    returns = returns.order_by()
    answers = Q(pk__in=returns.values("auditor")) | Q(pk__in=returns.values("substitute"))
    leads = Q(memberships__role=Role.LEAD, memberships__agency__in=returns.values("agency"))
    return User.objects.filter(answers | leads, is_active=True).distinct()


def _what(references: list[str]) -> str:
    if not references:
        return "your agency’s return"
    return f"{plural(len(references), 'case')} of yours ({', '.join(references)})"


def _page_of(person: User, theirs) -> str:
    """The return itself, where it is the only one: a list does not say which was released."""
    led = person.agency_ids(Permission.REVIEW_RETURNS)
    if len(theirs) == 1:
        (found,) = theirs
        return reverse(
            "cases:review" if found.agency_id in led else "cases:return", args=[found.pk]
        )
    return reverse("cases:agency" if led else "cases:my_returns")
