"""Briefings as they are read: the lists, one briefing as a page, and its PDF."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import may, permission_required
from agencies.downloads import file_response
from agencies.models import Artefact
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from reports.briefing_fields import SECTIONS
from reports.briefings import Snapshot, counted_on, document_of
from reports.models import Briefing, Quote
from reports.moves import awaits_another, moves_for
from reports.rendering import FAILURES, file_name

Status = Briefing.Status
NOT_MADE = "The PDF of this briefing has not been made yet."


@require_safe
def briefings(request):
    """What this person waits for, is writing and may read; each newest first."""
    found = list(Briefing.objects.visible_to(request.user).select_related("audit"))
    approves = may(request.user, Permission.APPROVE_PUBLICATION)
    context = {
        "waiting": [each for each in found if each.status == Status.IN_REVIEW],
        "written": [each for each in found if each.status in {Status.DRAFT, Status.APPROVED}],
        "published": sorted(
            (each for each in found if each.status == Status.PUBLISHED),
            key=lambda each: each.published_at,
            reverse=True,
        ),
        "withdrawn": [each for each in found if each.status == Status.WITHDRAWN],
        "writes": may(request.user, Permission.WRITE_BRIEFINGS),
        "approves": approves,
        "quotes": Quote.objects.waiting_for(request.user) if approves else [],
    }
    return render(request, "reports/briefings.html", context)


@require_safe
@permission_required(Permission.WRITE_BRIEFINGS)
def audit_briefings(request, audit_id):
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    context = {
        "audit": audit,
        "briefings": audit.briefings.select_related("audit"),
        "quotes": audit.quotes.all(),
        "tabs": tabs_for(audit, request.user, "Briefings"),
        "crumbs": under_audit(audit),
    }
    return render(request, "reports/audit_briefings.html", context)


def audit_url(audit: Audit) -> str:
    return reverse("cases:audit", args=[audit.pk])


def visible_briefing(user, briefing_id) -> Briefing:
    found = Briefing.objects.visible_to(user).select_related("audit", "written_by", "approved_by")
    return get_object_or_404(found, pk=briefing_id)


def crumbs_of(user, briefing: Briefing) -> list[tuple[str, str]]:
    if not may(user, Permission.WRITE_BRIEFINGS):
        return [("Briefings", reverse("reports:briefings"))]
    return under_audit(
        briefing.audit, ("Briefings", reverse("reports:audit_briefings", args=[briefing.audit_id]))
    )


@require_safe
def briefing(request, briefing_id):
    """The words and figures of the PDF; a draft is opened where it is written."""
    found = visible_briefing(request.user, briefing_id)
    if found.status == Status.DRAFT:
        return redirect("reports:edit_briefing", found.pk)
    document, problem = _printed(found)
    context = {
        "briefing": found,
        "document": document,
        "problem": problem,
        "boxes": zip(SECTIONS[1:4], document.boxes, strict=False) if document else (),
        "moves": moves_for(request.user, found),
        "awaits_another": awaits_another(request.user, found),
        "crumbs": crumbs_of(request.user, found),
    }
    return render(request, "reports/briefing.html", context)


def _printed(found: Briefing):
    """The document of the kept figures, or the sentence that says why there is none."""
    if not found.counted_at:
        return None, NOT_MADE
    try:
        kept = Snapshot.from_json(found.figures)
        return document_of(found, kept, counted_on=counted_on(found)), ""
    except FAILURES as failure:
        return None, str(failure)


@require_safe
def briefing_pdf(request, briefing_id):
    """The PDF as the worker made it; once sent for review it never changes."""
    found = visible_briefing(request.user, briefing_id)
    artefact = Artefact.objects.filter(job_id=found.rendered_by).first()
    if artefact is None:
        messages.error(request, NOT_MADE)
        return redirect("reports:briefing", found.pk)
    return file_response(artefact.content, artefact.content_type, file_name(found), inline=True)
