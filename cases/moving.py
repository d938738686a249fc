"""Moving an audit to a newer version of its tool, and saying beforehand what that changes.

No answer is rewritten: its row is put to the question of the same key, where that question can
read it; otherwise it stays with the question it was given to, which is no longer asked.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.measure_rules import faults_of
from audits.measured_tool import MeasuredTool
from audits.models import Audit, Measure, Question, ToolVersion
from audits.questions import asked_sections, loaded
from audits.tool_rows import definition_of, measure_of
from cases.answering.fitting import still_reads
from cases.answering.parts import by_repetition, parts
from cases.answering.repetitions import subjects_of
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn
from cases.outcomes import write_outcomes
from cases.queries import move_queries
from cases.transitions import Refused


@dataclass
class Effect:
    """What becomes of one question: how many answers or returns, and why."""

    question: Question
    count: int
    why: str = ""


@dataclass
class MovePlan:
    """`not_asked`: answers that will no longer be asked. `opened`: returns with answers that will
    have this question open. Counts are of answers, or of returns, as said."""

    version: ToolVersion
    carried: dict[Answer, Question] = field(default_factory=dict)
    not_asked: list[Effect] = field(default_factory=list)
    opened: list[Effect] = field(default_factory=list)
    answers: int = 0
    started: int = 0
    counted: int = 0
    measures_left: list[Measure] = field(default_factory=list)

    @property
    def lost_answers(self) -> int:
        return sum(effect.count for effect in self.not_asked)


def newer_versions(audit: Audit) -> list[ToolVersion]:
    """Published versions of the audit's tool after the one it is on, oldest first."""
    now = audit.tool_version
    versions = now.tool.versions.filter(status=ToolVersion.Status.PUBLISHED, number__gt=now.number)
    return list(versions.order_by("number"))


def has_answers(audit: Audit) -> bool:
    return Answer.objects.filter(audit_return__audit=audit).exists()


def plan_of(audit: Audit, version: ToolVersion) -> MovePlan:
    """What moving would do, from the answers as they are now."""
    return _Planner(audit, version).plan()


class _Planner:
    def __init__(self, audit: Audit, version: ToolVersion) -> None:
        self.audit = audit
        self.before, self.after = loaded(audit.tool_version), loaded(version)
        self.new_questions = {each.key: each for each in self.after.ordered_questions}
        self.rules_before, self.rules_after = map(asked_sections, (self.before, self.after))
        self.plan_ = MovePlan(self.after)
        self.lost: Counter[Question] = Counter()
        self.why: dict[Question, str] = {}
        self.opened: Counter[Question] = Counter()

    def plan(self) -> MovePlan:
        for audit_return in _returns(self.audit):
            self.add(audit_return)
        plan = self.plan_
        plan.not_asked = [
            Effect(question, self.lost[question], self.why[question])
            for question in self.before.ordered_questions
            if self.lost[question]
        ]
        plan.opened = [
            Effect(question, self.opened[question])
            for question in self.after.ordered_questions
            if self.opened[question]
        ]
        plan.measures_left = _left_behind(self.audit, self.after)
        return plan

    def add(self, audit_return: AuditReturn) -> None:
        answers = [
            answer
            for answer in audit_return.answers.all()
            if answer.question.version_id == self.before.pk
        ]
        self.plan_.counted += audit_return.status in AuditReturn.COUNTED
        if not answers:
            return
        self.plan_.started += 1
        kept = {answer: new for answer in answers if (new := self._new(answer)) is not None}
        self.plan_.carried |= kept
        self.plan_.answers += sum(answer.state in Answer.ENTERED for answer in answers)
        self._count(audit_return, answers, kept)

    def _new(self, answer: Answer) -> Question | None:
        new = self.new_questions.get(answer.question.key)
        return new if new is not None and still_reads(answer, new) else None

    def _count(self, audit_return: AuditReturn, answers, kept) -> None:
        was = _places(audit_return, self.rules_before, answers)
        will = _places(audit_return, self.rules_after, kept)
        for answer in answers:
            place = (answer.subject_id, answer.occasion, answer.question.key)
            if (
                answer.state in Answer.ENTERED
                and place in was
                and (answer not in kept or place not in will)
            ):
                self._lose(answer)
        held = {(each.subject_id, each.occasion, each.question.key) for each in kept}
        keys = {
            key for subject, occasion, key in will - held if (subject, occasion, key) not in was
        }
        keys |= {key for _, _, key in (will & was) - held if self._was_left(key, answers, kept)}
        for key in keys:
            self.opened[self.new_questions[key]] += 1

    def _was_left(self, key: str, answers, kept) -> bool:
        """Answered before, but in a way the new question cannot read."""
        return any(
            answer.question.key == key and answer not in kept and answer.state in Answer.ENTERED
            for answer in answers
        )

    def _lose(self, answer: Answer) -> None:
        new = self.new_questions.get(answer.question.key)
        self.lost[answer.question] += 1
        if new is None:
            why = "The question is not in the new version."
        elif not still_reads(answer, new):
            why = "Its answers are not among those of the new version."
        else:
            why = "The new version does not ask it of these returns."
        self.why.setdefault(answer.question, why)


