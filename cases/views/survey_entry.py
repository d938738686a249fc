"""Into a survey and out of it: by its link, an invitation or a personal link, to the thanks."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.limits import Limit, address_of
from agencies.models import Agency
from agencies.rls import acting
from agencies.typed_back import typed_back
from audits.minutes import Asked, minutes_for
from audits.models import Question, ToolVersion
from cases.models import AuditReturn, Survey
from cases.surveys import survey_pass
from cases.surveys.doors import Door, door_for, respondent_for
from cases.surveys.responding import begin_response, reopen_by_invitation
from cases.surveys.responding_forms import BeginForm
from cases.transitions import Refused

# An office may share one address, and a team may begin in one meeting; nobody mistypes so often.
BEGINNING = Limit("survey-begin", most=300, seconds=60 * 60)
GUESSING = Limit("survey-guess", most=30, seconds=10 * 60)


def _unknown(request):
    """Counted as a guess. Returned, not raised, so that the count is kept."""
    if not GUESSING.allows(address_of(request)):
        return _too_often(request, "Too many links were tried from where you are.", minutes=10)
    return render(request, "survey/unknown.html", status=404)


def _too_often(request, sentence: str, *, minutes: int):
    context = {"sentence": sentence, "minutes": minutes}
    page = render(request, "survey/too_often.html", context, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, token):
    door = door_for(token)
    if door is None:
        return _unknown(request)
    if not door.survey.is_open:
        return render(request, "survey/closed.html", {"survey": door.survey}, status=410)
    if door.survey.access == Survey.Access.NAMED and door.invitation is None:
        return render(request, "survey/invited_only.html", {"survey": door.survey}, status=403)
    if request.method != "POST":
        return _welcome(request, door, BeginForm(None, agencies=door.agencies))
    if not BEGINNING.allows(address_of(request)):
        return _too_often(request, "Too many people began from where you are.", minutes=60)
    form = BeginForm(request.POST, agencies=door.agencies)
    if door.invitation is None and not form.is_valid():
        return _welcome(request, door, form, status=422)
    try:
        secret = _begin(door, door.invitation.agency if door.invitation else form.chosen)
    except Refused as refusal:
        return _welcome(request, door, form, status=409, refusal=str(refusal))
    page = redirect("cases:survey_answer")
    survey_pass.give(page, secret, door.invitation and door.invitation.pk)
    return page


def _begin(door: Door, agency: Agency) -> str:
    if door.invitation and door.invitation.begun:
        return reopen_by_invitation(invitation=door.invitation)
    return begin_response(door=door, agency=agency)


def _welcome(request, door: Door, form: BeginForm, status: int = 200, refusal: str = ""):
    context = {
        "door": door,
        "survey": door.survey,
        "form": form,
        "refusal": refusal,
        "minutes": _minutes(door.survey.audit.tool_version),
        "fewest": Survey.FEWEST_LISTED,
        "has_begun": survey_pass.read(request) is not None,
    }
    return render(request, "survey/start.html", context, status=status)


def _minutes(version: ToolVersion) -> int:
    questions = Question.objects.filter(version=version).prefetch_related("items")
    return minutes_for(Asked(each.kind, len(each.items.all())) for each in questions)


@login_not_required
@require_safe
def come_back(request, token):
    """By the personal link, on whichever computer."""
    if respondent_for(token) is None:
        return _unknown(request)
    page = redirect("cases:survey_answer")
    survey_pass.give(page, token)
    return page


def for_respondent(view: Callable):
    """The view gets the response that the browser's pass opens, in the scope of its agency."""

    @login_not_required
    @wraps(view)
    def shown(request, **kwargs):
        held = survey_pass.read(request)
        respondent = respondent_for(held.token) if held else None
        if respondent is None:
            return _no_pass(request)
        with acting(respondent.scope):
            rows = AuditReturn.objects.with_answers().select_related(
                "survey__audit", "audit", "agency", "case__plan_type"
            )
            found = rows.filter(pk=respondent.return_id).first()
            if found is None:  # the survey has just closed, and nothing had been answered
                return _no_pass(request)
            if not found.is_open:
                return redirect("cases:survey_thanks")
            if not found.survey.is_open:
                context = {"survey": found.survey, "typed": typed_back(request)}
                return render(request, "survey/closed.html", context, status=410)
            return view(request, found, held, **kwargs)

    return shown


def _no_pass(request):
    """The browser was closed, or somebody finished on this computer; what was typed is shown."""
    return render(request, "survey/no_pass.html", {"typed": typed_back(request)}, status=404)


@login_not_required
@require_POST
def leave(request):
    page = redirect("cases:survey_left")
    survey_pass.take(page)
    return page


@login_not_required
@require_safe
def left(request):
    return render(request, "survey/left.html")


@login_not_required
@require_safe
def thanks(request):
    page = render(request, "survey/thanks.html")
    survey_pass.take(page)
    return page
