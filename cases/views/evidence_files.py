"""Files beside an answer: kept, taken away, and sent as downloads only."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.activity import record
from agencies.downloads import file_response
from cases.evidence_files import add_file, files_by_place, remove_file
from cases.file_forms import FileForm
from cases.models import EvidenceFile
from cases.transitions import Refused
from cases.views.auditing import crumbs, my_return, return_crumb
from cases.views.section_page import SectionPage


@require_http_methods(["GET", "HEAD", "POST"])
def files(request, return_id, section_key, question_key, code=""):
    """The files of one answer, for its auditor; by post, one more."""
    page = SectionPage(my_return(request.user, return_id), section_key, code)
    question = _question(page, question_key)
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if form.is_valid():
        try:
            add_file(
                audit_return=page.audit_return,
                question=question,
                repetition=page.repetition,
                title=form.cleaned_data["title"],
                content=form.cleaned_data["file"].read(),
                by=request.user,
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, "The file is kept with the answer.")
            return redirect(request.path)
    kept = files_by_place(page.audit_return).get((page.repetition, question_key), [])
    context = {
        "found": page.audit_return,
        "question": question,
        "label": page.repetition.label,
        "files": kept,
        "form": form,
        "back": f"{page.url}#question-{question_key}",
        "crumbs": crumbs(return_crumb(page.audit_return), (page.section.title, page.url)),
    }
    return render(request, "cases/files.html", context, status=422 if form.errors else 200)


def _question(page: SectionPage, key: str):
    found = (place.question for place in page.places if place.question.key == key)
    question = next((each for each in found if each.is_answered), None)
    if question is None:
        raise Http404
    return question


@require_safe
def file(request, file_id):
    """For whoever may read the return. Each download is recorded."""
    found = _file(EvidenceFile.objects.readable_by(request.user), file_id)
    record(
        "downloaded a file of a return", found.audit_return, by=request.user, detail=str(file_id)
    )
    response = file_response(found.content, found.content_type, found.download_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, file_id):
    """Asks once; by post, removes the file for good."""
    found = _file(EvidenceFile.objects.readable_by(request.user).defer("content"), file_id)
    my_return(request.user, found.audit_return_id)
    request.about_return = found.audit_return_id
    back = reverse("cases:return", args=[found.audit_return_id])
    if request.method == "POST":
        try:
            remove_file(file=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The file is removed.")
        return redirect(back)
    context = {"file": found, "back": back, "crumbs": crumbs(return_crumb(found.audit_return))}
    return render(request, "cases/file_remove.html", context)


def _file(readable, file_id) -> EvidenceFile:
    rows = readable.select_related(
        "audit_return__audit", "audit_return__case", "audit_return__agency", "question__section"
    )
    return get_object_or_404(rows, pk=file_id)
