"""Everything about one case on one screen: the returns side by side, and what the panel agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from agencies.models import User
from agencies.plurals import plural
from audits.models import AnswerState, Question, Section
from audits.question_kinds import options_of
from audits.questions import loaded
from cases.answering.parts import parts_of
from cases.answering.repetitions import ONCE, Repetition, repetitions_of
from cases.differences import comparing
from cases.differences.settled import taken_in_words
from cases.matrix.reading import place_of
from cases.models import AuditReturn, Judgement, Moderation, Resolution
from cases.panel.forms import JudgementForm
from cases.panel.items import PanelItem
from cases.panel.judging import Place
from cases.panel.questions import ONE, Look, PanelQuestion, overall_question, panel_question

MOST_LETTERS = 24  # of an answer that is counted in a line, such as “3 yes · 2 partly”


@dataclass(frozen=True)
class Cell:
    """What one return says to one question. `value` is None unless it is answered."""

    audit_return: AuditReturn
    state: str
    look: Look
    value: object = None
    note: str = ""

    @property
    def is_asked(self) -> bool:
        return self.state != AnswerState.NOT_ASKED


@dataclass
class Row:
    """One question in one repetition, as every return answers it and as the panel judges it."""

    asked: PanelQuestion
    place: Place
    cells: tuple[Cell, ...]
    judgement: Judgement | None
    form: JudgementForm
    resolution: Resolution | None = None  # what stands where agencies differ here
    is_current: bool = False
    conflict: dict | None = None  # what was put and what is kept, where the two met

    @property
    def number(self) -> str:
        label = self.place.repetition.label
        return f"{self.asked.number} ({label})" if label else self.asked.number

    @property
    def agreed(self) -> Look | None:
        if self.judgement is None or not self.judgement.is_agreed:
            return None
        return self.asked.look_of(self.judgement.state, self.judgement.value)

    @property
    def taken(self) -> str:
        """What was taken as true before, in words; empty where that was left open."""
        question = self.asked.question
        return taken_in_words(question, self.resolution) if self.resolution and question else ""

    @property
    def is_compared(self) -> bool:
        kind = self.asked.question.kind if self.asked.question else ""
        return kind in comparing.DISTANCES

    @property
    def is_one_choice(self) -> bool:
        return self.asked.question is not None and self.asked.question.kind in ONE

    @cached_property
    def differs(self) -> bool:
        question = self.asked.question
        if question is None:
            return False
        answers = [
            comparing.Said(str(cell.audit_return.agency_id), cell.state, cell.value)
            for cell in self._answered
        ]
        compared = comparing.Asked(question.key, question.kind)
        return comparing.furthest(compared, answers) > comparing.NONE

    @property
    def _answered(self) -> list[Cell]:
        """Without options that say that the question does not apply."""
        void = self.asked.void
        answered = [cell for cell in self.cells if cell.state == AnswerState.ANSWERED]
        return [cell for cell in answered if cell.value not in void]

    @property
    def in_words(self) -> str:
        """Such as “3 yes · 2 partly”, in the order of the scale."""
        given = [cell.look.text for cell in self._answered]
        if not given:
            return ""
        if not self.is_one_choice:
            return f"{plural(len(given), 'answer')}"
        labels = [option.label for option in options_of(self.asked.question)]
        counted = [(given.count(label), label) for label in labels if label in given]
        return " · ".join(f"{count} {_shortened(label)}" for count, label in counted)

    @property
    def only_one(self) -> Cell | None:
        """The one return that answers what others were asked too."""
        asked = [cell for cell in self.cells if cell.is_asked]
        return self._answered[0] if len(self._answered) == 1 and len(asked) > 1 else None


def _shortened(label: str) -> str:
    lowered = label[:1].lower() + label[1:]
    return lowered if len(lowered) <= MOST_LETTERS else f"{lowered[: MOST_LETTERS - 1].rstrip()}…"


@dataclass
class Sheet:
    """`rows` are in the order of the tool; the grade over all comes last."""

    item: PanelItem
    moderation: Moderation | None
    returns: list[AuditReturn]
    rows: list[Row]
    overall: Row
    extra: dict = field(default_factory=dict)

    @property
    def is_compared(self) -> bool:
        return len(self.returns) > 1

    @cached_property
    def differing(self) -> list[Row]:
        """What the returns say differently, and what the panel has judged although they agree.

        What is answered with one choice comes first: that is where a panel agrees most. With
        fewer than two returns nothing is compared, so every question is shown, in its order.
        """
        if not self.is_compared:
            return self.rows
        found = [row for row in self.rows if row.differs or row.judgement or row.is_current]
        return sorted(found, key=lambda row: not row.is_one_choice)

    @cached_property
    def hidden(self) -> list[Row]:
        return [row for row in self.rows if row not in self.differing]

    @property
    def agreeing(self) -> list[Row]:
        return [row for row in self.hidden if row.is_compared]

    @property
    def in_words_only(self) -> list[Row]:
        return [row for row in self.hidden if not row.is_compared]

    @property
    def hidden_words(self) -> str:
        """Such as “32 questions agree and are hidden, as are 2 in words”."""
        agreeing, words = len(self.agreeing), len(self.in_words_only)
        if not agreeing:
            return f"{plural(words, 'question')} in words {'is' if words == 1 else 'are'} hidden"
        agree = "agrees and is" if agreeing == 1 else "agree and are"
        said = f"{plural(agreeing, 'question')} {agree} hidden"
        return f"{said}, as {'is' if words == 1 else 'are'} {words} in words" if words else said

    @property
    def hide_words(self) -> str:
        return f"Hide the {plural(len(self.hidden), 'question')} that agree or are in words"

    @property
    def shown(self) -> list[Row]:
        return [*self.differing, self.overall]

    @property
    def every_row(self) -> list[Row]:
        return [*self.differing, *self.hidden, self.overall]

    @property
    def done(self) -> int:
        return sum(row.agreed is not None for row in self.every_row)

    @property
    def only_one(self) -> list[tuple[str, str]]:
        """(agency, numbers of what only it answers), where others were asked too."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if cell := row.only_one:
                found.setdefault(cell.audit_return.agency.short_name, []).append(row.number)
        return [(agency, ", ".join(numbers)) for agency, numbers in found.items()]

    def row(self, code: str) -> Row | None:
        return next((row for row in self.every_row if row.place.code == code), None)

    def put_current(self, code: str) -> None:
        """The row that was asked for, else the first on which nothing is agreed yet."""
        waiting = (row for row in self.shown if row.agreed is None)
        row = self.row(code) or next(waiting, self.shown[0])
        row.is_current = True
        self.__dict__.pop("differing", None)
        self.__dict__.pop("hidden", None)


