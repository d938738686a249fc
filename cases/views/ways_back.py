"""Where a reader of a return or an involvement came from, and goes back to."""

from django.urls import reverse

from agencies.access import may
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit
from audits.trail import Crumb, under_audit
from cases.models import Case


def crumbs_for(user: User, audit: Audit, case: Case | None, agency_id) -> list[Crumb]:
    """Back to where this person came from: the lead's page, the audit or their own returns."""
    if may(user, Permission.REVIEW_RETURNS, agency_id=agency_id):
        return [("My agency", reverse("cases:agency"))]
    if may(user, Permission.RUN_AUDITS):
        return under_audit(audit) if case is None else under_case(audit, case)
    return [("My returns", reverse("cases:my_returns"))]


def under_case(audit: Audit, case: Case, *pages: Crumb) -> list[Crumb]:
    """“Audits, its audit, this case”, and what lies between it and the page that is shown."""
    here = (case.reference, reverse("cases:case", args=[audit.pk, case.pk]))
    return under_audit(audit, here, *pages)


def after(user: User, audit: Audit, case: Case | None, agency: Agency) -> str:
    if may(user, Permission.REVIEW_RETURNS, agency_id=agency.pk):
        return reverse("cases:agency")
    if case is None:
        return f"{reverse('cases:audit', args=[audit.pk])}#agency-{agency.pk}"
    return f"{reverse('cases:case', args=[audit.pk, case.pk])}#agency-{agency.pk}"


def posted(request):
    """An empty post is still one, and must say what is missing."""
    return request.POST if request.method == "POST" else None


def status_of(form) -> int:
    return 422 if form.errors else 200
