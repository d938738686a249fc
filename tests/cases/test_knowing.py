"""A lead says for every case of a list whether the agency knows it, on one page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from audits.models import Audit
from cases.matrix.reading import matrix_of
from cases.models import AuditReturn, Identity, Involvement
from cases.overview import in_words
from cases.services import AnsweredMeanwhile, decide_involvement
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
State = Involvement.State


def asked(audit, agency, number: int) -> list[Involvement]:
    cases = [factories.case(audit) for _ in range(number)]
    return [factories.involvement(case, agency, State.TO_CONFIRM) for case in cases]


@pytest.fixture
def agency():
    factories.partnership()
    return factories.agency()


@pytest.fixture
def lead(client, agency):
    person = factories.lead(agency)
    client.force_login(person)
    return person


@pytest.fixture
def rows(agency):
    return asked(factories.audit(), agency, 4)


def page(row) -> str:
    return reverse("cases:known", args=[row.agency_id, row.case.audit_id])


def said(row, state="", seen=None, **more) -> dict:
    prefix = f"case-{row.pk}-"
    fields = {"state": state, "seen": seen or row.seen} | more
    return {f"{prefix}{name}": value for name, value in fields.items()}


def say(client, row, state="", **more):
    return client.post(reverse("cases:say_known", args=[row.pk]), said(row, state, **more))


def fresh(row) -> Involvement:
    return Involvement.objects.get(pk=row.pk)


def test_an_agency_that_was_only_just_asked_is_not_told_that_somebody_answered(client, lead, rows):
    Involvement.objects.update(decided_at=None)
    assert say(client, fresh(rows[0]), "known").status_code == 200
    assert fresh(rows[0]).state == State.KNOWN


def later(row) -> None:
    """Long after its answer, when it is no slip any more."""
    Involvement.objects.filter(pk=row.pk).update(decided_at=timezone.now() - timedelta(hours=1))
    row.refresh_from_db()


class TestOneButton:
    def test_it_saves_every_line_that_was_answered(self, client, lead, rows):
        sent = (
            said(rows[0], "known", whom=["subject", "carer"])
            | said(rows[1], "not_known")
            | said(rows[2], "declined", reason="Another team holds it.")
            | said(rows[3])
        )
        answer = client.post(page(rows[0]), sent, follow=True)
        assert "3 answers saved" in answer.content.decode()
        assert "3 of 4 cases answered: 1 known, 1 not known, 1 declined. 1 to answer." in (
            answer.content.decode()
        )
        assert [fresh(row).state for row in rows] == [
            "known", "not_known", "declined", "to_confirm"
        ]  # fmt: skip
        assert fresh(rows[0]).known_whom == ["subject", "carer"]
        assert AuditReturn.objects.get().case == rows[0].case

    def test_what_lacks_a_reason_is_told_and_kept_and_the_rest_is_saved(self, client, lead, rows):
        sent = said(rows[0], "known") | said(rows[1], "declined")
        answer = client.post(page(rows[0]), sent)
        assert answer.status_code == 422
        told = answer.content.decode()
        assert "1 saved, 1 not" in told
        assert f"{rows[1].case}: Enter why the agency declines" in told
        assert [fresh(row).state for row in rows[:2]] == ["known", "to_confirm"]
        declined = f'name="case-{rows[1].pk}-state" value="declined"'
        assert "checked" in told.partition(declined)[2][:80]

    def test_a_line_another_answered_meanwhile_is_left_where_it_was_not_touched(
        self, client, lead, rows
    ):
        before = said(rows[0]) | said(rows[1], "known")
        other = factories.lead(rows[0].agency)
        decide_involvement(involvement=fresh(rows[0]), state="not_known", by=other)
        assert client.post(page(rows[0]), before).status_code == 302
        assert fresh(rows[0]).state == "not_known"

    def test_a_look_keeps_what_was_chosen_saves_nothing_and_is_recorded(self, client, lead, rows):
        for row, name in zip(rows, ("Robin Example", "Alex Example"), strict=False):
            Identity.objects.create(case=row.case, kind="subject", text=name)
        assert "Example" not in client.get(page(rows[0])).content.decode()
        sent = said(rows[1], "declined") | {"look": str(rows[0].pk)}
        answer = client.post(page(rows[0]), sent)
        shown = answer.content.decode()
        assert "Robin Example" in shown
        assert "Alex Example" not in shown
        assert "no-store" in answer["Cache-Control"]
        assert 'value="declined"' in shown
        assert "checked" in shown.partition(f'case-{rows[1].pk}-state" value="declined"')[2][:80]
        assert fresh(rows[1]).state == "to_confirm"
        look = Activity.objects.get(verb="read an identity")
        assert look.object_id == rows[0].case_id

    @pytest.mark.parametrize("look", ["", "x", "\0", "00000000-0000-0000-0000-000000000000"])
    def test_a_look_at_nothing_shows_nothing(self, client, lead, rows, look):
        assert client.post(page(rows[0]), {"look": look}).status_code == 200
        assert not Activity.objects.filter(verb="read an identity").exists()

    def test_the_filter_shows_what_is_left_to_answer(self, client, lead, rows):
        decide_involvement(involvement=rows[0], state="known", by=lead)
        shown = client.get(page(rows[0]), {"show": "unanswered"}).content.decode()
        assert rows[0].case.reference not in shown
        assert rows[1].case.reference in shown


class TestOneLine:
    def test_it_is_saved_as_it_is_chosen_and_says_how_far_the_list_is(self, client, lead, rows):
        answer = say(client, rows[0], "known", whom=["sibling"])
        assert answer.status_code == 200
        assert answer.json()["progress"] == "1 of 4 cases answered: 1 known. 3 to answer."
        assert answer.json()["seen"] == fresh(rows[0]).seen
        assert fresh(rows[0]).known_whom == ["sibling"]

    def test_whom_may_be_said_afterwards_without_a_reason(self, client, lead, rows):
        say(client, rows[0], "known")
        later(rows[0])
        assert say(client, rows[0], "known", whom=["carer"]).status_code == 200
        assert fresh(rows[0]).known_whom == ["carer"]
        assert AuditReturn.objects.count() == 1

    def test_what_somebody_else_said_meanwhile_is_not_overwritten(self, client, lead, rows):
        seen = rows[0].seen
        other = factories.lead(rows[0].agency)
        decide_involvement(involvement=fresh(rows[0]), state="outside_period", by=other)
        answer = say(client, rows[0], "known", seen=seen)
        assert answer.status_code == 409
        assert f"{other.name} answered “Outside period” meanwhile" in answer.json()["error"]
        assert answer.json()["state"] == fresh(rows[0]).state == "outside_period"
        assert not AuditReturn.objects.exists()

    def test_the_same_sent_twice_is_saved_once(self, client, lead, rows):
        seen = rows[0].seen
        for _ in range(2):
            assert say(client, rows[0], "known", seen=seen).status_code == 200
        assert Activity.objects.filter(verb="decided involvement").count() == 1

    def test_an_earlier_answer_is_changed_for_a_reason_a_slip_without_one(self, client, lead, rows):
        say(client, rows[0], "not_known")
        rows[0].refresh_from_db()
        assert say(client, rows[0], "known").status_code == 200
        later(rows[0])
        refused = say(client, rows[0], "not_known")
        assert refused.status_code == 422
        assert "Enter why the earlier answer is changed" in refused.json()["error"]
        assert say(client, rows[0], "not_known", reason="A twin.").status_code == 200
        assert not AuditReturn.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "exempt"},
            {"state": ""},
            {"state": "known", "whom": ["cousin"]},
            {"state": "declined", "reason": " "},
            {"state": "declined", "reason": "x" * 301},
            {"state": "declined", "reason": "\0"},
            {"state": "known", "seen": "x" * 90},
        ],
    )
    def test_what_is_no_answer_is_refused_in_words(self, client, lead, rows, wrong):
        answer = say(client, rows[0], **wrong)
        assert answer.status_code in {409, 422}
        assert answer.json()["error"]
        assert fresh(rows[0]).state == "to_confirm"

    def test_another_agencys_line_is_not_there(self, client, lead, rows):
        foreign = factories.involvement(rows[0].case, factories.agency(), State.TO_CONFIRM)
        assert say(client, foreign, "known").status_code == 404
        assert client.get(page(foreign)).status_code == 404


def test_the_service_says_who_answered_meanwhile(agency, rows):
    first, second = factories.lead(agency), factories.lead(agency)
    seen = rows[0].seen
    decide_involvement(involvement=fresh(rows[0]), state="not_known", by=first, seen=seen)
    with pytest.raises(AnsweredMeanwhile, match=first.name):
        decide_involvement(involvement=fresh(rows[0]), state="known", by=second, seen=seen)


def test_the_page_takes_the_same_queries_whatever_its_size(client, lead, rows):
    client.get(page(rows[0]))
    with CaptureQueriesContext(connection) as few:
        client.get(page(rows[0]))
    asked(rows[0].case.audit, rows[0].agency, 14)
    with CaptureQueriesContext(connection) as many:
        client.get(page(rows[0]))
    assert len(many) == len(few)


def test_eighteen_cases_and_six_agencies_with_63_returns_leave_45_explained_cells(client):
    """As published: each lead answers its 18 cases on one page; nothing else is expected."""
    factories.partnership()
    audit = factories.audit()
    cases = [factories.case(audit) for _ in range(18)]
    known = (18, 15, 12, 9, 6, 3)
    explained = ("not_known", "outside_period", "declined")
    for agency, number in ((factories.agency(), number) for number in known):
        rows = [factories.involvement(case, agency, State.TO_CONFIRM) for case in cases]
        client.force_login(factories.lead(agency))
        sent = {}
        for at, row in enumerate(rows):
            state = "known" if at < number else explained[at % 3]
            sent |= said(row, state, reason="Not ours." if state == "declined" else "")
        assert client.post(page(rows[0]), sent).status_code == 302
    tally = matrix_of(audit, timezone.localdate()).tally
    assert (tally.cells, tally.known, tally.explained, tally.to_confirm) == (108, 63, 45, 0)
    assert AuditReturn.objects.filter(audit=audit).count() == 63
    assert in_words(tally).startswith("108 cells = 63 known to the agency, so a return is expected")


class TestWhenItMayBeSaid:
    """Known is what figures are counted of, so it stands still once the returns are in."""

    @pytest.fixture
    def row(self, agency):
        return factories.involvement(factories.case(factories.audit()), agency, State.NOT_KNOWN)

    @pytest.fixture
    def by(self, agency):
        return factories.lead(agency)

    def put_at(self, row, status) -> Involvement:
        Audit.objects.filter(pk=row.case.audit_id).update(status=status)
        return Involvement.objects.select_related("case__audit").get(pk=row.pk)

    def decide(self, row, by, state=State.KNOWN):
        return decide_involvement(involvement=row, state=state, reason="Found again.", by=by)

    @pytest.mark.parametrize(
        ("status", "sentence"),
        [
            ("planning", "This audit has not started"),
            ("moderating", "Returns are collected no longer"),
            ("analysing", "Returns are collected no longer"),
            ("closed", "This audit is over"),
            ("cancelled", "This audit is over"),
        ],
    )
    def test_an_agency_changes_it_only_while_returns_are_collected(self, row, by, status, sentence):
        with pytest.raises(Refused, match=sentence):
            self.decide(self.put_at(row, status), by)
        assert not AuditReturn.objects.exists()
        assert self.decide(self.put_at(row, "collecting"), by)

    @pytest.mark.parametrize("status", ["moderating", "analysing"])
    def test_who_is_asked_late_answers_once_and_the_coordinator_corrects_it(self, row, by, status):
        row = self.put_at(row, status)
        Involvement.objects.filter(pk=row.pk).update(state=State.TO_CONFIRM)
        row.refresh_from_db()
        self.decide(row, by, State.OUTSIDE_PERIOD)
        with pytest.raises(Refused):
            self.decide(row, by)
        assert self.decide(row, factories.coordinator())

    @pytest.mark.parametrize("status", ["closed", "cancelled"])
    def test_nobody_changes_it_once_the_audit_is_over(self, agency, status):
        expected = factories.audit_return(agency_=agency, status="not_started")
        row = self.put_at(Involvement.objects.select_related("case").get(), status)
        with pytest.raises(Refused, match="This audit is over"):
            self.decide(row, factories.coordinator(), State.NOT_KNOWN)
        assert AuditReturn.objects.get() == expected

    def test_its_pages_say_why_and_have_nothing_to_press(self, client, row, lead):
        row = self.put_at(row, "analysing")
        for url in (page(row), reverse("cases:involvement", args=[row.pk])):
            text = client.get(url).content.decode()
            assert "Returns are collected no longer" in text
            assert 'type="radio"' not in text
        assert say(client, row, "known").status_code == 422
        assert fresh(row).state == State.NOT_KNOWN

    @pytest.mark.parametrize("status", ["planning", "closed", "cancelled"])
    def test_who_a_case_is_about_is_shown_to_agencies_only_while_it_is_worked_on(
        self, client, row, lead, status
    ):
        Identity.objects.create(case=row.case, kind="subject", text="Kit Moss")
        Involvement.objects.filter(pk=row.pk).update(state=State.KNOWN)
        look = reverse("cases:involvement_identity", args=[row.pk])
        assert "Kit Moss" in client.post(look).content.decode()
        self.put_at(row, status)
        assert "Kit Moss" not in client.post(look).content.decode()
        assert not Identity.objects.visible_to(lead).exists()

    def test_before_the_start_an_agency_is_not_told_which_cases_it_will_be_asked_about(
        self, client, row, lead
    ):
        self.put_at(row, "planning")
        assert row.case.reference not in client.get(page(row)).content.decode()
        assert client.get(reverse("cases:involvement", args=[row.pk])).status_code == 404


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("planning", "Your agency is asked about its cases once it starts."),
        ("collecting", "Your agency is not asked about any case of this audit."),
    ],
)
def test_without_a_case_nothing_is_counted_and_the_page_says_why(
    client, agency, lead, status, sentence
):
    audit = factories.audit(status=status)
    audit.participations.create(agency=agency)
    shown = client.get(reverse("cases:known", args=[agency.pk, audit.pk])).content.decode()
    assert sentence in shown
    assert "0 cases" not in shown
    assert "(0)" not in shown
