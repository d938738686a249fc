"""What is read of an audit to count it: returns, cases, children and the read model."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, FilteredRelation, Q

from audits.models import Audit
from cases.models import AuditReturn, Case, Involvement, ReturnOutcomes, Subject

ONCE = Q(outcomes__subject=None, outcomes__occasion="")


class Return(NamedTuple):
    """One return of the audit; `outcomes`, of what is asked once, is None until it counts.

    `case` is empty for an organisation or a response; `reference` is what the return is called.
    """

    pk: UUID
    about: str
    case: str
    reference: str
    agency: str
    sector: str
    status: str
    outcomes: frozenset[int] | None


class Asked(NamedTuple):
    """A return as it is asked once, or one repetition in it: of a child, or on an occasion."""

    of: Return
    subject: UUID | None
    occasion: str
    outcomes: frozenset[int] | None


Repetition = tuple[UUID, UUID | None, str]  # return, subject, occasion


def read_returns(audit: Audit) -> list[Return]:
    """Exempt ones too, in the agencies' order."""
    rows = (
        AuditReturn.objects.settled()
        .filter(audit=audit)
        .annotate(asked_once=FilteredRelation("outcomes", condition=ONCE))
        .order_by("agency__position", "agency__short_name", "case__reference", "number")
        .values_list(
            "pk",
            "about",
            "number",
            "case__reference",
            "agency__short_name",
            "agency__sector",
            "status",
            "asked_once__outcome_ids",
        )
    )
    return [_return(audit, *row) for row in rows]


def _return(audit: Audit, pk, about, number, case, agency, sector, status, outcomes) -> Return:
    reference = case or AuditReturn(audit=audit, about=about, number=number).reference
    counts = status in AuditReturn.COUNTED and outcomes is not None
    found = frozenset(outcomes) if counts else None
    return Return(pk, about, case or "", reference, agency, sector, status, found)


def read_repetitions(audit: Audit) -> dict[Repetition, frozenset[int]]:
    """The outcomes of everything in a counted return that is asked more than once."""
    rows = ReturnOutcomes.objects.filter(
        audit=audit, audit_return__status__in=AuditReturn.COUNTED
    ).exclude(subject=None, occasion="")
    found = rows.values_list("audit_return", "subject", "occasion", "outcome_ids")
    return {(made, subject, occasion): frozenset(ids) for made, subject, occasion, ids in found}


def read_children(audit: Audit) -> dict[str, dict[UUID, int]]:
    """Case reference -> its children in order, each with its number."""
    children = defaultdict(dict)
    rows = Subject.objects.filter(case__audit=audit).order_by("case__reference", "number")
    for case, child, number in rows.values_list("case__reference", "pk", "number"):
        children[case][child] = number
    return children


TALLIES = """
    SELECT agency.short_name, outcome, count(*)
    FROM cases_returnoutcomes counted
    JOIN cases_auditreturn of_return ON of_return.id = counted.audit_return_id
    JOIN agencies_agency agency ON agency.id = counted.agency_id
    CROSS JOIN LATERAL unnest(counted.outcome_ids) outcome
    WHERE counted.audit_id = %s AND counted.subject_id IS NULL AND counted.occasion = ''
        AND of_return.status = ANY(%s)
    GROUP BY agency.short_name, outcome
"""


def read_tallies(audit: Audit) -> dict[str, dict[int, int]]:
    """Agency -> outcome id -> how many approved returns have it, of what is asked once."""
    tallies = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, [audit.pk, list(AuditReturn.COUNTED)])
        for agency, outcome, count in cursor.fetchall():
            tallies[agency][outcome] = count
    return tallies


def read_cases(audit: Audit) -> list[tuple[str, str | None, int]]:
    """(reference, area, agencies that have explained why no return is expected) of each case."""
    states = Q(involvements__state__in=Involvement.EXPLAINED)
    cases = Case.objects.filter(audit=audit).annotate(
        explained=Count("involvements", filter=states)
    )
    return list(cases.values_list("reference", "area__name", "explained"))
