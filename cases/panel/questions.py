"""How a question is put to a panel: what it may agree, and how each answer looks side by side."""

from dataclasses import dataclass

from audits.models import AnswerState, Option, Question, Scale, ToolVersion
from audits.question_kinds import kind_of, options_of

ONE = frozenset({Question.Kind.CHOICE, Question.Kind.GRADE})
# A scale with a better end and at least this many steps is a scale of grades.
STEPS_OF_GRADES = 4
# Of a tool without a grade of the whole, what the panel agrees over all.
OVERALL_KEY = "overall-by-the-panel"
USUAL_GRADES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires-improvement": "Requires improvement",
    "inadequate": "Inadequate",
}
STATE_LOOKS = {
    AnswerState.NOT_RECORDED: ("silent", "not_recorded"),
    AnswerState.NOT_APPLICABLE: ("quiet", "not_known"),
    AnswerState.MISSING: ("quiet", "not_known"),
    AnswerState.NOT_ASKED: ("quiet", "not_asked"),
}
YES, NO = "yes", "no"
OWN_WORK = (
    "This is about each agency’s own work, so no one answer is agreed for all of them. "
    "Say in words what the panel thinks."
)


@dataclass(frozen=True)
class Look:
    """`shade` and `icon` repeat the words; neither says what is good or bad."""

    text: str
    shade: str = "plain"
    icon: str = ""


@dataclass(frozen=True)
class Choice:
    """Something the panel may agree. `code` is an option's, or one of the states."""

    code: str
    look: Look
    is_state: bool = False

    @property
    def label(self) -> str:
        return self.look.text


@dataclass(frozen=True)
class PanelQuestion:
    """`question` is None of the grade over all, where the tool asks none."""

    key: str
    number: str
    text: str
    choices: tuple[Choice, ...]
    question: Question | None = None
    is_overall: bool = False

    @property
    def takes_several(self) -> bool:
        return self.question is not None and self.question.kind == Question.Kind.CHOICES

    @property
    def takes_number(self) -> bool:
        is_number = self.question is not None and self.question.kind == Question.Kind.NUMBER
        return is_number and not self.is_own_work

    @property
    def is_own_work(self) -> bool:
        """About what each agency did itself, so that no one value is true of all of them."""
        return self.question is not None and self.question.own_work

    @property
    def own_work_words(self) -> str:
        return OWN_WORK

    @property
    def offered(self) -> tuple[Choice, ...]:
        """Of the choices, by which each answer is read, those that the panel may agree now."""
        return () if self.is_own_work else self.choices

    @property
    def takes_value(self) -> bool:
        return bool(self.offered) or self.takes_number

    @property
    def is_asked(self) -> bool:
        return self.question is not None

    @property
    def is_to_agree(self) -> bool:
        """A panel is counted on it: not on words, nor on a grade that the tool does not ask for."""
        return self.is_asked and self.takes_value

    @property
    def void(self) -> tuple[str, ...]:
        """Codes of options that say that it does not apply."""
        options = options_of(self.question) if self.question and self.question.scale_id else ()
        nothing = Option.CountsAs.NOT_APPLICABLE
        return tuple(option.code for option in options if option.counts_as == nothing)

    @property
    def is_graded(self) -> bool:
        return self.is_overall or (self.question is not None and is_graded(self.question))

    def look_of(self, state: str, value) -> Look:
        """Of an answer, or of what the panel agreed."""
        if state != AnswerState.ANSWERED:
            words = {AnswerState.MISSING: "Left blank", AnswerState.NOT_ASKED: "Not asked"}
            text = words.get(state) or str(AnswerState(state).label)
            return Look(text, *STATE_LOOKS[state])
        for choice in self.choices:
            if choice.code == value and not choice.is_state:
                return Look(choice.label, "grade") if self.is_graded else choice.look
        if self.question is None:
            return Look(str(value))
        return Look(kind_of(self.question).display(self.question, value))


def panel_question(question: Question, *, is_overall: bool = False) -> PanelQuestion:
    return PanelQuestion(
        key=question.key,
        number=question.number,
        text=question.text,
        choices=(*_options(question), *_states(question)),
        question=question,
        is_overall=is_overall,
    )


def overall_question(version: ToolVersion) -> PanelQuestion:
    """The last grade that the tool asks once; else one of the usual four. Needs the content."""
    for question in reversed(version.ordered_questions):
        if _may_grade_all(question):
            return panel_question(question, is_overall=True)
    choices = tuple(Choice(code, Look(label)) for code, label in USUAL_GRADES.items())
    return PanelQuestion(OVERALL_KEY, "", "Overall grade", choices, is_overall=True)


def own_work_keys(version: ToolVersion) -> set[str]:
    """Needs the content."""
    return {question.key for question in version.ordered_questions if question.own_work}


def _may_grade_all(question: Question) -> bool:
    is_of_a_part = question.section.repeats or question.rates_section
    return is_graded(question) and not is_of_a_part and not question.own_work


def is_graded(question: Question) -> bool:
    if question.kind == Question.Kind.GRADE:
        return True
    if question.kind != Question.Kind.CHOICE or question.scale.better == Scale.Better.NONE:
        return False
    return sum(option.rank is not None for option in options_of(question)) >= STEPS_OF_GRADES


def ranks_of(question: Question) -> dict[str, int]:
    """Option code -> place, the better the higher; empty where neither end is better."""
    if question.kind not in ONE or question.scale.better == Scale.Better.NONE:
        return {}
    ranks = {each.code: each.rank for each in options_of(question) if each.rank is not None}
    way = 1 if question.scale.better == Scale.Better.HIGHER else -1
    return {code: way * rank for code, rank in ranks.items()}


def _options(question: Question) -> list[Choice]:
    if question.kind not in ONE and question.kind != Question.Kind.CHOICES:
        return []
    return [Choice(option.code, _look(option)) for option in options_of(question)]


def _states(question: Question) -> list[Choice]:
    if question.kind not in ONE:
        return []
    allowed = {
        AnswerState.NOT_RECORDED: question.allows_not_recorded,
        AnswerState.NOT_APPLICABLE: question.allows_not_applicable,
    }
    return [
        Choice(state.value, Look(str(state.label), *STATE_LOOKS[state]), is_state=True)
        for state, is_allowed in allowed.items()
        if is_allowed
    ]


def _look(option: Option) -> Look:
    if option.counts_as == Option.CountsAs.NOT_APPLICABLE:
        return Look(option.label, *STATE_LOOKS[AnswerState.NOT_APPLICABLE])
    if option.counts_as == Option.CountsAs.PARTIAL:
        return Look(option.label, "half", "in_progress")
    said = option.label.casefold()
    if said == NO:
        return Look(option.label, "no", "cross")
    return Look(option.label, "yes", "tick" if said == YES else "")
