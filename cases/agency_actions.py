"""An agency's own list of what it will do because of its returns."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import AnswerState, Question
from cases.answering.parts import parts_of
from cases.models import AgencyAction, AuditReturn, CaseAction


@dataclass(frozen=True)
class ActionEntry:
    """What is typed of an action."""

    text: str
    who: str = ""
    due_on: date | None = None


@dataclass
class ToDo:
    """How many actions are open in an agency, its own and those that panels gave it."""

    open: int = 0
    late: int = 0

    @property
    def late_words(self) -> str:
        return f"{self.late} late"


def to_do_in(agencies: Collection, user: User, today: date) -> dict:
    """By the key of each agency; one query."""
    found = {agency: ToDo() for agency in agencies}
    own, of_panels = (
        model.objects.visible_to(user)
        .to_do()
        .filter(agency__in=agencies)
        .order_by()
        .values_list("agency", "due_on")
        for model in (AgencyAction, CaseAction)
    )
    for agency, due_on in own.union(of_panels, all=True):
        found[agency].open += 1
        found[agency].late += due_on is not None and due_on < today
    return found


def add_actions_of(audit_return: AuditReturn) -> None:
    """Put the tasks written in an approved return on its agency's list, each of them once.

    What the agency has since changed or done is not put there again.
    """
    there = set(audit_return.agency_actions.values_list("question", "source"))
    for question, task in _tasks(audit_return):
        if (question.pk, task["task"]) not in there:
            there.add((question.pk, task["task"]))
            AgencyAction.objects.create(
                audit_return=audit_return,
                agency_id=audit_return.agency_id,
                question=question,
                source=task["task"],
                text=task["task"],
                who=task["who"],
                due_on=task["by"] or None,
            )


def _tasks(audit_return: AuditReturn):
    """(question, task) of the lists that are asked of it, in order."""
    for part in parts_of(audit_return):
        for question in part.questions:
            answer = part.answers.get(question.key)
            if question.kind != Question.Kind.TASKS or answer is None or not part.is_asked:
                continue
            if answer.state == AnswerState.ANSWERED:
                yield from ((question, task) for task in answer.value)


@transaction.atomic
def add_action(
    *, agency: Agency, entry: ActionEntry, by: User, audit_return: AuditReturn | None = None
) -> AgencyAction:
    """An entry of the agency's own, about one of its returns or none."""
    require(by, Permission.REVIEW_RETURNS, agency_id=agency.pk)
    action = AgencyAction.objects.create(
        agency=agency,
        audit_return=audit_return,
        text=entry.text,
        who=entry.who,
        due_on=entry.due_on,
        added_by=by,
    )
    record("added an agency action", action, by=by)
    return action


@transaction.atomic
def change_action(*, action: AgencyAction, entry: ActionEntry, by: User) -> None:
    action = _held(action, by)
    action.text, action.who, action.due_on = entry.text, entry.who, entry.due_on
    action.save(update_fields=["text", "who", "due_on"])
    record("changed an agency action", action, by=by)


@transaction.atomic
def finish_action(*, action: AgencyAction, note: str, by: User) -> None:
    """Done; a second time changes neither who nor when."""
    action = _held(action, by)
    if action.done_at is None:
        action.done_at, action.done_by = timezone.now(), by
    action.done_note = note.strip()
    action.save(update_fields=["done_at", "done_by", "done_note"])
    record("finished an agency action", action, by=by)


@transaction.atomic
def reopen_action(*, action: AgencyAction, by: User) -> None:
    """Not done after all; its note stays, to be read when it is done."""
    action = _held(action, by)
    action.done_at = action.done_by = None
    action.save(update_fields=["done_at", "done_by"])
    record("reopened an agency action", action, by=by)


def _held(action: AgencyAction, by: User) -> AgencyAction:
    require(by, Permission.REVIEW_RETURNS, agency_id=action.agency_id)
    return AgencyAction.objects.select_for_update().get(pk=action.pk)
