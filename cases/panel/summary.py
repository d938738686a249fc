"""Where the panel of an audit stands, case by case, from a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from agencies.models import User
from audits.models import Audit
from audits.questions import loaded
from cases.differences.settled import to_confirm
from cases.differences.shown import differences_of
from cases.models import AuditReturn, CaseAction, Judgement, Moderation
from cases.panel.items import PanelItem, finishing, items_of
from cases.panel.questions import Look, PanelQuestion, overall_question


@dataclass(frozen=True)
class ItemState:
    """`agreed` counts questions, with the grade over all among them; `said`, those in words too.

    `is_done`: see `finishing`.

    Where it is asked for: `read` of `expected` returns stand on its screen; `differences` are
    between its agencies, and of those `unsettled` nothing is taken as true yet.
    """

    item: PanelItem
    moderation: Moderation | None
    agreed: int
    said: int
    grade: Look | None
    learned: int
    actions: int
    to_do: int
    is_done: bool = False
    read: int = 0
    expected: int = 0
    differences: int = 0
    unsettled: int = 0

    @property
    def is_released(self) -> bool:
        return self.moderation is not None and self.moderation.is_released

    @property
    def is_to_confirm(self) -> bool:
        """Something was recalled, or an answer has changed, since the panel agreed."""
        return self.moderation is not None and self.moderation.is_to_confirm

    @property
    def is_waiting(self) -> bool:
        """For its release."""
        return bool(self.said) and not self.is_released


def states_of(audit: Audit, user: User) -> list[ItemState]:
    """Of every item, in order. Needs the tool."""
    items = items_of(audit, user)
    overall = overall_question(loaded(audit.tool_version))
    every = Judgement.objects.all()
    agreed = Judgement.objects.agreed().filter(moderation=OuterRef("pk"), question_key=overall.key)
    moderations = {
        found.case_id or found.agency_id: found
        for found in audit.moderations.annotate(
            agreed=Count("judgements", filter=~Q(judgements__state=""), distinct=True),
            said=Count(
                "judgements",
                filter=~Q(judgements__state="", judgements__rationale=""),
                distinct=True,
            ),
            is_to_confirm=Exists(to_confirm(every.filter(moderation=OuterRef("pk")))),
            is_done=Exists(finishing(overall).filter(moderation=OuterRef("pk"))),
            grade=Subquery(agreed.values(row=JSONObject(state="state", value="value"))[:1]),
            learned=Count("learning_points", distinct=True),
            acted=Count("actions", distinct=True),
            left=Count("actions", filter=Q(actions__done_at=None), distinct=True),
        ).order_by()
    }
    return [_state(item, moderations.get(item.pk), overall) for item in items]


def _state(item: PanelItem, found: Moderation | None, overall: PanelQuestion) -> ItemState:
    if found is None:
        return ItemState(item, None, 0, 0, None, 0, 0, 0)
    grade = overall.look_of(**found.grade) if found.grade else None
    counts = (found.learned, found.acted, found.left)
    return ItemState(item, found, found.agreed, found.said, grade, *counts, found.is_done)


def with_reading(states: list[ItemState], audit: Audit, user: User) -> list[ItemState]:
    """What there is to read on each, from a constant number of queries."""
    expected, read = _returns(audit, user)
    cases = [each.item.case for each in states if each.item.case]
    found = differences_of(audit, user, cases) if cases else []
    every = Counter(each.case.pk for each in found)
    unsettled = Counter(each.case.pk for each in found if not each.is_resolved)
    return [
        replace(
            each,
            read=read[each.item.pk],
            expected=expected[each.item.pk],
            differences=every[each.item.pk],
            unsettled=unsettled[each.item.pk],
        )
        for each in states
    ]


def _returns(audit: Audit, user: User) -> tuple[Counter, Counter]:
    """How many are expected and how many are read, by case or by the agency they are about."""
    about = (AuditReturn.About.CASE, AuditReturn.About.ORGANISATION)
    on_panel = AuditReturn.objects.read_on_panel(user).values("pk")
    rows = [
        (case or agency, is_read)
        for case, agency, is_read in audit.returns.expected()
        .filter(about__in=about)
        .values_list("case", "agency", Q(pk__in=on_panel))
    ]
    return Counter(pk for pk, _ in rows), Counter(pk for pk, is_read in rows if is_read)


def grade_counts(overall: PanelQuestion, states: list[ItemState]) -> list[tuple[str, int]]:
    """How many cases have which grade over all, in the order of the scale; never a mean."""
    given = Counter(state.grade.text for state in states if state.grade)
    return [
        (choice.label, given[choice.label])
        for choice in overall.choices
        if given[choice.label] or not choice.is_state
    ]


def actions_of(audit: Audit, user: User):
    return (
        CaseAction.objects.visible_to(user)
        .filter(moderation__audit=audit)
        .select_related("moderation__case", "moderation__agency", "agency", "done_by")
    )
