"""Audits of every shape: drawn as a plan, built as rows, and counted naively from the answers."""

from dataclasses import dataclass
from itertools import combinations, product

from hypothesis import strategies as st

from agencies.models import Sector
from audits.models import AnswerState, Option, Question
from cases.models import Answer, AuditReturn, Involvement
from reports.partitions import MeasureRule, Part, Partition, part_of_case
from tests import factories

CODES = ("yes", "partly", "no", "never")
SECTORS = (Sector.HEALTH, Sector.POLICE, Sector.HOUSING)
SUBSETS = [codes for size in (1, 2, 3, 4) for codes in combinations(CODES, size)]
STATUSES = (None, *AuditReturn.Status.values)
STATES = [state for state in AnswerState.values if state != AnswerState.NOT_ASKED]


@dataclass(frozen=True)
class PlannedQuestion:
    kind: str
    not_applicable: frozenset[str]  # options by which the scale says so
    sectors: tuple[str, ...]
    after_yes: bool  # asked only where the first question was answered "yes"


@dataclass(frozen=True)
class PlannedReturn:
    """`status` None: the agency does not know the case. `answers`: (state, codes) or no row."""

    case: int
    agency: int
    status: str | None
    answers: tuple[tuple[str, tuple[str, ...]] | None, ...]


@dataclass(frozen=True)
class Plan:
    agencies: tuple[str, ...]  # their sectors
    areas: tuple[int | None, ...]  # one a case
    questions: tuple[PlannedQuestion, ...]
    measures: tuple[tuple[int, MeasureRule], ...]  # question, rule
    returns: tuple[PlannedReturn, ...]


@st.composite
def plans(draw) -> Plan:
    agencies = draw(st.lists(st.sampled_from(SECTORS), min_size=2, max_size=4))
    areas = draw(st.lists(st.sampled_from([None, 0, 1]), min_size=2, max_size=5))
    first = PlannedQuestion(Question.Kind.CHOICE, frozenset(), (), False)
    questions = [first, *draw(st.lists(planned_questions, min_size=2, max_size=4))]
    measures = draw(st.lists(measure_shapes(len(questions)), min_size=4, max_size=8))
    return Plan(
        tuple(agencies),
        tuple(areas),
        tuple(questions),
        tuple((at, rule(f"m{number}")) for number, (at, rule) in enumerate(measures)),
        tuple(
            draw(planned_return(case, agency, questions))
            for case, agency in product(range(len(areas)), range(len(agencies)))
        ),
    )


planned_questions = st.builds(
    PlannedQuestion,
    kind=st.sampled_from([Question.Kind.CHOICE, Question.Kind.CHOICES]),
    not_applicable=st.frozensets(st.sampled_from(CODES), max_size=2),
    sectors=st.lists(st.sampled_from(SECTORS), unique=True, max_size=2).map(tuple),
    after_yes=st.booleans(),
)


@st.composite
def measure_shapes(draw, questions: int):
    """A question's number, and what makes its rule from a key."""
    case_rule = draw(st.sampled_from([None, None, "any", "all", "majority", "lead"]))
    shape = {
        "unit": "case" if case_rule else "return",
        "case_rule": case_rule,
        "lead_sector": draw(st.sampled_from(SECTORS)).value if case_rule == "lead" else None,
        "not_recorded": draw(st.sampled_from(["in_denominator", "counted", "left_out"])),
        "counts": tuple(draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))),
    }
    at = draw(st.integers(0, questions - 1))
    return at, lambda key: MeasureRule(key=key, name=key, label=key, **shape)


@st.composite
def planned_return(draw, case: int, agency: int, questions) -> PlannedReturn:
    status = draw(st.sampled_from([*STATUSES, *AuditReturn.COUNTED * 6]))
    answers = tuple(draw(st.none() | planned_answer(question)) for question in questions)
    return PlannedReturn(case, agency, status, answers)


@st.composite
def planned_answer(draw, question: PlannedQuestion):
    state = draw(st.sampled_from([*STATES, *[AnswerState.ANSWERED] * 5]))
    several = question.kind == Question.Kind.CHOICES
    codes = draw(st.sampled_from(SUBSETS if several else SUBSETS[: len(CODES)]))
    return state, tuple(codes) if state == AnswerState.ANSWERED else ()


