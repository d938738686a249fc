"""The survey of an audit, for the coordinator who runs it."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.models import Survey
from cases.surveys.counts import counts_of, total_of
from cases.surveys.forms import ExtendForm, InvitationsForm, SurveyForm
from cases.surveys.inviting import invite, remind, unanswered
from cases.surveys.surveying import close_survey, extend_survey, make_survey, replace_link
from cases.transitions import Refused
from cases.views.ways_back import posted

PAGE = ["GET", "HEAD", "POST"]


def _audit(request, audit_id) -> Audit:
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(
        visible, pk=audit_id, tool_version__tool__audits=AuditTool.Audits.RESPONDENTS
    )
    require(request.user, Permission.RUN_AUDITS)
    return found


def _open_survey(request, audit_id) -> Survey:
    """The one that has not been closed yet."""
    audit = _audit(request, audit_id)
    return get_object_or_404(Survey.objects.select_related("audit"), audit=audit, closed_at=None)


def _url(name: str, audit: Audit) -> str:
    return reverse(f"cases:{name}", args=[audit.pk])


@require_safe
def survey(request, audit_id):
    audit = _audit(request, audit_id)
    surveys = list(audit.surveys.order_by("made_at"))
    now = next((each for each in surveys if each.closed_at is None), None)
    latest = now or (surveys[-1] if surveys else None)
    counts = counts_of(latest) if latest else []
    context = {
        "audit": audit,
        "survey": latest,
        "is_open": latest is not None and latest.is_open,
        "is_waiting": latest is not None and latest.closed_at is None and not latest.is_open,
        "may_open": now is None and audit.status == Audit.Status.COLLECTING,
        "earlier": [each for each in surveys if each is not latest],
        "counts": counts,
        "total": total_of(counts),
        "fewest": Survey.FEWEST_LISTED,
        "link": _link(latest),
        "invitations": _invitations(latest),
        "unanswered": unanswered(latest).count() if latest else 0,
        "tabs": tabs_for(audit, request.user, ""),
        "crumbs": under_audit(audit),
    }
    return render(request, "cases/survey.html", context)


def _link(found: Survey | None) -> str:
    if found is None or found.access != Survey.Access.OPEN:
        return ""
    return settings.SITE_URL + reverse("cases:survey_start", args=[found.token])


def _invitations(found: Survey | None):
    if found is None or found.access != Survey.Access.NAMED:
        return []
    return found.invitations.select_related("agency").order_by("agency__position", "name")


def _ask(request, audit: Audit, form, **words):
    context = {"audit": audit, "form": form, "crumbs": under_audit(audit), **words}
    context["crumbs"].append(("Survey", _url("survey", audit)))
    status = 422 if form is not None and form.errors else 200
    return render(request, "cases/survey_form.html", context, status=status)


def _fill_in(request, audit: Audit, form, work, said, **words):
    """A form to send; a refusal is shown on it, so that nothing typed is lost."""
    if form.is_valid():
        try:
            work(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said())
            return redirect("cases:survey", audit.pk)
    return _ask(request, audit, form, **words)


def _confirm(request, audit_id, work, said: str, **words):
    """Whether this is meant to be done to the survey that is open."""
    found = _open_survey(request, audit_id)
    if request.method != "POST":
        return _ask(request, found.audit, None, danger=True, **words)
    try:
        work(survey=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("cases:survey", found.audit_id)


@require_http_methods(PAGE)
def new_survey(request, audit_id):
    audit = _audit(request, audit_id)
    form = SurveyForm(posted(request))
    return _fill_in(
        request,
        audit,
        form,
        lambda by: make_survey(audit=audit, by=by, **form.cleaned_data),
        lambda: "The survey is open.",
        heading="Open a survey",
        text="People answer this audit’s tool on a page of their own, without an account.",
        button="Open the survey",
    )


@require_http_methods(PAGE)
def extend(request, audit_id):
    found = _open_survey(request, audit_id)
    form = ExtendForm(posted(request), survey=found)
    return _fill_in(
        request,
        found.audit,
        form,
        lambda by: extend_survey(survey=found, by=by, **form.cleaned_data),
        lambda: "The last day has moved.",
        heading="Move the last day",
        text="Respondents read the new day. The reason is kept with the survey.",
        button="Move the last day",
    )


@require_http_methods(PAGE)
def close(request, audit_id):
    return _confirm(
        request,
        audit_id,
        close_survey,
        "The survey has closed, and its responses are in the figures.",
        heading="Close the survey now?",
        text="Nobody can answer any more. Responses that were not finished are counted as far as "
        "they go, and those without an answer are deleted. This cannot be undone.",
        button="Close the survey",
    )


@require_http_methods(PAGE)
def new_link(request, audit_id):
    return _confirm(
        request,
        audit_id,
        replace_link,
        "The survey has a new link. The one before opens nothing any more.",
        heading="Replace the link?",
        text="With the old link nobody can begin any more. Whoever has begun can go on.",
        button="Replace the link",
    )


@require_http_methods(PAGE)
def invitations(request, audit_id):
    found = _open_survey(request, audit_id)
    form = InvitationsForm(posted(request), survey=found)
    return _fill_in(
        request,
        found.audit,
        form,
        lambda by: invite(survey=found, people=form.people, by=by),
        lambda: f"{plural(len(form.people), 'person is', 'people are')} invited by e-mail.",
        heading="Invite people",
        text="Each of them gets an e-mail with a link of their own. The list is taken as a whole: "
        "if a line is wrong, nobody is invited.",
        button="Invite them",
    )


@require_POST
def send_reminders(request, audit_id):
    found = _open_survey(request, audit_id)
    try:
        sent = remind(survey=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"{plural(sent, 'person is', 'people are')} reminded by e-mail."
        messages.success(request, said if sent else "Everybody was written to today already.")
    return redirect("cases:survey", found.audit_id)
