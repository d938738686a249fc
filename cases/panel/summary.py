"""Where the panel of an audit stands, case by case, from a constant number of queries."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from agencies.models import User
from audits.models import Audit
from audits.questions import loaded
from cases.models import CaseAction, Judgement, Moderation
from cases.panel.items import PanelItem, items_of
from cases.panel.questions import Look, PanelQuestion, overall_question


@dataclass(frozen=True)
class ItemState:
    """`agreed` counts questions, with the grade over all among them."""

    item: PanelItem
    moderation: Moderation | None
    agreed: int
    grade: Look | None
    learned: int
    actions: int
    to_do: int

    @property
    def is_released(self) -> bool:
        return self.moderation is not None and self.moderation.is_released

    @property
    def is_waiting(self) -> bool:
        """For its release."""
        return bool(self.agreed) and not self.is_released


def states_of(audit: Audit, user: User) -> list[ItemState]:
    """Of every item, in order. Needs the tool."""
    items = items_of(audit, user)
    overall = overall_question(loaded(audit.tool_version))
    moderations = {
        found.case_id or found.agency_id: found
        for found in audit.moderations.annotate(
            learned=Count("learning_points", distinct=True),
            acted=Count("actions", distinct=True),
            left=Count("actions", filter=Q(actions__done_at=None), distinct=True),
        ).order_by()
    }
    judgements = list(Judgement.objects.agreed().filter(moderation__audit=audit))
    counted = Counter(each.moderation_id for each in judgements)
    grades = {
        each.moderation_id: overall.look_of(each.state, each.value)
        for each in judgements
        if each.question_key == overall.key
    }
    return [_state(item, moderations.get(item.pk), counted, grades) for item in items]


def _state(item: PanelItem, found: Moderation | None, counted, grades) -> ItemState:
    if found is None:
        return ItemState(item, None, 0, None, 0, 0, 0)
    return ItemState(
        item,
        found,
        counted[found.pk],
        grades.get(found.pk),
        found.learned,
        found.acted,
        found.left,
    )


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
