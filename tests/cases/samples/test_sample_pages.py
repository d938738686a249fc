"""The coordinator's pages about a sample, from the list of candidates to cases with their facts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import Audit
from cases.models import Candidate, Case, Draw, Moderation, RemovedCase, Subject
from cases.panel.items import PanelItem
from cases.panel.judging import Place, Said, save_judgement
from cases.panel.meetings import change_meeting
from cases.panel.notes import hold_meeting
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_sizes
from tests import factories
from tests.cases.samples.planned_samples import in_areas, person, planned
from tests.look.markup import Page
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
HEADS = "local identifier,name,date of birth,area,opened on,sex"


@pytest.fixture
def coordinator(as_):
    factories.partnership()
    person = factories.coordinator()
    return as_(person)


def url(audit, page: str, *arguments) -> str:
    return reverse(f"cases:{page}", args=[audit.pk, *arguments])


def rows_of(response) -> list[list[str]]:
    """The words in the cells of its tables, a row each."""
    rows = []
    for element in Page(response.content.decode()).elements:
        if element.tag == "tr":
            rows.append([])
        elif element.tag in ("th", "td"):
            rows[-1].append(" ".join(element.text.split()))
    return rows


def send(client, audit, *rows: str):
    file = SimpleUploadedFile("list.csv", "\n".join(rows).encode())
    return client.post(url(audit, "candidates", 1), {"file": file})


def test_a_sample_is_drawn_from_a_file_in_the_browser_alone(coordinator):
    """Leicester, Leicestershire and Rutland: 4 + 4 + 2."""
    names = ("Leicester", "Leicestershire", "Rutland")
    audit = planned()
    audit.areas.set([factories.area(name=name) for name in names])
    assert "No cases yet" in text_of(coordinator.get(url(audit, "cases")))
    coordinator.post(url(audit, "begin_draw"))
    rules = {
        "dimensions": ["area"],
        "audit_date": "31 12 2025",
        "open_for_months": "6",
        "oldest": "17",
        "areas": names,
    }
    assert coordinator.post(url(audit, "draw_rules", 1), rules).status_code == 302
    rows = [
        f"L{n},Quillfeather {n},1/{1 + n % 12}/2016,{name},1/{1 if n else 12}/2025,female"
        for at, name in enumerate(names)
        for n in range(10 * at, 10 * at + 6)
    ]
    assert send(coordinator, audit, HEADS, *rows).status_code == 302
    shown = text_of(coordinator.get(url(audit, "draw", 1)))
    assert "17 of 18 can be drawn." in shown
    assert "Open for less than 6 months on the audit date." in shown
    sizes = {"cell-0": "4", "cell-1": "4", "cell-2": "2", "reserves": ""}
    assert coordinator.post(url(audit, "draw_sizes", 1), sizes).status_code == 302
    asks = text_of(coordinator.get(url(audit, "make_draw", 1)))
    assert "10 cases from 17 candidates." in asks
    response = coordinator.post(url(audit, "make_draw", 1), follow=True)
    shown = text_of(response)
    assert "First draw · 10 cases" in shown
    assert rows_of(response)[1] == ["Leicester", "5", "4", "4", "Filled"]
    assert rows_of(response)[3] == ["Rutland", "6", "2", "2", "Filled"]
    again = text_of(coordinator.post(url(audit, "repeat_draw", 1), follow=True))
    assert "the same 10 came out" in again
    listed = text_of(coordinator.get(url(audit, "cases")))
    assert "10 cases, by reference only" in listed
    assert "Profile: 10 children, aged" in listed
    assert "Quillfeather" not in listed + shown


def test_faults_of_a_file_are_listed_and_nobody_is_kept(coordinator):
    audit = planned()
    coordinator.post(url(audit, "begin_draw"))
    response = send(coordinator, audit, HEADS, "A1,Ada,31/2/2015,Nowhere,,f", "A1,,,,,")
    assert response.status_code == 422
    shown = text_of(response)
    assert "Nothing was brought in" in shown
    for sentence in (
        "Row 2, “date of birth”: There is no such day.",
        "Row 2, “area”: There is no “Nowhere”.",
        "Row 2, “sex”: Write one of:",
        "Row 3: This is the same child as in row 2",
    ):
        assert sentence in shown
    with acting_as_system():
        assert not Candidate.objects.exists()


def test_a_part_without_enough_candidates_is_said_before_drawing_and_needs_a_tick(coordinator):
    with acting_as_system():
        draw, _ = in_areas({"Leicester": 4, "Rutland": 20})
    sentence = "Rutland: 20 asked for, only 12 can be drawn."
    assert sentence in text_of(coordinator.get(url(draw.audit, "draw", 1)))
    assert sentence in text_of(coordinator.get(url(draw.audit, "make_draw", 1)))
    refused = text_of(coordinator.post(url(draw.audit, "make_draw", 1)))
    assert sentence in refused
    assert not Draw.objects.get().is_drawn
    made = coordinator.post(url(draw.audit, "make_draw", 1), {"accepts_fewer": "yes"}, follow=True)
    assert "8 missing" in text_of(made)


def test_sizes_by_two_dimensions_are_a_grid(coordinator):
    with acting_as_system():
        plans = [factories.plan_type(name=name) for name in ("Child in need", "Looked after")]
        draw, _ = in_areas({"Leicester": 0, "Rutland": 0})
        Draw.objects.update(dimensions=["area", "plan_type"], plan_types=[p.name for p in plans])
        Candidate.objects.filter(area__name="Rutland").update(plan_type=plans[0])
        Candidate.objects.filter(area__name="Leicester").update(plan_type=plans[1])
    page = coordinator.get(url(draw.audit, "draw_sizes", 1))
    shown = text_of(page)
    assert rows_of(page)[0] == ["Area and Plan type", "Child in need", "Looked after"]
    assert "Leicester · Child in need 0 can be drawn" in shown
    assert "Leicester · Looked after 12 can be drawn" in shown
    response = coordinator.post(
        url(draw.audit, "draw_sizes", 1), {"cell-0": "1", "cell-1": "1", "cell-2": "x"}
    )
    assert response.status_code == 422
    assert "Rutland · Child in need" in text_of(response)
    response = coordinator.post(
        url(draw.audit, "draw_sizes", 1), {"cell-0": "1", "cell-1": "1"}, follow=True
    )
    assert "Leicester · Child in need: 1 asked for, nobody can be drawn." in text_of(response)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"dimensions": ["area", "sex", "category"]}, "Choose two at most"),
        ({"audit_date": "31 2 2025"}, "There is no such day"),
        ({"audit_date": ""}, "Fill in “Audit date”"),
        ({"youngest": "9", "oldest": "3"}, "Enter an age that is not below the youngest"),
        ({"open_for_months": "some"}, "Enter a whole number, like 6"),
        ({"due_on": "1 1 2020"}, "That day is over. Choose today or a later day"),
        ({"areas": ["Atlantis"]}, "Atlantis"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_words(coordinator, said, sentence):
    audit = planned()
    factories.area(name="Leicester")
    coordinator.post(url(audit, "begin_draw"))
    response = coordinator.post(url(audit, "draw_rules", 1), {"audit_date": "31 12 2025"} | said)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_a_candidate_is_added_by_a_form_which_keeps_what_was_typed(coordinator):
    audit = planned()
    coordinator.post(url(audit, "begin_draw"))
    page = url(audit, "add_candidate", 1)
    refused = coordinator.post(page, {"name": "Ada Quillfeather", "category": "neglect"})
    assert refused.status_code == 422
    assert "Enter the local identifier, or the name with the date of birth" in text_of(refused)
    assert "Ada Quillfeather" in refused.content.decode()
    said = {"identifier": "A1", "name": "Ada", "born_on": "1 2 2020", "siblings": "2"}
    assert coordinator.post(page, said).status_code == 302
    again = coordinator.post(page, said)
    assert "among the candidates already" in text_of(again)
    with acting_as_system():
        assert Candidate.objects.get().identity["name"] == "Ada"


def test_who_a_candidate_is_opens_by_post_only_and_each_look_is_recorded(coordinator):
    with acting_as_system():
        draw, _ = in_areas({"Leicester": 1}, each=1)
        one = Candidate.objects.get()
    page = url(draw.audit, "candidate", 1, one.pk)
    assert "Quillfeather" not in text_of(coordinator.get(page))
    assert "Quillfeather" not in text_of(coordinator.get(url(draw.audit, "candidates", 1)))
    who = url(draw.audit, "candidate_who", 1, one.pk)
    assert coordinator.get(who).status_code == 405
    assert "Quillfeather 0" in text_of(coordinator.post(who))
    assert Activity.objects.filter(verb="read who a candidate is").count() == 1


def test_a_candidate_is_chosen_by_hand_and_the_choice_is_taken_back(coordinator):
    with acting_as_system():
        draw, _ = in_areas({"Leicester": 1}, each=1)
        one = Candidate.objects.get()
    page = url(draw.audit, "candidate", 1, one.pk)
    assert coordinator.post(page, {"reason": ""}).status_code == 422
    coordinator.post(page, {"reason": "The only one with a profile."})
    assert "Chosen by hand" in text_of(coordinator.get(url(draw.audit, "candidates", 1)))
    coordinator.post(page, {"undo": "yes"})
    with acting_as_system():
        assert Candidate.objects.get().chosen_because == ""


def test_candidates_are_deleted_one_by_one_or_all(coordinator):
    with acting_as_system():
        draw, _ = in_areas({"Leicester": 1}, each=3)
        one = Candidate.objects.first()
    coordinator.post(url(draw.audit, "remove_candidate", 1, one.pk))
    coordinator.post(url(draw.audit, "remove_candidates", 1))
    with acting_as_system():
        assert not Candidate.objects.exists()


def test_a_draw_is_given_up_with_its_candidates_and_a_made_one_is_not(coordinator):
    with acting_as_system():
        draw, by = in_areas({"Leicester": 1})
    coordinator.post(url(draw.audit, "give_up_draw", 1))
    assert not Draw.objects.exists()
    with acting_as_system():
        draw = begin_draw(audit=draw.audit, by=by)
        add_candidates(draw=draw, people=[person(1)], by=by)
        set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
        draw_sample(draw=draw, by=by)
    response = coordinator.post(url(draw.audit, "give_up_draw", 1), follow=True)
    assert "has been made, so it stays" in text_of(response)
    for page in ("draw_rules", "draw_sizes", "candidates", "add_candidate", "make_draw"):
        assert coordinator.get(url(draw.audit, page, 1)).status_code == 302


def sampled(reserves=0, size=2, **fields):
    """An audit whose cases were drawn from a few."""
    by = factories.coordinator()
    draw = begin_draw(audit=planned(**fields), by=by)
    add_candidates(draw=draw, people=[person(n) for n in range(size + reserves)], by=by)
    set_sizes(draw=draw, asked={(): size}, reserves=reserves, by=by)
    draw_sample(draw=draw, by=by)
    return draw.audit


def test_a_case_is_replaced_by_the_next_in_order_and_stays_named(coordinator):
    audit = sampled(reserves=1)
    case = Case.objects.order_by("reference").first()
    page = url(audit, "replace_case", case.pk)
    assert coordinator.post(page, {"reason": " "}).status_code == 422
    coordinator.post(page, {"reason": "Moved to another authority."})
    gone = RemovedCase.objects.get()
    assert (gone.reference, gone.replaced_by.chosen) == (case.reference, "reserve")
    assert gone.replaced_by.reference == f"{audit.reference_prefix}-03"
    shown = text_of(coordinator.get(url(audit, "cases")))
    assert f"Replaced by {gone.replaced_by}" in shown
    assert "Moved to another authority." in shown
    made = coordinator.get(url(audit, "draw", 1))
    assert rows_of(made)[1] == ["Everybody", "3", "2", "2", "Filled"]
    again = text_of(coordinator.post(url(audit, "repeat_draw", 1), follow=True))
    assert "the same 2 came out" in again


def test_without_a_reserve_the_page_says_so_before_anything_is_lost(coordinator):
    audit = sampled()
    case = Case.objects.first()
    page = url(audit, "replace_case", case.pk)
    assert "No reserve is kept" in text_of(coordinator.get(page))
    assert coordinator.post(page, {"reason": "Moved."}).status_code == 422
    assert Case.objects.count() == 2


def test_a_case_with_answers_is_neither_replaced_nor_taken_out(coordinator):
    audit = sampled(reserves=1)
    Audit.objects.update(status=Audit.Status.COLLECTING)
    case = Case.objects.first()
    factories.answered_return(audit=audit, case_=case)
    for name, sentence in (
        ("replace_case", "An agency has begun to answer"),
        ("take_out_case", "Agencies were asked about it"),
    ):
        response = coordinator.post(url(audit, name, case.pk), {"reason": "Moved."})
        assert response.status_code == 422
        assert sentence in text_of(response)
    assert Case.objects.filter(pk=case.pk).exists()


def test_what_a_panel_recorded_of_a_case_is_never_lost_with_it(coordinator):
    audit = sampled(reserves=1)
    case = Case.objects.first()
    moderation = Moderation.objects.create(audit=audit, case=case)
    moderation.judgements.create(question_key="overall", rationale="Too little is known.")
    for name in ("replace_case", "take_out_case"):
        response = coordinator.post(url(audit, name, case.pk), {"reason": "Moved."})
        assert "Something has been recorded" in text_of(response)
    assert Moderation.objects.count() == 1


def test_a_case_that_a_panel_said_nothing_of_may_be_replaced(coordinator):
    audit = sampled(reserves=1)
    case, by = Case.objects.first(), factories.coordinator()
    with acting_as_system():
        Audit.objects.update(status=Audit.Status.COLLECTING)
        audit.refresh_from_db()
        item = PanelItem(audit, case=case)
        save_judgement(item=item, place=Place("overall"), said=Said(), by=by)
        held = hold_meeting(audit=audit, held_on=timezone.localdate(), place="", by=by)
        put = {"held_on": held.held_on, "place": "", "items": [item], "looked_at": [case.pk]}
        change_meeting(meeting=held, by=by, **put)
        assert held.moderations.get().case == case
    coordinator.post(url(audit, "replace_case", case.pk), {"reason": "Moved."})
    assert not Case.objects.filter(pk=case.pk).exists()
    assert RemovedCase.objects.get().replaced_by


def test_a_case_is_taken_out_while_planning_and_its_reference_is_never_given_again(coordinator):
    audit = sampled()
    last = Case.objects.order_by("reference").last()
    coordinator.post(url(audit, "take_out_case", last.pk), {"reason": "Drawn from a wrong list."})
    said = {"identifier": "ZZ", "reason": "The chair asked for it."}
    coordinator.post(url(audit, "add_sampled_case"), said)
    added = Case.objects.get(chosen="by_hand")
    assert added.reference == f"{audit.reference_prefix}-03"
    assert "The chair asked for it." in text_of(coordinator.get(url(audit, "cases")))
    again = coordinator.post(url(audit, "add_sampled_case"), said)
    assert "This is or was a case of this audit already." in text_of(again)


def test_facts_are_changed_as_at_the_audit_date(coordinator):
    audit = sampled()
    case = Case.objects.first()
    plan = factories.plan_type(name="Child protection")
    page = url(audit, "case_facts", case.pk)
    assert 'value="10 years"' in coordinator.get(page).content.decode()
    said = {"age": "5 months", "sex": "male", "plan_type": plan.pk, "siblings": "0"}
    assert coordinator.post(page, said | {"opened_on": "30 9 2025"}).status_code == 302
    child = Subject.objects.get(case=case)
    assert (child.age_years, child.age_months, child.sex) == (0, 5, "male")
    shown = text_of(coordinator.get(url(audit, "cases")))
    assert "5 months, male" in shown
    assert "Child protection 3 months 0" in shown
    refused = coordinator.post(page, said | {"age": "little"})
    assert refused.status_code == 422
    assert "Enter the age like 7 or 5 months" in text_of(refused)


def test_adults_are_asked_for_their_own_facts(coordinator):
    audit = sampled()
    case = Case.objects.first()
    page = url(audit, "case_facts", case.pk)
    assert "Primary support reason" not in text_of(coordinator.get(page))
    factories.partnership().__class__.objects.update(subject_word="adult")
    said = {"age": "82", "care_needs": "Dementia", "support_reason": "Memory and cognition"}
    coordinator.post(page, said)
    assert "Dementia; Memory and cognition" in text_of(coordinator.get(url(audit, "cases")))


def test_the_list_of_cases_takes_the_same_queries_for_any_number(coordinator):
    few, many = sampled(size=2), sampled(size=12)
    assert queries_of(coordinator, url(few, "cases")) == queries_of(coordinator, url(many, "cases"))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.APPROVER, Role.VIEWER, Role.ADMIN])
def test_nobody_else_sees_who_could_be_drawn(as_, role):
    draw, _ = in_areas({"Leicester": 1})
    response = as_(factories.user(role)).get(url(draw.audit, "candidates", 1))
    assert response.status_code in (403, 404)
