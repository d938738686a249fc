"""Crispy layout objects: one question of a return, or the line that says it is not asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string

from audits.models import AnswerState, Option, Question
from audits.question_kinds import options_of
from cases.answering.answer_parts import parts_of
from cases.answering.routing import Place
from cases.answering.shown_answers import shown
from cases.models import Evidence

# Their states are choices in the same group; the other kinds have a group of their own.
SINGLE_KINDS = frozenset({Question.Kind.CHOICE, Question.Kind.GRADE})
GROUPED_KINDS = SINGLE_KINDS | {Question.Kind.CHOICES}
# What cannot be taken back box by box has a button for it.
CLEARED_KINDS = SINGLE_KINDS | {Question.Kind.PROFILE}
ANSWER_TEMPLATES = {
    **dict.fromkeys(GROUPED_KINDS, "cases/answers/group.html"),
    Question.Kind.NUMBER: "cases/answers/number.html",
    Question.Kind.ITEMS: "cases/answers/items.html",
    Question.Kind.PROFILE: "cases/answers/profile.html",
    Question.Kind.DATE: "cases/answers/date.html",
    Question.Kind.PARTIAL_DATE: "cases/answers/partial_date.html",
    Question.Kind.PERIOD: "cases/answers/period.html",
    Question.Kind.TEXT: "cases/answers/text.html",
    Question.Kind.QUOTE: "cases/answers/quote.html",
    Question.Kind.TASKS: "cases/answers/tasks.html",
}
STATE_HINTS = {
    AnswerState.NOT_RECORDED: "the record does not say",
    AnswerState.NOT_APPLICABLE: "say why",
}
# From this many described options on, people read the descriptions before they choose.
MOST_UNREAD = 3
LONG_LABEL = 22


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox of a question."""

    id: str
    name: str
    value: str
    label: str
    type: str
    checked: bool
    hint: str = ""
    colour: str = ""
    is_state: bool = False

    @property
    def reveals(self) -> bool:
        return self.value == AnswerState.NOT_APPLICABLE


def rows_of(places: list[Place], held: list[Place]) -> Iterator:
    """The rows of a section: its questions, and its prompts in lists of neighbours."""
    for is_answered, group in groupby(places, lambda place: place.question.is_answered):
        if is_answered:
            yield from (QuestionRow(place, is_held=place in held) for place in group)
        else:
            yield PromptList([place for place in group if place.on_page])


@dataclass(frozen=True)
class PromptList:
    """What to look at; there is nothing to answer."""

    places: list[Place]

    def render(self, form, context, template_pack=TEMPLATE_PACK, **options) -> str:
        prompts = [
            {"question": place.question, "place": place, "tree": json.dumps(place.tree)}
            for place in self.places
        ]
        return render_to_string("cases/prompts.html", {"prompts": prompts}) if prompts else ""


@dataclass(frozen=True)
class QuestionRow:
    place: Place
    is_held: bool

    def render(self, form, context, template_pack=TEMPLATE_PACK, **options) -> str:
        question = self.place.question
        shared = {
            "place": self.place,
            "question": question,
            "audit_return": context["audit_return"],
            "request_user": context.get("user"),
            "offer": context.get("offers", {}).get(question),
            "threads": context.get("threads", {}).get(question.key, ()),
            "earlier": context.get("earlier", {}).get(question.key),
            "form_show_errors": True,
        }
        if not self.is_held:
            return render_to_string("cases/not_asked.html", shared | {"with_after": True})
        return render_to_string("cases/question.html", shared | self._fields(form, context))

    def _fields(self, form, context) -> dict:
        question = self.place.question
        choices = choices_of(question, form)
        parts = {
            part: form[f"{question.key}_{part}"]
            for part in ("state", "reason", "version", "keep", *Evidence.FIELDS)
            if f"{question.key}_{part}" in form.fields
        }
        return parts | {
            "field": form[question.key],
            "template": ANSWER_TEMPLATES[question.kind],
            "tree": json.dumps(self.place.tree),
            "choices": choices,
            "is_long": any(len(choice.label) > LONG_LABEL for choice in choices),
            "is_described": is_described(question),
            "has_errors": any(form[name].errors for name in _names(question, form)),
            "is_cleared": question.kind in CLEARED_KINDS,
            "answer": parts_of(question, form),
            "stored": form.answers.get(question),
            "is_bare": form.is_bare,
            "files": context.get("files", {}).get(question.key, ()),
            "files_url": f"{base}{question.key}/" if (base := context.get("files_base")) else "",
            "theirs": self._theirs(form),
            "mine": shown(question, form.entries.get(question)),
        }

    def _theirs(self, form):
        answer = form.conflicts.get(self.place.question)
        return answer and {"answer": answer, "shown": shown(self.place.question, answer)}


def _names(question: Question, form) -> list[str]:
    return [name for name in form.fields if name == question.key or _belongs(name, question)]


def _belongs(name: str, question: Question) -> bool:
    return name.startswith(f"{question.key}_")


def choices_of(question: Question, form) -> list[Choice]:
    """The options of a choice question, then its states; for other kinds the states alone."""
    grouped = question.kind in GROUPED_KINDS
    name = question.key if grouped else f"{question.key}_state"
    if name not in form.fields:
        return []
    described = is_described(question)
    options = {option.code: option for option in (options_of(question) if grouped else ())}
    return [
        _choice(widget.data, options.get(widget.data["value"]), described)
        for widget in form[name].subwidgets
    ]


def _choice(data: dict, option: Option | None, described: bool) -> Choice:
    is_state = data["value"] in STATE_HINTS
    hint = option.descriptor if option and described else ""
    return Choice(
        id=data["attrs"]["id"],
        name=data["name"],
        value=data["value"],
        label=data["label"],
        type=data["type"],
        checked=data["selected"],
        hint=STATE_HINTS[data["value"]] if is_state else hint,
        colour=option.colour if option else "",
        is_state=is_state,
    )


def is_described(question: Question) -> bool:
    """Are its options stacked, each with its description?"""
    if question.kind not in GROUPED_KINDS:
        return False
    described = sum(bool(option.descriptor) for option in options_of(question))
    return described > (0 if question.kind == Question.Kind.GRADE else MOST_UNREAD)
