"""Changes from own values to the panel's, counted one by one."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.panel.grade_moves import Move, Moves, Stated, move_of

RANKS = {"good": 3, "fair": 2, "poor": 1, "bad": 1}
GOOD, FAIR, POOR, BAD = (Stated("answered", code) for code in RANKS)
UNRANKED = Stated("answered", "mother")
SILENT, VOID = Stated("not_recorded"), Stated("not_applicable")

said = st.builds(
    Stated, st.just("answered"), st.sampled_from([*RANKS, "mother", 3]) | st.just(["home", "food"])
) | st.sampled_from([SILENT, VOID])
pairs = st.lists(st.tuples(st.none() | said, said))


@pytest.mark.parametrize(
    ("own", "panel", "move"),
    [
        (FAIR, GOOD, Move.UP),
        (FAIR, POOR, Move.DOWN),
        (FAIR, FAIR, Move.STAYED),
        (SILENT, SILENT, Move.STAYED),
        (POOR, BAD, Move.OTHERWISE),
        (FAIR, SILENT, Move.OTHERWISE),
        (SILENT, GOOD, Move.OTHERWISE),
        (VOID, SILENT, Move.OTHERWISE),
        (UNRANKED, GOOD, Move.OTHERWISE),
        (None, GOOD, Move.NO_OWN),
        (None, SILENT, Move.NO_OWN),
    ],
)
def test_a_value_moves_along_its_scale_or_changes_otherwise(own, panel, move):
    assert move_of(own, panel, RANKS) == move


def test_an_option_that_is_called_like_a_state_is_not_that_state():
    assert move_of(Stated("answered", "not_recorded"), SILENT, {}) == Move.OTHERWISE


def test_equal_means_hide_no_moves():
    moves = Moves.of(
        [(GOOD, FAIR), (FAIR, GOOD), (POOR, POOR), (GOOD, SILENT), (None, POOR)], RANKS
    )
    assert moves == Moves(up=1, down=1, stayed=1, otherwise=1, no_own=1)
    assert moves.in_words == (
        "1 up · 1 down · 1 the same · 1 changed otherwise · 1 without an own answer"
    )
    assert moves.all == 5


@given(pairs)
def test_the_columns_add_up_to_the_pairs_whatever_was_said(pairs):
    moves = Moves.of(pairs, RANKS)
    assert sum(astuple(moves)) == moves.all == len(pairs)
    assert moves.no_own == sum(own is None for own, _ in pairs)


@given(pairs)
def test_to_swap_what_is_said_swaps_up_and_down_and_nothing_else(pairs):
    pairs = [(own, panel) for own, panel in pairs if own is not None]
    there = Moves.of(pairs, RANKS)
    back = Moves.of([(panel, own) for own, panel in pairs], RANKS)
    assert back == Moves(there.down, there.up, there.stayed, there.otherwise)


@given(pairs, pairs)
def test_moves_of_agencies_add_up(some, others):
    assert Moves.of(some, RANKS) + Moves.of(others, RANKS) == Moves.of(some + others, RANKS)
