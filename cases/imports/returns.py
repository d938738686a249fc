"""Returns of a file put into an audit: matched to its agencies and cases, and written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from agencies.models import Agency, User
from audits.models import AnswerState, Audit, AuditTool
from audits.questions import loaded
from audits.tables import Fault
from audits.tool_fields import nearest
from cases.answering.picking import keys_to_pick
from cases.imports.cases import FileCases
from cases.imports.files import FileReturn
from cases.imports.files.columns import AGENCY, NAMES, REASON
from cases.models import (
    Answer,
    AuditReturn,
    Case,
    Evidence,
    Involvement,
    ReturnImport,
    ReturnOutcomes,
    ReturnStep,
)
from cases.outcomes import Countable, outcomes_of
from cases.progress import lacking
from cases.steps import note_steps

Status = AuditReturn.Status


@dataclass
class Placed:
    """One return of the file as it now is in the audit; `answers` are those of the file."""

    read: FileReturn
    audit_return: AuditReturn
    answers: list[Answer] = field(default_factory=list)


class Putting:
    """Puts every return of a file into an audit, or says by row why one cannot be.

    To be used within a transaction that is undone where there are `faults`.
    """

    def __init__(self, upload: ReturnImport, by: User | None) -> None:
        self.upload = upload
        self.audit: Audit = upload.audit
        self.by = by
        self.version = loaded(self.audit.tool_version)
        self.faults: list[Fault] = []
        self.cases = FileCases(self.audit, upload.makes_cases, self.faults)
        self.taken: set[tuple] = set()

    def put(self, read: Iterable[FileReturn]) -> list[Placed]:
        placed = [found for each in read if (found := self.put_one(each))]
        if not self.faults:
            self.write_answers(placed)
            self.finish(placed)
        return placed

    def put_one(self, read: FileReturn) -> Placed | None:
        agency = self.agency(read)
        case = self.cases.of(read, agency) if agency and self.audit.has_cases else None
        if agency is None or (self.audit.has_cases and case is None):
            return None
        if not read.answers:
            self.fault(read.row, "", "This return has no answers. Fill it in, or delete its rows.")
        audit_return = self.audit_return(read, agency, case)
        return Placed(read, audit_return) if audit_return else None

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """By name and short name, of those that take part."""
        found = Agency.objects.filter(participations__audit=self.audit)
        return {
            name.casefold(): agency for agency in found for name in (agency.name, agency.short_name)
        }

    @cached_property
    def involvements(self) -> dict[tuple, Involvement]:
        found = Involvement.objects.filter(case__audit=self.audit)
        return {(each.case_id, each.agency_id): each for each in found}

    @cached_property
    def returns(self) -> dict[tuple, AuditReturn]:
        rows = self.audit.returns.exclude(about=AuditReturn.About.RESPONSE)
        found = rows.select_for_update(of=("self",)).order_by("pk")
        return {(each.case_id, each.agency_id): each for each in found}

    @cached_property
    def with_answers(self) -> set:
        return set(
            Answer.objects.filter(audit_return__audit=self.audit).values_list(
                "audit_return", flat=True
            )
        )

    @cached_property
    def last_response(self) -> int:
        return self.audit.returns.aggregate(last=Max("number"))["last"] or 0

    def agency(self, read: FileReturn) -> Agency | None:
        found = self.agencies.get(read.agency.casefold())
        if found is None:
            names = sorted({agency.short_name for agency in self.agencies.values()})
            sentence = f"“{read.agency[:60]}” does not take part in this audit."
            self.fault(read.row, AGENCY, f"{sentence} {nearest(read.agency, names)}")
        return found

    def audit_return(self, read: FileReturn, agency: Agency, case: Case | None):
        if self.audit.audits == AuditTool.Audits.RESPONDENTS:
            self.last_response += 1
            about = AuditReturn.About.RESPONSE
            return self.new_return(agency, about=about, number=self.last_response)
        if case is not None and not self.is_known(read, agency, case):
            return None
        key = (case and case.pk, agency.pk)
        if key in self.taken:
            sentence = "Another row has this return by another name. Write its names alike."
            self.fault(read.row, AGENCY, sentence)
            return None
        self.taken.add(key)
        found = self.returns.get(key)
        if found is None:
            about = AuditReturn.About.CASE if case else AuditReturn.About.ORGANISATION
            return self.new_return(agency, about=about, case=case)
        if found.status != Status.NOT_STARTED or found.pk in self.with_answers:
            what = f"{read.label}, {agency}" if case else str(agency)
            sentence = f"{what} has been begun here, and a file never replaces what is there."
            self.fault(read.row, "", f"{sentence} Delete its rows from the file.")
            return None
        found.audit, found.agency, found.case = self.audit, agency, case
        return found

    def is_known(self, read: FileReturn, agency: Agency, case: Case) -> bool:
        """A return says that its agency knows the case, unless the agency has said otherwise."""
        found = self.involvements.get((case.pk, agency.pk))
        if found is None:
            found = Involvement(case=case, agency=agency)
        if found.state in Involvement.EXPLAINED:
            said = found.get_state_display().lower()
            sentence = f"{agency} has said of {case}: {said}. Ask its lead to change that first."
            self.fault(read.row, "", sentence)
            return False
        if found.state != Involvement.State.KNOWN:
            found.state, found.decided_by = Involvement.State.KNOWN, self.by
            found.decided_at = timezone.now()
            found.save()
            self.involvements[case.pk, agency.pk] = found
        return True

    def new_return(self, agency: Agency, **fields) -> AuditReturn:
        return AuditReturn(
            audit=self.audit,
            agency=agency,
            tool_version=self.audit.tool_version,
            due_on=self.audit.due_on,
            **fields,
        )

    def write_answers(self, placed: list[Placed]) -> None:
        now = timezone.now()
        for each in placed:
            each.audit_return.tool_version = self.version
            self.stamp(each, now)
            each.audit_return.save()
            each.answers = list(self.answers(each, now))
        returns = [each.audit_return for each in placed]
        note_steps(returns, self.step, self.by, self.upload.source)
        Answer.objects.bulk_create([answer for each in placed for answer in each.answers])

    @property
    def step(self) -> str:
        is_finished = self.upload.become == ReturnImport.Become.APPROVED
        return ReturnStep.Kind.BROUGHT_IN_FINISHED if is_finished else ReturnStep.Kind.BROUGHT_IN

    def stamp(self, each: Placed, now) -> None:
        made = each.audit_return
        made.imported, made.saved_at = self.upload, now
        made.status = Status.IN_PROGRESS
        answered = {question.key for question in _answered(each)}
        sections = {question.section.key for question in _answered(each)}
        made.picked = [key for key in keys_to_pick(made) if key in answered | sections]
        if self.upload.become == ReturnImport.Become.APPROVED:
            made.status = Status.APPROVED
            made.submitted_at = made.approved_at = now

    def answers(self, each: Placed, now) -> Iterator[Answer]:
        made = each.audit_return
        subjects = made.case.subjects.all() if made.case else ()
        children = {subject.number: subject for subject in subjects}
        for said in each.read.answers.values():
            child, occasion = said.place
            yield Answer(
                audit_return=made,
                agency=made.agency,
                question=said.question,
                subject=children[child] if child else None,
                occasion=occasion,
                state=said.entry.state,
                value=said.entry.value,
                reason=said.entry.reason,
                updated_at=now,
                updated_by=self.by,
                **{name: getattr(said.entry.beside, name) for name in Evidence.FIELDS},
            )

    def finish(self, placed: list[Placed]) -> None:
        """What counts is written where it is counted; what it still lacks is refused."""
        if self.upload.become != ReturnImport.Become.APPROVED:
            return
        for each in placed:
            self.refuse_unfinished(each)
        countable = Countable(self.version)
        ReturnOutcomes.objects.bulk_create(
            row
            for each in placed
            for row in outcomes_of(each.audit_return, each.answers, countable)
        )

    def refuse_unfinished(self, each: Placed) -> None:
        for said in each.read.answers.values():
            question, entry = said.question, said.entry
            if entry.state == AnswerState.NOT_APPLICABLE and not entry.reason:
                heading = f"{question.key}.{NAMES[REASON]}"
                self.fault(said.row, heading, "Say why it does not apply: this return is to count.")
            if lacks := lacking(question, entry):
                self.fault(said.row, question.key, lacks)

    def fault(self, row: int, heading: str, sentence: str) -> None:
        self.faults.append(Fault(row, heading, sentence))


def _answered(each: Placed):
    return [said.question for said in each.read.answers.values()]
