"""One page on which an agency says which cases of an audit it knows."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import may, require
from agencies.models import Agency
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from cases.adding_forms import OneMoreAgencyForm
from cases.decision_forms import KnownForm
from cases.knowing import UNANSWERED, asked_of, progress_words
from cases.models import Case, Involvement
from cases.one_more_agency import ask_one_more
from cases.services import AnsweredMeanwhile, decide_involvement, read_identities_to_confirm
from cases.transitions import Refused
from cases.views.ways_back import crumbs_for

State = Involvement.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def known(request, agency_id, audit_id):
    """Without a script one button saves every line that was changed, each for itself."""
    audit, agency = _of(request, agency_id, audit_id)
    rows = asked_of(audit, agency, request.user)
    if request.method != "POST":
        forms = [KnownForm(involvement=found, by=request.user) for found in rows]
        return _page(request, audit, agency, forms)
    forms = [KnownForm(request.POST, involvement=found, by=request.user) for found in rows]
    if "look" in request.POST:
        return _page(request, audit, agency, forms, shown=_look(request, rows))
    changed = [form for form in forms if form.is_changed]
    saved = sum(_save(form, request.user) for form in changed)
    wrong = [form for form in changed if form.errors]
    if wrong:
        return _page(request, audit, agency, forms, saved=saved, wrong=wrong)
    messages.success(request, f"{plural(saved, 'answer')} saved." if saved else "Nothing changed.")
    return redirect(request.get_full_path())


def _of(request, agency_id, audit_id) -> tuple[Audit, Agency]:
    user = request.user
    agency = get_object_or_404(Agency, pk=agency_id, participations__audit=audit_id)
    if not may(user, Permission.RUN_AUDITS):
        led = user.agency_ids(Permission.DECIDE_INVOLVEMENT)
        agency = get_object_or_404(Agency, pk__in={agency.pk} & set(led))
    require(user, Permission.DECIDE_INVOLVEMENT, agency_id=agency.pk)
    return get_object_or_404(Audit.objects.visible_to(user), pk=audit_id), agency


def _look(request, rows) -> dict:
    """Who one case is about; the others stay hidden, and what was chosen stays chosen."""
    wanted = request.POST["look"]
    found = next((each for each in rows if str(each.pk) == wanted), None)
    if found is None or found.state not in Involvement.OPEN_TO_AGENCY:
        return {}
    return {found.pk: read_identities_to_confirm(involvement=found, by=request.user)}


def _save(form: KnownForm, by) -> bool:
    """Whether it is; otherwise the form says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    if not said["state"]:
        form.add_error("state", "Say whether your agency knows this case")
        return False
    try:
        decide_involvement(involvement=form.involvement, by=by, **said)
    except AnsweredMeanwhile as answered:
        form.involvement.refresh_from_db()
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = form.involvement.seen
        form.add_error(None, str(answered))
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _page(request, audit, agency, forms, shown=None, saved=0, wrong=()):
    only = request.GET.get("show") == UNANSWERED
    open_ = {State.TO_CONFIRM}
    kept = [form for form in forms if not only or form.involvement.state in open_ or form in wrong]
    address = reverse("cases:known", args=[agency.pk, audit.pk])
    left = sum(form.involvement.state in open_ for form in forms)
    fixed = [form.why_fixed for form in forms]
    context = {
        "audit": audit,
        "agency": agency,
        "is_open": not all(fixed),
        "is_shown": audit.status in Audit.IN_HAND,
        "why_fixed": next(filter(None, fixed), ""),
        "rows": [(form, form in wrong, (shown or {}).get(form.involvement.pk)) for form in kept],
        "progress": progress_words(form.involvement for form in forms),
        "saved": saved,
        "wrong": wrong,
        "has_errors": bool(wrong),
        "pills": [
            {"label": f"All ({len(forms)})", "url": address, "current": not only},
            {
                "label": f"To answer ({left})",
                "url": f"{address}?show={UNANSWERED}",
                "current": only,
            },
        ],
        "crumbs": crumbs_for(request.user, audit, None, agency.pk),
    }
    return render(request, "cases/known.html", context, status=422 if wrong else 200)


@never_cache
@require_POST
def say_known(request, involvement_id):
    """One line of that page, saved as it is chosen. Answers in JSON."""
    visible = Involvement.objects.visible_to(request.user).filter(case__owner=None)
    found = get_object_or_404(
        visible.select_related("case__audit", "case__draw", "agency"), pk=involvement_id
    )
    require(request.user, Permission.DECIDE_INVOLVEMENT, agency_id=found.agency_id)
    form = KnownForm(request.POST, involvement=found, by=request.user)
    if _save(form, request.user):
        found.refresh_from_db()
        asked = asked_of(found.case.audit, found.agency, request.user)
        return JsonResponse(_answer(found) | {"progress": progress_words(asked)})
    found.refresh_from_db()
    faults = [error for errors in form.errors.values() for error in errors]
    is_conflict = form["seen"].data != request.POST.get(form.add_prefix("seen"))
    return JsonResponse(
        _answer(found) | {"error": " ".join(faults)}, status=409 if is_conflict else 422
    )


def _answer(found: Involvement) -> dict:
    return {
        "seen": found.seen,
        "state": found.state,
        "label": found.get_state_display(),
        "open": found.state in Involvement.OPEN_TO_AGENCY,
    }


@require_POST
def add_agency(request, audit_id, case_id):
    """From the page of a case: one more agency is asked whether it knows it."""
    visible = Case.objects.visible_to(request.user).select_related("audit")
    case = get_object_or_404(visible, pk=case_id, audit=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    form = OneMoreAgencyForm(request.POST, case=case)
    if form.is_valid():
        agency = form.cleaned_data["agency"]
        try:
            ask_one_more(case=case, agency=agency, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{agency} is asked whether it knows {case}.")
    else:
        messages.error(request, f"{form.errors['agency'][0]}.")
    return redirect("cases:case", audit_id, case_id)
