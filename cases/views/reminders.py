"""What an audit's people were reminded of, what comes next, and a reminder sent by hand."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.access import require
from agencies.models import User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.reminders.sending import (
    beyond_reach,
    facts_of,
    people_to_chase,
    remind_everybody_late,
    reminders_of,
    rhythm,
    upcoming,
)
from cases.transitions import Refused

PAGE_SIZE = 50


def audit_to_chase(user: User, audit_id) -> Audit:
    found = get_object_or_404(Audit.objects.visible_to(user), pk=audit_id)
    require(user, Permission.RUN_AUDITS)
    return found


@require_safe
def reminders(request, audit_id):
    found, now = audit_to_chase(request.user, audit_id), timezone.now()
    sends = found.status == Audit.Status.COLLECTING
    facts, today = facts_of([found]), timezone.localdate(now)
    chased = people_to_chase(found, facts, today)
    rules = rhythm()
    context = {
        "audit": found,
        "sends": sends,
        "before": sorted(rules.before, reverse=True),
        "every": rules.every,
        "sent_from": settings.REMINDERS_FROM,
        "chased": chased,
        "to_tell": sum(not each.was_told for each in chased),
        "beyond_reach": beyond_reach(facts, today),
        "upcoming": upcoming(facts, now),
        "page": Paginator(reminders_of(found), PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": tabs_for(found, request.user, ""),
        "crumbs": under_audit(found),
    }
    return render(request, "cases/reminders.html", context)


@require_POST
def remind(request, audit_id):
    found = audit_to_chase(request.user, audit_id)
    try:
        told = remind_everybody_late(audit=found, by=request.user, today=timezone.localdate())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{plural(len(told), 'person is', 'people are')} reminded.")
    return redirect("cases:reminders", found.pk)
