"""Changes from own values to the panel's, counted up and down."""

import pytest

from cases.panel.grade_moves import Move, Moves, move_of

RANKS = {"good": 3, "fair": 2, "poor": 1}


@pytest.mark.parametrize(
    ("own", "panel", "move"),
    [
        ("fair", "good", Move.UP),
        ("fair", "poor", Move.DOWN),
        ("fair", "fair", Move.STAYED),
        ("fair", None, None),
        (None, "good", None),
        ("not_recorded", "good", None),
    ],
)
def test_a_value_moves_along_its_scale(own, panel, move):
    assert move_of(own, panel, RANKS) == move


def test_equal_means_hide_no_moves():
    moves = Moves.of([("good", "fair"), ("fair", "good"), ("poor", "poor"), (None, "poor")], RANKS)
    assert moves == Moves(up=1, down=1, stayed=1, without=1)
    assert moves.in_words == "1 up · 1 down · 1 the same · 1 without a grade"
    assert (moves.counted, moves.all) == (3, 4)


def test_moves_of_agencies_add_up():
    assert Moves(1, 2, 3) + Moves(1, 0, 1, 1) == Moves(2, 2, 4, 1)
