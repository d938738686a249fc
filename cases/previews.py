"""A tool, draft or not, as an agency would meet it; its answers are tried and never saved."""

from dataclasses import dataclass, replace
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.http import QueryDict

from agencies.models import Sector
from agencies.plurals import plural
from audits.conditions import questions_in
from audits.minutes import Estimate, estimate
from audits.models import PlanType, Question, Section, ToolVersion
from audits.questions import condition_of
from audits.rules import EVERYBODY, Audience
from audits.tool_definition import ToolDefinition
from cases.answering.question_rows import rows_of
from cases.answering.routing import Place, Routing
from cases.forms import SectionForm, without_answer
from cases.models import Answer

ANY, NONE_RECORDED = "any", "none"


class PreviewForm(SectionForm):
    """The questions without what surrounds them on a return."""

    def _helper(self, places, known) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = False
        helper.layout = Layout(*rows_of(places, held=self.places))
        return helper


class ShownForm(PreviewForm):
    """What was tried, on the questions that its answers leave open."""

    def _was_sent(self, place: Place) -> bool:
        return place.on_page and super()._was_sent(place)


@dataclass(frozen=True)
class PreviewAs:
    """Whom a preview is made for; `sector` and `plan_type` as the page's choices say it."""

    sector: str = ""
    plan_type: str = ANY
    picked: frozenset[str] | None = None

    @property
    def audience(self) -> Audience:
        plans = {ANY: None, NONE_RECORDED: ""}
        return Audience(self.sector or None, plans.get(self.plan_type, self.plan_type), self.picked)

    @property
    def name(self) -> str:
        return Sector(self.sector).label if self.sector else "Every sector together"


def preview_as(sent: QueryDict) -> PreviewAs:
    """What is not among the choices counts as not chosen."""
    sector = sent.get("sector", "")
    plan_type = sent.get("plan_type", ANY)
    known = {ANY, NONE_RECORDED, *PlanType.objects.values_list("key", flat=True)}
    return PreviewAs(
        sector if sector in Sector.values else "",
        plan_type if plan_type in known else ANY,
        frozenset(sent.getlist("picked")) if "picking" in sent else None,
    )


class Preview:
    """One section of a version, or all of them. Needs the version with its questions."""

    def __init__(
        self,
        version: ToolVersion,
        definition: ToolDefinition,
        made_for: PreviewAs,
        section_key: str = "",
        data: QueryDict | None = None,
    ):
        self.version, self.definition, self.made_for = version, definition, made_for
        self.section_key = section_key
        self.data = without_answer(data, data["clear"]) if data and "clear" in data else data
        for section in version.sections.all():
            section.repeats = ""  # in a preview every section is met once

    @cached_property
    def shown(self) -> set[str]:
        """Keys of the questions of the section, and of what decides whether they are asked."""
        questions = self.version.ordered_questions
        by_key = {each.key: each for each in questions}
        todo = [each.key for each in questions if self.section_key in ("", each.section.key)]
        found: set[str] = set()
        while todo:
            key = todo.pop()
            if key not in found and key in by_key:
                found.add(key)
                todo += _looked_at(by_key[key])
        return found

    @cached_property
    def tried(self) -> list[Answer]:
        """The answers that could be read, wherever they were put."""
        if self.data is None:
            return []
        places = [Place(question, None, asked=True) for question in self.version.ordered_questions]
        form = PreviewForm(places, {}, data=self.data)
        form.is_valid()
        return [
            Answer(question=question, state=entry.state, value=entry.value)
            for question, entry in form.entries.items()
        ]

    @cached_property
    def parts(self) -> list[tuple[Section, PreviewForm, bool]]:
        """(section, its questions as a form, whether any may ever be asked).

        Of other sections than the one shown, only what decides about it.
        """
        routing = Routing(self.version, self.made_for.audience, self.tried)
        found = []
        for section in self.version.sections.all():
            places = [
                self._settled(place)
                for place in routing.places(section)
                if place.question.key in self.shown
            ]
            if places or self.section_key in ("", section.key):
                form = ShownForm(places, {}, data=self.data)
                form.is_valid()
                found.append((section, form, bool(places)))
        return found

    @staticmethod
    def _settled(place: Place) -> Place:
        # The server has decided: nothing on the page is left for the script of a return to show.
        return replace(place, depends_here=False)

    @cached_property
    def estimate(self) -> Estimate:
        return estimate(self.definition, self.made_for.audience)

    @property
    def in_words(self) -> str:
        """Police see 31 of 38 questions, about 45 minutes."""
        everything = estimate(self.definition, EVERYBODY).questions
        see = "see" if self.made_for.sector else "sees"
        return (
            f"{self.made_for.name} {see} {self.estimate.questions} of"
            f" {plural(everything, 'question')}, about {self.estimate.minutes} minutes"
        )

    @cached_property
    def pickable(self) -> list[tuple[str, str, bool]]:
        """(key, name, whether ticked) of what an auditor may pick as relevant."""
        picked = self.made_for.picked
        return [
            (part.key, _name(part), picked is None or part.key in picked)
            for section in self.version.sections.all()
            for part in (section, *section.questions.all())
            if part.picked
        ]


def _looked_at(question: Question) -> list[str]:
    conditions = [condition_of(each) for each in (question.section, question)]
    return [key for each in conditions if each for key in questions_in(each)]


def _name(part: Section | Question) -> str:
    return f"{part.number}. {part.title}" if isinstance(part, Section) else str(part)
