"""One section of a return: its questions, and saving what is put there."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audits.models import Question, Section
from cases.answering.carrying import offers, take_over
from cases.answering.repetitions import repetitions_of, subjects_of
from cases.answering.saving import save_answers
from cases.answering.shown_answers import shown
from cases.answering.stale_answers import StaleAnswers
from cases.deadlines import deadline
from cases.forms import SectionForm, with_versions, without_answer
from cases.models import Answer, AuditReturn
from cases.my_work import part_url, section_url, side_list
from cases.open_queries import banner_of
from cases.services import pick_parts
from cases.transitions import Refused
from cases.views.auditing import crumbs, my_return, read_only, return_crumb
from cases.views.section_page import SectionPage

REPEATS_WORDS = {
    Section.Repeats.RESPONDENT: "Answer this for each person you could ask. Leave out the others: "
    "what is not begun is not asked.",
    Section.Repeats.TIME_POINT: "Answer this for each time you know of. What is not begun is not "
    "asked.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, return_id, section_key, code=""):
    found = my_return(request.user, return_id)
    if not code and request.method != "POST" and (first := _first_repetition(found, section_key)):
        return redirect(first)
    page = SectionPage(found, section_key, code, request.user)
    if request.method == "POST":
        return _save(request, page)
    if not found.is_open:
        return redirect(f"{reverse('cases:return', args=[return_id])}#section-{section_key}")
    return _show(request, page, page.form())


def _first_repetition(found: AuditReturn, section_key: str) -> str:
    """The address of a repeated section's first repetition; empty for any other section."""
    for each in found.tool_version.sections.all():
        if each.key == section_key and each.repeats:
            repetitions = repetitions_of(each, subjects_of(found, [each]))
            return section_url(found, each, repetitions[0]) if repetitions else ""
    return ""


def _show(request, page: SectionPage, form: SectionForm, status: int = 200):
    found = page.audit_return
    banner = banner_of(found, page.progress.asked, page.section.key, page.repetition)
    side = side_list(found, page.progress, page.section, page.repetition, banner.notes)
    context = {
        "audit_return": found,
        "section": page.section,
        "part": page.part,
        "subject": page.subject,
        "repeats_words": REPEATS_WORDS.get(page.section.repeats, ""),
        "sections": side,
        "progress": page.progress,
        "next_part": page.next_part,
        "scales": page.scales,
        "files": page.files,
        "files_base": f"{page.url}files/",
        "offers": offers(found, page.section, page.repetition),
        "pick_form": page.pick_form(request.POST if request.method == "POST" else None),
        "deadline": deadline(found.due_on, timezone.localdate()),
        "form": form,
        "banner": banner,
        "threads": page.replies.threads,
        "earlier": page.earlier,
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/section.html", context, status=status)


def _save(request, page: SectionPage):
    data = request.POST
    if "clear" in data:
        data = without_answer(data, data["clear"])
    form = page.form(data)
    page.replies.read(data)
    if not form.is_valid() or page.replies.errors:
        for error in page.replies.errors:
            form.add_error(None, error)
        return _not_saved(request, page, form)
    go = data.get("go", "stay")
    left_at = page.next_part if go == "next" and page.next_part else page.part
    try:
        _save_all(request, page, form, left_at.section.key)
    except StaleAnswers as stale:
        return _conflict(request, page, data, dict(stale.conflicts))
    except Refused as refusal:
        return _refused(request, page, form, str(refusal))
    if key := data.get("take_over", ""):
        return _take_over(request, page, key)
    # What was saved may have opened or shut the section after this one.
    page = SectionPage(my_return(request.user, page.audit_return.pk), page.section_key, page.code)
    return _go_on(page, go, data.get("clear", "") or data.get("reply", ""))


def _take_over(request, page: SectionPage, key: str):
    """Use last round's answer, once what else was typed on the page is saved."""
    question = next((place.question for place in page.places if place.question.key == key), None)
    if question is None:
        raise Http404
    try:
        take_over(
            audit_return=page.audit_return,
            question=question,
            repetition=page.repetition,
            by=request.user,
        )
    except (Refused, StaleAnswers) as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{page.url}#question-{key}")


@transaction.atomic
def _save_all(request, page: SectionPage, form: SectionForm, section_key: str) -> None:
    """Answers, and what was picked on the same page: both or neither."""
    save_answers(
        audit_return=page.audit_return,
        entries=form.entries,
        by=request.user,
        section_key=section_key,
        repetition=page.repetition,
    )
    page.replies.send(request.user)
    picks = page.pick_form(request.POST)
    if picks.was_sent:
        pick_parts(
            audit_return=page.audit_return,
            keys=picks.ticked,
            among=picks.changed,
            by=request.user,
        )


def _not_saved(request, page: SectionPage, form: SectionForm):
    if not page.audit_return.is_open:
        return _refused(request, page, form)
    return _show(request, page, form)


def _go_on(page: SectionPage, go: str, key: str):
    found = page.audit_return
    if go == "later":
        return redirect("cases:my_returns")
    if go == "next" and page.next_part is None:
        return redirect("cases:check", found.pk)
    if go == "next":
        return redirect(part_url(found, page.next_part))
    if go == "pick":
        return redirect(f"{page.url}#relevant")
    anchors = [place.question.key for place in page.places if place.question.key == key]
    return redirect(page.url + "".join(f"#question-{key}" for key in anchors))


def _conflict(request, page: SectionPage, data, conflicts: dict[Question, Answer]):
    """The same page with both texts; saving it again decides between them."""
    form = page.form(with_versions(data, conflicts), conflicts)
    form.is_valid()
    return _show(request, page, form, status=409)


def _refused(request, page: SectionPage, form: SectionForm, refusal: str = ""):
    """The return was handed in or moved meanwhile. What was typed is shown, to be copied."""
    unsaved = [
        shown(question, entry)
        for question, entry in form.entries.items()
        if not entry.matches(page.answers.get(question))
    ]
    return read_only(
        request,
        page.audit_return,
        unsaved=unsaved + form.unread + page.replies.unsent,
        status=409,
        refusal=refusal,
    )
