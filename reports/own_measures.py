"""Measures that a coordinator adds to one audit; its tool version stays as it was published."""

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.measure_rules import faults_of
from audits.measured_tool import MeasuredTool
from audits.models import Audit, Item, Measure, Option, Question
from audits.tool_definition import MeasureDefinition
from audits.tool_rows import MEASURE_FIELDS, definition_of

MOST_ADDED = 100
TOO_MANY = f"An audit may have {MOST_ADDED} measures of its own. Delete one to add another."


class MeasureRefused(Exception):
    """The measure cannot be counted; the message is a sentence for the reader."""


def taken_keys(audit: Audit) -> set[str]:
    """Keys that a new measure of this audit may not have."""
    of_tool = audit.tool_version.measures.filter(audit=None)
    return {*of_tool.values_list("key", flat=True), *audit.measures.values_list("key", flat=True)}


@transaction.atomic
def add_measure(*, audit: Audit, measure: MeasureDefinition, by: User) -> Measure:
    """Raises MeasureRefused for one that the rules of measures refuse."""
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    if measure.key in taken_keys(audit):
        raise MeasureRefused(f"This audit already has a measure “{measure.key}”.")
    if audit.measures.count() >= MOST_ADDED:
        raise MeasureRefused(TOO_MANY)
    last = audit.measures.order_by("-position").values_list("position", flat=True).first()
    row = Measure(audit=audit, version=audit.tool_version, position=(last or 0) + 1)
    _write(row, measure)
    record("added a measure to an audit", row, by=by)
    return row


@transaction.atomic
def change_measure(*, row: Measure, measure: MeasureDefinition, by: User) -> Measure:
    """Its key stays, so that briefings still find it. Raises MeasureRefused."""
    require(by, Permission.RUN_AUDITS)
    row = Measure.objects.select_for_update().filter(pk=row.pk).first()
    if row is None:
        raise MeasureRefused("Somebody else deleted this measure while you were writing.")
    _write(row, measure)
    record("changed a measure of an audit", row, by=by)
    return row


@transaction.atomic
def delete_measure(*, row: Measure, by: User) -> None:
    require(by, Permission.RUN_AUDITS)
    record("deleted a measure of an audit", row, by=by)
    row.delete()


def _write(row: Measure, measure: MeasureDefinition) -> None:
    for fault in faults_of(measure, MeasuredTool(definition_of(row.version))):
        raise MeasureRefused(fault.sentence)
    questions = Question.objects.filter(version=row.version)
    row.question = questions.get(key=measure.question)
    items = Item.objects.filter(question=row.question, code=measure.item)
    row.item = items.get() if measure.item else None
    for name in MEASURE_FIELDS:
        setattr(row, name, getattr(measure, name))
    row.save()
    row.also.set(questions.filter(key__in=measure.also))
    row.options.set(Option.objects.filter(scale=row.question.scale_id, code__in=measure.counts))
