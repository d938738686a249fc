"""Immediate concerns: raising one, and what is done about it."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import may, permission_required, require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.concern_forms import CloseForm, ConcernForm, NoteForm
from cases.concern_mail import told_of
from cases.concerns import (
    acknowledge_concern,
    close_concern,
    may_act_on,
    note_on_concern,
    raise_concern,
    require_acting,
)
from cases.models import AuditReturn, Case, Concern
from cases.transitions import Refused

NOBODY_TOLD = (
    "Nobody was told by e-mail: no other coordinator and no named contact is set up. "
    "Make sure that somebody acts, and ask an admin to name a contact."
)
may_raise = permission_required(Permission.RAISE_CONCERNS)


@dataclass(frozen=True)
class Opened:
    """Where the page was opened from, if anywhere."""

    audit: Audit | None = None
    case: Case | None = None
    audit_return: AuditReturn | None = None

    @property
    def reference(self) -> str:
        about = self.audit_return or self.case
        return about.reference if about else ""

    def crumb(self, user: User) -> list[tuple[str, str]]:
        if self.audit_return:
            own = self.audit_return.is_answered_by(user)
            page = reverse("cases:return" if own else "cases:review", args=[self.audit_return.pk])
            return [(self.reference, page)]
        if self.case:
            return [(self.reference, reverse("cases:case", args=[self.audit.pk, self.case.pk]))]
        return []


@require_http_methods(["GET", "HEAD", "POST"])
@may_raise
def raise_one(request):
    """Opened from a page that is about no case."""
    return _raise(request, Opened())


@require_http_methods(["GET", "HEAD", "POST"])
@may_raise
def raise_of_return(request, return_id):
    returns = AuditReturn.objects.visible_to(request.user).select_related(
        "audit", "case__area", "agency"
    )
    found = get_object_or_404(returns.distinct(), pk=return_id)
    return _raise(request, Opened(found.audit, found.case, found))


@require_http_methods(["GET", "HEAD", "POST"])
@may_raise
def raise_of_case(request, audit_id, case_id):
    cases = Case.objects.visible_to(request.user).select_related("audit", "area")
    found = get_object_or_404(cases, pk=case_id, audit=audit_id)
    return _raise(request, Opened(found.audit, found))


def _raise(request, opened: Opened):
    data = request.POST if request.method == "POST" else None
    form = ConcernForm(data, user=request.user, audit=opened.audit)
    if form.is_valid():
        concern = raise_concern(
            **form.concern, case=opened.case, audit_return=opened.audit_return, by=request.user
        )
        _say_who_is_told(request, concern)
        return redirect("cases:concern", concern.pk)
    context = {
        "form": form,
        "opened": opened,
        "concern_url": "",
        "crumbs": opened.crumb(request.user),
    }
    return render(request, "cases/concern_raise.html", context, status=422 if form.errors else 200)


def _say_who_is_told(request, concern: Concern) -> None:
    if told_of(concern):
        messages.success(request, "Your concern is recorded, and the people named for it are told.")
    else:
        messages.warning(request, f"Your concern is recorded. {NOBODY_TOLD}")


@require_safe
def concerns(request):
    """Those the reader raised, is told of or coordinates: open ones first, the oldest first.

    A contact answers concerns whatever their roles, so it opens without the right to raise one.
    """
    if not request.user.is_concern_contact:
        require(request.user, Permission.RAISE_CONCERNS)
    found = Concern.objects.visible_to(request.user).select_related(
        "audit", "case", "audit_return__case", "area", "raised_by", "acknowledged_by", "closed_by"
    )
    rows = list(found)
    context = {
        "open": sorted((each for each in rows if each.is_open), key=lambda each: each.raised_at),
        "closed": [each for each in rows if not each.is_open],
        "may_raise": may(request.user, Permission.RAISE_CONCERNS),
    }
    return render(request, "cases/concerns.html", context)


@require_safe
def concern(request, concern_id):
    """Each look is recorded: a concern says what a child may be going through."""
    found = _visible(request.user, concern_id)
    record("read a concern", found, by=request.user)
    return _page(request, found)


def _visible(user: User, concern_id) -> Concern:
    rows = Concern.objects.visible_to(user).select_related(
        "audit", "case", "audit_return__case", "area", "agency",
        "raised_by", "acknowledged_by", "closed_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=concern_id)


def _page(request, found: Concern, note_form=None, close_form=None):
    acts = found.is_open and may_act_on(found, request.user)
    context = {
        "concern": found,
        "notes": found.notes.select_related("author"),
        "told": told_of(found),
        "nobody_told": NOBODY_TOLD,
        "acts": acts,
        "may_note": found.is_open and (acts or found.raised_by_id == request.user.pk),
        "note_form": note_form or NoteForm(),
        "close_form": close_form or CloseForm(),
        "crumbs": [("Concerns", reverse("cases:concerns"))],
        "has_errors": bool(note_form or close_form),
    }
    status = 422 if note_form or close_form else 200
    return render(request, "cases/concern.html", context, status=status)


@require_POST
def acknowledge(request, concern_id):
    found = _visible(request.user, concern_id)
    return _done(request, found, "You have said that you have seen it.", acknowledge_concern)


@require_POST
def note(request, concern_id):
    found = _visible(request.user, concern_id)
    require_acting(found, request.user, as_raiser=True)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note_form=form)
    return _done(request, found, "Your note is kept.", note_on_concern, **form.cleaned_data)


@require_POST
def close(request, concern_id):
    found = _visible(request.user, concern_id)
    require_acting(found, request.user)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, close_form=form)
    return _done(request, found, "The concern is closed.", close_concern, **form.cleaned_data)


def _done(request, found: Concern, said: str, service, **given):
    try:
        service(concern=found, by=request.user, **given)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("cases:concern", found.pk)
