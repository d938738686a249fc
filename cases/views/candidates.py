"""The pages of those who could be drawn: a file of them, one by one, chosen by hand, taken out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.activity import record
from agencies.downloads import file_response
from agencies.models import Job
from agencies.plurals import plural
from audits.tables import FORMATS
from cases.case_fact_forms import FindCandidateForm, PersonForm, ReasonForm
from cases.imports.forms import TableFileForm
from cases.imports.importing import FileFaults
from cases.models import Candidate, Draw
from cases.samples.ages import age_parts, age_words
from cases.samples.candidates import CASE_FACTS, SUBJECT_FACTS
from cases.samples.files import write_candidate_template
from cases.samples.finding import find_candidate
from cases.samples.frames import add_candidates, choose_by_hand, frame_of, remove_candidates
from cases.samples.importing import bring_in_candidates, subject_word
from cases.samples.large_files import BRING_IN, LARGE, faults_of, send_large_file
from cases.samples.profile import AS_CHILDREN
from cases.samples.sampling import named
from cases.transitions import Refused
from cases.views.sample_draws import address, crumbs_of, draw_of, page_of, prepared_draw
from cases.views.ways_back import posted, status_of

PAGE = 50
NOT_FOUND = (
    "Nobody on this list has that. Look at the spelling; with a name, give the date of birth too."
)


def of_adults() -> bool:
    """Whether the partnership’s word for its people is none for children."""
    return not any(part in subject_word().casefold() for part in AS_CHILDREN)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request, audit_id, number):
    """The list, without saying who anybody is; by post, a file of them."""
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, faults = TableFileForm(*sent, label_suffix=""), []
    if form.is_valid():
        try:
            return _bring_in(request, found, form.cleaned_data["file"].read())
        except FileFaults as error:
            faults = error.faults
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _list_page(request, found, form, faults, FindCandidateForm(label_suffix=""))


@sensitive_post_parameters("who", "birth")
@require_POST
@never_cache
def find(request, audit_id, number):
    """Open the one with this identifier, or name and birth; its page does not say who it is."""
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    form = FindCandidateForm(request.POST, label_suffix="")
    if form.is_valid():
        one = find_candidate(draw=found, person=form.person(), by=request.user)
        if one:
            return redirect(address(found, "candidate", one.pk))
        form.add_error("who", NOT_FOUND)
    return _list_page(request, found, TableFileForm(label_suffix=""), [], form)


def _list_page(request, found: Draw, form, faults, find_form):
    frame = frame_of(found)
    strata = sorted({each.stratum for each in frame.listed})
    part = request.GET.get("part", "")
    chosen = {str(at): stratum for at, stratum in enumerate(strata)}.get(part)
    listed = [each for each in frame.listed if chosen is None or each.stratum == chosen]
    pages = Paginator(sorted(listed, key=lambda each: each.key), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = page_of(request, found.audit, *crumbs_of(found)) | {
        "draw": found,
        "form": form,
        "faults": faults,
        "page": page,
        "rows": _shown(page.object_list),
        "find_form": find_form,
        "parts": [(str(at), named(stratum)) for at, stratum in enumerate(strata)],
        "part": part if chosen is not None else "",
        "query": f"part={part}" if chosen is not None else "",
        "total": len(frame.listed),
        "available": len(frame.members),
        "files": found.candidate_files.filter(job__requested_by=request.user).select_related("job"),
    }
    status = 422 if faults or form.errors or find_form.errors else 200
    return render(request, "cases/candidates.html", context, status=status)


def _bring_in(request, found: Draw, content: bytes):
    """At once, or by a job whose page says how far it is."""
    if len(content) > LARGE:
        job = send_large_file(draw=found, content=content, by=request.user)
        return redirect(address(found, "candidates_file", job.pk))
    number_in = bring_in_candidates(
        draw=found, content=content, by=request.user, today=timezone.localdate()
    )
    messages.success(request, f"{plural(number_in, 'candidate')} brought in.")
    return redirect(address(found, "candidates"))


@require_safe
@never_cache
def large_file(request, audit_id, number, job_id):
    """How far a file is, and what is wrong with it."""
    found = draw_of(request, audit_id, number)
    jobs = Job.objects.visible_to(request.user).filter(kind=BRING_IN, subject_id=found.pk)
    job = get_object_or_404(jobs, pk=job_id)
    faults = faults_of(job)
    here = ("Candidates", address(found, "candidates"))
    context = page_of(request, found.audit, *crumbs_of(found), here) | {
        "draw": found,
        "job": job,
        "faults": faults,
    }
    return render(request, "cases/candidates_file.html", context)


def _shown(listed) -> list[dict]:
    rows = Candidate.objects.select_related("area", "plan_type").in_bulk(
        [each.id for each in listed]
    )
    return [
        {
            "candidate": rows[each.id],
            "age": _age(rows[each.id]),
            "stratum": named(each.stratum),
            "excluded": each.excluded,
        }
        for each in listed
        if each.id in rows
    ]


def _age(one: Candidate) -> str:
    is_born = one.age_months is not None and one.age_months >= 0
    return age_words(*age_parts(one.age_months)) if is_born else ""


@require_safe
def template(request, audit_id, number, form):
    """The file to fill in."""
    found = draw_of(request, audit_id, number)
    if form not in FORMATS:
        raise Http404
    content = write_candidate_template(form, adults=of_adults())
    name = f"{found.audit.reference_prefix}-candidates.{form}"
    return file_response(content, FORMATS[form], name)


@sensitive_post_parameters("identifier", "name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, audit_id, number):
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    form = PersonForm(
        posted(request),
        today=timezone.localdate(),
        audit_date=found.audit_date,
        adults=of_adults(),
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        person = form.person(CASE_FACTS, SUBJECT_FACTS)
        try:
            add_candidates(draw=found, people=[person], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The candidate is added. Add the next, or go back.")
            return redirect(address(found, "add_candidate"))
    context = page_of(request, found.audit, *crumbs_of(found)) | {
        "form": form,
        "over": f"{found.audit.name} · {found}",
        "heading": "Add a candidate",
        "sub": "Seen by coordinators alone. Who is not drawn is deleted in the moment of the draw.",
        "button": "Add the candidate",
        "enters": True,
        "back": address(found, "candidates"),
    }
    return render(request, "cases/sample_form.html", context, status=status_of(form))


def _candidate(request, audit_id, number, candidate_id) -> Candidate:
    found = draw_of(request, audit_id, number)
    rows = found.candidates.filter(is_reserve=False).select_related("area", "plan_type")
    candidate = get_object_or_404(rows, pk=candidate_id)
    candidate.draw = found
    return candidate


@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request, audit_id, number, candidate_id):
    """Facts of one; by post, chosen by hand with a reason, or chosen no more."""
    one = _candidate(request, audit_id, number, candidate_id)
    label = "Why is this candidate chosen by hand?"
    form = ReasonForm(posted(request), label=label, label_suffix="")
    if request.method == "POST" and (request.POST.get("undo") or form.is_valid()):
        reason = "" if request.POST.get("undo") else form.cleaned_data["reason"]
        try:
            choose_by_hand(candidate=one, reason=reason, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "Chosen by hand." if reason else "No longer chosen by hand."
            messages.success(request, said)
            return redirect(address(one.draw, "candidates"))
    return _candidate_page(request, one, form)


def _candidate_page(request, one: Candidate, form, identity=None):
    here = ("Candidates", address(one.draw, "candidates"))
    context = page_of(request, one.draw.audit, *crumbs_of(one.draw), here) | {
        "draw": one.draw,
        "candidate": one,
        "form": form,
        "identity": identity,
        "is_reading": identity is not None,
        "age": _age(one),
    }
    return render(request, "cases/candidate.html", context, status=status_of(form))


@require_POST
@never_cache
def who(request, audit_id, number, candidate_id):
    """Who it is: by post only, and each look recorded."""
    one = _candidate(request, audit_id, number, candidate_id)
    record("read who a candidate is", one, by=request.user, audit_id=one.draw.audit_id)
    form = ReasonForm(label="Why is this candidate chosen by hand?", label_suffix="")
    return _candidate_page(request, one, form, one.identity)


@require_POST
def remove(request, audit_id, number, candidate_id):
    one = _candidate(request, audit_id, number, candidate_id)
    return _remove(request, one.draw, only=one)


@require_POST
def remove_all(request, audit_id, number):
    return _remove(request, draw_of(request, audit_id, number))


def _remove(request, found: Draw, only: Candidate | None = None):
    try:
        gone = remove_candidates(draw=found, by=request.user, only=only)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(address(found))
    messages.success(request, f"{plural(gone, 'candidate')} deleted.")
    return redirect(address(found, "candidates"))
