"""A survey as somebody meets it who has no account: from the link to the thanks."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.limits import Limit, address_of
from agencies.models import Agency
from agencies.rls import acting
from audits.minutes import Asked, minutes_for
from audits.models import Question, ToolVersion
from cases import survey_pass
from cases.forms import with_versions, without_answer
from cases.models import Answer, AuditReturn, Survey
from cases.progress import SectionProgress, progress_of
from cases.responding import (
    begin_response,
    finish_response,
    reopen_by_invitation,
    save_response,
)
from cases.responding_forms import BeginForm, RespondentForm
from cases.stale_answers import StaleAnswers
from cases.survey_doors import Door, door_for, respondent_for
from cases.transitions import Refused
from cases.views.answering import REPEATS_WORDS
from cases.views.section_page import SectionPage

# An office may share one address, and a team may begin in one meeting; nobody mistypes so often.
BEGINNING = Limit("survey-begin", most=300, seconds=60 * 60)
GUESSING = Limit("survey-guess", most=30, seconds=10 * 60)
SAVING = Limit("survey-save", most=60, seconds=60)
PAGE = ["GET", "HEAD", "POST"]


class SurveyPage(SectionPage):
    """A section as a respondent meets it."""

    @property
    def url(self) -> str:
        return address(self.part)

    @property
    def previous_part(self) -> SectionProgress | None:
        parts = self.progress.sections
        here = (self.section, self.repetition)
        at = [(part.section, part.repetition) for part in parts].index(here) if parts else 0
        return parts[at - 1] if at else None

    def form(self, data=None, conflicts=None) -> RespondentForm:
        return RespondentForm(
            self.places,
            self.answers,
            data=data,
            known=self.routing.known(self.places),
            conflicts=conflicts,
        )


def address(part: SectionProgress) -> str:
    code = part.repetition.code
    name = "cases:survey_repetition" if code else "cases:survey_section"
    return reverse(name, args=[part.section.key, *([code] if code else [])])


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
@require_http_methods(PAGE)
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
                context = {"survey": found.survey, "typed": _typed(request)}
                return render(request, "survey/closed.html", context, status=410)
            return view(request, found, held, **kwargs)

    return shown


def _no_pass(request):
    """The browser was closed, or somebody finished on this computer; what was typed is shown."""
    return render(request, "survey/no_pass.html", {"typed": _typed(request)}, status=404)


def _typed(request) -> list[str]:
    sent = [text for name in request.POST for text in request.POST.getlist(name)]
    return [text for text in sent if len(text.split()) > 1]


@for_respondent
@require_safe
def answer(request, found, held):
    """Where the respondent left off, or the first page."""
    parts = SurveyParts(found)
    return redirect(address(parts.resume) if parts.resume else reverse("cases:survey_check"))


class SurveyParts:
    """The pages of a response, and the one to go on with."""

    def __init__(self, found: AuditReturn):
        self.found, self.progress = found, progress_of(found)

    @property
    def resume(self) -> SectionProgress | None:
        parts = self.progress.sections
        left = [part for part in parts if part.section.key == self.found.last_section]
        return next(iter(left or parts), None)


@for_respondent
@require_http_methods(PAGE)
def section(request, found, held, section_key, code=""):
    page = SurveyPage(found, section_key, code)
    if request.method != "POST":
        return _show(request, page, page.form())
    data = request.POST
    if "clear" in data:
        data = without_answer(data, data["clear"])
    form = page.form(data)
    if not SAVING.allows(found.pk):
        form.is_valid()
        said = "You saved very often just now. Wait a minute, then save again."
        return _show(request, page, form, status=429, refusal=said)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    try:
        save_response(
            audit_return=found,
            entries=form.entries,
            section_key=section_key,
            repetition=page.repetition,
        )
    except StaleAnswers as stale:
        return _conflict(request, page, data, dict(stale.conflicts))
    except Refused as refusal:
        return _show(request, page, form, status=409, refusal=str(refusal))
    fresh = AuditReturn.objects.with_answers().get(pk=found.pk)
    return redirect(_next(SurveyPage(fresh, section_key, code), data))


def _next(page: SurveyPage, data) -> str:
    go = data.get("go", "stay")
    if go == "later":
        return reverse("cases:survey_later")
    if go == "back" and page.previous_part:
        return address(page.previous_part)
    if go == "next":
        return address(page.next_part) if page.next_part else reverse("cases:survey_check")
    cleared = [place.question.key for place in page.places]
    anchor = data.get("clear", "")
    return page.url + (f"#question-{anchor}" if anchor in cleared else "")


def _conflict(request, page: SurveyPage, data, conflicts: dict[Question, Answer]):
    form = page.form(with_versions(data, conflicts), conflicts)
    form.is_valid()
    return _show(request, page, form, status=409)


def _show(request, page: SurveyPage, form: RespondentForm, status: int = 200, refusal: str = ""):
    parts = page.progress.sections
    context = {
        "survey": page.audit_return.survey,
        # The questions' templates link to pages of a return only where there is one.
        "audit_return": None,
        "section": page.section,
        "part": page.part,
        "at": 1 + sum(part.section.position < page.section.position for part in parts),
        "parts": parts,
        "progress": page.progress,
        "previous_part": page.previous_part,
        "next_part": page.next_part,
        "scales": page.scales,
        "repeats_words": REPEATS_WORDS.get(page.section.repeats, ""),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "survey/section.html", context, status=status)


@for_respondent
@require_http_methods(PAGE)
def check(request, found, held):
    parts = SurveyParts(found)
    refusal = ""
    if request.method == "POST":
        try:
            finish_response(audit_return=found, invitation_id=held.invitation_id)
        except Refused as refused:
            refusal = str(refused)
        else:
            page = redirect("cases:survey_thanks")
            survey_pass.take(page)
            return page
    progress = parts.progress
    context = {
        "survey": found.survey,
        "progress": progress,
        "refusal": refusal,
        "to_answer": [(asking, _of(progress, asking)) for asking in progress.problems],
        "to_begin": [
            part for part in progress.sections if part.waits and part.section in progress.to_begin
        ],
        "blank": [(asking, _of(progress, asking)) for asking in progress.optional_blanks],
        "last": progress.sections[-1] if progress.sections else None,
        "parts": [(part, address(part)) for part in progress.sections],
    }
    return render(request, "survey/check.html", context, status=409 if refusal else 200)


def _of(progress, asking) -> str:
    part = next(
        each
        for each in progress.sections
        if asking.question in each.questions and each.repetition == asking.repetition
    )
    return f"{address(part)}#question-{asking.question.key}"


@for_respondent
@require_safe
def later(request, found, held):
    link = settings.SITE_URL + reverse("cases:survey_come_back", args=[held.token])
    return render(request, "survey/later.html", {"survey": found.survey, "link": link})


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