def _places(audit_return: AuditReturn, rules, answers) -> set[tuple]:
    """(subject, occasion, key) of every question that stands open to a return."""
    found = parts(
        rules,
        rules,
        audience_of(audit_return),
        subjects_of(audit_return, rules),
        by_repetition(answers),
    )
    return {
        (part.repetition.subject_id, part.repetition.occasion, key)
        for part in found
        if part.is_asked
        for key in part.in_play
    }


def _returns(audit: Audit):
    answers = Answer.objects.select_related(
        "question__scale", "question__section"
    ).prefetch_related("question__scale__options", "question__items")
    found = audit.returns.select_related("agency", "case__plan_type").order_by("pk")
    return found.prefetch_related(Prefetch("answers", answers), "case__subjects")


@transaction.atomic
def move_audit(*, audit: Audit, version: ToolVersion, reason: str, by: User) -> MovePlan:
    """Put an open audit and its returns on a newer published version of its tool.

    Approved returns stay approved and are counted anew. Raises Refused where the audit is closed,
    the version is no newer published one of its tool, or answers exist and no reason is given.
    """
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    # Whoever is saving an answer finishes first, and whoever comes later meets the new version.
    returns = AuditReturn.objects.select_for_update(of=("self",)).order_by("pk")
    list(returns.filter(audit=audit))
    _refuse(audit, version, reason)
    plan = plan_of(audit, version)
    for answer, question in plan.carried.items():
        answer.question = question
    Answer.objects.bulk_update(plan.carried, ["question"], batch_size=500)
    for measure in audit.measures.all():
        if measure not in plan.measures_left:
            _move_measure(measure, plan.version)
    number = audit.tool_version.number
    audit.tool_version = version
    audit.save(update_fields=["tool_version"])
    audit.returns.update(tool_version=version)
    move_queries(audit, plan.version, by)
    for audit_return in audit.returns.counted().select_related(
        "agency", "case__plan_type", "tool_version"
    ):
        write_outcomes(audit_return)
    said = f"from version {number} to {version.number}: {reason.strip()}".rstrip(": ")
    record("moved an audit to another tool version", audit, by=by, audit_id=audit.pk, detail=said)
    return plan


def _refuse(audit: Audit, version: ToolVersion, reason: str) -> None:
    if not audit.is_open:
        raise Refused("This audit is closed, so it stays on the version it was answered on.")
    if version.pk not in {each.pk for each in newer_versions(audit)}:
        raise Refused("An audit moves only to a newer published version of its own tool.")
    if has_answers(audit) and not reason.strip():
        raise Refused(
            "Write why this audit moves, for whoever asks later why answers are left out."
        )


def _left_behind(audit: Audit, version: ToolVersion) -> list[Measure]:
    """Own measures that the new version cannot count, or whose key a measure of its own has."""
    own = list(audit.measures.select_related("question", "item"))
    if not own:
        return []
    tool = definition_of(version)
    taken, measured = {each.key for each in tool.measures}, MeasuredTool(tool)
    return [
        measure
        for measure in own
        if measure.key in taken or faults_of(measure_of(measure), measured)
    ]


def _move_measure(measure: Measure, version: ToolVersion) -> None:
    questions = {each.key: each for each in version.ordered_questions}
    question = questions[measure.question.key]
    options = {each.code: each for each in (question.scale.options.all() if question.scale else ())}
    items = {each.code: each for each in question.items.all()}
    also = [questions[each.key] for each in measure.also.all()]
    counted = [options[each.code] for each in measure.options.all()]
    measure.version, measure.question = version, question
    measure.item = items[measure.item.code] if measure.item_id else None
    measure.save()
    measure.also.set(also)
    measure.options.set(counted)
