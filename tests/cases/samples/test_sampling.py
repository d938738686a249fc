"""Drawing from a frame: reproducible, fair, and said in words where it falls short."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cases.samples.sampling import (
    Cell,
    Member,
    draw,
    fill,
    in_order,
    shortfalls,
    shuffled,
)

keys = st.text("0123456789abcdef", min_size=4, max_size=12)
strata = st.sampled_from([("North",), ("South",), ("West",)])
frames = st.dictionaries(keys, strata, max_size=60).map(
    lambda found: [Member(key, stratum) for key, stratum in found.items()]
)
asked = st.dictionaries(strata, st.integers(0, 12))
seeds = st.text(min_size=1, max_size=20)


@given(seeds, frames, asked)
def test_the_same_seed_gives_the_same_sample(seed, frame, numbers):
    assert draw(seed, frame, numbers) == draw(seed, list(frame), dict(numbers))


@given(seeds, frames, asked, st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(seed, frame, numbers, shuffler):
    otherwise = list(frame)
    shuffler.shuffle(otherwise)
    assert drawn(draw(seed, frame, numbers)) == drawn(draw(seed, otherwise, numbers))


@given(seeds, frames, asked, st.integers(0, 3))
def test_each_stratum_gets_what_is_asked_or_all_it_has(seed, frame, numbers, reserves):
    for cell in draw(seed, frame, numbers, reserves=reserves):
        assert cell.filled == min(cell.asked, cell.available)
        assert cell.missing == cell.asked - cell.filled
        left = cell.available - cell.filled
        assert len(cell.reserves) == (min(reserves, left) if cell.asked else 0)


@given(seeds, frames, asked, st.integers(0, 3))
def test_nobody_is_drawn_twice_or_outside_their_stratum(seed, frame, numbers, reserves):
    stratum_of = {member.key: member.stratum for member in frame}
    cells = draw(seed, frame, numbers, reserves=reserves)
    taken = [(key, cell.stratum) for cell in cells for key in cell.drawn + cell.reserves]
    assert len(taken) == len({key for key, _ in taken})
    assert all(stratum_of[key] == stratum for key, stratum in taken)


@given(seeds, frames, asked, st.sets(keys, max_size=5))
def test_whoever_is_chosen_by_hand_counts_towards_what_is_asked(seed, frame, numbers, extra):
    chosen = {member.key for member in frame[:4]} | extra
    for cell in draw(seed, frame, numbers, chosen=chosen):
        assert set(cell.chosen) == chosen & set(cell.keys)
        assert not set(cell.chosen) & set(cell.drawn)
        expected = max(len(cell.chosen), min(cell.asked, cell.available))
        assert cell.filled == expected


def test_every_candidate_has_the_same_chance_within_its_stratum():
    """3 of 12 over 4,000 seeds: 1,000 times each, give or take six standard deviations."""
    frame = [Member(f"key-{number}", ("North",)) for number in range(12)]
    times = Counter()
    for seed in range(4000):
        times.update(draw(str(seed), frame, {("North",): 3})[0].drawn)
    assert set(times) == {member.key for member in frame}
    assert all(abs(count - 1000) < 6 * (4000 * 0.25 * 0.75) ** 0.5 for count in times.values())


def test_this_seed_will_draw_these_for_ever():
    """Written down once, so that a change of method cannot pass unnoticed."""
    frame = [Member(f"{number:03}") for number in range(100)]
    (cell,) = draw("a seed", frame, {(): 4}, reserves=2)
    assert cell.drawn == KEPT[:4]
    assert cell.reserves == KEPT[4:]


KEPT = ("023", "068", "002", "017", "072", "056")


def test_the_next_in_order_takes_the_place_of_one_that_leaves():
    frame = tuple(f"{number}" for number in range(9))
    first = fill("seed", Cell((), 3, frame))
    more = fill("seed", Cell((), 4, frame))
    assert more.drawn[:3] == first.drawn
    assert more.drawn[3] == in_order("seed", frame)[3]


def test_references_are_in_another_order_than_the_draw():
    frame = [f"{number:03}" for number in range(50)]
    assert sorted(shuffled("seed", frame)) == frame
    assert shuffled("seed", frame) != in_order("seed", frame)


def test_a_stratum_with_too_few_is_said_before_drawing():
    available = {("Leicester",): 9, ("Rutland",): 1}
    numbers = {("Leicester",): 4, ("Leicestershire",): 4, ("Rutland",): 2}
    assert shortfalls(available, numbers) == [
        "Leicestershire: 4 asked for, nobody can be drawn.",
        "Rutland: 2 asked for, only 1 can be drawn.",
    ]


def test_two_areas_of_four_and_one_of_two_are_drawn_as_planned():
    """Leicester, Leicestershire and Rutland: 4 + 4 + 2."""
    numbers = {("Leicester",): 4, ("Leicestershire",): 4, ("Rutland",): 2}
    frame = [Member(f"{area}-{number}", (area,)) for (area,) in numbers for number in range(20)]
    random.Random(1).shuffle(frame)
    cells = draw("seed", frame, numbers)
    assert {cell.stratum: cell.filled for cell in cells} == numbers


def drawn(cells):
    return [(cell.stratum, cell.drawn, cell.reserves) for cell in cells]
