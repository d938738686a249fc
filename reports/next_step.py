"""What is still open in an audit before its next step: each thing listed, with where it is.

Each part of the work has one function here; what concerns which step is one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import User
from agencies.plurals import plural
from audits.models import Audit
from cases.differences.shown import unresolved_in
from cases.models import AuditReturn, CaseAction, Involvement, Moderation
from cases.open_queries import waiting_queries
from cases.panel.items import items_of
from reports.models import Briefing

Status = Audit.Status
RELEASE = "The panel’s judgement on {} is not released"
WORDS = "What the panel said in words on {} is not released"
AGREE = "The panel has agreed nothing on {}"


@dataclass(frozen=True)
class Item:
    text: str
    url: str


@dataclass(frozen=True)
class Open:
    """`stops`: the step cannot be taken meanwhile. Others are confirmed, in these very words."""

    heading: str
    items: tuple[Item, ...]
    text: str = ""
    stops: bool = False


Check = Callable[[Audit, User], list[Open]]


def open_before(audit: Audit, to: str, user: User) -> list[Open]:
    """What stops the step first. Empty where nothing is open."""
    found = [each for check in CHECKS[Status(to)] for each in check(audit, user)]
    return sorted(found, key=lambda each: not each.stops)


def _concerns_stop(audit: Audit, user: User) -> list[Open]:
    return _concerns(audit, stops=True)


def _concerns_warn(audit: Audit, user: User) -> list[Open]:
    return _concerns(audit, stops=False)


def _concerns(audit: Audit, *, stops: bool) -> list[Open]:
    rows = audit.concerns.open().select_related("audit", "case", "audit_return__case")
    items = [Item(f"About {row.reference}", _to("cases:concern", row.pk)) for row in rows]
    heading = f"{plural(len(items), 'immediate concern is', 'immediate concerns are')} open"
    return _listed(
        heading, items, "Somebody has to say first what came of it." if stops else "", stops
    )


def _to_confirm(audit: Audit, user: User) -> list[Open]:
    cells = Involvement.objects.filter(
        case__audit=audit, state=Involvement.State.TO_CONFIRM
    ).select_related("case", "agency")
    items = [
        Item(f"{cell.case}, {cell.agency}", _place(audit, cell.case_id, cell.agency_id))
        for cell in cells.order_by("case__reference", "agency__position")
    ]
    what = plural(len(items), "agency has", "answers are missing from agencies, which have")
    heading = f"{what} not said whether a case is known"
    return _listed(heading, items)


def _outstanding(audit: Audit, user: User) -> list[Open]:
    rows = audit.returns.expected().settled().exclude(status__in=AuditReturn.COUNTED)
    rows = rows.select_related("audit", "case", "agency")
    items = [
        Item(
            f"{row.reference}, {row.agency}: {row.get_status_display().lower()}",
            _place(audit, row.case_id, row.agency_id),
        )
        for row in rows.order_by("case__reference", "agency__position", "number")
    ]
    heading = f"{plural(len(items), 'return is', 'returns are')} not approved"
    return _listed(heading, items, "Their answers are in no figure.")


def _queries(audit: Audit, user: User) -> list[Open]:
    waiting = waiting_queries(audit.returns.all())
    rows = audit.returns.filter(pk__in=list(waiting)).select_related("audit", "case", "agency")
    items = [
        Item(
            f"{row.reference}, {row.agency}: {waiting[row.pk].for_lead}",
            _place(audit, row.case_id, row.agency_id),
        )
        for row in rows.order_by("case__reference", "agency__position")
    ]
    number = sum(each.asked + each.answered for each in waiting.values())
    return _listed(f"{plural(number, 'query is', 'queries are')} open", items)


def _differences(audit: Audit, user: User) -> list[Open]:
    found = unresolved_in(audit, user) if audit.has_cases else []
    items = [
        Item(f"{each.case}: {each.question.text} {each.child}".strip(), each.url) for each in found
    ]
    heading = f"{plural(len(items), 'difference')} between agencies unresolved"
    return _listed(heading, items, "Both answers are in the figures.")


def _judgements(audit: Audit, user: User) -> list[Open]:
    """Of audits that a panel looks at, or has looked at."""
    if audit.status != Status.MODERATING and not audit.moderations.exists():
        return []
    looked_at = audit.moderations.prefetch_related("judgements")
    released = {_item_of(each) for each in looked_at if each.is_released}
    what = {_item_of(each): _left_of(each) for each in looked_at}
    waiting = [each for each in items_of(audit, user) if each.pk not in released]
    noun = "case" if audit.has_cases else "organisation"
    found = []
    for heading in (RELEASE, WORDS, AGREE):
        items = [
            Item(each.reference, _place_of_panel(audit, each.pk, heading))
            for each in waiting
            if what.get(each.pk, AGREE) == heading
        ]
        found += _listed(heading.format(plural(len(items), noun)), items)
    return found


def _left_of(moderation: Moderation) -> str:
    """What its heading is while it is not released."""
    judgements = moderation.judgements.all()
    if any(each.is_agreed for each in judgements):
        return RELEASE
    return WORDS if any(each.rationale for each in judgements) else AGREE


def _place_of_panel(audit: Audit, item_id: UUID, heading: str) -> str:
    if heading == AGREE:
        return _to("cases:panel_item", audit.pk, item_id)
    return _to("cases:release_judgements", audit.pk)


def _late_actions(audit: Audit, user: User) -> list[Open]:
    """What the panel asked agencies to do; their own lists stay theirs."""
    rows = CaseAction.objects.filter(moderation__audit=audit).late(timezone.localdate())
    rows = rows.select_related("moderation__case", "moderation__agency", "agency")
    items = [
        Item(
            f"{row.moderation}, {row.agency}, due {date_format(row.due_on)}: {row.text}",
            f"{_to('cases:panel', audit.pk)}#actions",
        )
        for row in rows
    ]
    heading = f"{plural(len(items), 'action of a case is', 'actions of cases are')} late"
    return _listed(heading, items, "They stay on the lists of their agencies.")


def _item_of(moderation: Moderation) -> UUID:
    return moderation.case_id or moderation.agency_id


def _briefings(audit: Audit, user: User) -> list[Open]:
    published = audit.briefings.published().exists()
    drafts = audit.briefings.exclude(status__in=[Briefing.Status.PUBLISHED, "withdrawn"])
    items = [
        Item(f"{row}: {row.get_status_display().lower()}", _to("reports:briefing", row.pk))
        for row in drafts
    ]
    found = _listed(f"{plural(len(items), 'briefing is', 'briefings are')} not published", items)
    if not published and not items:
        page = Item("Briefings of this audit", _to("reports:audit_briefings", audit.pk))
        found.append(Open("No briefing has been published", (page,)))
    return found


def _listed(heading: str, items: list[Item], text: str = "", stops: bool = False) -> list[Open]:
    return [Open(heading, tuple(items), text, stops)] if items else []


def _to(name: str, *args) -> str:
    return reverse(name, args=args)


def _place(audit: Audit, case_id, agency_id) -> str:
    page = _to("cases:case", audit.pk, case_id) if case_id else _to("cases:audit", audit.pk)
    return f"{page}#agency-{agency_id}"


COLLECTED: tuple[Check, ...] = (_to_confirm, _outstanding, _queries)
AGREED: tuple[Check, ...] = (*COLLECTED, _differences, _judgements)
CHECKS: dict[Status, tuple[Check, ...]] = {
    Status.PLANNING: (),
    Status.COLLECTING: (),
    Status.MODERATING: (_concerns_warn, *COLLECTED),
    Status.ANALYSING: (_concerns_warn, *COLLECTED, _differences, _judgements),
    Status.CLOSED: (
        _concerns_stop,
        *COLLECTED,
        _differences,
        _judgements,
        _late_actions,
        _briefings,
    ),
    Status.CANCELLED: (_concerns_warn,),
}
