"""All of an auditor's returns as one page shows them, from a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import F

from agencies.models import User
from agencies.plurals import plural
from audits.models import Audit, AuditTool, Participation
from cases.adding import open_to
from cases.answering.repetitions import Repetition
from cases.models import AuditReturn, Query, ReturnStep
from cases.my_work import Queries, Task
from cases.open_queries import waiting_queries
from cases.panel.released import with_panel
from cases.queries import in_order
from cases.surveys.work import Survey, is_response, surveys_of

Status = AuditReturn.Status
# Once answers are no longer collected, an auditor’s part in the audit is over.
STILL_OPEN = {Audit.Status.PLANNING, Audit.Status.COLLECTING}
# Of two that are due on the same day, what came back is done first.
FIRST = (Status.CHANGES_REQUESTED, Status.IN_PROGRESS, Status.NOT_STARTED)
WITH = ("audit", "case", "agency", "tool_version__tool", "auditor", "substitute", "approved_by")


@dataclass
class MyReturns:
    """`cards` are what is to do but responses, which are in the card of their survey."""

    to_do: list[Task] = field(default_factory=list)
    with_lead: list[Task] = field(default_factory=list)
    done: list[Task] = field(default_factory=list)
    earlier: list[Task] = field(default_factory=list)
    open_to: list[Participation] = field(default_factory=list)

    @cached_property
    def cards(self) -> list[Task]:
        return _but_responses(self.to_do)

    @cached_property
    def surveys(self) -> list[Survey]:
        return surveys_of(self.open_to, self.to_do, [*self.with_lead, *self.done])

    @cached_property
    def handed_in(self) -> list[Task]:
        return _but_responses(self.with_lead)

    @cached_property
    def finished(self) -> list[Task]:
        return _but_responses(self.done)

    @property
    def own_cases(self) -> list[Participation]:
        respondents = AuditTool.Audits.RESPONDENTS
        return [place for place in self.open_to if place.audit.audits != respondents]

    @property
    def late(self) -> int:
        return sum(task.deadline.days < 0 for task in self.to_do)

    @property
    def said(self) -> str:
        """After “3 to do.”: how pressing the first is, and what else waits."""
        first = self.to_do[0].deadline.sentence
        if len(self.to_do) == 1:
            return f"It {first}."
        if self.late > 1:
            return f"{self.late} are late; the first {first}."
        return f"The first {first}."

    @property
    def asked(self) -> str:
        """Queries about what is with the lead; those of the others are on their cards."""
        count = sum(task.queries.count for task in self.with_lead)
        return f"{plural(count, 'query', 'queries')} about what you handed in." if count else ""

    @property
    def is_empty(self) -> bool:
        lists = (self.to_do, self.with_lead, self.done, self.earlier, self.open_to)
        return not any(lists)


def my_list(user: User, today: date) -> MyReturns:
    mine = AuditReturn.objects.visible_to(user).assigned_to(user)
    work = _Work(mine.order_by(), user, today)
    open_ = mine.outstanding().exclude(audit__status__in=Audit.ENDED)
    to_do = work.tasks(open_.with_answers().select_related(*WITH))
    to_do.sort(key=_how_pressing)
    rest = mine.exclude(pk__in=open_.order_by().values("pk"))
    rest = rest.select_related(*WITH, "exempted_by").order_by(
        F("submitted_at").desc(nulls_last=True), "due_on"
    )
    found = MyReturns(to_do=to_do, open_to=open_to(user))
    for task in work.tasks(with_panel(rest)):
        if task.audit_return.status == Status.SUBMITTED:
            found.with_lead.append(task)
        elif task.audit_return.audit.status in STILL_OPEN:
            found.done.append(task)
        else:
            found.earlier.append(task)
    return found


def _how_pressing(task: Task) -> tuple:
    found = task.audit_return
    return found.due_on, FIRST.index(found.status), found.reference


def _but_responses(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if not is_response(task)]


class _Work:
    """What is said of each of these returns beside what it holds itself, read once for all."""

    def __init__(self, returns, user: User, today: date) -> None:
        self.user, self.today = user, today
        self.waiting, self.places = waiting_queries(returns), _places(returns)
        self.sent_back, self.alone = _sent_back(returns), _alone(returns)

    def tasks(self, rows) -> list[Task]:
        return [
            Task(
                found,
                self.today,
                queries=Queries(self.places[found.pk], self.waiting[found.pk].for_auditor),
                sent_back=self.sent_back.get(found.pk),
                in_place=found.substitute_id == self.user.pk,
                stands_alone=found.pk in self.alone,
            )
            for found in rows
        ]


def _places(returns) -> dict:
    found = defaultdict(dict)
    rows = Query.objects.waiting_for_an_answer().filter(audit_return__in=returns.values("pk"))
    for query in in_order(rows):
        place = (query.question.key, Repetition.of(query))
        found[query.audit_return_id][place] = query.pk
    return found


def _sent_back(returns) -> dict:
    """The last time each was sent back, and by whom."""
    steps = ReturnStep.objects.filter(
        kind=ReturnStep.Kind.SENT_BACK,
        audit_return__in=returns.filter(status=Status.CHANGES_REQUESTED).values("pk"),
    )
    return {step.audit_return_id: step for step in steps.select_related("by").order_by("at")}


def _alone(returns) -> set:
    """Submitted ones whose agency has nobody else to approve them."""
    submitted = returns.filter(status=Status.SUBMITTED)
    return set(submitted.without_second_person().values_list("pk", flat=True))
