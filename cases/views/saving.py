"""Saving one answer, or what is relevant, as it is given: what the page's script talks to.

Every answer is JSON; what cannot be saved says why in `error`, a sentence for the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, wraps

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from audits.models import Question, Section
from audits.questions import loaded
from audits.rules import Audience, for_audience
from cases.answering.conflicts_shown import conflict_shown
from cases.answering.picking import section_pick_form
from cases.answering.repetitions import Asking, Repetition, repetitions_of, subjects_of
from cases.answering.routing import Place
from cases.answering.saving import MOVED, save_answer
from cases.answering.stale_answers import StaleAnswers
from cases.forms import SectionForm, about
from cases.locking import hold_mine
from cases.models import Answer, AuditReturn
from cases.my_work import part_url
from cases.progress import Progress, progress_of
from cases.services import pick_parts
from cases.transitions import Refused
from cases.views.section_page import SectionPage

DAMAGED = "This page was damaged on its way. Copy what you wrote, and open the section again."


@dataclass
class OneAnswer:
    """One question of a return that is held, as its auditor may answer it.

    Raises Http404 where it is for other agencies, or is not answered.
    """

    audit_return: AuditReturn
    section_key: str
    question_key: str
    code: str

    def __post_init__(self):
        loaded(self.audit_return.tool_version)
        if not (self.question.is_answered and self.repetition):
            raise Http404

    @cached_property
    def section(self) -> Section:
        sections = self.audit_return.tool_version.sections.all()
        return self._found(sections, self.section_key)

    @cached_property
    def question(self) -> Question:
        return self._found(self.section.questions.all(), self.question_key)

    def _found(self, items, key: str):
        sector = Audience(sector=self.audit_return.agency.sector)
        for item in items:
            if item.key == key and for_audience(item, sector):
                return item
        raise Http404

    @cached_property
    def repetition(self) -> Repetition | None:
        found = repetitions_of(self.section, subjects_of(self.audit_return, [self.section]))
        return next((each for each in found if each.code == self.code), None)

    @cached_property
    def answers(self) -> list[Answer]:
        """All of the return's, to its own version's questions, which are in memory."""
        questions = {each.pk: each for each in self.audit_return.tool_version.ordered_questions}
        rows = self.audit_return.answers.select_related("updated_by")
        found = [row for row in rows if row.question_id in questions]
        for row in found:
            row.question = questions[row.question_id]
        return found

    @property
    def kept(self) -> Answer | None:
        here = (self.question, self.repetition)
        rows = (row for row in self.answers if (row.question, Repetition.of(row)) == here)
        return next(rows, None)

    def form(self, data) -> SectionForm:
        kept = {self.question: self.kept} if self.kept else {}
        return SectionForm([Place(self.question, None, asked=True)], kept, data=data)

    def save(self, entry, by) -> None:
        kept = save_answer(
            audit_return=self.audit_return,
            asking=Asking(self.question, self.repetition),
            entry=entry,
            kept=self.kept,
            by=by,
        )
        if kept is not None and self.kept is None:
            self.answers.append(kept)

    @property
    def page(self) -> SectionPage:
        return SectionPage(self.audit_return, self.section_key, self.code)


def saves(view):
    """Of the reader's own return, held: 401 not this reader's session, 409 shut or moved."""

    @require_POST
    @wraps(view)
    def asked(request, return_id, **place):
        if request.POST.get("reader", str(request.user.pk)) != str(request.user.pk):
            return _somebody_else(request.user)
        found = hold_mine(request.user, return_id)
        if found is None:
            raise Http404
        version = str(found.tool_version_id)
        if request.POST.get("tool_version", version) != version:
            return JsonResponse({"error": MOVED}, status=409)
        try:
            return view(request, found, **place)
        except Refused as refusal:
            return JsonResponse({"error": str(refusal)}, status=409)

    return asked


@saves
def answer(request, found: AuditReturn, section_key, question_key, code=""):
    """200 saved or said already; 409 stale; 422 faults."""
    one = OneAnswer(found, section_key, question_key, code)
    form = one.form(request.POST)
    try:
        return _save(request, one, form)
    except StaleAnswers:
        return JsonResponse(conflict_shown(one.page, one.question, request), status=409)


@saves
def save_picked(request, found: AuditReturn):
    """A part is picked or not, so this meets no conflict: see PickForm."""
    form = section_pick_form(found, request.POST)
    pick_parts(audit_return=found, keys=form.ticked, among=form.changed, by=request.user)
    found.refresh_from_db(fields=["picked", "saved_at"])
    return JsonResponse(_saved(found, version=",".join(sorted(form.ticked))))


def _somebody_else(user):
    error = (
        f"{user.name} is signed in here now. What you wrote has not been sent. It stays on this "
        "page until you sign in again."
    )
    return JsonResponse({"error": error, "signed_in_as": user.name}, status=401)


def _save(request, one: OneAnswer, form: SectionForm):
    form.is_valid()
    entry = form.entries.get(one.question)
    if entry is None and one.audit_return.is_open:
        return JsonResponse(_faults(one.question, form), status=422)
    one.save(entry, request.user)
    version = one.kept.version if one.kept else 0
    return JsonResponse(_saved(one.audit_return, version, one.answers))


def _faults(question: Question, form: SectionForm) -> dict:
    """`error` can be understood by itself, the sentences of `faults` beside their question."""
    sentences = [(name, text) for name, texts in form.errors.items() for text in texts]
    own_words = about(question, "")
    faults = [
        {"field": form.add_prefix(name), "sentence": text.removeprefix(own_words)}
        for name, text in sentences
    ]
    return {"error": " ".join(text for _, text in sentences) or DAMAGED, "faults": faults}


def _saved(found: AuditReturn, version, answers: Iterable[Answer] | None = None) -> dict:
    progress, at = progress_of(found, answers), found.saved_at
    return {
        "version": version,
        "saved": date_format(timezone.localtime(at), "H:i") if at else "",
        "answered": progress.answered,
        "total": progress.total,
        "sections": _sections(found, progress),
    }


def _sections(audit_return: AuditReturn, progress: Progress) -> list[dict]:
    """The list beside the questions, which an answer may lengthen or shorten."""
    return [
        {
            "url": part_url(audit_return, part),
            "name": f"{part.number}. {part.title}",
            "status": part.status,
            "answered": part.answered,
            "total": part.total,
            "waits": part.waits,
        }
        for part in progress.sections
    ]
