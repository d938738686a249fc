from hypothesis import given
from hypothesis import strategies as st

from auditsite.demo.answers import shared_out

weights = st.dictionaries(st.text(max_size=3), st.integers(0, 30), min_size=1).filter(
    lambda found: sum(found.values()) > 0
)


@given(weights, st.integers(0, 200))
def test_every_return_gets_one_code_in_the_order_of_the_weights(found, total):
    codes = shared_out(found, total)
    assert len(codes) == total
    assert [*dict.fromkeys(codes)] == [code for code in found if code in codes]


@given(weights)
def test_weights_that_add_up_to_the_returns_are_kept_exactly(found):
    codes = shared_out(found, sum(found.values()))
    assert {code: codes.count(code) for code in found} == found


@given(weights, st.integers(0, 200))
def test_no_share_is_off_by_a_whole_return(found, total):
    codes, whole = shared_out(found, total), sum(found.values())
    for code, weight in found.items():
        assert abs(codes.count(code) - weight * total / whole) < 1
