"""Who is kept to replace a case: let go only when asked, and offered only where they can."""

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import Audit
from cases.models import Candidate, Case, Moderation
from cases.samples.candidates import Person, person_of
from cases.samples.case_changes import add_case_by_hand, replace_case
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_sizes
from cases.transitions import Refused
from tests import factories
from tests.cases.samples.planned_samples import in_areas, person, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(as_):
    factories.partnership()
    return as_(factories.coordinator())


@pytest.fixture
def draw():
    """Two cases of Leicester with one reserve, two of Rutland with none left."""
    with acting_as_system():
        prepared, by = in_areas({"Leicester": 2, "Rutland": 2}, each=3)
        asked = {("Leicester",): 2, ("Rutland",): 2}
        set_sizes(draw=prepared, asked=asked, reserves=1, by=by)
        draw_sample(draw=prepared, by=by)
        Candidate.objects.filter(area__name="Rutland").delete()
    return prepared


def url(draw, page: str, *more) -> str:
    return reverse(f"cases:{page}", args=[draw.audit_id, *more])


def kept() -> int:
    with acting_as_system():
        return Candidate.objects.count()


def test_reserves_are_deleted_for_ever_only_after_a_page_that_asks(coordinator, draw):
    page = url(draw, "drop_reserves", 1)
    made = coordinator.get(url(draw, "draw", 1)).content.decode()
    assert f'href="{page}"' in made
    assert f'action="{page}"' not in made
    asks = text_of(coordinator.get(page))
    assert "Delete 1 reserve of the first draw?" in asks
    assert "This cannot be undone." in asks
    assert kept() == 1
    assert "1 reserve deleted." in text_of(coordinator.post(page, follow=True))
    assert kept() == 0


def test_where_no_reserve_is_kept_nothing_is_asked(coordinator, draw):
    page = url(draw, "drop_reserves", 1)
    coordinator.post(page)
    response = coordinator.get(page, follow=True)
    assert response.redirect_chain
    assert "No reserve of this draw is kept." in text_of(response)


def of_area(draw, name: str) -> list[Case]:
    with acting_as_system():
        return list(draw.cases.filter(area__name=name).order_by("reference"))


def links(client, draw) -> set[str]:
    """Cases beside which the list offers a replacement."""
    shown = client.get(url(draw, "cases")).content.decode()
    return {str(each) for each in draw.cases.all() if url(draw, "replace_case", each.pk) in shown}


def test_a_replacement_is_offered_only_where_a_reserve_of_its_part_is_kept(coordinator, draw):
    assert links(coordinator, draw) == {str(each) for each in of_area(draw, "Leicester")}


def test_a_replacement_is_not_offered_once_something_is_recorded_of_a_case(coordinator, draw):
    one, other = of_area(draw, "Leicester")
    with acting_as_system():
        Audit.objects.update(status=Audit.Status.COLLECTING)
        factories.answered_return(audit=draw.audit, case_=one)
    assert links(coordinator, draw) == {str(other)}
    with acting_as_system():
        moderation = Moderation.objects.create(audit=draw.audit, case=other)
    assert links(coordinator, draw) == {str(other)}  # an empty row was saved, or a tick
    with acting_as_system():
        moderation.judgements.create(question_key="overall", rationale="Too little is known.")
    assert links(coordinator, draw) == set()


def test_a_case_that_no_draw_gave_is_not_offered_a_replacement(coordinator, draw):
    with acting_as_system():
        added = factories.case(draw.audit)
    page = url(draw, "replace_case", added.pk)
    assert page not in coordinator.get(url(draw, "cases")).content.decode()
    assert "was not drawn" in text_of(coordinator.get(page))


@pytest.mark.parametrize(
    ("area", "is_answered", "said"),
    [
        ("Rutland", False, "No reserve is kept for this part of the sample"),
        ("Leicester", True, "An agency has begun to answer"),
    ],
)
def test_the_page_of_a_case_that_nobody_can_replace_has_no_form_and_says_what_to_do(
    coordinator, draw, area, is_answered, said
):
    case = of_area(draw, area)[0]
    if is_answered:
        with acting_as_system():
            Audit.objects.update(status=Audit.Status.COLLECTING)
            factories.answered_return(audit=draw.audit, case_=case)
    response = coordinator.get(url(draw, "replace_case", case.pk))
    assert said in text_of(response)
    assert "cannot be replaced" in text_of(response)
    assert "Replace it" not in text_of(response)
    assert "<textarea" not in response.content.decode()
    assert url(draw, "add_sampled_case") in response.content.decode()


def test_an_audit_that_has_moved_on_says_so_and_offers_no_case_to_add(coordinator, draw):
    with acting_as_system():
        Audit.objects.update(status=Audit.Status.ANALYSING)
    case = of_area(draw, "Leicester")[0]
    response = coordinator.get(url(draw, "replace_case", case.pk))
    assert "This one has moved on" in text_of(response)
    assert url(draw, "add_sampled_case") not in response.content.decode()


def test_a_reason_typed_while_the_last_reserve_went_is_shown_again(coordinator, draw):
    case = of_area(draw, "Leicester")[0]
    coordinator.post(url(draw, "drop_reserves", 1))
    response = coordinator.post(url(draw, "replace_case", case.pk), {"reason": "Moved to Hull."})
    assert response.status_code == 422
    assert "No reserve is kept" in text_of(response)
    assert "Moved to Hull." in text_of(response)


def one_case_with_reserves(number: int):
    """A draw of one case with so many reserves, in the order in which they come."""
    by = factories.coordinator()
    prepared = begin_draw(audit=planned(), by=by)
    add_candidates(draw=prepared, people=[person(n) for n in range(6)], by=by)
    set_sizes(draw=prepared, asked={(): 1}, reserves=number, by=by)
    (case,) = draw_sample(draw=prepared, by=by)
    (cell,) = prepared.cells.all()
    kept = {each.key: each for each in prepared.candidates.all()}
    return case, [kept[key] for key in cell.reserves], by


def become_a_case(reserve: Candidate, by) -> Case:
    """By hand, of somebody who is entered with the name and the birth alone."""
    who = person_of(reserve)
    again = Person("", who.name, who.born_on)
    return add_case_by_hand(audit=reserve.draw.audit, person=again, reason="Asked for.", by=by)


def test_a_reserve_who_became_a_case_since_is_passed_over_with_a_sentence(as_):
    factories.partnership()
    with acting_as_system():
        case, (first, second), by = one_case_with_reserves(2)
        become_a_case(first, by)
    client, page = as_(by), url(case.draw, "replace_case", case.pk)
    assert "Passed over: 1 reserve before it" in text_of(client.get(page))
    said = text_of(client.post(page, {"reason": "Moved to Hull."}, follow=True))
    assert "Passed over: 1 reserve before it in the order, already a case of this audit" in said
    with acting_as_system():
        taken = Case.objects.get(chosen=Case.Chosen.RESERVE)
        assert taken.draw_key == second.key
    assert kept() == 0


def test_nobody_is_replaced_where_every_reserve_became_a_case_since(as_):
    factories.partnership()
    with acting_as_system():
        case, reserves, by = one_case_with_reserves(1)
        become_a_case(reserves[0], by)
    client = as_(by)
    assert links(client, case.draw) == set()
    said = text_of(client.get(url(case.draw, "replace_case", case.pk)))
    assert "is or was a case of this audit already, so nobody can take its place" in said
    with acting_as_system(), pytest.raises(Refused, match="nobody can take its place"):
        replace_case(case=case, reason="Moved to Hull.", by=by)
