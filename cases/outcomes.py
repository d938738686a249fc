"""From one return's answers to the outcome ids it is counted by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Prefetch

from audits.asking import Audience, asked
from audits.conditions import PlainAnswer
from audits.models import AnswerState, Outcome, ToolVersion
from audits.questions import asked_sections
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn, ReturnOutcomes

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

    def ids(self, audience: Audience, answers: dict[str, PlainAnswer]) -> list[int]:
        """Outcome ids of one return, given whom it is put to; sorted."""
        in_play = asked(self.sections, audience, answers)
        return sorted(
            number
            for key, outcomes in self.by_question.items()
            for number in _ids_of(outcomes, answers.get(key) if key in in_play else NOT_ASKED)
        )


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


def plain_answers(answers: Iterable[Answer]) -> dict[str, PlainAnswer]:
    """Answers about the case itself, by question key."""
    return {
        answer.question.key: PlainAnswer(answer.state, answer.value)
        for answer in answers
        if answer.subject_id is None
    }


def outcomes_of(
    audit_return: AuditReturn, answers: Iterable[Answer], countable: Countable
) -> ReturnOutcomes:
    """The read-model row a return should have; needs answers with their questions."""
    return ReturnOutcomes(
        audit_return=audit_return,
        audit_id=audit_return.audit_id,
        case_id=audit_return.case_id,
        agency_id=audit_return.agency_id,
        outcome_ids=countable.ids(audience_of(audit_return), plain_answers(answers)),
    )


def write_outcomes(audit_return: AuditReturn) -> None:
    """Bring the read model of one return up to date: a row while it counts, none otherwise."""
    audit_return.outcomes.all().delete()
    if audit_return.status in AuditReturn.COUNTED:
        answers = audit_return.answers.current().select_related("question")
        countable = Countable(audit_return.tool_version)
        outcomes_of(audit_return, answers, countable).save(force_insert=True)


def differing_returns() -> Iterator[AuditReturn]:
    """Returns whose row in the read model is not what their answers say."""
    countables = {}
    for audit_return in _with_answers_and_outcomes().iterator(chunk_size=200):
        version = audit_return.tool_version
        countable = countables.setdefault(version.pk, Countable(version))
        if _stored(audit_return) != _due(audit_return, countable):
            yield audit_return


def _with_answers_and_outcomes():
    answers = Prefetch("answers", Answer.objects.current().select_related("question"))
    returns = AuditReturn.objects.select_related("agency", "case__plan_type", "tool_version")
    return returns.order_by("case__reference", "agency").prefetch_related(answers, "outcomes")


def _stored(audit_return: AuditReturn) -> list[tuple]:
    return [_content(row) for row in audit_return.outcomes.all()]


def _due(audit_return: AuditReturn, countable: Countable) -> list[tuple]:
    if audit_return.status not in AuditReturn.COUNTED:
        return []
    return [_content(outcomes_of(audit_return, audit_return.answers.all(), countable))]


def _content(row: ReturnOutcomes) -> tuple:
    return row.subject_id, row.audit_id, row.case_id, row.agency_id, row.outcome_ids


@transaction.atomic
def repair_outcomes(audit_return: AuditReturn) -> None:
    """Write the row anew from the return as it is now, which may have moved since it was read."""
    locked = AuditReturn.objects.select_for_update(of=("self",))
    write_outcomes(
        locked.select_related("agency", "case__plan_type", "tool_version").get(pk=audit_return.pk)
    )
