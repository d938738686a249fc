"""Audits with profiles, joined questions, children, occasions and numbers, counted naively.

Everything is drawn at random: who answered what of which child at which time, and measures of
every kind. The recount reads the rows of answers and nothing else.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from agencies.models import Sector
from audits.models import AnswerState, Item, Measure, Option, Question, Section
from audits.tool_definition import ITEM_KINDS
from cases.models import Answer, AuditReturn
from reports.partitions import LEFT_OUT_ORDER, Part, Partition
from tests import factories

RANKS = {"good": 3, "poor": 0, "fair": 1, "na": None}  # printed in another order than ranked
AREAS = ("home", "school")
SECTORS = (Sector.HEALTH, Sector.POLICE)
STATES = [state for state in AnswerState.values if state not in ("not_asked", "answered")]
LATER = "later"

grades = st.sampled_from(list(RANKS))
numbers = st.integers(0, 5) | st.sampled_from(["1.5", "0.25"])


def answers_of(values):
    """A state with its value; None where there is no row."""
    said = values.map(lambda value: ("answered", value))
    return st.none() | said | said | said | st.sampled_from(STATES).map(lambda state: (state, None))


KINDS = {
    "first": answers_of(grades),
    "second": answers_of(grades),
    "profile": answers_of(st.dictionaries(st.sampled_from(AREAS), grades, min_size=1)),
    "visits": answers_of(numbers),
    "calls": answers_of(numbers),
    "every": answers_of(st.dictionaries(st.sampled_from(AREAS), numbers, min_size=1)),
    "some": answers_of(st.dictionaries(st.sampled_from(AREAS), numbers, min_size=1)),
    "of-child": answers_of(grades),
    "at-time": answers_of(grades),
}
ONCE = ("first", "second", "profile", "visits", "calls", "every", "some")


@dataclass(frozen=True)
class Planned:
    """One measure: its fields, and the questions it joins."""

    question: str
    fields: dict
    also: tuple[str, ...] = ()
    item: str = ""
    counts: frozenset[str] = frozenset()


@st.composite
def shares(draw) -> Planned:
    shape = draw(
        st.sampled_from(
            [
                ("first", (), "", ""),
                ("first", ("second",), "any", ""),
                ("first", ("second",), "worst", ""),
                ("profile", (), "any", ""),
                ("profile", (), "worst", ""),
                ("profile", (), "", "home"),
                ("of-child", (), "", ""),
                ("at-time", (), "", ""),
            ]
        )
    )
    question, also, combines, item = shape
    units = ["return", "case", *(["child"] if question == "of-child" else [])]
    unit = draw(st.sampled_from(units))
    rule = "" if unit == "return" else draw(st.sampled_from(["any", "all", "majority", "lead"]))
    fields = {
        "combines": combines,
        "unit": unit,
        "case_rule": rule,
        "lead_sector": draw(st.sampled_from(SECTORS)) if rule == "lead" else "",
        "not_recorded": draw(st.sampled_from(["in_denominator", "counted", "left_out"])),
        "not_applicable": draw(st.sampled_from(["left_out", "in_denominator"])),
        "occasion": draw(st.sampled_from(["", LATER])) if question == "at-time" else "",
    }
    counts = draw(st.frozensets(st.sampled_from(["good", "fair", "poor"]), min_size=1))
    return Planned(question, fields, also, item, counts)


totals = st.sampled_from(
    [
        Planned("visits", {"kind": "total"}),
        Planned("visits", {"kind": "total", "combines": "sum"}, also=("calls",)),
        Planned("every", {"kind": "total"}),
        Planned("some", {"kind": "total"}),
        Planned("first", {"kind": "total"}),
        Planned("first", {"kind": "total", "combines": "sum"}, also=("second",)),
        Planned("of-child", {"kind": "total"}),
        Planned("at-time", {"kind": "total", "occasion": LATER}),
    ]
)


@st.composite
def plans(draw):
    agencies = draw(st.lists(st.sampled_from(SECTORS), min_size=1, max_size=3))
    children = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    measures = draw(st.lists(shares() | totals, min_size=5, max_size=9))
    statuses = [None, "submitted", "exempt", *["approved", "locked"] * 4]
    returns = {
        (case, agency): draw(st.sampled_from(statuses))
        for case, agency in product(range(len(children)), range(len(agencies)))
    }
    answers = {
        (*place, key, repetition): draw(KINDS[key])
        for place in returns
        for key in KINDS
        for repetition in _repetitions(key, children[place[0]])
    }
    return agencies, children, measures, returns, answers


def _repetitions(key: str, children: int):
    if key == "of-child":
        return range(children)
    return ("first", LATER) if key == "at-time" else ("",)


class BuiltAudit:
    """The rows of a plan, and the recount of each of its measures."""

    def __init__(self, plan):
        agencies, children, measures, returns, answers = plan
        self.questions, self.keys = {}, {}
        self.version = factories.draft_version()
        self._sections()
        for number, planned in enumerate(measures):
            self._measure(f"m{number}", planned)
        self.audit = factories.audit(factories.published(self.version))
        self.agencies = [factories.agency(sector) for sector in agencies]
        self.cases = [self._case(count) for count in children]
        for place, status in returns.items():
            if status:
                self._return(place, status, answers)

    def _sections(self) -> None:
        self.scale = factories.scale(self.version, RANKS, better="higher")
        for code, rank in RANKS.items():
            self.scale.options.filter(code=code).update(rank=rank)
        self.scale.options.filter(code="na").update(counts_as=Option.CountsAs.NOT_APPLICABLE)
        once = factories.section(self.version)
        for key in ("first", "second"):
            self._question(once, key, Question.Kind.GRADE)
        self._question(once, "profile", Question.Kind.PROFILE)
        for key in ("visits", "calls"):
            self._question(once, key, Question.Kind.NUMBER)
        self._question(once, "every", Question.Kind.ITEMS)
        self._question(once, "some", Question.Kind.ITEMS, total_rule="sum", fewest_items=1)
        of_child = factories.section(self.version, repeats=Section.Repeats.SUBJECT)
        self._question(of_child, "of-child", Question.Kind.GRADE)
        at_time = factories.section(self.version, repeats=Section.Repeats.TIME_POINT)
        self._question(at_time, "at-time", Question.Kind.GRADE)

    def _question(self, section, key: str, kind: str, **fields) -> None:
        graded = kind in {Question.Kind.GRADE, Question.Kind.PROFILE}
        scale = {"scale": self.scale} if graded else {}
        made = factories.question(section, kind, key=key, **scale, **fields)
        if kind in ITEM_KINDS:
            for place, code in enumerate(AREAS, 1):
                Item.objects.create(question=made, code=code, label=code, position=place)
        self.questions[key] = made

    def _measure(self, key: str, planned: Planned) -> None:
        question = self.questions[planned.question]
        made = Measure.objects.create(
            version=self.version,
            question=question,
            key=key,
            name=key,
            label=key,
            position=len(self.keys) + 1,
            item=question.items.filter(code=planned.item).first(),
            **planned.fields,
        )
        made.also.set([self.questions[each] for each in planned.also])
        made.options.set(self.scale.options.filter(code__in=planned.counts))
        self.keys[key] = planned

    def _case(self, children: int):
        made = factories.case(self.audit)
        for number in range(2, children + 1):
            made.subjects.create(number=number)
        return made

    def _return(self, place, status, answers) -> None:
        case, agency = self.cases[place[0]], self.agencies[place[1]]
        made = factories.audit_return(case_=case, agency_=agency)
        subjects = list(case.subjects.order_by("number"))
        for (at, by, key, repetition), said in answers.items():
            if (at, by) == place and said:
                fields = {}
                if key == "of-child":
                    fields["subject"] = subjects[repetition]
                elif key == "at-time":
                    fields["occasion"] = repetition
                factories.answer(made, self.questions[key], said[1], said[0], **fields)
        factories.move(made, status)

    def recount(self) -> dict[str, object]:
        """Key -> partition of a share; key -> (partition, sorted values) of a total."""
        found = {}
        for key, planned in self.keys.items():
            several = planned.question == "at-time" and not planned.fields["occasion"]
            for occasion in ("first", LATER) if several else (planned.fields.get("occasion", ""),):
                name = f"{key}@{occasion}" if several else key
                found[name] = self._recount(planned, occasion)
        return found

    def _recount(self, planned: Planned, occasion: str):
        asked = list(self._asked(planned, occasion))
        if planned.fields.get("kind") == "total":
            counted = [number_of(planned, *each) for *_, each in asked]
            values = sorted(value for _, value in counted if value is not None)
            return Partition.of(part for part, _ in counted), tuple(values)
        parts = [(made, child, part_of(planned, *each)) for made, child, each in asked]
        if planned.fields["unit"] == "return":
            return Partition.of(part for *_, part in parts)
        return Partition.of(
            of_group([(made, part) for made, child, part in parts if same(made, child)], planned)
            for same in self._groups(planned)
        )

    def _groups(self, planned: Planned):
        for case in self.cases:
            if planned.fields["unit"] == "case":
                yield lambda made, child, case=case: made.case_id == case.pk
            else:
                for each in case.subjects.all():
                    yield lambda made, child, each=each: child == each.pk

    def _asked(self, planned: Planned, occasion: str):
        """(return, child, (is it in, was it begun, answers by question)) of all expected."""
        for made in AuditReturn.objects.filter(audit=self.audit).exclude(status="exempt"):
            rows = list(Answer.objects.filter(audit_return=made).select_related("question"))
            children = [None]
            if planned.question == "of-child":
                children = [each.pk for each in made.case.subjects.all()]
            for child in children:
                own = [row for row in rows if row.subject_id == child and row.occasion == occasion]
                said = {row.question.key: row for row in own}
                # A blank that was confirmed begins nothing.
                begun = not occasion or any(row.state != "missing" for row in own)
                yield made, child, (made.status in ("approved", "locked"), begun, said)


def part_of(planned: Planned, is_in: bool, begun: bool, said: dict) -> Part:
    if not is_in:
        return Part.NOT_RETURNED
    if not begun:
        return Part.NOT_ASKED
    codes, reasons = [], []
    for key in (planned.question, *planned.also):
        row = said.get(key)
        if row is None:
            reasons.append(Part.MISSING)
        elif row.state != "answered":
            reasons.append(Part(row.state))
        elif key == "profile":
            areas = [planned.item] if planned.item else AREAS
            codes += [row.value[each] for each in areas if each in row.value]
            reasons += [Part.MISSING for each in areas if each not in row.value]
        else:
            codes.append(row.value)
    reasons += [Part.NOT_APPLICABLE for code in codes if code == "na"]
    graded = [code for code in codes if code != "na"]
    if planned.fields["combines"] == "worst":
        if not graded:
            return nearest(reasons)
        worst = min(graded, key=lambda code: RANKS[code])
        return Part.COUNTED if worst in planned.counts else Part.NOT_COUNTED
    parts = [Part.COUNTED if code in planned.counts else Part.NOT_COUNTED for code in graded]
    if len(parts) + len(reasons) == 1:
        return (parts + reasons)[0]
    return decided(parts + reasons, "any", planned)


def of_group(parts: list, planned: Planned) -> Part:
    rule = planned.fields["case_rule"]
    if rule == "lead" and parts:
        lead = planned.fields["lead_sector"]
        parts = [pair for pair in parts if pair[0].agency.sector == lead]
        if not parts:
            return Part.NOT_ASKED
    return decided([part for _, part in parts], rule, planned)


def decided(parts: list[Part], rule: str, planned: Planned) -> Part:
    """As a person would put it: who is for, who against, and who carries it."""
    silent, apart = planned.fields["not_recorded"], planned.fields["not_applicable"]
    favour = [p for p in parts if p == Part.COUNTED]
    favour += [p for p in parts if p == Part.NOT_RECORDED and silent == "counted"]
    against = [p for p in parts if p == Part.NOT_COUNTED]
    against += [p for p in parts if p == Part.NOT_RECORDED and silent == "in_denominator"]
    against += [p for p in parts if p == Part.NOT_APPLICABLE and apart == "in_denominator"]
    if not favour and not against:
        return nearest(parts)
    carried = {
        "any": bool(favour),
        "all": not against,
        "majority": len(favour) > len(against),
        "lead": len(favour) > len(against),
    }[rule]
    return (favour if carried else against)[0]


def nearest(reasons: list[Part]) -> Part:
    return next((each for each in LEFT_OUT_ORDER if each in reasons), Part.NOT_RETURNED)


def number_of(planned: Planned, is_in: bool, begun: bool, said: dict):
    if not is_in:
        return Part.NOT_RETURNED, None
    if not begun:
        return Part.NOT_ASKED, None
    values, reasons = [], []
    for key in (planned.question, *planned.also):
        row = said.get(key)
        if row is None or row.state != "answered":
            reasons.append(Part(row.state) if row else Part.MISSING)
        elif row.value == "na":
            reasons.append(Part.NOT_APPLICABLE)
        elif key == "every" and len(row.value) < len(AREAS):
            reasons.append(Part.MISSING)
        elif isinstance(row.value, dict):
            values.append(sum(Decimal(value) for value in row.value.values()))
        else:
            values.append(Decimal(RANKS.get(row.value, row.value)))
    return (nearest(reasons), None) if reasons else (Part.COUNTED, sum(values))
