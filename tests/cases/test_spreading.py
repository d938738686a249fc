"""Properties of spreading returns evenly, whoever is barred and however much each has already."""

from hypothesis import given
from hypothesis import strategies as some

from cases.spreading import spread

AUDITORS = [*"abcde"]
auditors = some.integers(0, 5).map(lambda number: AUDITORS[:number])
returns = some.integers(0, 25).map(lambda number: list(range(number)))
loads = some.dictionaries(some.sampled_from(AUDITORS), some.integers(0, 12))
bars = some.dictionaries(some.integers(0, 24), some.sets(some.sampled_from(AUDITORS)))


def totals(given_to, auditors, load):
    return {who: load.get(who, 0) + list(given_to.values()).count(who) for who in auditors}


@given(returns, auditors, loads, bars)
def test_nobody_is_given_what_they_are_barred_from_and_nothing_else_is_left(
    returns, auditors, load, barred
):
    found = spread(returns, auditors, load, barred)
    assert list(found) == returns
    for one, who in found.items():
        able = set(auditors) - barred.get(one, set())
        assert who in able if able else who is None


@given(returns, auditors, loads, bars)
def test_no_return_could_change_hands_and_leave_things_more_even(returns, auditors, load, barred):
    found = spread(returns, auditors, load, barred)
    having = totals(found, auditors, load)
    for one, now in found.items():
        for who in set(auditors) - barred.get(one, set()):
            assert now is None or having[who] + 1 >= having[now]


@given(returns, auditors.filter(bool))
def test_with_nothing_in_hand_nobody_has_two_more_than_another(returns, auditors):
    having = totals(spread(returns, auditors), auditors, {}).values()
    assert max(having) - min(having) <= 1


@given(returns, auditors, loads, bars)
def test_the_same_question_has_the_same_answer(returns, auditors, load, barred):
    assert spread(returns, auditors, load, barred) == spread(returns, auditors, load, barred)


def test_whoever_has_the_fewest_comes_first_and_then_in_the_order_given():
    assert spread([1, 2, 3], ["a", "b"], {"a": 1}) == {1: "b", 2: "a", 3: "b"}


def test_others_go_round_what_only_one_may_answer():
    barred = {2: {"a"}, 3: {"a"}}
    assert spread([1, 2, 3], ["a", "b"], {}, barred) == {1: "a", 2: "b", 3: "b"}
