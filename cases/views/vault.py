"""The coordinator's pages of who the cases are about. Names are shown by post only."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.models import Agency, Partnership
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.identities.destroying import destroy_identities_now, is_over, keep_identities_until
from cases.identities.forms import DestroyForm, IdentitiesForm, KeepUntilForm
from cases.identities.vault import (
    ChangedMeanwhile,
    cases_in_vault,
    look_into_vault,
    state_of,
    write_identities,
)
from cases.models import Case
from cases.transitions import Refused


@require_safe
def vault(request, audit_id):
    return _vault_page(request, visible_audit(request, audit_id))


def visible_audit(request, audit_id) -> Audit:
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


def _vault_page(request, audit: Audit, keep=None, destroy=None):
    today = timezone.localdate()
    initial = {"day": audit.identities_until or audit.briefing_on}
    cases = cases_in_vault(audit)
    refused = next((form for form in (keep, destroy) if form is not None), None)
    context = {
        "audit": audit,
        "cases": cases,
        "held": sum(each.counts.total() for each in cases),
        "is_over": is_over(audit),
        "keep": keep or KeepUntilForm(today=today, initial=initial, prefix="keep"),
        "destroy": destroy or DestroyForm(prefix="destroy"),
        "form": refused,
        "moves": audit.destruction_dates.select_related("set_by"),
        "destructions": audit.destructions.select_related("destroyed_by"),
        "tabs": tabs_for(audit, request.user, "Identities"),
        "crumbs": under_audit(audit),
    }
    return render(request, "cases/vault.html", context, status=422 if refused else 200)


def crumbs_of(audit: Audit):
    return under_audit(audit, ("Identities", reverse("cases:vault", args=[audit.pk])))


@require_POST
def keep_until(request, audit_id):
    audit = visible_audit(request, audit_id)
    form = KeepUntilForm(request.POST, today=timezone.localdate(), prefix="keep")
    if form.is_valid():
        try:
            keep_identities_until(audit=audit, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The day on which identities are destroyed is saved.")
            return redirect("cases:vault", audit.pk)
    return _vault_page(request, audit, keep=form)


@require_POST
def destroy(request, audit_id):
    audit = visible_audit(request, audit_id)
    form = DestroyForm(request.POST, prefix="destroy")
    if form.is_valid():
        try:
            number = destroy_identities_now(audit=audit, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("reference", str(refused))
        else:
            messages.success(request, f"{plural(number, 'identity', 'identities')} destroyed.")
            return redirect("cases:vault", audit.pk)
    return _vault_page(request, audit, destroy=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_identities(request, audit_id, case_id):
    """Names come with a post: to look, to correct them, or what was typed sent back."""
    case = _case(request, audit_id, case_id)
    if request.method != "POST":
        in_vault = next(each for each in cases_in_vault(case.audit) if each.case == case)
        form = None if in_vault.counts else _form(case, initial={"state": state_of(case)})
        return _case_page(request, case, form, in_vault=in_vault)
    if "look" in request.POST:
        held = look_into_vault(case=case, by=request.user)
        initial = IdentitiesForm.initial_of(held.lines) | {"state": held.state}
        return _case_page(request, case, _form(case, initial=initial), is_shown=True)
    return _save(request, case)


def _case(request, audit_id, case_id) -> Case:
    visible = Case.objects.visible_to(request.user).filter(owner=None).select_related("audit")
    found = get_object_or_404(visible, pk=case_id, audit=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


def _form(case: Case, data=None, **kwargs) -> IdentitiesForm:
    """With a box for each agency that is asked about the case, or has a number for it."""
    asked = Agency.objects.filter(involvements__case=case)
    numbered = Agency.objects.filter(pk__in=case.identities.values("agency"))
    agencies = (asked | numbered).distinct().order_by("position", "short_name")
    word = Partnership.objects.values_list("subject_word", flat=True).first() or "child"
    return IdentitiesForm(data, case=case, agencies=agencies, word=word, **kwargs)


def _save(request, case: Case):
    form = _form(case, request.POST)
    if not form.is_valid():
        return _case_page(request, case, form, is_shown=True, status=422)
    state = form.cleaned_data["state"]
    try:
        changes = write_identities(case=case, lines=form.lines, state=state, by=request.user)
    except ChangedMeanwhile as changed:
        return _side_by_side(request, case, form, str(changed))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _case_page(request, case, form, is_shown=True, status=422)
    said = f"Who {case} is about is saved: {changes}." if changes else "Nothing was changed."
    messages.success(request, said)
    return redirect("cases:vault", case.audit_id)


def _side_by_side(request, case: Case, form: IdentitiesForm, said: str):
    """What was typed stays in its boxes; sent again, it takes the place of what is kept now."""
    held = look_into_vault(case=case, by=request.user)
    typed = request.POST.copy()
    typed["state"] = held.state
    again = _form(case, typed)
    again.is_valid()
    again.add_error(None, said)
    kept = IdentitiesForm.initial_of(held.lines)
    now = [(again.fields[name].label, kept[name]) for name in again.places if name in kept]
    return _case_page(request, case, again, is_shown=True, status=409, now=now, is_conflict=True)


def _case_page(request, case: Case, form, status=200, **more):
    context = {
        "case": case,
        "audit": case.audit,
        "form": form,
        "is_over": is_over(case.audit),
        "back": reverse("cases:vault", args=[case.audit_id]),
        "crumbs": crumbs_of(case.audit),
    }
    return render(request, "cases/vault_case.html", context | more, status=status)
