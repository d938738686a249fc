"""Writing to everybody late: whom and what, a look at it, and what was sent."""

import re

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Job
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.models import Reminder
from cases.reminders.chasing import MESSAGE_LATE, letters_to, message_everybody_late, sent_by
from cases.reminders.chasing_forms import MessageForm
from cases.transitions import Refused
from cases.views.reminders import audit_to_chase
from cases.views.ways_back import posted, status_of

PAGE_SIZE = 100
# Whoever reads what others were sent does not get their way in.
ONE_TIME_LINK = re.compile(r"\S+/accounts/key/\S+")


def _frame(request, audit) -> dict:
    return {
        "audit": audit,
        "tabs": tabs_for(audit, request.user, ""),
        "crumbs": under_audit(audit, ("Reminders", reverse("cases:reminders", args=[audit.pk]))),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def message_late(request, audit_id):
    """Nothing is sent before it was looked at as it will be sent."""
    found = audit_to_chase(request.user, audit_id)
    form = MessageForm(posted(request), audit=found, initial={"whom": ["auditors", "leads"]})
    letters = None
    if request.method == "POST" and form.is_valid():
        try:
            if form.was_seen:
                job = message_everybody_late(
                    audit=found, whom=form.to, words=form.cleaned_data["words"], by=request.user
                )
                return redirect("cases:message_sent", found.pk, job.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            letters = letters_to(found, form.to, form.cleaned_data["words"], timezone.localdate())
    context = _frame(request, found) | {
        "form": form,
        "letters": letters,
        "seen": form.fingerprint if letters else "",
    }
    return render(request, "cases/message_late.html", context, status=status_of(form))


@require_safe
def message_sent(request, audit_id, job_id):
    """How far the job is, and to whom it has written."""
    found = audit_to_chase(request.user, audit_id)
    job = get_object_or_404(
        Job.objects.visible_to(request.user), pk=job_id, kind=MESSAGE_LATE, subject_id=found.pk
    )
    page = Paginator(sent_by(job), PAGE_SIZE).get_page(request.GET.get("page"))
    context = _frame(request, found) | {"job": job, "page": page}
    return render(request, "cases/message_sent.html", context)


@require_safe
def reminder(request, audit_id, reminder_id):
    """What one person was sent, word for word, but for a link into their account."""
    found = audit_to_chase(request.user, audit_id)
    sent = get_object_or_404(
        Reminder.objects.select_related("message__recipient", "agency"),
        pk=reminder_id,
        audit=found,
    )
    context = _frame(request, found) | {
        "sent": sent,
        "body": ONE_TIME_LINK.sub("(a link for them alone)", sent.message.body),
    }
    return render(request, "cases/reminder.html", context)
