from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.condition_editing import (
    NOTHING,
    Group,
    Rule,
    add_group,
    add_rule,
    faults_in,
    from_condition,
    part_at,
    parts_in,
    path_text,
    read_path,
    remove,
    to_condition,
    toggle_joins,
    toggle_not,
)
from audits.conditions import (
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Is,
    Not,
    PlainAnswer,
    dump,
    holds,
    parse,
)

QUESTIONS = ("seen", "alone", "visits")
comparisons = st.one_of(
    st.builds(Is, st.sampled_from(QUESTIONS), st.sampled_from([("yes",), ("yes", "no")])),
    st.builds(Answered, st.sampled_from(QUESTIONS)),
    st.builds(AtLeast, st.sampled_from(QUESTIONS), st.integers(0, 9).map(Decimal)),
    st.builds(AtMost, st.sampled_from(QUESTIONS), st.just(Decimal("2.5"))),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(All),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(Any),
        inner.map(Not),
    ),
    max_leaves=8,
)
answers = st.dictionaries(
    st.sampled_from(QUESTIONS),
    st.sampled_from(
        [
            PlainAnswer("answered", "yes"),
            PlainAnswer("answered", "no"),
            PlainAnswer("answered", "3"),
            PlainAnswer("not_recorded"),
            PlainAnswer("not_asked"),
        ]
    ),
)
rules = st.builds(
    Rule,
    question=st.sampled_from(["", *QUESTIONS]),
    relation=st.sampled_from(["is", "answered", "at_least", "at_most"]),
    codes=st.sampled_from([(), ("yes",)]),
    number=st.sampled_from(["", "3", "three", "2.5"]),
    negated=st.booleans(),
)
groups = st.recursive(
    st.builds(Group, st.sampled_from(["all", "any"]), st.lists(rules, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group,
        st.sampled_from(["all", "any"]),
        st.lists(rules | inner, max_size=3).map(tuple),
        st.booleans(),
    ),
    max_leaves=6,
)


@given(conditions, answers)
def test_a_condition_opened_and_saved_untouched_means_the_same(condition, given_answers):
    saved = to_condition(from_condition(condition))
    assert holds(saved, given_answers) == holds(condition, given_answers)


@given(conditions)
def test_opening_a_saved_condition_again_shows_it_as_it_was(condition):
    shown = from_condition(condition)
    saved = to_condition(shown)
    assert to_condition(from_condition(saved)) == saved
    assert not faults_in(shown)


@given(groups)
def test_a_draft_without_faults_is_a_condition_that_can_be_kept(group):
    if faults_in(group):
        return
    condition = to_condition(group)
    assert (condition is None) == (not group.parts)
    if condition is not None:
        assert parse(dump(condition)) == condition


@given(groups, st.data())
def test_adding_and_removing_a_rule_leaves_the_rest_as_it_was(group, data):
    places = [path for path, part in parts_in(group) if isinstance(part, Group) and part.parts]
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    longer = add_rule(group, path)
    added = (*path, len(part_at(group, path).parts))
    assert part_at(longer, added) == Rule()
    assert remove(longer, added) == group


@given(groups, st.data())
def test_changing_the_same_thing_twice_changes_nothing(group, data):
    path = data.draw(st.sampled_from([path for path, _ in parts_in(group)]))
    assert toggle_not(toggle_not(group, path), path) == group
    assert toggle_joins(toggle_joins(group, path), path) == group


@given(groups, st.lists(st.integers(0, 9), min_size=1, max_size=4).map(tuple))
def test_a_place_that_is_not_there_changes_nothing(group, path):
    if part_at(group, path) is None:
        for edit in (add_rule, add_group, remove, toggle_joins, toggle_not):
            assert edit(group, path) == group


@given(groups)
def test_every_place_can_be_written_into_a_field_and_read_back(group):
    for path, _ in parts_in(group):
        assert read_path(path_text(path)) == path


@pytest.mark.parametrize("text", ["", "x", "1..2", "-1", "1.", "٣", "9999", ".".join("1" * 99)])
def test_a_damaged_place_is_none(text):
    assert read_path(text) is None


def test_removing_the_last_rule_of_a_group_removes_the_group():
    group = Group("all", (Rule("seen", "answered"), Group("any", (Rule(),))))
    assert remove(group, (1, 0)) == Group("all", (Rule("seen", "answered"),))
    assert remove(Group("all", (Rule(),)), (0,)) == NOTHING


def test_a_group_is_added_with_its_first_rule_and_the_other_way_of_joining():
    assert add_group(NOTHING, ()) == Group("all", (Group("any", (Rule(),)),))


def test_nothing_is_added_deeper_than_a_condition_may_be():
    group, path = NOTHING, ()
    for _ in range(30):
        group = add_group(group, path)
        path = (*path, 0)
    assert max(len(place) for place, _ in parts_in(group)) < 10


def test_what_is_not_finished_is_named_where_it_is():
    group = Group("all", (Rule(), Group("any", ()), Rule("seen"), Rule("visits", "at_least")))
    assert [fault.path for fault in faults_in(group)] == [(0,), (1,), (2,), (3,)]
