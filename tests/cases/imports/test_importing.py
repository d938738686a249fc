"""Returns collected elsewhere come in whole, tagged with their source, or not at all."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from agencies.models import Activity
from audits.models import Audit, AuditTool
from cases.imports.importing import check_file, preview_of
from cases.models import Answer, AuditReturn, Case, Involvement, ReturnImport, ReturnOutcomes
from cases.outcomes import differing_returns
from cases.transitions import Refused
from tests import factories
from tests.cases.answering import kinds_tool, repeating_tool
from tests.cases.imports.returns_files import bring_in, csv, faults, taking_part, workbook
from tests.cases.imports.test_return_files import CELLS

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
State = Involvement.State


@pytest.fixture
def audit():
    """Of cases, with one question, `question-1-1`; one case and two agencies."""
    made = factories.audit(factories.small_version())
    factories.case(made)
    taking_part(made, short_name="Police", name="Testshire Police")
    taking_part(made, short_name="School", name="School service")
    return made


def returns_file(audit, *rows: str) -> bytes:
    """Rows of the number of a case, an agency and an answer."""
    lines = [f"{audit.reference_prefix}-{row}" for row in rows]
    return csv("case reference,agency name,question-1-1", *lines)


def test_a_draft_waits_for_its_agency_with_the_answers_of_the_file(audit):
    (made,) = bring_in(audit, returns_file(audit, "01,testshire police,Yes"))
    made.refresh_from_db()
    assert made.status == Status.IN_PROGRESS
    assert made.auditor is None
    assert made.imported.source == "Forms on paper"
    assert made.answers.get().value == "yes"
    assert made.case.involvements.get(agency=made.agency).state == State.KNOWN


def test_a_finished_return_counts_and_says_that_its_agency_did_not_approve_it(audit):
    coordinator = factories.coordinator()
    content = returns_file(audit, "01,Police,yes")
    (made,) = bring_in(audit, content, become="approved", by=coordinator)
    made.refresh_from_db()
    assert made.status == Status.APPROVED
    assert made.approved_by is None
    assert made.lacks_agency_approval
    assert made.outcomes.exists()
    assert list(differing_returns()) == []
    assert made.answers.get().updated_by == coordinator


def test_an_expected_return_that_nobody_began_is_filled(audit):
    case = audit.cases.get()
    asked = factories.audit_return(case_=case)
    content = returns_file(audit, f"01,{asked.agency.short_name},no")
    assert bring_in(audit, content) == [asked]
    assert asked.answers.get().value == "no"


def test_every_kind_of_answer_comes_in_as_it_would_have_been_typed():
    found = kinds_tool.new_return()
    headings = ["case reference", "agency name", *CELLS]
    row = [found.case.reference, found.agency.short_name, *CELLS.values()]
    bring_in(found.audit, workbook(headings, row), become="approved")
    kept = {answer.question.key: answer.value for answer in found.answers.all()}
    assert kept == kinds_tool.VALUES


def test_answers_of_children_people_and_times_find_their_place():
    found = repeating_tool.new_return(children=2)
    place = f"{found.case.reference},{found.agency.short_name}"
    content = csv(
        "case reference,agency name,child number,asked of or when,gate,seen,heard,damp",
        f"{place},1,,yes,yes,,yes",
        f"{place},2,,,no,,",
        f"{place},,parent,,,yes,",
    )
    (made,) = bring_in(found.audit, content)
    kept = {
        (answer.question.key, answer.subject and answer.subject.number, answer.occasion): (
            answer.value
        )
        for answer in found.answers.all()
    }
    assert kept == {
        ("gate", None, ""): "yes",
        ("seen", 1, ""): "yes",
        ("seen", 2, ""): "no",
        ("heard", None, "parent"): "yes",
        ("damp", None, ""): "yes",
    }
    assert made.picked == ["extra"]


def test_a_case_that_the_file_names_is_added_only_if_that_was_said(audit):
    content = csv(
        "case reference,agency name,child age,child sex,question-1-1",
        f"{audit.reference_prefix.lower()}-7,Police,4,Female,yes",
    )
    (sentence,) = faults(audit, content)
    assert "This case is not in the audit." in sentence
    (made,) = bring_in(audit, content, makes_cases=True)
    assert made.case.reference == f"{audit.reference_prefix}-07"
    child = made.case.subjects.get()
    assert (child.is_index, child.age_years, child.sex) == (True, 4, "female")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["01,Police,perhaps"], "“perhaps” is no answer here."),
        (["02,Police,yes"], "This case is not in the audit."),
        (["01,Polise,yes"], "“Polise” does not take part in this audit. Did you mean “Police”?"),
        (["01,Police,"], "This return has no answers."),
        (
            ["01,Police,yes", "01,Testshire Police,yes"],
            "Row 4, “agency name”: Another row has this return by another name.",
        ),
        ([], "There is no row under the headings."),
    ],
)
def test_one_fault_keeps_the_whole_file_out(audit, rows, sentence):
    said = faults(
        audit, returns_file(audit, "01,School,yes", *rows) if rows else returns_file(audit)
    )
    assert any(sentence in each for each in said), said
    assert not ReturnImport.objects.exists()
    assert not AuditReturn.objects.exists()


@pytest.mark.parametrize("state", Involvement.EXPLAINED)
def test_an_agency_that_said_no_is_not_overruled(audit, state):
    agency = audit.agencies.get(short_name="Police")
    factories.involvement(audit.cases.get(), agency, state, reason="Said by its lead")
    (sentence,) = faults(audit, returns_file(audit, "01,Police,yes"))
    assert "Ask its lead to change that first." in sentence


def test_what_has_been_begun_is_never_replaced(audit):
    begun = factories.audit_return(case_=audit.cases.get(), status=Status.IN_PROGRESS)
    (sentence,) = faults(audit, returns_file(audit, f"01,{begun.agency.short_name},yes"))
    assert "has been begun here, and a file never replaces what is there" in sentence


def test_the_same_file_is_taken_once(audit):
    content = returns_file(audit, "01,Police,yes")
    bring_in(audit, content)
    with pytest.raises(Refused, match="This very file was brought in on"):
        bring_in(audit, content)


def test_a_file_that_no_longer_fits_when_it_is_applied_brings_in_nothing(audit):
    upload = check_file(
        audit=audit,
        content=returns_file(audit, "01,Police,yes", "01,School,yes"),
        name="returns.csv",
        source="Paper",
        by=factories.coordinator(),
    )
    agency = audit.agencies.get(short_name="School")
    factories.audit_return(case_=audit.cases.get(), agency_=agency, status=Status.IN_PROGRESS)
    with pytest.raises(Exception, match="has been begun here"):
        preview_of(upload, by=None)
    assert not Answer.objects.exists()


def test_looking_keeps_nothing_and_says_what_would_be(audit):
    content = returns_file(audit, "01,Police,yes", "05,School,no").replace(b"1-1\n", b"1-1\n")
    upload = check_file(
        audit=audit, content=content, name="r.csv", source="Paper", by=None, makes_cases=True
    )
    preview = preview_of(upload, by=None)
    assert (len(preview.rows), preview.answers, preview.blanks) == (2, 2, 0)
    assert preview.new_cases == [f"{audit.reference_prefix}-05"]
    assert not AuditReturn.objects.exists()
    assert Case.objects.count() == 1
    assert not ReturnOutcomes.objects.exists()


def test_text_that_could_identify_somebody_is_pointed_out(audit):
    content = csv(
        "case reference,agency name,question-1-1,question-1-1.note",
        f"{audit.reference_prefix}-01,Police,yes,Her number is 943 476 5919.",
    )
    upload = check_file(audit=audit, content=content, name="r.csv", source="Paper", by=None)
    assert preview_of(upload, by=None).identifying == 1


def test_what_is_to_count_gives_its_reasons(audit):
    content = returns_file(audit, "01,Police,n/a")
    assert faults(audit, content) == []
    assert faults(audit, content, become="approved") == [
        "Row 2, “question-1-1.reason”: Say why it does not apply: this return is to count."
    ]


def test_a_file_changes_no_case_that_the_audit_has(audit):
    content = csv(
        "case reference,agency name,child age,question-1-1",
        f"{audit.reference_prefix}-01,Police,4,yes",
    )
    (sentence,) = faults(audit, content)
    assert "Row 2, “child age”" in sentence
    assert "a file changes no case. Clear this cell." in sentence


def test_a_child_that_a_case_does_not_have_is_a_fault():
    found = repeating_tool.new_return(children=1)
    content = csv(
        "case reference,agency name,child number,seen",
        f"{found.case.reference},{found.agency.short_name},3,yes",
    )
    (sentence,) = faults(found.audit, content)
    assert f"{found.case} has no child 3 in this audit." in sentence


def test_own_cases_get_references_and_lose_the_words_of_the_file():
    audit = factories.audit_of(AuditTool.Audits.OWN_CASES)
    police, school = taking_part(audit), taking_part(audit)
    content = csv(
        "case reference,agency name,question-1-1",
        f"File 77,{police},yes",
        f"File 78,{police},no",
        f"File 77,{school},yes",
    )
    made = bring_in(audit, content)
    prefix = audit.reference_prefix
    assert [each.reference for each in made] == [f"{prefix}-0{number}" for number in (1, 2, 3)]
    assert [each.case.owner for each in made] == [police, police, school]


def test_organisations_have_one_return_each():
    audit = factories.audit_of(AuditTool.Audits.ORGANISATIONS)
    police = taking_part(audit)
    (made,) = bring_in(audit, csv("agency name,question-1-1", f"{police},yes"))
    assert (made.about, made.case) == (AuditReturn.About.ORGANISATION, None)


def test_responses_are_numbered_after_those_that_are_there():
    audit = factories.audit_of(AuditTool.Audits.RESPONDENTS)
    police = taking_part(audit)
    factories.response(police, audit)
    content = csv(
        "agency name,response label,question-1-1",
        f"{police},,yes",
        f"{police},,yes",
        f"{police},Ann,no",
    )
    assert [each.number for each in bring_in(audit, content, become="approved")] == [2, 3, 4]


@pytest.mark.parametrize(
    "status", [each for each in Audit.Status if each != Audit.Status.COLLECTING]
)
def test_only_an_audit_that_collects_takes_files(audit, status):
    Audit.objects.filter(pk=audit.pk).update(status=status)
    with pytest.raises(Refused, match="not collecting"):
        bring_in(audit, returns_file(audit, "01,Police,yes"))


def test_only_a_coordinator_brings_in_returns(audit):
    lead = factories.lead(audit.agencies.first())
    with pytest.raises(PermissionDenied):
        bring_in(audit, returns_file(audit, "01,Police,yes"), by=lead)


def test_what_was_brought_in_is_recorded_without_what_it_says(audit):
    coordinator = factories.coordinator()
    bring_in(audit, returns_file(audit, "01,Police,yes"), by=coordinator)
    assert Activity.objects.filter(verb="brought in a return", actor_id=coordinator.pk).count() == 1
    assert bytes(ReturnImport.objects.get().content) == b""


def test_checking_and_applying_take_at_most_ten_queries_a_return(
    audit, django_assert_max_num_queries
):
    rows = [f"{number:02},{name},yes" for number in range(2, 32) for name in ("Police", "School")]
    with django_assert_max_num_queries(60 * 10):
        made = bring_in(audit, returns_file(audit, *rows), become="approved", makes_cases=True)
    assert len(made) == 60


class TestCommand:
    def run(self, *args, **options):
        call_command("import_returns", *map(str, args), **options)

    def test_it_brings_in_a_file(self, audit, tmp_path, capsys):
        file = tmp_path / "forms.csv"
        file.write_bytes(returns_file(audit, "01,Police,yes", "02,Police,no"))
        self.run(audit.reference_prefix, file, "--new-cases", "--finished", "--source", "Paper")
        assert capsys.readouterr().out == "2 returns brought in.\n"
        assert {each.imported.source for each in audit.returns.all()} == {"Paper"}
        for each in audit.returns.all():
            (step,) = each.steps.all()
            assert (step.kind, step.reason, step.by) == ("brought_in_finished", "Paper", None)

    def test_it_can_only_look(self, audit, tmp_path, capsys):
        file = tmp_path / "forms.csv"
        file.write_bytes(returns_file(audit, "01,Police,yes"))
        self.run(audit.reference_prefix, file, "--check")
        assert capsys.readouterr().out == "1 return with 1 answer would be brought in.\n"
        assert not ReturnImport.objects.exists()
        assert not audit.returns.exists()

    def test_it_names_every_fault(self, audit, tmp_path):
        file = tmp_path / "forms.csv"
        file.write_bytes(returns_file(audit, "01,Police,perhaps", "02,School,yes"))
        with pytest.raises(CommandError) as refused:
            self.run(audit.reference_prefix, file)
        assert "Row 2, “question-1-1”" in str(refused.value)

    def test_it_says_which_audits_there_are(self, audit, tmp_path):
        with pytest.raises(CommandError, match=f"Audits here: {audit.reference_prefix}"):
            self.run("NONE99", tmp_path / "x.csv")

    def test_it_says_that_a_file_cannot_be_read(self, audit, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            self.run(audit.reference_prefix, tmp_path / "missing.csv")
