from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.condition_text import WORDS, ConditionTextError, read_condition, write_condition
from audits.conditions import All, Answered, Any, AtLeast, AtMost, Condition, Is, Not

ODD_KEYS = [*sorted(WORDS), "yes", "true", "1e5", "00", "3", "at-least"]
keys = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True) | st.sampled_from(ODD_KEYS)
codes = keys | st.text(min_size=1, max_size=8) | st.sampled_from(['"', '""', "a b", "(", "“x”"])
numbers = st.decimals("-999999", "999999", places=3)
comparisons = st.one_of(
    st.builds(Is, keys, st.lists(codes, min_size=1, max_size=3).map(tuple)),
    st.builds(Answered, keys),
    st.builds(AtLeast, keys, numbers),
    st.builds(AtMost, keys, numbers),
)


def groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(All, parts) | st.builds(Any, parts) | st.builds(Not, inner)


def depth(condition: Condition) -> int:
    match condition:
        case All(parts) | Any(parts):
            return 1 + max(depth(part) for part in parts)
        case Not(part):
            return 1 + depth(part)
    return 1


conditions = st.recursive(comparisons, groups, max_leaves=12).filter(lambda one: depth(one) <= 10)


@given(conditions)
def test_a_condition_in_words_reads_back_as_it_was(condition):
    assert read_condition(write_condition(condition)) == condition


@given(conditions)
def test_brackets_that_change_nothing_change_nothing(condition):
    assert read_condition(f"( {write_condition(condition)}\n)") == condition


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Is("seen-alone", ("yes", "partly")), "seen-alone is yes or partly"),
        (Answered("why"), "why is answered"),
        (AtLeast("visits", Decimal(3)), "visits is at least 3"),
        (Not(Is("a", ("b",))), "not (a is b)"),
        (
            All((Is("a", ("b", "c")), Any((Answered("d"), AtMost("e", Decimal("2.5")))))),
            "(a is b or c) and (d is answered or e is at most 2.5)",
        ),
        (Any((Is("a", ("b", "c")), Is("d", ("e",)))), "a is b or c or d is e"),
        (All((Answered("a"),)), "all (a is answered)"),
        (Is("or", ("is", "not")), '"or" is "is" or "not"'),
    ],
)
def test_a_condition_is_written_in_plain_words(condition, words):
    assert write_condition(condition) == words
    assert read_condition(words) == condition


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("visits at least 3", "visits is at least 3"),
        ("why answered", "why is answered"),
        ("a is not b", "not (a is b)"),
        ("a is not answered", "not (a is answered)"),
        ("not a is b", "not (a is b)"),
        ("A is b AND c is d".replace("A is", "a is"), "a is b and c is d"),
        ("a is b or c is d and e is f", "a is b or (c is d and e is f)"),
        ("a is “b” or “or”", 'a is b or "or"'),
        ("  a\nis\tb ", "a is b"),
    ],
)
def test_what_people_write_is_understood(words, same):
    assert read_condition(words) == read_condition(same)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "At the start write the key of a question, not the end. (character 1)"),
        ("a", "After “a” write “is”, “is at least”, “is at most” or “is answered”, not the end."),
        ("a si b", "not “si”. Did you mean “is”? (character 3)"),
        ("a is", "After “is” write the code of an option, not the end. (character 5)"),
        ("a is b c", "After “b” write “and”, “or” or nothing more, not “c”. (character 8)"),
        ("a is b adn c is d", "Did you mean “and”? (character 8)"),
        ("a is b and", "After “and” write the key of a question, not the end. (character 11)"),
        ("(a is b", "After “b” write “and”, “or” or a closing bracket, not the end."),
        ("a is b)", "After “b” write “and”, “or” or nothing more, not “)”. (character 7)"),
        ("a at 3", "After “at” write “least” or “most”, not “3”. (character 6)"),
        ("a at least many", "After “least” write a number, such as 3 or 2.5, not “many”."),
        ('a is "b', "A quotation mark has no partner. (character 6)"),
        ("all a is b", "After “all” open a bracket, not “a”. (character 5)"),
        ("Seen is b", "“question” must be a question's key"),
        ("(" * 50 + "a is b" + ")" * 50, "more than 40 brackets inside one another"),
        ("not " * 5000 + "a is b", "more than 40 brackets inside one another"),
        ("not (" * 10 + "a is b" + ")" * 10, "more than 10 levels deep"),
        (" and ".join(["a is b"] * 600), "more than 500 parts"),
    ],
)
def test_a_fault_is_named_with_its_place(words, sentence):
    with pytest.raises(ConditionTextError) as refusal:
        read_condition(words)
    assert sentence in refusal.value.sentence


def read_or_refused(text: str) -> Condition | ConditionTextError:
    try:
        return read_condition(text)
    except ConditionTextError as refusal:
        return refusal


@given(st.text(st.sampled_from('ab 13().,"“”\n') | st.characters(), max_size=60))
def test_no_text_is_more_than_a_sentence(text):
    found = read_or_refused(text)
    if isinstance(found, ConditionTextError):
        assert 1 <= found.at <= len(text) + 1
    else:
        assert read_condition(write_condition(found)) == found


@given(st.lists(st.sampled_from([*WORDS, "a", "b", "(", ")", "3", '"c"']), max_size=12))
def test_no_order_of_words_is_more_than_a_sentence(words):
    assert read_or_refused(" ".join(words))
