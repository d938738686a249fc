"""Identities of many cases from one file: faults by row, no names, all or nothing."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from audits.tables import read_table
from cases.identities.files import read_identities
from cases.models import Identity, IdentityImport
from cases.tasks import destroy_due_identities
from tests import factories

TODAY = date(2026, 11, 24)


def written(rows: list[dict]) -> bytes:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    text = StringIO()
    writer = csv.DictWriter(text, headings)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(*rows, agencies=("Police",)):
    table = read_table(written(list(rows)), "Identities")
    return read_identities(table, ["NEG26-01", "NEG26-02"], agencies, TODAY)


def faults(*rows, **more) -> list[str]:
    return [str(fault) for fault in read(*rows, **more)[1]]


class TestReading:
    def test_a_row_gives_each_person_place_and_number(self):
        row = {
            "Case": "neg26-01",
            "Child": "Robin Example",
            "Date of birth": "03/05/2018",
            "Siblings": "Ash Example; Kit  Example",
            "Addresses": "1 Sample Street, Testtown\n2 Sample Street",
            "Number: Police": "POL-77",
        }
        [found], none = read(row)
        assert not none
        assert (found.number, found.case) == (2, "NEG26-01")
        assert found.lines == [
            ("subject", "", "Robin Example, born 3 May 2018"),
            ("sibling", "", "Ash Example"),
            ("sibling", "", "Kit Example"),
            ("address", "", "1 Sample Street, Testtown"),
            ("address", "", "2 Sample Street"),
            ("local_number", "Police", "POL-77"),
        ]

    def test_a_row_that_says_nothing_is_left_out(self):
        assert read({"case": "NEG26-01", "child": ""}) == ([], [])

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ({"child": "R", "date of birth": "31/02/2018"}, "Row 2, “date of birth”: This is no"),
            ({"child": "R", "date of birth": "soon"}, "Row 2, “date of birth”: This is no day"),
            ({"child": "R", "date of birth": "01/01/2027"}, "Nobody was born"),
            ({"child": "R", "date of birth": "01/01/0218"}, "Nobody was born"),
            ({"child": "", "date of birth": "03/05/2018"}, "Row 2, “child”: Write the name"),
            ({"child": "R", "siblings": ";".join("abcdefghijklmnopqrstu")}, "at most 20"),
            ({"child": "R", "carers": "x" * 301}, "Row 2, “carers”: Shorten"),
            ({"child": "x" * 400}, "Row 2, “child”: Shorten"),
            ({"case": "NEG26-09", "child": "R"}, "Row 2, “case”: The audit has no case"),
            ({"case": "", "child": "R"}, "Row 2, “case”: Fill this in"),
            ({"child": "R", "sibling": "S"}, "Did you mean “siblings”?"),
            ({"child": "R", "number: fire": "1"}, "There is no such column"),
            ({"child": "=1+1"}, "Row 2, “child”: The cell B2 holds a formula. Write its result"),
        ],
    )
    def test_what_is_wrong_is_told_by_row_and_column(self, row, said):
        found = faults({"case": "NEG26-01"} | row)
        assert said in found[0]

    def test_the_same_child_twice_is_told_without_the_name(self):
        row = {"child": "Robin Example", "date of birth": "3 May 2018"}
        found = faults({"case": "NEG26-01"} | row, {"case": "NEG26-02"} | row)
        assert found == ["Row 3, “child”: The same child stands in row 2 too."]

    def test_the_same_case_twice_is_told(self):
        found = faults(*({"case": "NEG26-01", "child": name} for name in ("R", "S")))
        assert found == ["Row 3, “case”: This case stands in row 2 too."]


@pytest.fixture
def audit(db):
    factories.partnership()
    made = factories.audit(identities_until=timezone.localdate() + timedelta(days=90))
    police = factories.agency(short_name="Police")
    for _ in range(3):
        factories.involvement(factories.case(made), police)
    return made


@pytest.fixture
def coordinator(client, db):
    person = factories.coordinator()
    client.force_login(person)
    return person


def rows_for(audit, count=3) -> list[dict]:
    return [
        {"case": case.reference, "child": f"Child {number} Example", "number: police": f"P{number}"}
        for number, case in enumerate(audit.cases.all()[:count])
    ]


def send(client, audit, content: bytes):
    file = SimpleUploadedFile("Robin Example.csv", content)
    url = reverse("cases:bring_in_identities", args=[audit.pk])
    return client.post(url, {"file": file}, follow=True)


@pytest.mark.django_db
class TestBringingIn:
    def test_it_is_shown_without_names_and_then_brought_in(self, client, audit, coordinator):
        preview = send(client, audit, written(rows_for(audit)))
        shown = preview.content.decode()
        assert "Identities of 3 cases to bring in" in shown
        assert "Example" not in shown
        assert not Identity.objects.exists()
        upload = IdentityImport.objects.get()
        done = client.post(reverse("cases:identities_apply", args=[upload.pk]), follow=True)
        assert "Who 3 cases are about is brought in" in done.content.decode()
        assert "Example" not in done.content.decode()
        assert Identity.objects.filter(kind="local_number", agency__isnull=False).count() == 3
        assert not IdentityImport.objects.exists()
        assert not Activity.objects.filter(detail__contains="Example").exists()

    def test_one_fault_keeps_everything_out(self, client, audit, coordinator):
        rows = rows_for(audit)
        rows[2]["case"] = "NEG26-99"
        answer = send(client, audit, written(rows))
        assert answer.status_code == 422
        assert "Row 4, “case”" in answer.content.decode()
        assert "Example" not in answer.content.decode()
        assert not IdentityImport.objects.exists()

    def test_what_is_held_is_never_replaced(self, client, audit, coordinator):
        Identity.objects.create(case=audit.cases.first(), kind="subject", text="Alex Example")
        answer = send(client, audit, written(rows_for(audit)))
        said = answer.content.decode()
        assert "Row 2, “child”: This is held of the case already" in said
        assert "Alex" not in said

    def test_what_is_still_empty_comes_in_beside_what_is_held(self, client, audit, coordinator):
        case = audit.cases.first()
        Identity.objects.create(case=case, kind="subject", text="Alex Example")
        Identity.objects.create(case=case, kind="local_number", text="L-1")
        row = {"case": case.reference, "child": "", "siblings": "Ash Example"}
        row |= {"carers": "Kit Example", "number: police": "P1", "held already": "child, numbers"}
        send(client, audit, written([row]))
        client.post(
            reverse("cases:identities_apply", args=[IdentityImport.objects.get().pk]), follow=True
        )
        kinds = Identity.objects.filter(case=case).values_list("kind", flat=True)
        assert sorted(kinds) == ["carer", "local_number", "local_number", "sibling", "subject"]

    def test_a_number_of_one_agency_does_not_keep_out_another(self, client, audit, coordinator):
        case, police = audit.cases.first(), audit.agencies.get()
        Identity.objects.create(case=case, kind="local_number", text="P-1", agency=police)
        row = {"case": case.reference, "number: police": "P-2", "numbers": "NHS-1"}
        answer = send(client, audit, written([row])).content.decode()
        assert "“number: Police”: This is held of the case already" in answer
        assert "“numbers”: This" not in answer

    def test_what_was_entered_meanwhile_stops_the_file(self, client, audit, coordinator):
        send(client, audit, written(rows_for(audit)))
        Identity.objects.create(case=audit.cases.first(), kind="subject", text="Alex Example")
        upload = IdentityImport.objects.get()
        answer = client.post(reverse("cases:identities_apply", args=[upload.pk]))
        assert answer.status_code == 422
        assert Identity.objects.count() == 1

    @pytest.mark.parametrize("content", [b"", b"\0\1\2", b"PK\3\4broken", b"case\n", b"child\nR\n"])
    def test_what_is_no_such_file_is_refused_in_words(self, client, audit, coordinator, content):
        assert send(client, audit, content).status_code == 422
        assert not IdentityImport.objects.exists()

    def test_the_template_has_every_case_and_what_kinds_are_held_but_no_names(
        self, client, audit, coordinator
    ):
        case = audit.cases.first()
        Identity.objects.create(case=case, kind="subject", text="Alex Example")
        Identity.objects.create(case=case, kind="local_number", text="L-1")
        for form in ("csv", "xlsx"):
            url = reverse("cases:identities_template", args=[audit.pk, form])
            content = client.get(url).content
            table = read_table(content, "Identities")
            cases = [line.get("case") for line in table.lines]
            assert cases == [case.reference for case in audit.cases.all()]
            held = [line.get("held already") for line in table.lines]
            assert held == ["child, numbers", "", ""]
            assert "number: police" in table.headings
            assert not any("Alex" in text for line in table.lines for text in line.cells.values())

    def test_another_coordinator_does_not_find_the_file_and_after_an_hour_nobody_does(
        self, client, audit, coordinator
    ):
        send(client, audit, written(rows_for(audit)))
        upload = IdentityImport.objects.get()
        url = reverse("cases:identities_preview", args=[upload.pk])
        client.force_login(factories.coordinator())
        assert client.get(url).status_code == 404
        client.force_login(coordinator)
        assert client.get(url).status_code == 200
        IdentityImport.objects.update(read_at=timezone.now() - timedelta(minutes=61))
        assert client.get(url).status_code == 404
        destroy_due_identities()
        assert not IdentityImport.objects.exists()

    def test_a_discarded_file_is_gone(self, client, audit, coordinator):
        send(client, audit, written(rows_for(audit)))
        upload = IdentityImport.objects.get()
        client.post(reverse("cases:identities_discard", args=[upload.pk]))
        assert not IdentityImport.objects.exists()
        assert not Identity.objects.exists()
