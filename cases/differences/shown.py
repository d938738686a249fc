"""Differences between agencies in words, with what has been made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from agencies.models import Agency, User
from audits.models import AnswerState, Audit, Question
from audits.question_kinds import kind_of
from cases.answering.shown_answers import NOTHING_BESIDE, ShownBeside
from cases.differences.compared_answers import (
    Comparison,
    comparison_of,
    comparisons_of,
    every_comparison_of,
)
from cases.differences.comparing import Difference, KnownToOne, Place, Said
from cases.differences.settled import Settled, agreed_in_words, settled_in, taken_in_words
from cases.models import Answer, Case, Judgement, Resolution

Notes = dict[tuple[str, Place], ShownBeside]


@dataclass(frozen=True)
class Heard:
    """What one agency says. `beside`: its note and what else stands by the answer."""

    agency: Agency
    text: str
    beside: ShownBeside = NOTHING_BESIDE
    return_id: str = ""


@dataclass(frozen=True)
class Side:
    text: str
    heard: tuple[Heard, ...]

    @property
    def agencies(self) -> str:
        return ", ".join(str(each.agency) for each in self.heard)


@dataclass(frozen=True)
class ShownDifference:
    """`judgement` is the panel's, and settles it; `resolution` is what was taken as true.

    Neither does where an agency has said something else since (`has_changed`, of what was taken as
    true). What the agencies say is put in words only where it is read: a list has thousands.
    """

    case: Case
    question: Question
    place: Place
    child: str
    found: Difference
    comparison: Comparison
    notes: Notes
    is_counted: bool
    is_opposite: bool
    judgement: Judgement | None = None
    resolution: Resolution | None = None
    has_changed: bool = False

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        return tuple(
            _side(self.comparison, self.place, side, self.notes) for side in self.found.sides
        )

    @cached_property
    def silent(self) -> tuple[Heard, ...]:
        return tuple(
            _heard(self.comparison, self.place, each, self.notes) for each in self.found.silent
        )

    @property
    def is_by_panel(self) -> bool:
        return self.judgement is not None and not self.judgement.is_to_confirm

    @property
    def is_resolved(self) -> bool:
        return self.is_by_panel or (self.resolution is not None and not self.has_changed)

    @property
    def anchor(self) -> str:
        return f"difference-{self.place.key}-{self.place.repetition}".rstrip("-")

    @property
    def url(self) -> str:
        args = [self.case.audit_id, self.case.pk, self.place.key]
        if self.place.repetition:
            return reverse("cases:difference_of", args=[*args, self.place.repetition])
        return reverse("cases:difference", args=args)

    @property
    def taken(self) -> str:
        return taken_in_words(self.question, self.resolution) if self.resolution else ""

    @cached_property
    def agreed(self) -> str:
        return agreed_in_words(self.question, self.judgement) if self.judgement else ""

    @property
    def is_at_odds(self) -> bool:
        """The panel agreed something else than what was taken as true."""
        return bool(self.agreed and self.taken) and self.agreed != self.taken

    @property
    def panel_url(self) -> str:
        code = f"{self.place.key}.{self.place.repetition}".rstrip(".")
        address = reverse("cases:panel_item", args=[self.case.audit_id, self.case.pk])
        return f"{address}?question={code}#judged-{code}"


@dataclass(frozen=True)
class ShownKnownToOne:
    question: Question
    child: str
    heard: Heard
    silent: tuple[Heard, ...]


@dataclass(frozen=True)
class ShownComparison:
    """One case. `gone`: resolutions of what is no difference any longer."""

    case: Case
    returns: int
    differences: list[ShownDifference] = field(default_factory=list)
    known_to_one: list[ShownKnownToOne] = field(default_factory=list)
    gone: list[tuple[str, Resolution]] = field(default_factory=list)

    @property
    def unresolved(self) -> list[ShownDifference]:
        return [each for each in self.differences if not each.is_resolved]

    @property
    def by_panel(self) -> list[ShownDifference]:
        return [each for each in self.differences if each.is_by_panel]

    @property
    def resolved(self) -> list[ShownDifference]:
        """Without the panel."""
        return [each for each in self.differences if each.is_resolved and not each.is_by_panel]


def shown_comparison(comparison: Comparison) -> ShownComparison:
    """With the notes of each agency, and what stands beside an answer."""
    notes = _notes(comparison)
    settled = settled_in([comparison.case])
    differences = [_shown(comparison, each, settled, notes) for each in comparison.differences]
    places = {_key(comparison, each.place) for each in differences}
    return ShownComparison(
        comparison.case,
        len(comparison.returns),
        differences,
        [_shown_known(comparison, each, notes) for each in comparison.known_to_one],
        [
            (_text_of(comparison, found), found)
            for key, found in settled.resolutions.items()
            if key not in places
        ],
    )


def differences_of(
    audit: Audit, user: User, cases: Iterable[Case] | None = None
) -> list[ShownDifference]:
    """Of these cases, or of every case this person sees, case by case, without the notes."""
    return _all_shown(comparisons_of(audit, user, cases))


def unresolved_everywhere(audit: Audit) -> int:
    return sum(not each.is_resolved for each in _all_shown(every_comparison_of(audit)))


def _all_shown(comparisons: Iterable[Comparison]) -> list[ShownDifference]:
    comparisons = list(comparisons)
    settled = settled_in(each.case for each in comparisons)
    return [
        _shown(each, difference, settled, {})
        for each in comparisons
        for difference in each.differences
    ]


def unresolved_in(audit: Audit, user: User) -> list[ShownDifference]:
    return [each for each in differences_of(audit, user) if not each.is_resolved]


def unresolved_of_case(case: Case, user: User) -> int:
    """Needs the audit."""
    return len(shown_comparison(comparison_of(case, user)).unresolved)


def _shown(
    comparison: Comparison, found: Difference, settled: Settled, notes: Notes
) -> ShownDifference:
    where = _key(comparison, found.place)
    resolution = settled.resolutions.get(where)
    return ShownDifference(
        case=comparison.case,
        question=comparison.questions[found.place.key],
        place=found.place,
        child=comparison.repetition(found.place).label,
        found=found,
        comparison=comparison,
        notes=notes,
        is_counted=found.asked.is_counted,
        is_opposite=found.distance == 1,
        judgement=settled.judgements.get(where),
        resolution=resolution,
        has_changed=resolution is not None and resolution.said != found.digest,
    )


def _side(comparison: Comparison, place: Place, said: Iterable[Said], notes: Notes) -> Side:
    heard = tuple(_heard(comparison, place, each, notes) for each in said)
    return Side(heard[0].text, heard)


def _shown_known(comparison: Comparison, found: KnownToOne, notes: Notes) -> ShownKnownToOne:
    return ShownKnownToOne(
        comparison.questions[found.place.key],
        comparison.repetition(found.place).label,
        _heard(comparison, found.place, found.said, notes),
        tuple(_heard(comparison, found.place, each, notes) for each in found.silent),
    )


def _heard(comparison: Comparison, place: Place, said: Said, notes: Notes) -> Heard:
    question = comparison.questions[place.key]
    if said.state == AnswerState.ANSWERED:
        text = kind_of(question).display(question, said.value)
    else:
        text = str(AnswerState(said.state).label)
    beside = notes.get((said.agency, place), NOTHING_BESIDE)
    return Heard(comparison.returns[said.agency].agency, text, beside, said.agency)


def _notes(comparison: Comparison) -> Notes:
    codes = {
        (each.subject_id, each.occasion): code for code, each in comparison.repetitions.items()
    }
    rows = Answer.objects.current().filter(audit_return__in=comparison.returns)
    return {
        (
            str(row.audit_return_id),
            Place(row.question.key, codes[row.subject_id, row.occasion]),
        ): ShownBeside.of(row)
        for row in rows.select_related("question")
    }


def _key(comparison: Comparison, place: Place) -> tuple:
    where = comparison.repetition(place)
    return comparison.case.pk, place.key, where.subject_id, where.occasion


def _text_of(comparison: Comparison, resolution: Resolution) -> str:
    question = comparison.questions.get(resolution.question_key)
    return question.text if question else resolution.question_key
