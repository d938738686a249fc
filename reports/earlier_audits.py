"""Earlier audits that a coordinator types in: kept as they survive, shown, never counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit, AuditTool, Measure, Section, ToolVersion
from reports.earlier_results import said
from reports.models import EarlierAudit, EarlierResult

TWICE = "There is an earlier audit of this name and month already. Change that one, or its name."
STALE = (
    "Somebody else changed this earlier audit while you were writing. What you typed is below."
    " Open the page again to see theirs."
)


class EarlierRefused(Exception):
    """The earlier audit is not kept; the message is a sentence for the reader."""


class StaleEarlier(EarlierRefused):
    """Somebody else saved first."""


@dataclass(frozen=True)
class ShownEarlier:
    """One surviving result in words, to stand beside a figure; `name` is that of its measure."""

    audit: EarlierAudit
    said: str
    note: str
    name: str = ""


@dataclass(frozen=True)
class ToldAudit:
    """An earlier audit with its results in the order of the tool."""

    audit: EarlierAudit
    results: list[ShownEarlier]


def figure_names(tool: AuditTool) -> dict[str, str]:
    """Key -> name of every share that a published version counts, the newest version’s first.

    A total is none: of its median neither a per cent nor a count can survive.
    """
    measures = Measure.objects.filter(
        version__tool=tool, audit=None, kind=Measure.Kind.SHARE
    ).exclude(version__status=ToolVersion.Status.DRAFT)
    names = {}
    for measure in measures.select_related("question__section").order_by(
        "-version__number", "position"
    ):
        for key, name in _on_each_occasion(measure):
            names.setdefault(key, name)
    return names


def _on_each_occasion(measure: Measure) -> list[tuple[str, str]]:
    occasions = Section.OCCASIONS.get(measure.question.section.repeats, {})
    if measure.occasion or not occasions:
        return [(measure.key, measure.name)]
    return [
        (f"{measure.key}@{code}", f"{measure.name} ({name})") for code, name in occasions.items()
    ]


def earlier_beside(audit: Audit, minimum: int) -> dict[str, tuple[ShownEarlier, ...]]:
    """By key of a figure of this audit, the latest first."""
    found = defaultdict(tuple)
    for result in EarlierResult.objects.beside(audit):
        found[result.measure] += (_shown(result, minimum),)
    return dict(found)


def told(tool: AuditTool, minimum: int) -> list[ToldAudit]:
    """The earlier audits of a tool, the latest first."""
    names = figure_names(tool)
    found = tool.earlier_audits.select_related("entered_by").prefetch_related("results")
    return [ToldAudit(each, _in_order(each, names, minimum)) for each in found]


def _in_order(earlier: EarlierAudit, names: dict[str, str], minimum: int) -> list[ShownEarlier]:
    order = {key: place for place, key in enumerate(names)}
    results = sorted(earlier.results.all(), key=lambda each: order.get(each.measure, len(order)))
    return [_shown(each, minimum, names.get(each.measure, each.measure)) for each in results]


def _shown(result: EarlierResult, minimum: int, name: str = "") -> ShownEarlier:
    return ShownEarlier(result.audit, said(result.surviving, minimum), result.note, name)


@transaction.atomic
def enter_earlier_audit(
    *, tool: AuditTool, results: Sequence[EarlierResult], by: User, **fields
) -> EarlierAudit:
    """Raises EarlierRefused where there is one of this name and month."""
    require(by, Permission.RUN_AUDITS)
    earlier = EarlierAudit(tool=tool, entered_by=by, **fields)
    _write(earlier, results)
    record("entered an earlier audit", earlier, by=by)
    return earlier


@transaction.atomic
def change_earlier_audit(
    *, earlier: EarlierAudit, version: int, results: Sequence[EarlierResult], by: User, **fields
) -> EarlierAudit:
    """`version` is the one the writer started from. Raises EarlierRefused, or StaleEarlier."""
    require(by, Permission.RUN_AUDITS)
    stored = EarlierAudit.objects.select_for_update().filter(pk=earlier.pk).first()
    if stored is None:
        raise EarlierRefused("Somebody else deleted this earlier audit while you were writing.")
    if stored.version != version:
        raise StaleEarlier(STALE)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.version += 1
    _write(stored, results)
    record("changed an earlier audit", stored, by=by)
    return stored


@transaction.atomic
def delete_earlier_audit(*, earlier: EarlierAudit, by: User) -> None:
    require(by, Permission.RUN_AUDITS)
    record("deleted an earlier audit", earlier, by=by)
    earlier.delete()


def _write(earlier: EarlierAudit, results: Sequence[EarlierResult]) -> None:
    AuditTool.objects.select_for_update().get(pk=earlier.tool_id)  # one name at a time
    same = EarlierAudit.objects.filter(tool=earlier.tool_id, name=earlier.name, month=earlier.month)
    if same.exclude(pk=earlier.pk).exists():
        raise EarlierRefused(TWICE)
    earlier.save()
    earlier.results.all().delete()
    for result in results:
        result.audit = earlier
    EarlierResult.objects.bulk_create(results)
