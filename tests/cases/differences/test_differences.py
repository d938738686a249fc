"""Where agencies differ about a case, and what only one of them knew. Pure."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.differences.comparing import Asked, Place, Said, differences_in, known_to_one, sides_of

YES_PARTLY_NO = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}
PLACE = Place("seen-alone")


def choice(key="seen-alone", **fields) -> Asked:
    return Asked(**{"key": key, "kind": "choice", "standing": YES_PARTLY_NO} | fields)


STATES = ("not_recorded", "missing", "not_applicable", "not_asked")


def said(*values) -> list[Said]:
    """By agencies a, b, c …; what is no value but a state is said as that state."""
    return [
        Said(agency, value) if value in STATES else Said(agency, "answered", value)
        for agency, value in zip("abcdef", values, strict=False)
    ]


def differ(question: Asked, *values):
    return differences_in({question.key: question}, {Place(question.key): said(*values)})


def only_one(question: Asked, *values):
    return known_to_one({question.key: question}, {Place(question.key): said(*values)})


def distance(question: Asked, *values) -> Fraction:
    found = differ(question, *values)
    return found[0].distance if found else Fraction(0)


def test_a_yes_against_a_no_is_a_difference_and_names_who_said_what():
    (found,) = differ(choice(), "yes", "no", "yes")
    assert [[each.agency for each in side] for side in found.sides] == [["a", "c"], ["b"]]
    assert found.distance == 1


@pytest.mark.parametrize("silence", ["not_recorded", "missing", "not_applicable", "not_asked"])
@pytest.mark.parametrize("value", ["yes", "no"])
def test_silence_is_never_a_no(silence, value):
    assert differ(choice(), value, silence) == []


def test_two_that_differ_stand_on_two_sides_although_a_third_differs_from_neither():
    (found,) = differ(Asked("scores", "items"), {"a": 0}, {"b": 0}, {"b": 1})
    assert [[each.agency for each in side] for side in found.sides] == [["a", "b"], ["c"]]


def test_agencies_that_were_asked_and_say_nothing_are_named_beside_a_difference():
    (found,) = differ(choice(), "yes", "no", "not_recorded", "not_applicable")
    assert [each.agency for each in found.silent] == ["c"]


def test_an_option_that_says_not_applicable_is_no_answer():
    assert differ(choice(void=frozenset({"na"})), "yes", "na") == []


def test_a_grade_is_as_far_as_its_scale_says():
    grade = choice(kind="grade", standing={"1": Fraction(0), "2": Fraction(1, 3), "4": Fraction(1)})
    assert distance(grade, "1", "4") == 1
    assert distance(grade, "1", "2") == Fraction(1, 3)


def test_options_without_an_order_just_differ():
    assert distance(choice(standing={}), "mother", "father") == Fraction(1, 2)


def test_two_options_of_one_worth_are_still_two_answers():
    late = choice(standing={"late": Fraction(0), "no": Fraction(0)})
    assert 0 < distance(late, "late", "no") < Fraction(1, 2)


def test_several_choices_are_compared_as_sets():
    asked = Asked("why", "choices")
    assert distance(asked, ["food", "home"], ["home", "food"]) == 0
    assert distance(asked, ["food"], ["home"]) == 1
    assert distance(asked, ["food", "home"], ["home"]) == Fraction(1, 2)


@pytest.mark.parametrize(("kind", "same"), [("number", (3, "3.0")), ("date", ("2025-03-31",) * 2)])
def test_one_number_or_date_written_twice_is_no_difference(kind, same):
    assert distance(Asked("it", kind), *same) == 0


def test_numbers_are_as_far_apart_as_they_are_large():
    visits = Asked("visits", "number")
    assert distance(visits, 1, 4) > distance(visits, 30, 31) > 0
    assert distance(visits, 0, 0) == 0


def test_dates_are_further_apart_the_longer_the_time_between():
    seen = Asked("seen", "date")
    assert distance(seen, "2025-01-01", "2025-01-02") < distance(seen, "2024-01-01", "2025-01-02")


def test_a_year_is_not_another_date_than_a_month_in_it():
    began = Asked("began", "partial_date")
    assert distance(began, "2025", "2025-03") == 0
    assert distance(began, "2025-04", "2025-03") > 0


def test_profiles_and_items_are_compared_where_both_agencies_graded():
    profile = Asked("home", "profile", standing=YES_PARTLY_NO)
    assert distance(profile, {"food": "yes", "heat": "no"}, {"food": "no"}) == 1
    assert distance(profile, {"heat": "no"}, {"food": "no"}) == 0
    assert distance(Asked("scores", "items"), {"a": 1, "b": 2}, {"a": 1, "b": 2}) == 0
    assert distance(Asked("scores", "items"), {"a": 1}, {"a": 2}) > 0


@pytest.mark.parametrize("kind", ["text", "quote", "tasks"])
def test_words_are_never_compared(kind):
    assert differ(Asked("words", kind), "One thing.", "Another.") == []


def test_what_each_agency_did_itself_is_neither_compared_nor_known_to_one():
    own = choice(own_work=True)
    assert differ(own, "yes", "no") == only_one(own, "yes", "not_recorded") == []


def test_each_child_is_compared_with_itself():
    asked = {"seen-alone": choice()}
    first, second = Place("seen-alone", "child-1"), Place("seen-alone", "child-2")
    answers = {first: said("yes", "yes"), second: said("yes", "no")}
    assert [each.place for each in differences_in(asked, answers)] == [second]


def test_what_a_measure_counts_comes_first_then_the_furthest_apart_and_the_most_agencies():
    asked = {
        "counted": choice("counted", is_counted=True, position=(9, 9)),
        "required": choice("required", is_required=True, position=(8, 1)),
        "far": choice("far", position=(5, 1)),
        "opposite": choice("opposite", position=(6, 1), is_required=True),
        "near": choice("near", position=(1, 1)),
        "far-and-many": choice("far-and-many", position=(7, 1)),
    }
    answers = {
        Place("near"): said("yes", "partly"),
        Place("far"): said("yes", "no"),
        Place("opposite"): said("no", "yes"),
        Place("far-and-many"): said("yes", "no", "no"),
        Place("required"): said("yes", "partly"),
        Place("counted"): said("yes", "partly"),
    }
    order = [each.place.key for each in differences_in(asked, answers)]
    assert order == ["counted", "far-and-many", "opposite", "far", "required", "near"]


def test_an_answer_on_an_ordered_scale_comes_before_a_number_that_is_as_far_apart():
    asked = {
        "visits": Asked("visits", "number", position=(1, 1), is_required=True),
        "near": choice("near", position=(2, 1)),
    }
    answers = {Place("visits"): said(1, 90), Place("near"): said("yes", "partly")}
    assert [each.place.key for each in differences_in(asked, answers)] == ["near", "visits"]


def test_what_one_record_answers_and_the_others_do_not_is_known_to_one():
    (found,) = only_one(choice(), "not_recorded", "no", "missing")
    assert found.said.agency == "b"
    assert [each.agency for each in found.silent] == ["a", "c"]


@pytest.mark.parametrize(
    "values", [("yes", "not_applicable"), ("yes", "not_asked"), ("yes", "yes", "missing"), ("yes",)]
)
def test_one_answer_is_known_to_one_only_where_another_was_asked_and_is_silent(values):
    assert only_one(choice(), *values) == []


def test_words_that_one_agency_alone_wrote_are_known_to_one():
    (found,) = only_one(Asked("words", "text"), "missing", "A neighbour rang.")
    assert found.said.value == "A neighbour rang."


def test_a_digest_changes_with_what_is_said_and_with_nothing_else():
    first, again, other = (
        differ(choice(), *values)[0].digest
        for values in (("yes", "no"), ("yes", "no", "missing"), ("yes", "partly"))
    )
    assert first == again != other


CODES = st.sampled_from(["yes", "partly", "no"])
VALUES = {
    "choice": CODES,
    "choices": st.lists(CODES, min_size=1, max_size=3, unique=True),
    "number": st.integers(-5, 50),
    "date": st.dates().map(str),
    "profile": st.dictionaries(st.sampled_from("abc"), CODES, min_size=1),
    "items": st.dictionaries(st.sampled_from("abc"), st.integers(0, 9), min_size=1),
    "text": st.text(max_size=5),
}
QUIET = st.sampled_from(["not_recorded", "missing", "not_applicable", "not_asked"])


@st.composite
def case_answers(draw):
    asked, answers = {}, {}
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(sorted(VALUES)))
        question = choice(
            f"question-{number}",
            kind=kind,
            position=(1, number),
            is_required=draw(st.booleans()),
            is_counted=draw(st.booleans()),
        )
        asked[question.key] = question
        for repetition in draw(st.sampled_from([("",), ("child-1", "child-2")])):
            answers[Place(question.key, repetition)] = [
                Said(f"agency-{at}", "answered", draw(VALUES[kind]), at)
                if draw(st.booleans())
                else Said(f"agency-{at}", draw(QUIET), None, at)
                for at in range(draw(st.integers(0, 4)))
            ]
    return asked, answers


@given(case_answers(), st.randoms())
def test_the_order_in_which_agencies_and_places_come_changes_nothing(given_, random):
    asked, answers = given_
    places = list(answers)
    random.shuffle(places)
    shuffled = {place: random.sample(answers[place], len(answers[place])) for place in places}
    assert differences_in(asked, shuffled) == differences_in(asked, answers)
    assert known_to_one(asked, shuffled) == known_to_one(asked, answers)


@given(case_answers())
def test_the_order_of_importance_is_total(given_):
    ranks = [each.rank for each in differences_in(*given_)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


@given(case_answers())
def test_a_distance_lies_between_nothing_and_the_whole(given_):
    assert all(0 < each.distance <= 1 for each in differences_in(*given_))


@given(case_answers())
def test_agencies_that_all_say_the_same_never_differ(given_):
    asked, answers = given_
    alike = {
        place: [Said(each.agency, each.state, values[0].value, each.position) for each in values]
        for place, values in answers.items()
        if values
    }
    assert differences_in(asked, alike) == []


@given(case_answers())
def test_every_agency_that_answers_stands_on_one_side_exactly(given_):
    for found in differences_in(*given_):
        sides = sides_of(found.asked, found.said)
        assert sorted(each.agency for side in sides for each in side) == sorted(
            each.agency for each in found.said
        )
        assert len(sides) > 1


@given(case_answers())
def test_nothing_is_a_difference_and_known_to_one_at_once(given_):
    differing = {each.place for each in differences_in(*given_)}
    assert not differing & {each.place for each in known_to_one(*given_)}
