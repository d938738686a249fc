"""An auditor's own returns: the list, one of them, and the check before it is submitted."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required, require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit, Question
from cases.adding import open_to
from cases.forms import SubmitForm, about
from cases.models import AuditReturn
from cases.my_work import Task, question_url, readers, side_list
from cases.progress import Progress, answers_of, progress_of
from cases.reading import reading_of
from cases.services import submit_return
from cases.shown_answers import ShownAnswer, shown
from cases.standing import standing_of
from cases.transitions import REFUSALS, Refused

Status = AuditReturn.Status
# Once answers are no longer collected, an auditor’s part in the audit is over.
STILL_OPEN = {Audit.Status.PLANNING, Audit.Status.COLLECTING}


def my_return(user: User, return_id) -> AuditReturn:
    """The reader's own return with its tool and answers; anybody else's is a 404 like none."""
    returns = AuditReturn.objects.visible_to(user).assigned_to(user).with_answers()
    found = get_object_or_404(returns.select_related("submitted_by", "approved_by"), pk=return_id)
    require(user, Permission.ANSWER_RETURNS, agency_id=found.agency_id)
    return found


def crumbs(*pages: tuple[str, str]) -> list[tuple[str, str]]:
    return [("My returns", reverse("cases:my_returns")), *pages]


def return_crumb(audit_return: AuditReturn) -> tuple[str, str]:
    return audit_return.reference, reverse("cases:return", args=[audit_return.pk])


@require_safe
@permission_required(Permission.ANSWER_RETURNS)
def my_returns(request):
    mine = AuditReturn.objects.visible_to(request.user).assigned_to(request.user)
    handed_in = mine.exclude(status__in=AuditReturn.OPEN).select_related("audit", "case")
    rest = _tasks(handed_in.order_by(F("submitted_at").desc(nulls_last=True)))
    done = [task for task in rest if task.audit_return.status != Status.SUBMITTED]
    context = {
        "open_to": open_to(request.user),
        "to_do": _tasks(mine.outstanding().with_answers()),
        "with_lead": [task for task in rest if task not in done],
        "done": [task for task in done if task.audit_return.audit.status in STILL_OPEN],
        "earlier": [task for task in done if task.audit_return.audit.status not in STILL_OPEN],
    }
    return render(request, "cases/my_returns.html", context)


def _tasks(returns) -> list[Task]:
    return [Task(found, timezone.localdate()) for found in returns]


@require_safe
def audit_return(request, return_id):
    """Where an open return stands; one that was handed in, to read."""
    found = my_return(request.user, return_id)
    if not found.is_open:
        return read_only(request, found)
    task = Task(found, timezone.localdate())
    context = {
        "audit_return": found,
        "task": task,
        "standing": task.standing,
        "deadline": task.deadline,
        "progress": task.progress,
        "sections": side_list(found, task.progress),
        "may_remove": found.was_added and not answers_of(found),
        "crumbs": crumbs(),
    }
    return render(request, "cases/return.html", context)


def read_only(request, found: AuditReturn, *, unsaved: list[ShownAnswer] = (), status: int = 200):
    """`unsaved` is what was typed on a page that was still open when the return was handed in."""
    context = {
        "audit_return": found,
        "standing": standing_of(found, timezone.localdate()),
        "reading": reading_of(found),
        "readers": readers(found),
        "unsaved": unsaved,
        "refusal": REFUSALS[Status(found.status)] if status != 200 else "",
        "has_errors": status != 200,
        "crumbs": crumbs(),
    }
    return render(request, "cases/return_read.html", context, status=status)


@dataclass(frozen=True)
class CheckItem:
    """A question that the check points to."""

    question: Question
    url: str
    sentence: str = ""
    shown: ShownAnswer | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, return_id):
    """What is missing before a return can be handed in; by post, hands it in."""
    found = my_return(request.user, return_id)
    if not found.is_open:
        return read_only(request, found, status=409 if request.method == "POST" else 200)
    progress = progress_of(found)
    form = SubmitForm(
        progress.optional_blanks, data=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and not progress.problems and form.is_valid():
        return _submit(request, found, form)
    return _check_page(request, found, progress, form)


def _submit(request, found: AuditReturn, form: SubmitForm):
    try:
        submit_return(audit_return=found, by=request.user, blanks_confirmed=form.confirmed)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:check", found.pk)
    messages.success(request, f"{found.reference} is submitted. {readers(found)} will read it.")
    return redirect("cases:return", found.pk)


def _check_page(request, found: AuditReturn, progress: Progress, form: SubmitForm):
    answers = {answer.question: answer for answer in answers_of(found)}
    context = {
        "audit_return": found,
        "progress": progress,
        "form": form,
        "must_fix": [_fault(found, progress, question) for question in progress.problems],
        "was_refused": request.method == "POST",
        "optional_blanks": [
            CheckItem(question, question_url(found, question))
            for question in progress.optional_blanks
        ],
        "switched_off": [
            CheckItem(
                question,
                question_url(found, question),
                shown=shown(question, answers.get(question)),
            )
            for question in progress.switched_off
        ],
        "readers": readers(found),
        "has_errors": request.method == "POST",
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/check.html", context)


def _fault(found: AuditReturn, progress: Progress, question: Question) -> CheckItem:
    if question in progress.required_blanks:
        sentence = "Answer this question."
    else:
        sentence = progress.incomplete.get(question, "Say why it does not apply.")
    return CheckItem(question, question_url(found, question), about(question, sentence))
