"""Everything about one case on one screen: the returns side by side, and what the panel agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from agencies.models import User
from agencies.plurals import plural
from audits.models import AnswerState, Audit, Question, Section, ToolVersion
from audits.questions import loaded
from cases.answering.parts import parts_of
from cases.answering.repetitions import ONCE, Repetition, repetitions_of
from cases.differences import comparing
from cases.differences.compared_answers import asked_in
from cases.differences.settled import with_what_happened_since
from cases.matrix.reading import place_of
from cases.models import AuditReturn, Judgement, Moderation
from cases.panel.forms import JudgementForm
from cases.panel.items import PanelItem
from cases.panel.judging import Place
from cases.panel.questions import PanelQuestion, overall_question, panel_question
from cases.panel.rows import IN_WORDS, Cell, Row


@dataclass
class Sheet:
    """`rows` are in the order of the tool; the grade over all comes last.

    What differs comes first, the most important at the top unless `by_tool`.
    """

    item: PanelItem
    moderation: Moderation | None
    returns: list[AuditReturn]
    rows: list[Row]
    overall: Row
    by_tool: bool = False
    extra: dict = field(default_factory=dict)

    @property
    def is_compared(self) -> bool:
        return len(self.returns) > 1

    @cached_property
    def differing(self) -> list[Row]:
        """What the returns say differently, however much of it is judged.

        With fewer than two returns nothing is compared, so every question is shown.
        """
        if not self.is_compared:
            return self.rows
        found = [row for row in self.rows if row.differs]
        return found if self.by_tool else sorted(found, key=lambda row: row.difference.rank)

    @property
    def also_open(self) -> list[Row]:
        """What the returns agree on and the panel has judged, or looks at now."""
        return [row for row in self._agreed if row.judgement or row.is_current]

    @property
    def hidden(self) -> list[Row]:
        return [row for row in self._agreed if not (row.judgement or row.is_current)]

    @cached_property
    def _agreed(self) -> list[Row]:
        return [row for row in self.rows if self.is_compared and not row.differs]

    @property
    def hidden_words(self) -> str:
        """Such as “32 questions agree and are hidden, as are 2 in words”."""
        agreeing = sum(row.is_compared for row in self.hidden)
        own = sum(row.is_own_work for row in self.hidden)
        words = len(self.hidden) - agreeing - own
        kinds = ((words, "in words"), (own, "about each agency’s own work"))
        others = [f"{count} {what}" for count, what in kinds if count]
        verb = "is" if words + own == 1 else "are"
        if not agreeing:
            count, _, what = " and ".join(others).partition(" ")
            return f"{plural(int(count), 'question')} {what} {verb} hidden"
        agree = "agrees and is" if agreeing == 1 else "agree and are"
        said = f"{plural(agreeing, 'question')} {agree} hidden"
        return f"{said}, as {verb} {' and '.join(others)}" if others else said

    @property
    def hide_words(self) -> str:
        return f"Hide the {plural(len(self.hidden), 'question')} that agree or are not compared"

    @property
    def shown(self) -> list[Row]:
        return [*self.differing, *self.also_open, self.overall]

    @property
    def to_agree(self) -> list[Row]:
        """What the panel is counted on: the same rows however far it has come."""
        return [row for row in (*self.differing, self.overall) if row.asked.is_to_agree]

    @property
    def every_row(self) -> list[Row]:
        return [*self.differing, *self.also_open, *self.hidden, self.overall]

    @property
    def done(self) -> int:
        return sum(row.is_settled for row in self.to_agree)

    @property
    def is_done(self) -> bool:
        """As `finishing` has it."""
        finishing = [self.overall] if self.overall.asked.is_asked else self.every_row
        is_to_confirm = any(row.is_to_confirm for row in self.every_row)
        return not is_to_confirm and any(row.is_settled for row in finishing)

    @property
    def has_grade(self) -> bool:
        return self.overall.asked.is_asked or self.overall.agreed is not None

    @property
    def only_one(self) -> list[tuple[str, list[Row]]]:
        """(agency, what it alone answers), where others were asked too."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            if cell := row.only_one:
                found.setdefault(cell.audit_return.agency.short_name, []).append(row)
        return list(found.items())

    def row(self, code: str) -> Row | None:
        return next((row for row in self.every_row if row.place.code == code), None)

    def put_current(self, code: str) -> None:
        """The row that was asked for, else the first on which nothing stands yet."""
        waiting = (row for row in self.shown if not row.is_settled)
        row = self.row(code) or next(waiting, self.shown[0])
        row.is_current = True


def sheet_of(item: PanelItem, user: User, *, by_tool: bool = False) -> Sheet:
    """What this person may read of it on a panel. Needs the audit's tool."""
    moderation = item.moderation()
    judgements = _said_by(moderation.judgements) if moderation else []
    by_place = {Place.of(each): each for each in judgements}
    returns = _returns(item, user)
    read = [(found, _answers(found)) for found in returns]
    version = loaded(item.audit.tool_version)
    overall = overall_question(version)
    compared = _compared(item.audit, version)
    rows = [
        _row(panel_question(question), repetition, read, by_place, compared[question.key])
        for section in version.sections.all()
        for question in section.questions.all()
        if question.is_answered and question.key != overall.key
        for repetition in _repetitions(section, read)
    ]
    asked = [row for row in rows if row.judgement or any(cell.is_asked for cell in row.cells)]
    whole = _row(overall, ONCE, read, by_place)
    _put_resolutions(item, [*asked, whole])
    return Sheet(item, moderation, returns, asked, whole, by_tool)


def _compared(audit: Audit, version: ToolVersion) -> dict[str, comparing.Asked]:
    return asked_in(audit, {each.key: each for each in version.ordered_questions})


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
    row = _row_of(item, code)
    if row is not None:
        _put_resolutions(item, [row])
    return row


def _row_of(item: PanelItem, code: str) -> Row | None:
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
    return {Place.of(each): each for each in _said_by(kept)}


def _said_by(judgements):
    return with_what_happened_since(judgements.all()).select_related("updated_by")


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


def _row(asked: PanelQuestion, repetition: Repetition, read, by_place, compared=None) -> Row:
    place = Place(asked.key, repetition)
    judgement = by_place.get(place)
    cells = tuple(
        _cell(asked, found, *answers.get((asked.key, repetition), (False, None)))
        for found, answers in read
    )
    return Row(asked, place, cells, judgement, JudgementForm(asked, place, judgement), compared)


def _cell(asked: PanelQuestion, found: AuditReturn, is_asked: bool, answer) -> Cell:
    if not is_asked:
        state = AnswerState.NOT_ASKED
        return Cell(found, state, asked.look_of(state, None))
    state = answer.state if answer else AnswerState.MISSING
    value = answer.value if answer else None
    is_words = asked.question.kind in {Question.Kind.TEXT, Question.Kind.QUOTE}
    look = asked.look_of(state, value)
    if is_words and state == AnswerState.ANSWERED:
        return Cell(found, state, IN_WORDS, value, look.text)
    note = " ".join(filter(None, [answer.reason, answer.note])) if answer else ""
    return Cell(found, state, look, value, note)
