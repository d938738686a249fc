"""One audit of 20 cases, 8 agencies and 40 questions, with 30 measures; the same every time."""

from datetime import date
from itertools import cycle
from random import Random

from django.utils import timezone

from agencies.models import Sector
from audits.models import AnswerState, Audit, Measure, Option, Question
from cases.models import Answer, AuditReturn, Case, Involvement, ReturnOutcomes
from cases.outcomes import Countable, outcomes_of
from tests import factories

CASES, AGENCIES = 20, 8
KINDS = {
    Question.Kind.CHOICE: 29,
    Question.Kind.CHOICES: 3,
    Question.Kind.DATE: 2,
    Question.Kind.NUMBER: 2,
    Question.Kind.TEXT: 4,
}
GRADED = 3  # of the questions with one choice
CASE_MEASURES, MEASURES = 10, 30
CASE_RULES = ("any", "all", "majority", "lead")
GRADES = ("outstanding", "good", "fair", "poor")
KINDS_OF_HELP = ("money", "food", "heating", "school", "health", "none")
TYPICAL = {
    Question.Kind.DATE: "2026-03-31",
    Question.Kind.NUMBER: 12,
    Question.Kind.TEXT: "The record gives dates and says who was told.",
}


def build_audit(cases: int = CASES, agencies: int = AGENCIES) -> Audit:
    chance = Random(20)
    audit = factories.audit(_tool(), scope_end=date(2025, 6, 30))
    sectors = cycle(Sector.values)
    taking_part = [factories.agency(next(sectors)) for _ in range(agencies)]
    areas = cycle([factories.area() for _ in range(3)])
    sampled = [
        Case(audit=audit, reference=f"{audit.reference_prefix}-{number:02}", area=next(areas))
        for number in range(1, cases + 1)
    ]
    Case.objects.bulk_create(sampled)
    returns = _returns(audit, sampled, taking_part)
    _answer(audit, returns, chance)
    return audit


def _tool():
    version = factories.draft_version()
    section = factories.section(version)
    scales = {
        "answer": factories.scale(version, ["yes", "partly", "no"]),
        "grade": factories.scale(version, GRADES, better="higher"),
        "help": factories.scale(version, KINDS_OF_HELP),
    }
    for rank, code in enumerate(reversed(GRADES)):
        scales["grade"].options.filter(code=code).update(rank=rank)
    scales["help"].options.filter(code="none").update(counts_as=Option.CountsAs.NOT_APPLICABLE)
    questions = [
        _question(section, kind, number, scales)
        for kind, count in KINDS.items()
        for number in range(count)
    ]
    _measures([question for question in questions if question.scale_id])
    return factories.published(version)


def _question(section, kind, number, scales) -> Question:
    if kind == Question.Kind.CHOICE:
        scale = scales["grade" if number < GRADED else "answer"]
        return factories.question(section, kind, scale=scale)
    if kind == Question.Kind.CHOICES:
        return factories.question(section, kind, scale=scales["help"])
    return factories.question(section, kind)


def _measures(questions: list[Question]) -> None:
    rules = cycle(CASE_RULES)
    for number, question in enumerate(questions[-MEASURES:]):
        codes = [option.code for option in question.scale.options.all()[:2]]
        rule = next(rules) if number < CASE_MEASURES else ""
        factories.measure(
            question,
            codes,
            unit=Measure.Unit.CASE if rule else Measure.Unit.RETURN,
            case_rule=rule,
            lead_sector=Sector.HEALTH if rule == "lead" else "",
            sentence="This was so in {share}.",
        )


def _returns(audit, cases, agencies) -> list[AuditReturn]:
    pairs = [(case, agency) for case in cases for agency in agencies]
    Involvement.objects.bulk_create(
        Involvement(case=case, agency=agency, state="known") for case, agency in pairs
    )
    writer, approver = factories.user(), factories.user()
    now = timezone.now()
    return AuditReturn.objects.bulk_create(
        AuditReturn(
            audit=audit,
            case=case,
            agency=agency,
            tool_version=audit.tool_version,
            status=AuditReturn.Status.APPROVED,
            due_on=audit.due_on,
            submitted_at=now,
            submitted_by=writer,
            approved_at=now,
            approved_by=approver,
        )
        for case, agency in pairs
    )


def _answer(audit, returns, chance: Random) -> None:
    countable = Countable(audit.tool_version)
    questions = [
        question for section in countable.version.sections.all() for question in _of(section)
    ]
    answers = {
        audit_return: [_one_answer(audit_return, question, chance) for question in questions]
        for audit_return in returns
    }
    Answer.objects.bulk_create(answer for given in answers.values() for answer in given)
    ReturnOutcomes.objects.bulk_create(
        row
        for audit_return, given in answers.items()
        for row in outcomes_of(audit_return, given, countable)
    )


def _of(section):
    return section.questions.select_related("scale").prefetch_related("scale__options")


def _one_answer(audit_return, question, chance: Random) -> Answer:
    state = chance.choices(
        [AnswerState.ANSWERED, AnswerState.NOT_RECORDED, AnswerState.NOT_APPLICABLE],
        weights=[88, 8, 4],
    )[0]
    return Answer(
        audit_return=audit_return,
        agency_id=audit_return.agency_id,
        question=question,
        state=state,
        value=_value(question, chance) if state == AnswerState.ANSWERED else None,
        reason="It did not arise." if state == AnswerState.NOT_APPLICABLE else "",
    )


def _value(question, chance: Random):
    if question.kind in TYPICAL:
        return TYPICAL[question.kind]
    codes = [option.code for option in question.scale.options.all()]
    if question.kind == Question.Kind.CHOICES:
        return chance.sample(codes, chance.randint(1, 3))
    return chance.choice(codes)
