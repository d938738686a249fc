"""What one page of answering needs to know of its section, or of one repetition of it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from agencies.models import User
from audits.models import Question, Scale, Section
from cases.answering.parts import answers_of, by_repetition
from cases.answering.picking import PickForm, question_pick_form
from cases.answering.question_rows import is_described
from cases.answering.repetitions import Repetition, repetitions_of, subjects_of
from cases.answering.routing import Place, Routing
from cases.audiences import audience_of
from cases.evidence_files import files_by_place
from cases.forms import SectionForm
from cases.models import Answer, AuditReturn, EvidenceFile, Subject
from cases.my_work import section_url
from cases.progress import Progress, SectionProgress, progress_of
from cases.threads import Replies


@dataclass
class SectionPage:
    """A section, or one repetition of it, as its return's agency meets it.

    Raises Http404 where it is for other agencies, or `code` names no repetition of it.
    """

    audit_return: AuditReturn
    section_key: str
    code: str = ""
    reader: User | None = None

    def __post_init__(self):
        if not self.places:
            raise Http404

    @cached_property
    def section(self) -> Section:
        sections = self.audit_return.tool_version.sections.all()
        return _or_404(found for found in sections if found.key == self.section_key)

    @cached_property
    def repetitions(self) -> tuple[Repetition, ...]:
        return repetitions_of(self.section, subjects_of(self.audit_return, [self.section]))

    @cached_property
    def repetition(self) -> Repetition:
        return _or_404(found for found in self.repetitions if found.code == self.code)

    @property
    def subject(self) -> Subject | None:
        """The child that a repetition is about."""
        known = subjects_of(self.audit_return, [self.section])
        return next((each for each in known if each.pk == self.repetition.subject_id), None)

    @cached_property
    def routing(self) -> Routing:
        found = self.audit_return
        return Routing(
            found.tool_version,
            audience_of(found),
            answers_of(found),
            self.section_key,
            self.repetition,
        )

    @cached_property
    def places(self) -> list[Place]:
        return self.routing.places(self.section)

    @cached_property
    def answers(self) -> dict[Question, Answer]:
        here = by_repetition(answers_of(self.audit_return)).get(self.repetition, {})
        return {answer.question: answer for answer in here.values()}

    @property
    def earlier(self) -> dict[str, Answer]:
        """Answers that have read otherwise before, by question key."""
        return {
            question.key: answer for question, answer in self.answers.items() if answer.version > 1
        }

    @cached_property
    def replies(self) -> Replies:
        return Replies(self.audit_return, self.repetition, self.reader)

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.audit_return)

    @property
    def files(self) -> dict[str, list[EvidenceFile]]:
        """Those of this page, by question key."""
        kept = files_by_place(self.audit_return)
        return {key: files for (place, key), files in kept.items() if place == self.repetition}

    @property
    def url(self) -> str:
        return section_url(self.audit_return, self.section, self.repetition)

    @property
    def part(self) -> SectionProgress:
        """As it stands in the list of sections, whether or not it is there."""
        return SectionProgress(self.section, repetition=self.repetition)

    @property
    def next_part(self) -> SectionProgress | None:
        later = self.repetitions[self.repetitions.index(self.repetition) + 1 :]
        return next(
            (
                part
                for part in self.progress.sections
                if part.section.position > self.section.position
                or (part.section == self.section and part.repetition in later)
            ),
            None,
        )

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

    def pick_form(self, data=None) -> PickForm:
        return question_pick_form(self.audit_return, self.section, data)


def _or_404(found):
    for each in found:
        return each
    raise Http404