class BuiltAudit:
    """The rows of a plan."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.questions, self.audit = self._tool()
        self.agencies = [factories.agency(sector) for sector in plan.agencies]
        areas = [factories.area(), factories.area()]
        self.cases = [
            factories.case(self.audit, area=None if area is None else areas[area])
            for area in plan.areas
        ]
        for planned in plan.returns:
            self._return(planned)

    def _tool(self):
        version = factories.draft_version()
        section = factories.section(version)
        questions = [self._question(section, each) for each in self.plan.questions]
        for at, rule in self.plan.measures:
            self._measure(questions[at], rule)
        return questions, factories.audit(factories.published(version))

    def _question(self, section, planned: PlannedQuestion) -> Question:
        condition = {"question": "question-1-1", "is": ["yes"]} if planned.after_yes else None
        scale = factories.scale(section.version, CODES)
        scale.options.filter(code__in=planned.not_applicable).update(
            counts_as=Option.CountsAs.NOT_APPLICABLE
        )
        return factories.question(
            section,
            planned.kind,
            scale=scale,
            sectors=list(planned.sectors),
            show_when=condition,
        )

    def _measure(self, question, rule: MeasureRule) -> None:
        factories.measure(
            question,
            rule.counts,
            key=rule.key,
            name=rule.name,
            label=rule.label,
            unit=rule.unit,
            case_rule=rule.case_rule or "",
            lead_sector=rule.lead_sector or "",
            not_recorded=rule.not_recorded,
        )

    def _return(self, planned: PlannedReturn) -> None:
        case, agency = self.cases[planned.case], self.agencies[planned.agency]
        if planned.status is None:
            factories.involvement(case, agency, Involvement.State.NOT_KNOWN)
            return
        made = factories.audit_return(case_=case, agency_=agency)
        for question, answer in zip(self.questions, planned.answers, strict=True):
            if answer:
                self._answer(made, question, *answer)
        factories.move(made, planned.status)

    def _answer(self, made, question, state, codes) -> None:
        value = list(codes) if question.kind == Question.Kind.CHOICES else "".join(codes)
        answered = state == AnswerState.ANSWERED
        factories.answer(made, question, value if answered else None, state)

    def recount(self) -> dict[str, Partition]:
        """Every measure, from the answers and nothing else."""
        return {rule.key: self._recount(at, rule) for at, rule in self.plan.measures}

    def _recount(self, at: int, rule: MeasureRule) -> Partition:
        by_case = {case.pk: [] for case in self.cases}
        expected = AuditReturn.objects.filter(audit=self.audit).exclude(status="exempt")
        for each in expected.select_related("agency"):
            part = self._part(each, at, rule)
            by_case[each.case_id].append((each.agency.sector, part))
        if rule.unit == "case":
            return Partition.of(part_of_case(returns, rule) for returns in by_case.values())
        return Partition.of(part for returns in by_case.values() for _, part in returns)

    def _part(self, audit_return, at: int, rule: MeasureRule) -> Part:
        if audit_return.status not in {"approved", "locked"}:
            return Part.NOT_RETURNED
        planned = self.plan.questions[at]
        if planned.sectors and audit_return.agency.sector not in planned.sectors:
            return Part.NOT_ASKED
        if planned.after_yes and self._stored(audit_return, 0) != ("answered", {"yes"}):
            return Part.NOT_ASKED
        state, codes = self._stored(audit_return, at)
        if state != "answered":
            return Part(state)
        if codes & set(rule.counts):
            return Part.COUNTED
        return Part.NOT_APPLICABLE if codes <= planned.not_applicable else Part.NOT_COUNTED

    def _stored(self, audit_return, at: int) -> tuple[str, set[str]]:
        stored = Answer.objects.filter(audit_return=audit_return, question=self.questions[at])
        for answer in stored:
            chosen = answer.value if isinstance(answer.value, list) else [answer.value]
            return answer.state, set(chosen) - {None}
        return "missing", set()
