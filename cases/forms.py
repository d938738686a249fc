"""The questions of one section as a form. Blanks may be saved; what cannot be read may not."""

import json
import re
from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from audits.models import AnswerState, Question
from audits.question_kinds import PartFaults, Parts, kind_of, read_text
from cases.answering.entries import Beside, Entry
from cases.answering.evidence_fields import TEXT_LIMITS, beside_of, evidence_fields, read_part
from cases.answering.question_rows import GROUPED_KINDS, SINGLE_KINDS, rows_of
from cases.answering.repetitions import Asking
from cases.answering.routing import Place
from cases.answering.shown_answers import ShownAnswer
from cases.models import Answer, Evidence

PREFIX = "answer"
REASON_LIMIT = 500
MINE, THEIRS = "mine", "theirs"
# Option codes have no underscore, so these can stand beside them in one group.
STATE_LABELS = {
    AnswerState.NOT_RECORDED: "Not recorded",
    AnswerState.NOT_APPLICABLE: "Not applicable",
}


def states_allowed(question: Question) -> list[AnswerState]:
    allowed = {
        AnswerState.NOT_RECORDED: question.allows_not_recorded,
        AnswerState.NOT_APPLICABLE: question.allows_not_applicable,
    }
    return [state for state, is_allowed in allowed.items() if is_allowed]


def about(question: Question | Asking, sentence: str) -> str:
    """An error that can be understood away from its question, in a list of several."""
    gap = " " if question.text.endswith((".", "?", "!")) else ": "
    return f"{question.number} {question.text}{gap}{sentence}"


class SectionForm(forms.Form):
    """One section of one return. `entries` are what was put, once the form is valid.

    Fields of a question: its key, and the key with _state, _reason, _version, _keep and the names
    of `Evidence`; with _0, _1 and so on, each of the boxes of an answer that has several.

    `is_bare`: nothing beside the answers is shown.
    """

    is_bare = False

    def __init__(
        self,
        places: list[Place],
        answers: dict[Question, Answer],
        *,
        data: QueryDict | None = None,
        known: dict | None = None,
        conflicts: dict[Question, Answer] | None = None,
    ):
        super().__init__(data, prefix=PREFIX)
        self.entries: dict[Question, Entry] = {}
        self.answers = answers
        self.conflicts = self._decided(answers) | (conflicts or {})
        self.places = [place for place in places if place.on_page or self._was_sent(place)]
        for question in (place.question for place in self.places):
            if question.is_answered:
                self._add_fields(question, answers.get(question))
        self.helper = self._helper(places, known or {})

    def _decided(self, answers: dict[Question, Answer]) -> dict[Question, Answer]:
        """Conflicts that were decided on a page which is shown once more for another fault."""
        sent = self.data if self.is_bound else ()
        return {
            question: answer
            for question, answer in answers.items()
            if self.add_prefix(f"{question.key}_keep") in sent
        }

    def _was_sent(self, place: Place) -> bool:
        """What was typed while a question was still asked is read, and kept, all the same."""
        question = place.question
        sent = self.is_bound and self.add_prefix(f"{question.key}_version") in self.data
        return sent and question.is_answered

    def _helper(self, places, known) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "section-form"
        helper.form_show_errors = False  # the page shows the summary above its heading
        helper.attrs = {"data-known": json.dumps(known), "class": "answers"}
        helper.layout = Layout(
            HTML('{% include "cases/save_first.html" %}'),
            HTML('{% include "cases/pick_questions.html" %}'),
            *rows_of(places, held=self.places),
            HTML('{% include "cases/section_buttons.html" %}'),
        )
        return helper

    def _add_fields(self, question: Question, answer: Answer | None) -> None:
        key, states = question.key, states_allowed(question)
        widget = kind_of(question).widget(question)
        state_choices = [(str(state), STATE_LABELS[state]) for state in states]
        if question.kind in GROUPED_KINDS:
            widget.choices = [*widget.choices, *state_choices]
        elif states:
            boxes = forms.CheckboxSelectMultiple(choices=state_choices)
            self._add(f"{key}_state", boxes, _initial_state(answer))
        self._add_answer(question, widget, _initial(question, answer))
        if AnswerState.NOT_APPLICABLE in states:
            self._add(f"{key}_reason", forms.TextInput(), answer.reason if answer else "")
        for part, field in evidence_fields(question, answer).items():
            self.fields[f"{key}_{part}"] = field
        self._add(f"{key}_version", forms.HiddenInput(), answer.version if answer else 0)
        if question in self.conflicts:
            keep = forms.RadioSelect(
                choices=[(MINE, "Keep what I put"), (THEIRS, "Use what is saved")]
            )
            self._add(f"{key}_keep", keep, MINE)

    def _add_answer(self, question: Question, widget: forms.Widget, initial) -> None:
        self._add(question.key, widget, initial, help_text=question.guidance)
        parts = widget.widgets if isinstance(widget, Parts) else []
        for at, part in enumerate(parts):
            typed = (initial or [])[at : at + 1]
            self._add(f"{question.key}_{at}", part, typed[0] if typed else None)
        if question.kind == Question.Kind.TEXT:
            self.fields[question.key].max_length = question.max_length
        if question.kind == Question.Kind.QUOTE:
            self.fields[f"{question.key}_0"].max_length = question.max_length

    def _add(self, name: str, widget: forms.Widget, initial, help_text: str = "") -> None:
        self.fields[name] = forms.Field(
            widget=widget, initial=initial, required=False, help_text=help_text
        )

    def clean(self):
        for place in self.places:
            if self._was_sent(place) and not self._keeps_theirs(place.question):
                self._read(place.question)

    @property
    def unread(self) -> list[ShownAnswer]:
        """What could not be read, as it was typed."""
        return [
            ShownAnswer(question, ", ".join(filter(None, self._raw(question))), is_answer=True)
            for question in (place.question for place in self.places if self._was_sent(place))
            if question not in self.entries and not self._keeps_theirs(question)
        ]

    def _raw(self, question: Question) -> list[str]:
        name = self.add_prefix(question.key)
        parts = getattr(self.fields[question.key].widget, "widgets", [])
        boxes = [f"{name}_{at}" for at in range(len(parts))]
        return [
            text
            for sent in (name, *boxes, *(f"{name}_{part}" for part in ("reason", *TEXT_LIMITS)))
            for text in self.data.getlist(sent)
        ]

    def _keeps_theirs(self, question: Question) -> bool:
        return self.data.get(self.add_prefix(f"{question.key}_keep")) == THEIRS

    def _given(self, question: Question, part: str = ""):
        return self.cleaned_data.get(f"{question.key}_{part}" if part else question.key)

    def _read(self, question: Question) -> None:
        """Every fault of a question is reported, each at its own field."""
        state, value = self._attempt(question, "", self._read_answer) or (None, None)
        reason = self._attempt(question, "reason", self._read_reason)
        beside = self._read_beside(question)
        version = self._attempt(question, "version", self._read_version)
        if state is None or None in (reason, beside, version):
            return
        reason = reason if state == AnswerState.NOT_APPLICABLE else ""
        self.entries[question] = Entry(state, value, reason, beside, version)

    def _read_beside(self, question: Question) -> Beside | None:
        parts = {
            part: self._attempt(question, part, partial(self._read_part, part))
            for part in Evidence.FIELDS
            if f"{question.key}_{part}" in self.fields
        }
        return None if None in parts.values() else beside_of(parts)

    def _read_part(self, part: str, question: Question) -> str | bool:
        return read_part(part, self._given(question, part))

    def _attempt(self, question: Question, part: str, read):
        try:
            return read(question)
        except PartFaults as found:
            for fault in found.faults:
                sentence = about(question, f"{fault.part}: {fault.sentence}")
                self.add_error(f"{question.key}_{fault.at}", sentence)
            return None
        except ValidationError as error:
            name = f"{question.key}_{part}" if part else question.key
            self.add_error(name, about(question, error.message))
            return None

    def _read_answer(self, question: Question) -> tuple[str, object]:
        state, typed = self._split(question)
        value = kind_of(question).read(question, typed)
        if value is None:
            return state or AnswerState.MISSING, None
        if state:
            raise ValidationError(
                f"You have given an answer and also chosen “{STATE_LABELS[state]}”. Keep one."
            )
        return AnswerState.ANSWERED, value

    def _split(self, question: Question):
        """The state chosen instead of an answer, if any, and what was typed or chosen."""
        typed = self._given(question)
        allowed = states_allowed(question)
        if question.kind not in GROUPED_KINDS:
            given = self._given(question, "state") or []
            if set(given) - set(allowed):
                raise ValidationError("Choose only from the answers shown.")
            return _only_one(given), typed
        if question.kind in SINGLE_KINDS:
            return (AnswerState(typed), "") if typed in allowed else ("", typed)
        states = [code for code in typed or [] if code in allowed]
        return _only_one(states), [code for code in typed or [] if code not in allowed]

    def _read_reason(self, question: Question) -> str:
        return read_text(self._given(question, "reason"), REASON_LIMIT)

    def _read_version(self, question: Question) -> int:
        given = self._given(question, "version") or ""
        if not (given.isascii() and given.isdigit() and len(given) < 10):
            raise ValidationError("This page was damaged on its way. Open the section again.")
        return int(given)


