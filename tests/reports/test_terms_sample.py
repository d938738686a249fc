"""Terms of reference: the sample, true days, who leads, whom to ask and where to sign."""

from datetime import date

import pytest
from django.utils import timezone

from agencies.models import Sector
from audits.models import Audit
from audits.timetable import in_words
from cases.models import Case
from cases.samples.frames import set_rules
from tests import factories
from tests.cases.samples.planned_samples import drawn, in_areas
from tests.reports.test_terms import words_of

pytestmark = pytest.mark.django_db


def test_a_drawn_sample_is_told_in_words_and_numbers():
    draw, _ = drawn({"Lakeside": 4, "Hillside": 2})
    factories.case(draw.audit, chosen=Case.Chosen.BY_HAND, chosen_because="Asked for.")
    words = words_of(draw.audit)
    for said in (
        "7 cases: 6 drawn at random and 1 chosen by hand.",
        f"Drawn on {in_words(timezone.localdate())} from 24 who could be drawn.",
        "Lakeside 4 of 4",
        "Hillside 2 of 2",
        f"Cases are drawn {in_words(timezone.localdate())}",
    ):
        assert said in words


def test_a_sample_being_prepared_says_what_is_asked_and_by_which_rules():
    draw, by = in_areas({"Lakeside": 4, "Hillside": 2})
    set_rules(draw=draw, by=by, dimensions=["area"], open_for_months=12)
    words = words_of(draw.audit)
    for said in (
        "No case is in the audit yet.",
        "Being prepared. Open for at least 12 months on the audit date.",
        "To be drawn",
        "Lakeside 4",
    ):
        assert said in words


def test_returns_due_on_several_days_are_told_with_all_of_them():
    audit = factories.audit(due_on=date(2027, 2, 26))
    for due_on in (date(2027, 2, 12), date(2027, 2, 12), date(2027, 3, 5), date(2027, 2, 26)):
        factories.audit_return(audit, due_on=due_on)
    assert (
        "Friday 12 February 2027 for 2 returns; Friday 5 March 2027 for 1 return; "
        "otherwise Friday 26 February 2027"
    ) in words_of(audit)


def test_a_draw_of_its_own_day_is_told_before_anybody_knows_its_cases():
    draw, _ = drawn({"Lakeside": 2})
    draw.due_on = date(2029, 3, 2)
    draw.save()
    assert "Friday 2 March 2029 for cases of the first draw; otherwise" in words_of(draw.audit)


def test_cases_that_nobody_drew_are_not_said_to_wait_for_a_draw():
    audit = factories.audit()
    factories.case(audit)
    assert "Cases are drawn Entered by hand, without a draw" in words_of(audit)


def test_leads_contacts_and_lines_to_sign_are_there():
    audit = factories.audit(
        status=Audit.Status.PLANNING,
        signs_off=factories.coordinator(name="Hester Larkwhistle", job_title="Chair"),
    )
    led = factories.agency(Sector.POLICE, name="Lakeshire Police")
    factories.lead(led, name="Lead Officer")
    factories.lead(led, name="Gone Officer", is_active=False)
    for each in (led, factories.agency(name="Oak School")):
        audit.participations.create(agency=each)
    factories.coordinator(name="Board Officer", email="board@example.org")
    words = words_of(audit)
    for said in (
        "Lakeshire Police Police Lead Officer",
        "No lead yet",
        "Board Officer, board@example.org",
        "Hester Larkwhistle, Chair, signs off the audit.",
        "For Signature Date Hester Larkwhistle Chair Lakeshire Police Lead Officer Oak School",
    ):
        assert said in words
    assert "Gone Officer" not in words
