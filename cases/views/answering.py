"""One section of a return: its questions, and saving what is put there."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audits.models import Question, Scale, Section
from cases.audiences import audience_of
from cases.deadlines import deadline
from cases.forms import SectionForm, with_versions, without_answer
from cases.models import Answer, AuditReturn
from cases.my_work import section_url, side_list
from cases.progress import Progress, answers_of, progress_of
from cases.question_rows import is_described
from cases.routing import Place, Routing
from cases.services import StaleAnswers, save_answers
from cases.shown_answers import shown
from cases.transitions import Refused
from cases.views.auditing import crumbs, my_return, read_only, return_crumb


@dataclass
class SectionPage:
    """A section as its return's agency meets it. Raises Http404 where it is for other agencies."""

    audit_return: AuditReturn
    section_key: str

    def __post_init__(self):
        if not self.places:
            raise Http404

    @cached_property
    def section(self) -> Section:
        sections = self.audit_return.tool_version.sections.all()
        found = next((section for section in sections if section.key == self.section_key), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def routing(self) -> Routing:
        found = self.audit_return
        return Routing(found.tool_version, audience_of(found), answers_of(found))

    @cached_property
    def places(self) -> list[Place]:
        return self.routing.places(self.section)

    @cached_property
    def answers(self) -> dict[Question, Answer]:
        return {answer.question: answer for answer in answers_of(self.audit_return)}

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.audit_return)

    @property
    def next_section(self) -> Section | None:
        later = (part.section for part in self.progress.sections)
        return next((found for found in later if found.position > self.section.position), None)

    @property
    def scales(self) -> list[Scale]:
        """Scales whose options are described, but not beside each question."""
        found = [
            place.question.scale
            for place in self.places
            if place.on_page and place.question.scale_id and not is_described(place.question)
        ]
        return [
            scale
            for scale in dict.fromkeys(found)
            if any(option.descriptor for option in scale.options.all())
        ]

    def form(self, data=None, conflicts=None) -> SectionForm:
        return SectionForm(
            self.places,
            self.answers,
            data=data,
            known=self.routing.known(self.places),
            conflicts=conflicts,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, return_id, section_key):
    page = SectionPage(my_return(request.user, return_id), section_key)
    if request.method == "POST":
        return _save(request, page)
    if not page.audit_return.is_open:
        return redirect(f"{reverse('cases:return', args=[return_id])}#section-{section_key}")
    return _show(request, page, page.form())


def _show(request, page: SectionPage, form: SectionForm, status: int = 200):
    found = page.audit_return
    side = side_list(found, page.progress, page.section)
    context = {
        "audit_return": found,
        "section": page.section,
        "sections": side,
        "progress": page.progress,
        "next_section": page.next_section,
        "scales": page.scales,
        "deadline": deadline(found.due_on, timezone.localdate()),
        "form": form,
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/section.html", context, status=status)


def _save(request, page: SectionPage):
    data = request.POST
    if "clear" in data:
        data = without_answer(data, data["clear"])
    form = page.form(data)
    if not form.is_valid():
        return _not_saved(request, page, form)
    go = data.get("go", "stay")
    left_at = page.next_section if go == "next" and page.next_section else page.section
    try:
        save_answers(
            audit_return=page.audit_return,
            entries=form.entries,
            by=request.user,
            section_key=left_at.key,
        )
    except StaleAnswers as stale:
        return _conflict(request, page, data, dict(stale.conflicts))
    except Refused:
        return _refused(request, page, form)
    # What was saved may have opened or shut the section after this one.
    page = SectionPage(my_return(request.user, page.audit_return.pk), page.section_key)
    return _go_on(page, go, data.get("clear", ""))


def _not_saved(request, page: SectionPage, form: SectionForm):
    if not page.audit_return.is_open:
        return _refused(request, page, form)
    return _show(request, page, form)


def _go_on(page: SectionPage, go: str, cleared: str):
    found = page.audit_return
    if go == "later":
        return redirect("cases:my_returns")
    if go == "next" and page.next_section is None:
        return redirect("cases:check", found.pk)
    if go == "next":
        return redirect(section_url(found, page.next_section))
    anchors = [place.question.key for place in page.places if place.question.key == cleared]
    return redirect(
        section_url(found, page.section) + "".join(f"#question-{key}" for key in anchors)
    )


def _conflict(request, page: SectionPage, data, conflicts: dict[Question, Answer]):
    """The same page with both texts; saving it again decides between them."""
    form = page.form(with_versions(data, conflicts), conflicts)
    form.is_valid()
    return _show(request, page, form, status=409)


def _refused(request, page: SectionPage, form: SectionForm):
    """The return was handed in meanwhile. What was typed is shown, so that it can be copied."""
    unsaved = [
        shown(question, entry)
        for question, entry in form.entries.items()
        if not entry.matches(page.answers.get(question))
    ]
    return read_only(request, page.audit_return, unsaved=unsaved + form.unread, status=409)
