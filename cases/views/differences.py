"""Where agencies differ about a case: the lists, and what is taken as true."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit, Question, Theme
from audits.tabs import Link, tabs_for
from audits.trail import under_audit
from cases.differences.compared_answers import comparison_of
from cases.differences.comparing import IN_WORDS, Place
from cases.differences.forms import ListForm, ReopenForm, ResolveForm
from cases.differences.resolving import StaleResolution, reopen_difference, resolve_difference
from cases.differences.settled import past_resolutions, taken_in_words
from cases.differences.shown import (
    ShownComparison,
    ShownDifference,
    differences_of,
    shown_comparison,
)
from cases.models import Case, Resolution
from cases.transitions import Refused
from cases.views.ways_back import posted, status_of, under_case

PAGE_SIZE = 25
# How each is called, and what it keeps; the first three share everything out.
SHOWS = {
    "unresolved": ("Unresolved", lambda found: not found.is_resolved),
    "panel": ("Resolved by the panel", lambda found: found.is_by_panel),
    "resolved": ("Resolved otherwise", lambda found: found.is_resolved and not found.is_by_panel),
    "all": ("All", lambda found: True),
}


@require_safe
def differences(request, audit_id):
    """Of every case of an audit; the unresolved ones unless something else is chosen."""
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    everything = differences_of(audit, request.user)
    form = _list_form(request, everything)
    chosen = form.listed(everything)
    show = request.GET.get("show")
    show = show if show in SHOWS else "unresolved"
    _, keeps = SHOWS[show]
    listed = Paginator([each for each in chosen if keeps(each)], PAGE_SIZE)
    context = {
        "audit": audit,
        "form": form,
        "show": show,
        "pills": _pills(request, chosen, show),
        "page": listed.get_page(request.GET.get("page")),
        "query": _query(request, show),
        "order_words": IN_WORDS if form.is_by_importance else "",
        "none_at_all": not everything,
        "tabs": tabs_for(audit, request.user, "Differences"),
        "crumbs": under_audit(audit),
    }
    return render(request, "cases/differences.html", context)


def _list_form(request, found: list[ShownDifference]) -> ListForm:
    versions = {each.question.version_id for each in found}
    themes = dict(Theme.objects.filter(version__in=versions).values_list("key", "name"))
    return ListForm(request.GET, found=found, themes=themes)


def _pills(request, found: list[ShownDifference], show: str) -> list[Link]:
    pills = []
    for name, (label, keeps) in SHOWS.items():
        count = sum(map(keeps, found))
        address = f"?{_query(request, name)}"
        pills.append(Link(f"{label} ({count})", address, name == show))
    return pills


def _query(request, show: str) -> str:
    """What was chosen, from the first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    query["show"] = show
    return query.urlencode()


def _visible(user: User, audit_id, case_id) -> Case:
    rows = Case.objects.visible_to(user).select_related("audit")
    found = get_object_or_404(rows, pk=case_id, audit=audit_id)
    require(user, Permission.RECORD_JUDGEMENTS)
    return found


@require_safe
def of_case(request, audit_id, case_id):
    found = _visible(request.user, audit_id, case_id)
    expected = found.returns.expected().count()
    context = {
        "case": found,
        "shown": shown_comparison(comparison_of(found, request.user)),
        "expected": expected,
        "order_words": IN_WORDS,
        "crumbs": under_case(found.audit, found),
    }
    return render(request, "cases/case_differences.html", context)


@dataclass(frozen=True)
class At:
    """One difference of a case, as the page about it needs it."""

    case: Case
    question: Question
    difference: ShownDifference
    shown: ShownComparison
    earlier: list

    @property
    def list_url(self) -> str:
        address = reverse("cases:case_differences", args=[self.case.audit_id, self.case.pk])
        return f"{address}#{self.difference.anchor}"


def _at(user: User, audit_id, case_id, place: Place) -> At:
    case = _visible(user, audit_id, case_id)
    comparison = comparison_of(case, user)
    shown = shown_comparison(comparison)
    found = next((each for each in shown.differences if each.place == place), None)
    if found is None:
        raise Http404("The agencies do not differ there.")
    past = past_resolutions(case, found.question, comparison.repetition(place))
    return At(case, found.question, found, shown, past)


@require_http_methods(["GET", "HEAD", "POST"])
def difference(request, audit_id, case_id, question_key, code=""):
    place = Place(question_key, code)
    at = _at(request.user, audit_id, case_id, place)
    standing = at.difference.resolution
    form = ResolveForm(
        posted(request), question=at.question, sides=at.difference.sides, standing=standing
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, at, form, status=status_of(form))
    try:
        resolve_difference(case=at.case, place=place, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, at, form, status=422)
    except StaleResolution as stale:
        return _conflict(request, at, form, stale.stored)
    messages.success(request, "What is taken as true is kept. The agencies’ answers stay.")
    return redirect(at.list_url)


def _conflict(request, at: At, form: ResolveForm, stored: Resolution | None):
    """Both texts are shown; saving again replaces what somebody else put, which is kept."""
    form.data = form.data.copy()
    form.data["seen"] = str(stored.pk) if stored else ""
    theirs = {"row": stored, "taken": taken_in_words(at.question, stored)} if stored else {}
    return _page(request, at, form, status=409, theirs=theirs, is_stale=True)


def _page(request, at: At, form: ResolveForm, *, status, reopening=None, **more):
    context = {
        "case": at.case,
        "found": at.difference,
        "earlier": at.earlier,
        "form": form,
        "reopening": reopening or ReopenForm(prefix="again"),
        "may_change": at.case.audit.is_open,
        "back": at.list_url,
        "has_errors": status != 200,
        "crumbs": under_case(at.case.audit, at.case, ("Where agencies differ", at.list_url)),
    }
    return render(request, "cases/difference.html", context | more, status=status)


@require_POST
def reopen(request, audit_id, resolution_id):
    rows = Resolution.objects.visible_to(request.user).select_related("case__audit")
    found = get_object_or_404(rows, pk=resolution_id, case__audit=audit_id)
    form = ReopenForm(request.POST, prefix="again")
    back = reverse("cases:case_differences", args=[audit_id, found.case_id])
    if not form.is_valid():
        messages.error(request, ReopenForm.MISSING + ".")
        return redirect(back)
    try:
        reopen_difference(resolution=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "This difference is open again.")
    return redirect(back)
