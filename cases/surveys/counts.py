"""How a survey stands, agency by agency: numbers only."""

from dataclasses import dataclass

from django.db.models import Count, Q

from agencies.models import Agency
from cases.models import AuditReturn, Survey

Status = AuditReturn.Status


@dataclass(frozen=True)
class SurveyCount:
    """`begun`: on their way, with or without an answer; `invited`: None where nobody is."""

    agency: Agency
    finished: int = 0
    partial: int = 0
    begun: int = 0
    invited: int | None = None
    not_begun: int | None = None


def counts_of(survey: Survey) -> list[SurveyCount]:
    """Every agency that takes part or has a response, in the agencies' order."""
    counted = Q(status__in=AuditReturn.COUNTED)
    rows = survey.returns.order_by().values("agency")
    numbers = {
        row.pop("agency"): row
        for row in rows.annotate(
            finished=Count("pk", filter=counted & Q(is_partial=False)),
            partial=Count("pk", filter=counted & Q(is_partial=True)),
            begun=Count("pk", filter=~counted),
        )
    }
    asked = _invited(survey)
    known = Agency.objects.filter(
        Q(pk__in=[*numbers, *asked]) | Q(participations__audit=survey.audit_id)
    )
    return [
        SurveyCount(agency, **numbers.get(agency.pk, {}), **asked.get(agency.pk, {}))
        for agency in known.distinct().order_by("position", "short_name")
    ]


def _invited(survey: Survey) -> dict:
    if survey.access != Survey.Access.NAMED:
        return {}
    rows = survey.invitations.order_by().values("agency")
    found = rows.annotate(invited=Count("pk"), not_begun=Count("pk", filter=Q(begun=False)))
    return {row.pop("agency"): row for row in found}


def total_of(counts: list[SurveyCount]) -> dict[str, int]:
    names = ("finished", "partial", "begun", "invited", "not_begun")
    return {name: sum(getattr(each, name) or 0 for each in counts) for name in names}
