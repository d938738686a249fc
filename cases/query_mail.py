"""E-mail that a query waits, once until the other side has done something about it."""

from agencies.models import User
from cases.models import AuditReturn, Query, QueryMessage
from cases.return_mail import SIGN_IN, tell, tell_auditors


def tell_of_question(query: Query, audit_return: AuditReturn, by: User) -> None:
    """To the auditor. Several questions in a row are one e-mail, until one is answered."""
    number, reference = query.question.number, audit_return.reference
    tell_auditors(
        audit_return,
        by=by,
        subject=f"A query about {reference}",
        said=f"Somebody has asked about the return {reference}, at {number}. There may be more "
        "queries: they stand at the top of the return.",
        once=f"asked {_turns(audit_return, by_auditor=True)}",
    )


def tell_of_reply(query: Query, audit_return: AuditReturn, by: User) -> None:
    """To those who asked. Several replies in a row are one e-mail, until somebody asks again."""
    number, reference = query.question.number, audit_return.reference
    asked = User.objects.filter(pk__in=query.messages.values("author"), is_active=True).exclude(
        pk__in={audit_return.auditor_id, audit_return.substitute_id} - {None}
    )
    tell(
        asked,
        audit_return,
        by=by,
        subject=f"A query about {reference} is answered",
        said=f"The query about the return {reference}, at {number}, has an answer. "
        f"{SIGN_IN['lead']}",
        once=f"replied {_turns(audit_return, by_auditor=False)}",
    )


def _turns(audit_return: AuditReturn, *, by_auditor: bool) -> int:
    """How often the auditor's side has written about this return, or the other side."""
    turns = QueryMessage.objects.filter(query__audit_return=audit_return)
    theirs = {"author__in": [audit_return.auditor_id, audit_return.substitute_id]}
    return (turns.filter(**theirs) if by_auditor else turns.exclude(**theirs)).count()
