"""Of which day the facts of a case are: that of its draw, and otherwise that of its audit."""

from datetime import date

import pytest
from django.urls import reverse

from audits.models import Audit
from audits.planning import change_plan
from audits.transitions import Refused
from cases.models import Case
from cases.samples.case_changes import add_case_by_hand, replace_case
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from tests import factories
from tests.cases.samples.planned_samples import person, planned
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
OF_AUDIT, OF_DRAW = date(2025, 12, 31), date(2026, 9, 30)
TODDLER = {"born_on": date(2025, 6, 15), "opened_on": date(2026, 3, 1)}


def drawn_as_at(day: date, by, audit: Audit | None = None) -> Case:
    """A child aged 6 months on the day of the audit, and 15 on the day of the draw."""
    audit = audit or planned(audit_date=OF_AUDIT)
    draw = begin_draw(audit=audit, by=by)
    set_rules(draw=draw, by=by, audit_date=day, youngest=1, oldest=1)
    add_candidates(draw=draw, people=[person(n, **TODDLER) for n in (1, 2)], by=by)
    set_sizes(draw=draw, asked={(): 1}, reserves=1, by=by)
    (case,) = draw_sample(draw=draw, by=by)
    return Case.objects.get(pk=case.pk)


def test_age_and_time_open_of_a_drawn_case_are_those_its_rules_were_tested_on():
    case = drawn_as_at(OF_DRAW, factories.coordinator())
    assert case.subjects.get().age == "15 months"
    assert case.months_open == 6


def test_whoever_replaces_a_drawn_case_is_told_as_at_the_same_day():
    by = factories.coordinator()
    made = replace_case(case=drawn_as_at(OF_DRAW, by), reason="Moved away.", by=by)
    assert made.subjects.get().age == "15 months"
    assert made.months_open == 6


def test_facts_of_a_case_that_no_draw_gave_are_as_at_the_day_of_its_audit():
    audit = planned(audit_date=OF_AUDIT)
    case = add_case_by_hand(
        audit=audit, person=person(1, **TODDLER), reason="Asked for.", by=factories.coordinator()
    )
    assert case.subjects.get().age == "6 months"
    assert case.months_open is None


def test_pages_say_of_which_day_the_facts_of_a_case_are(as_):
    by = factories.coordinator()
    case, client = drawn_as_at(OF_DRAW, by), as_(by)
    listed = text_of(client.get(reverse("cases:cases", args=[case.audit_id])))
    assert "First draw, as at 30 September 2026" in listed
    assert "15 months" in listed
    assert "6 months" in listed
    facts = text_of(client.get(reverse("cases:case_facts", args=[case.audit_id, case.pk])))
    assert "As they were on 30 September 2026" in facts
    page = text_of(client.get(reverse("cases:case", args=[case.audit_id, case.pk])))
    assert "6 months on 30 September 2026" in page


def test_a_draw_begun_before_the_day_of_the_plan_was_changed_says_so(as_):
    by, audit = factories.coordinator(), planned(audit_date=OF_AUDIT)
    begin_draw(audit=audit, by=by)
    page = reverse("cases:draw", args=[audit.pk, 1])
    assert "a day of its own" not in text_of(as_(by).get(page))
    changed(audit, by, audit_date=OF_DRAW)
    said = text_of(as_(by).get(page))
    assert "Facts are as at 31 December 2025" in said
    assert "The plan says that facts are as at 30 September 2026" in said


def test_a_longer_list_needs_no_more_queries(as_):
    by = factories.coordinator()
    client, short, long = as_(by), planned(audit_date=OF_AUDIT), planned(audit_date=OF_AUDIT)
    drawn_as_at(OF_DRAW, by, short)
    for _ in range(2):
        draw = begin_draw(audit=long, by=by)
        add_candidates(draw=draw, people=[person(n, **TODDLER) for n in range(9)], by=by)
        set_sizes(draw=draw, asked={(): 3}, reserves=1, by=by)
        draw_sample(draw=draw, by=by)
    pages = [reverse("cases:cases", args=[audit.pk]) for audit in (short, long)]
    assert queries_of(client, pages[0]) == queries_of(client, pages[1])


def changed(audit: Audit, by, **plan) -> Audit:
    return change_plan(
        audit=audit, version=audit.plan_version, plan=plan, areas=[], series="", by=by
    )


def test_the_day_of_the_facts_can_be_changed_until_there_is_a_case():
    by, audit = factories.coordinator(), planned(audit_date=OF_AUDIT)
    audit = changed(audit, by, audit_date=OF_DRAW)
    assert Audit.objects.get(pk=audit.pk).audit_date == OF_DRAW
    factories.case(audit)
    with pytest.raises(Refused, match="ages and time open are told as at the day"):
        changed(audit, by, audit_date=OF_AUDIT)
    assert Audit.objects.get(pk=audit.pk).audit_date == OF_DRAW


def test_a_rolling_audit_may_change_it_after_its_start_while_nobody_is_told_of():
    audit = factories.audit(audit_date=OF_AUDIT, is_rolling=True)
    changed(audit, factories.coordinator(), audit_date=OF_DRAW)
    assert Audit.objects.get(pk=audit.pk).audit_date == OF_DRAW


def test_the_page_of_the_plan_says_that_the_day_stays_and_what_to_do_instead(as_):
    audit = planned(audit_date=OF_AUDIT)
    client, page = as_(factories.coordinator()), reverse("audits:edit_plan", args=[audit.pk])
    assert "audit_date" in client.get(page).context["form"].fields
    factories.case(audit)
    response = client.get(page)
    assert "audit_date" not in response.context["form"].fields
    said = text_of(response)
    assert "Ages and time open are told as at 31 December 2025, and that day stays" in said
    assert "A draw can have a day of its own" in said
