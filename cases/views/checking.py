"""The check before a return is handed in, and handing it in."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from audits.models import Section
from cases.answering.parts import answers_of
from cases.answering.repetitions import Asking, Repetition
from cases.answering.shown_answers import ShownAnswer, shown
from cases.answering.submit_form import SubmitForm
from cases.considerations import Consideration, considerations_of, digest_of
from cases.forms import about
from cases.models import AuditReturn
from cases.my_work import part_url, question_url, readers
from cases.open_queries import banner_of
from cases.progress import Progress, progress_of
from cases.services import submit_return
from cases.transitions import Refused
from cases.views.auditing import crumbs, my_return, read_only, return_crumb


@dataclass(frozen=True)
class CheckItem:
    """A question that the check points to, or a section to begin."""

    asking: Asking | None
    url: str
    sentence: str = ""
    shown: ShownAnswer | None = None
    section: Section | None = None
    consideration: Consideration | None = None
    others: tuple[tuple[Asking, str], ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, return_id):
    """What is missing before a return can be handed in; by post, hands it in."""
    found = my_return(request.user, return_id)
    if not found.is_open:
        return read_only(request, found, status=409 if request.method == "POST" else 200)
    progress, considered = progress_of(found), considerations_of(found, request.user)
    form = SubmitForm(
        progress.optional_blanks,
        digest=digest_of(considered) if considered else "",
        data=request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and progress.is_complete and form.is_valid():
        return _submit(request, found, form)
    return _check_page(request, found, progress, form, considered)


def _submit(request, found: AuditReturn, form: SubmitForm):
    try:
        submit_return(audit_return=found, by=request.user, blanks_confirmed=form.confirmed)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:check", found.pk)
    messages.success(request, f"{found.reference} is submitted. {readers(found)} will read it.")
    return redirect("cases:return", found.pk)


def _check_page(
    request,
    found: AuditReturn,
    progress: Progress,
    form: SubmitForm,
    considered: list[Consideration],
):
    answers = {
        Asking(answer.question, Repetition.of(answer)): answer for answer in answers_of(found)
    }
    context = {
        "audit_return": found,
        "progress": progress,
        "form": form,
        "must_fix": _faults(found, progress),
        "considered": [
            CheckItem(
                each.asking,
                question_url(found, each.asking),
                consideration=each,
                others=tuple((asking, question_url(found, asking)) for asking in each.with_),
            )
            for each in considered
        ],
        "unanswered": banner_of(found, progress.asked),
        "was_refused": request.method == "POST",
        "optional_blanks": [
            CheckItem(asking, question_url(found, asking)) for asking in progress.optional_blanks
        ],
        "switched_off": [
            CheckItem(
                asking,
                question_url(found, asking),
                shown=shown(asking.question, answers.get(asking)),
            )
            for asking in progress.switched_off
        ],
        "readers": readers(found),
        "has_errors": request.method == "POST",
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/check.html", context)


def _faults(found: AuditReturn, progress: Progress) -> list[CheckItem]:
    """In the order of the tool."""
    faults = [
        (asking.question.section.position, _fault(found, progress, asking))
        for asking in progress.problems
    ]
    for section in progress.to_begin:
        waiting = [part for part in progress.sections if part.section == section]
        labels = "; ".join(part.repetition.label for part in waiting)
        sentence = f"{section.number}. {section.title}: answer this for at least one of: {labels}."
        item = CheckItem(None, part_url(found, waiting[0]), sentence, section=section)
        faults.append((section.position, item))
    return [item for _, item in sorted(faults, key=lambda fault: fault[0])]


def _fault(found: AuditReturn, progress: Progress, asking: Asking) -> CheckItem:
    sentence = about(asking, progress.problem(asking))
    return CheckItem(asking, question_url(found, asking), sentence)
