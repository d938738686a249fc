"""Asking one more agency about one case, such as the child's own school or GP."""

from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.models import Agency, User
from audits.planning import lock_plan, note_change
from cases.asking_agencies import tell_leads
from cases.models import Case, Involvement
from cases.transitions import Refused

OWN_CASE = "The agency that added this case is the only one that knows it."
ASKED = "{agency} is asked about {case} already."
NOT_OFFERED = "{agency} cannot be asked about {case}. Choose from the list."


def agencies_to_add(case: Case) -> QuerySet[Agency]:
    """Not asked about it yet; a guest only of the audit it is invited to."""
    welcome = Q(is_guest=False) | Q(participations__audit=case.audit_id)
    found = Agency.objects.filter(welcome, is_active=True).exclude(involvements__case=case)
    return found.distinct().order_by("position", "short_name")


@transaction.atomic
def ask_one_more(*, case: Case, agency: Agency, by: User) -> Involvement:
    """It then joins the audit for chosen cases only, unless it takes part already.

    Raises Refused where it is asked already, or the audit has ended.
    """
    audit = lock_plan(case.audit, case.audit.plan_version, by)
    if case.owner_id:
        raise Refused(OWN_CASE)
    if case.involvements.filter(agency=agency).exists():
        raise Refused(ASKED.format(agency=agency, case=case))
    if not agencies_to_add(case).filter(pk=agency.pk).exists():
        raise Refused(NOT_OFFERED.format(agency=agency, case=case))
    audit.participations.get_or_create(agency=agency, defaults={"chosen_cases": True})
    made = Involvement.objects.create(case=case, agency=agency, decided_at=None)
    note_change(audit, "asked one more agency about a case", by)
    tell_leads(audit, [(case, agency)], by)
    return made
