"""Jobs as they run, and the messages a person was sent."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.jobs import retry_job
from agencies.models import Job, Message

PAGE_SIZE = 25


@require_safe
def job(request, job_id):
    """A page that refreshes itself; asked for JSON, the facts a script polls for."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    if request.accepts("text/html"):
        return render(request, "agencies/job.html", {"job": found})
    return JsonResponse(
        {
            "state": found.state,
            "label": found.get_state_display(),
            "done": found.done,
            "total": found.total,
            "message": found.message,
            "finished": found.is_finished,
        }
    )


@require_POST
def retry(request, job_id):
    found = get_object_or_404(
        Job.objects.visible_to(request.user).filter(state=Job.State.FAILED), pk=job_id
    )
    return redirect("agencies:job", retry_job(job=found, by=request.user).pk)


@require_safe
def messages_sent(request):
    """What this person was sent, the newest first unless the oldest are asked for."""
    found = Message.objects.visible_to(request.user)
    only, oldest = request.GET.get("show") == "reminders", request.GET.get("order") == "oldest"
    shown = found.reminders() if only else found
    shown = shown.order_by("written_at" if oldest else "-written_at", "pk")
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "any": found.exists(),
        "pills": [
            Choice("All", _query(oldest=oldest), not only),
            Choice("Reminders", _query(only=True, oldest=oldest), only),
        ],
        "query": _query(only=only, oldest=oldest).removeprefix("?"),
        "other_order": _query(only=only, oldest=not oldest),
        "oldest": oldest,
    }
    return render(request, "agencies/messages.html", context)


@dataclass(frozen=True)
class Choice:
    """One way to look at a list."""

    label: str
    url: str
    current: bool


def _query(*, only: bool = False, oldest: bool = False) -> str:
    chosen = {"show": "reminders"} if only else {}
    return f"?{urlencode(chosen | ({'order': 'oldest'} if oldest else {}))}"


@require_safe
def message(request, message_id):
    found = get_object_or_404(Message.objects.visible_to(request.user), pk=message_id)
    return render(
        request,
        "agencies/message.html",
        {"sent": found, "crumbs": [("Messages", reverse("agencies:messages"))]},
    )