def _only_one(states: list[str]) -> str:
    if len(states) > 1:
        raise ValidationError("Choose either “Not recorded” or “Not applicable”, not both.")
    return AnswerState(states[0]) if states else ""


def _initial(question: Question, answer: Answer | None):
    if answer is None or answer.state == AnswerState.MISSING:
        return None
    if answer.state == AnswerState.ANSWERED:
        return kind_of(question).typed(question, answer.value)
    if question.kind not in GROUPED_KINDS:
        return None
    return [answer.state] if question.kind == Question.Kind.CHOICES else answer.state


def _initial_state(answer: Answer | None) -> list[str]:
    return [answer.state] if answer and answer.state in STATE_LABELS else []


def with_versions(data: QueryDict, stored: dict[Question, Answer]) -> QueryDict:
    """What was sent, as if from a page that knew these answers; what was put is kept at first."""
    known = data.copy()
    for question, answer in stored.items():
        known[f"{PREFIX}-{question.key}_version"] = str(answer.version)
        known[f"{PREFIX}-{question.key}_keep"] = MINE
    return known


def without_answer(data: QueryDict, key: str) -> QueryDict:
    """What was sent, with the answer to one question taken back; its note stays."""
    rest = data.copy()
    for name in (f"{PREFIX}-{key}", f"{PREFIX}-{key}_state", f"{PREFIX}-{key}_reason"):
        rest.pop(name, None)
    for name in [name for name in rest if re.fullmatch(rf"{PREFIX}-{re.escape(key)}_[0-9]+", name)]:
        rest.pop(name)
    return rest