def sheet_of(item: PanelItem, user: User) -> Sheet:
    """What this person may read of it on a panel. Needs the audit's tool."""
    moderation = item.moderation()
    judgements = moderation.judgements.select_related("updated_by") if moderation else []
    by_place = {Place.of(each): each for each in judgements}
    returns = _returns(item, user)
    read = [(found, _answers(found)) for found in returns]
    version = loaded(item.audit.tool_version)
    overall = overall_question(version)
    rows = [
        _row(panel_question(question), repetition, read, by_place)
        for section in version.sections.all()
        for question in section.questions.all()
        if question.is_answered and question.key != overall.key
        for repetition in _repetitions(section, read)
    ]
    asked = [row for row in rows if row.judgement or any(cell.is_asked for cell in row.cells)]
    _put_resolutions(item, asked)
    return Sheet(item, moderation, returns, asked, _row(overall, ONCE, read, by_place))


def _put_resolutions(item: PanelItem, rows: list[Row]) -> None:
    if item.case is None:
        return
    standing = item.case.resolutions.standing().select_related("by")
    by_place = {(each.question_key, each.subject_id, each.occasion): each for each in standing}
    for row in rows:
        at = row.place.repetition
        row.resolution = by_place.get((row.place.key, at.subject_id, at.occasion))


def row_to_judge(item: PanelItem, code: str) -> Row | None:
    """One row without what the returns say, for saving it; needs the audit's tool."""
    version = loaded(item.audit.tool_version)
    overall = overall_question(version)
    if code == overall.key:
        return _row(overall, ONCE, (), _judgements(item, overall.key))
    for section in version.sections.all():
        for question in section.questions.all():
            if question.is_answered and code.partition(".")[0] == question.key:
                for repetition in repetitions_of(section, _subjects(item, section)):
                    asked = panel_question(question)
                    if Place(asked.key, repetition).code == code:
                        return _row(asked, repetition, (), _judgements(item, asked.key))
    return None


def _subjects(item: PanelItem, section: Section) -> list:
    if item.case is None or section.repeats != Section.Repeats.SUBJECT:
        return []
    return list(item.case.subjects.with_word())


def _judgements(item: PanelItem, key: str) -> dict[Place, Judgement]:
    kept = Judgement.objects.filter(
        moderation__audit=item.audit,
        moderation__case=item.case,
        moderation__agency=item.agency,
        question_key=key,
    )
    return {Place.of(each): each for each in kept.select_related("updated_by")}


def _returns(item: PanelItem, user: User) -> list[AuditReturn]:
    found = (
        item.returns()
        .read_on_panel(user)
        .with_answers()
        .select_related("audit", "case__plan_type", "agency", "auditor")
    )
    return sorted(found, key=lambda each: place_of(each.agency))


def _answers(found: AuditReturn) -> dict[tuple[str, Repetition], tuple]:
    """(question key, repetition) -> (is it asked, its answer)."""
    return {
        (key, part.repetition): (part.asks(key), part.answers.get(key))
        for part in parts_of(found)
        for key in {*part.in_play, *part.answers}
    }


def _repetitions(section: Section, read) -> Iterable[Repetition]:
    if not section.repeats:
        return (ONCE,)
    keys = {question.key for question in section.questions.all()}
    return dict.fromkeys(
        repetition
        for _, answers in read
        for (key, repetition), (is_asked, _) in answers.items()
        if key in keys and is_asked
    )


def _row(asked: PanelQuestion, repetition: Repetition, read, by_place) -> Row:
    place = Place(asked.key, repetition)
    judgement = by_place.get(place)
    cells = tuple(
        _cell(asked, found, *answers.get((asked.key, repetition), (False, None)))
        for found, answers in read
    )
    return Row(asked, place, cells, judgement, JudgementForm(asked, place, judgement))


def _cell(asked: PanelQuestion, found: AuditReturn, is_asked: bool, answer) -> Cell:
    if not is_asked:
        state = AnswerState.NOT_ASKED
        return Cell(found, state, asked.look_of(state, None))
    state = answer.state if answer else AnswerState.MISSING
    value = answer.value if answer else None
    is_words = asked.question.kind in {Question.Kind.TEXT, Question.Kind.QUOTE}
    look = asked.look_of(state, value)
    if is_words and state == AnswerState.ANSWERED:
        return Cell(found, state, Look("In words"), value, look.text)
    note = " ".join(filter(None, [answer.reason, answer.note])) if answer else ""
    return Cell(found, state, look, value, note)
