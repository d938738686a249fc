"""What each outcome of a tool means: which answer to which question, or area of a profile."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from audits.models import AnswerState, Audit, Option, Question
from reports.partitions import Part, part_of_answer

NUMBER_KINDS = frozenset({Question.Kind.NUMBER, Question.Kind.ITEMS})


class Meaning(NamedTuple):
    """One outcome of one question; the last four are of the option chosen, if any.

    `item` is the area of a profile that the outcome is of, if any.
    """

    question: str
    kind: str
    text: str
    better: str | None
    repeats: str
    outcome: int
    state: str
    item: str | None
    area: str | None
    code: str | None
    label: str | None
    counts_as: str | None
    rank: int | None


Meanings = Mapping[str, list[Meaning]]  # by question key, options in the scale's printed order


MEANINGS = """
    SELECT question.key, question.kind, question.text, scale.better, section.repeats,
        outcome.id, outcome.state, item.code, item.label,
        option.code, option.label, option.counts_as, option.rank
    FROM audits_outcome outcome
    JOIN audits_question question ON question.id = outcome.question_id
    JOIN audits_section section ON section.id = question.section_id
    LEFT JOIN audits_scale scale ON scale.id = question.scale_id
    LEFT JOIN audits_item item ON item.id = outcome.item_id
    LEFT JOIN audits_option option ON option.id = outcome.option_id
    WHERE outcome.version_id = ANY(ARRAY(
            SELECT DISTINCT tool_version_id FROM cases_auditreturn WHERE audit_id = %s
        ))
        AND (question.scale_id IS NOT NULL OR question.kind = ANY(%s))
    ORDER BY question.key, outcome.id
"""


def read_meanings(audit: Audit) -> Meanings:
    """The outcomes of every question that can be counted or totalled.

    In any version that the audit's returns have.
    """
    with connection.cursor() as cursor:
        cursor.execute(MEANINGS, [audit.pk, list(NUMBER_KINDS)])
        meanings = [Meaning(*row) for row in cursor.fetchall()]
    return {key: list(group) for key, group in groupby(meanings, lambda each: each.question)}


@dataclass(frozen=True)
class Answerable:
    """One question, or one area of a profile: what each of its outcomes is to a measure.

    `parts`: outcome id -> part; where a return has several outcomes the first decides. `ranks`:
    the place of each outcome that is a grade. `question` is its key.
    """

    question: str
    parts: Mapping[int, Part]
    ranks: Mapping[int, int]

    def part_of(self, outcomes: Collection[int]) -> Part:
        """The part of one return that is in."""
        for outcome, part in self.parts.items():
            if outcome in outcomes:
                return part
        # A return pinned to another version of the tool may not have the question at all.
        return Part.NOT_ASKED

    def grades_of(self, outcomes: Collection[int]) -> list[tuple[int | None, Part]]:
        """(rank, part) of each grade given; where there is none, the part with no rank."""
        found = [(self.ranks[each], self.parts[each]) for each in self.ranks if each in outcomes]
        return found or [(None, self.part_of(outcomes))]


def answerable(meanings: list[Meaning], counts: Collection[str], item: str = "") -> Answerable:
    """A share's: options that count, options that do not, and states."""
    own = _of_item(meanings, item)
    parts = {each.outcome: part_of(each, counts, item) for each in own}
    return _answerable(own, parts)


def totalled(meanings: list[Meaning]) -> Answerable:
    """A total's: outcomes with a number are counted, whatever it is."""
    return _answerable(meanings, {each.outcome: _part_of_number(each) for each in meanings})


def _answerable(meanings: list[Meaning], parts: Mapping[int, Part]) -> Answerable:
    return Answerable(
        question=meanings[0].question if meanings else "",
        parts=dict(sorted(parts.items(), key=_order_of_deciding(meanings))),
        ranks={each.outcome: each.rank for each in meanings if is_grade(each)},
    )


def _of_item(meanings: list[Meaning], item: str) -> list[Meaning]:
    return [each for each in meanings if not item or each.item in (item, None)]


def items_of(meanings: list[Meaning]) -> dict[str, str]:
    """Code -> label of each area of a profile, in its order."""
    return {each.item: each.area for each in meanings if each.item is not None}


def part_of(meaning: Meaning, counts: Collection[str] = (), item: str = "") -> Part:
    if item and meaning.state == AnswerState.ANSWERED and meaning.item is None:
        # The profile is answered, and this area of it was left blank.
        return Part.MISSING
    not_applicable = [meaning.code] if says_not_applicable(meaning) else []
    return part_of_answer(meaning.state, meaning.code or (), counts, not_applicable)


def _part_of_number(meaning: Meaning) -> Part:
    if meaning.state != AnswerState.ANSWERED:
        return Part(meaning.state)
    has_number = meaning.rank is not None or meaning.kind in NUMBER_KINDS
    return Part.COUNTED if has_number else Part.NOT_APPLICABLE


def says_not_applicable(meaning: Meaning) -> bool:
    return meaning.counts_as == Option.CountsAs.NOT_APPLICABLE


def is_grade(meaning: Meaning) -> bool:
    return meaning.rank is not None and not says_not_applicable(meaning)


DECIDING = (Part.COUNTED, Part.NOT_COUNTED, Part.NOT_APPLICABLE)


def _order_of_deciding(meanings: Iterable[Meaning]):
    """Any counted option first, and *answered* with no option named last."""
    stateless = {each.outcome for each in meanings if each.code is None}

    def order(item: tuple[int, Part]) -> int:
        outcome, part = item
        return len(DECIDING) if outcome in stateless else DECIDING.index(part)

    return order
