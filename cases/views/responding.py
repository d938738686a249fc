"""The pages of a survey that somebody without an account answers."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.limits import Limit
from audits.models import Question
from cases.answering.stale_answers import StaleAnswers
from cases.forms import with_versions, without_answer
from cases.models import Answer, AuditReturn
from cases.progress import SectionProgress, progress_of
from cases.surveys import survey_pass
from cases.surveys.responding import finish_response, save_response
from cases.surveys.responding_forms import RespondentForm
from cases.transitions import Refused
from cases.views.answering import REPEATS_WORDS
from cases.views.section_page import SectionPage
from cases.views.survey_entry import for_respondent

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
