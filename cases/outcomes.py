"""From one return's answers to the outcome ids it is counted by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Prefetch

from audits.conditions import PlainAnswer
from audits.models import AnswerState, Outcome, ToolVersion
from audits.questions import asked_sections
from audits.rules import Audience
from cases.answering.parts import ByRepetition, Part, by_repetition, parts
from cases.answering.repetitions import ONCE, Repetition, subjects_of
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn, ReturnOutcomes, Subject

OutcomeName = tuple[str | None, str | None, str]  # item, option, state


@dataclass
class Countable:
    """The outcomes of a published version, by question; read once for many returns."""

    version: ToolVersion

    @cached_property
    def sections(self):
        return asked_sections(self.version)

    @cached_property
    def by_question(self) -> dict[str, dict[OutcomeName, int]]:
        rows = Outcome.objects.filter(version=self.version)
        found = defaultdict(dict)
        for key, item, code, state, number in rows.values_list(
            "question__key", "item__code", "option__code", "state", "id"
        ):
            found[key][item, code, state] = number
        return found

    def ids(
        self, audience: Audience, subjects: Sequence[Subject], answers: ByRepetition
    ) -> dict[Repetition, list[int]]:
        """Outcome ids of one return, sorted: of what is asked once, and of each repetition.

        Every child of the case is there, and of the occasions those that were begun.
        """
        found = defaultdict(list)
        begun = {ONCE}
        for part in parts(self.sections, self.sections, audience, subjects, answers):
            found[part.repetition] += self._ids_of_part(part)
            if part.is_begun or not part.repetition.must_be_begun:
                begun.add(part.repetition)
        return {
            repetition: sorted(found[repetition])
            for repetition in [ONCE, *found]
            if repetition in begun
        }

    def _ids_of_part(self, part: Part) -> Iterator[int]:
        for question in part.section.questions:
            if question.key in self.by_question:
                said = part.answers.get(question.key) if part.asks(question.key) else NOT_ASKED
                yield from _ids_of(self.by_question[question.key], said)


NOT_ASKED = PlainAnswer(AnswerState.NOT_ASKED)


def _ids_of(outcomes, answer: PlainAnswer | None) -> list[int]:
    if answer is None:
        return [outcomes[None, None, AnswerState.MISSING]]
    if answer.state != AnswerState.ANSWERED:
        return [outcomes[None, None, answer.state]]
    said = [*_chosen(answer.value), (None, None)]
    names = [(item, code, AnswerState.ANSWERED) for item, code in said]
    return [outcomes[name] for name in names if name in outcomes]


def _chosen(value) -> list[tuple[str | None, str]]:
    """(item, option) of all that a value may say; what is no option has no outcome either."""
    if isinstance(value, dict):
        return [(item, str(code)) for item, code in value.items()]
    return [(None, str(code)) for code in (value if isinstance(value, list) else [value])]


def outcomes_of(
    audit_return: AuditReturn, answers: Iterable[Answer], countable: Countable
) -> list[ReturnOutcomes]:
    """The read-model rows a return should have; needs answers with their questions."""
    version = audit_return.tool_version_id
    found = countable.ids(
        audience_of(audit_return),
        subjects_of(audit_return, countable.sections),
        by_repetition(each for each in answers if each.question.version_id == version),
    )
    return [
        ReturnOutcomes(
            audit_return=audit_return,
            subject_id=repetition.subject_id,
            occasion=repetition.occasion,
            audit_id=audit_return.audit_id,
            case_id=audit_return.case_id,
            agency_id=audit_return.agency_id,
            outcome_ids=ids,
        )
        for repetition, ids in found.items()
    ]


def write_outcomes(audit_return: AuditReturn) -> None:
    """Bring the read model of one return up to date: rows while it counts, none otherwise."""
    audit_return.outcomes.all().delete()
    if audit_return.status in AuditReturn.COUNTED:
        answers = audit_return.answers.current().select_related("question")
        countable = Countable(audit_return.tool_version)
        ReturnOutcomes.objects.bulk_create(outcomes_of(audit_return, answers, countable))


def differing_returns() -> Iterator[AuditReturn]:
    """Returns whose rows in the read model are not what their answers say."""
    countables = {}
    for audit_return in _with_answers_and_outcomes().iterator(chunk_size=200):
        version = audit_return.tool_version
        countable = countables.setdefault(version.pk, Countable(version))
        if _stored(audit_return) != _due(audit_return, countable):
            yield audit_return


def _with_answers_and_outcomes():
    answers = Prefetch("answers", Answer.objects.current().select_related("question"))
    returns = AuditReturn.objects.select_related("agency", "case__plan_type", "tool_version")
    return returns.order_by("case__reference", "agency").prefetch_related(
        answers, "outcomes", "case__subjects"
    )


def _stored(audit_return: AuditReturn) -> list[tuple]:
    return sorted(_content(row) for row in audit_return.outcomes.all())


def _due(audit_return: AuditReturn, countable: Countable) -> list[tuple]:
    if audit_return.status not in AuditReturn.COUNTED:
        return []
    rows = outcomes_of(audit_return, audit_return.answers.all(), countable)
    return sorted(_content(row) for row in rows)


def _content(row: ReturnOutcomes) -> tuple:
    ids = (row.subject_id, row.audit_id, row.case_id, row.agency_id)
    return row.occasion, *map(str, ids), row.outcome_ids


@transaction.atomic
def repair_outcomes(audit_return: AuditReturn) -> None:
    """Write the rows anew from the return as it is now, which may have moved since it was read."""
    AuditReturn.objects.select_for_update().get(pk=audit_return.pk)
    rows = AuditReturn.objects.select_related("agency", "case__plan_type", "tool_version")
    write_outcomes(rows.get(pk=audit_return.pk))
