"""The cases that a file of returns names: found in its audit, or added to it."""

from functools import cached_property

from django.db.models import prefetch_related_objects

from agencies.models import Agency, Area
from audits.models import Audit, AuditTool, PlanType
from audits.tables import Fault
from audits.tool_fields import nearest
from cases.imports.files import FileReturn
from cases.imports.files.columns import AGE, AREA, CASE, CHILD, PLAN_TYPE, SEX
from cases.models import Case, Subject
from cases.samples.ages import OLDEST_YEARS


class FileCases:
    """`added` are the cases that were made; what is at fault is added to `faults`, by its row."""

    def __init__(self, audit: Audit, makes_cases: bool, faults: list[Fault]) -> None:
        self.audit = audit
        self.makes_cases = makes_cases
        self.faults = faults
        self.added: list[Case] = []

    @cached_property
    def known(self) -> dict[str, Case]:
        """By reference, or by what an agency calls a case of its own in the file."""
        found = self.audit.cases.select_related("plan_type", "area").prefetch_related("subjects")
        return {case.reference.casefold(): case for case in found}

    @cached_property
    def areas(self) -> dict[str, Area]:
        rows = Area.objects.all()
        return {name.casefold(): row for row in rows for name in (row.code, row.name)}

    @cached_property
    def plan_types(self) -> dict[str, PlanType]:
        rows = PlanType.objects.all()
        return {name.casefold(): row for row in rows for name in (row.key, row.name)}

    @property
    def are_own(self) -> bool:
        return self.audit.audits == AuditTool.Audits.OWN_CASES

    def of(self, read: FileReturn, agency: Agency) -> Case | None:
        """The case of a return; None where it can be neither found nor added."""
        key = f"{agency.pk}/{read.label}" if self.are_own else self.normal(read.label)
        case = self.known.get(key.casefold())
        if case is None:
            case = self.add(read, agency, key)
        elif case not in self.added:
            self.refuse_facts(read, case)
        if case is not None:
            self.check_children(read, case)
        return case

    def normal(self, label: str) -> str:
        """A reference as this audit writes it, where it can be one: neg26-1 is NEG26-01."""
        prefix, _, number = label.upper().rpartition("-")
        if prefix != self.audit.reference_prefix or not is_number(number):
            return label
        return f"{prefix}-{int(number):02}"

    def add(self, read: FileReturn, agency: Agency, key: str) -> Case | None:
        if not self.are_own and not self.may_add(read, key):
            return None
        facts = _facts_of_child(read, 1)
        case = Case.objects.create(
            audit=self.audit,
            reference=self.next_reference() if self.are_own else key,
            owner=agency if self.are_own else None,
            area=self.named(read, AREA, facts, self.areas),
            plan_type=self.named(read, PLAN_TYPE, facts, self.plan_types),
        )
        for number in range(1, max(read.children, default=1) + 1):
            self.add_child(read, case, number)
        prefetch_related_objects([case], "subjects")
        self.known[key.casefold()] = case
        self.added.append(case)
        return case

    def may_add(self, read: FileReturn, reference: str) -> bool:
        known = sorted(case.reference for case in self.known.values())
        if not self.makes_cases:
            sentence = f"This case is not in the audit. {nearest(read.label, known)}"
            self.fault(read, CASE, f"{sentence} To add it, say that new cases may be added.")
        elif not reference.startswith(f"{self.audit.reference_prefix}-"):
            example = f"{self.audit.reference_prefix}-01"
            self.fault(read, CASE, f"Write the reference of a new case like {example}.")
        else:
            return True
        return False

    def next_reference(self) -> str:
        numbers = [int(case.reference.rpartition("-")[2]) for case in self.known.values()]
        return f"{self.audit.reference_prefix}-{max(numbers, default=0) + 1:02}"

    def named(self, read: FileReturn, heading: str, facts: dict[str, str], rows: dict):
        said = facts.get(heading, "")
        if said and said.casefold() not in rows:
            names = sorted({row.name for row in rows.values()})
            self.fault(read, heading, f"There is no “{said[:60]}”. {nearest(said, names)}")
        return rows.get(said.casefold())

    def add_child(self, read: FileReturn, case: Case, number: int) -> None:
        facts = _facts_of_child(read, number)
        age, sex = facts.get(AGE, ""), facts.get(SEX, "").casefold() or Subject.Sex.UNKNOWN
        if age and not (is_number(age) and int(age) <= OLDEST_YEARS):
            self.fault(read, AGE, "Write the age in whole years, such as 4.")
            age = ""
        if sex not in Subject.Sex.values:
            self.fault(read, SEX, f"Write one of: {', '.join(Subject.Sex.values)}.")
            sex = Subject.Sex.UNKNOWN
        Subject.objects.create(
            case=case,
            number=number,
            is_index=number == 1,
            age_years=int(age) if age else None,
            sex=sex,
        )

    def refuse_facts(self, read: FileReturn, case: Case) -> None:
        """A file adds answers; what the audit knows of a case it has is not changed by it."""
        for heading in {heading for facts in read.facts.values() for heading in facts}:
            sentence = f"{case} is in the audit already, and a file changes no case."
            self.fault(read, heading, f"{sentence} Clear this cell.")

    def check_children(self, read: FileReturn, case: Case) -> None:
        known = {subject.number for subject in case.subjects.all()}
        for number in sorted(read.children - known):
            self.fault(read, CHILD, f"{case} has no child {number} in this audit.")

    def fault(self, read: FileReturn, heading: str, sentence: str) -> None:
        self.faults.append(Fault(read.row, heading, sentence))


def _facts_of_child(read: FileReturn, number: int) -> dict[str, str]:
    """Rows without a child’s number speak of the first one."""
    own = read.facts.get(number, {})
    return read.facts.get(None, {}) | own if number == 1 else own


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
