"""Each kind reads what it shows, refuses the rest with a sentence, and never raises otherwise."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.models import Item, Option, Question, Scale
from audits.question_kinds import KINDS, PartFaults, kind_of, read_text
from audits.question_kinds.words import MOST_TASKS, SPEAKERS
from audits.tool_definition import ITEM_KINDS, SCALE_KINDS

Kind = Question.Kind
CODES = ["yes", "partly", "no"]
ITEMS = ["home", "food", "health"]


def question(kind, **fields) -> Question:
    made = Question(kind=kind, **fields)
    if kind in ITEM_KINDS:
        made._prefetched_objects_cache = {
            "items": [Item(code=code, label=code.title()) for code in ITEMS]
        }
    if kind in SCALE_KINDS:
        made.scale = Scale(key="scale")
        made.scale._prefetched_objects_cache = {
            "options": [Option(code=code, label=code.title()) for code in CODES]
        }
    return made


QUESTIONS = [
    question(Kind.CHOICE),
    question(Kind.CHOICES),
    question(Kind.GRADE),
    question(Kind.NUMBER, unit="weeks"),
    question(Kind.ITEMS, unit="points"),
    question(Kind.PROFILE),
    question(Kind.DATE),
    question(Kind.PARTIAL_DATE),
    question(Kind.PERIOD),
    question(Kind.TEXT, max_length=80),
    question(Kind.QUOTE, max_length=80),
    question(Kind.TASKS),
]
numbers = st.decimals(min_value=-(10**11), max_value=10**11, places=3, allow_nan=False).map(
    lambda number: int(number) if number == int(number) else f"{number.normalize():f}"
)
dates = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
words = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80)
    .map(str.strip)
    .filter(bool)
)
VALUES = {
    Kind.CHOICE: st.sampled_from(CODES),
    Kind.GRADE: st.sampled_from(CODES),
    Kind.ITEMS: st.dictionaries(st.sampled_from(ITEMS), numbers, min_size=1),
    Kind.PROFILE: st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(CODES), min_size=1),
    Kind.PARTIAL_DATE: dates.map(lambda day: day[:7]) | dates.map(lambda day: day[:4]),
    Kind.PERIOD: st.tuples(dates, dates).map(sorted),
    Kind.QUOTE: st.fixed_dictionaries({"text": words, "speaker": st.sampled_from(["", *SPEAKERS])}),
    Kind.TASKS: st.lists(
        st.fixed_dictionaries(
            {"task": words, "who": words | st.just(""), "by": dates | st.just("")}
        ),
        min_size=1,
        max_size=MOST_TASKS,
    ),
    Kind.CHOICES: st.sets(st.sampled_from(CODES), min_size=1).map(
        lambda codes: [code for code in CODES if code in codes]
    ),
    Kind.NUMBER: numbers,
    Kind.DATE: dates,
    Kind.TEXT: words,
}
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(["\0", "\ud800", "NaN", "Infinity", "1e9", "٣", "31/31/31", "9" * 5000]),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=3), parts),
    max_leaves=5,
)


def refusal(asked: Question, typed) -> str:
    with pytest.raises(ValidationError) as refused:
        kind_of(asked).read(asked, typed)
    return refused.value.message


def test_every_kind_of_question_has_one_home():
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.kind)
@given(data=st.data())
def test_what_is_shown_to_be_changed_reads_back_as_what_is_stored(asked, data):
    value = data.draw(VALUES[asked.kind])
    kind = kind_of(asked)
    assert kind.read(asked, kind.typed(asked, value)) == value
    assert isinstance(kind.display(asked, value), str)
    headings = [heading for heading, _ in kind.export(asked, value)]
    assert headings == [heading for heading, _ in kind.export(asked, None)]
    assert len(headings) == len(set(headings))


def read_or_refuse(asked: Question, typed):
    """The value, and the sentence in which it was refused; any other exception fails the test."""
    try:
        return kind_of(asked).read(asked, typed), "."
    except ValidationError as refused:
        return None, refused.message


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.kind)
@settings(max_examples=200)
@given(typed=anything)
def test_whatever_arrives_is_read_or_refused_with_a_sentence(asked, typed):
    value, sentence = read_or_refuse(asked, typed)
    assert sentence.endswith(".")
    if value is not None:
        assert kind_of(asked).read(asked, kind_of(asked).typed(asked, value)) == value


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.kind)
@pytest.mark.parametrize("blank", ["", None])
def test_a_blank_is_no_answer(asked, blank):
    assert kind_of(asked).read(asked, blank) is None


MANY_PARTS = [
    Kind.CHOICES, Kind.DATE, Kind.ITEMS, Kind.PROFILE, Kind.PARTIAL_DATE, Kind.PERIOD, Kind.QUOTE,
    Kind.TASKS,
]  # fmt: skip


@pytest.mark.parametrize("kind", MANY_PARTS)
@pytest.mark.parametrize("blank", [[], ["", "", ""]])
def test_nothing_in_any_part_is_no_answer(kind, blank):
    assert KINDS[kind].read(question(kind), blank) is None


@pytest.mark.parametrize("text", ["a\0b", "bell\a", "\x1b[31m", "half \ud83d"])
def test_text_that_cannot_be_printed_is_refused(text):
    assert "cannot be printed" in refusal(question(Kind.TEXT), text)


def test_line_ends_become_one_kind_and_outer_blanks_go():
    assert read_text("  one\r\ntwo\rthree\tfour\n", 100) == "one\ntwo\nthree\tfour"


def test_text_over_its_length_says_by_how_much_to_shorten():
    message = refusal(question(Kind.TEXT, max_length=1500), "x" * 1501)
    assert message == "Shorten this to 1,500 characters or fewer. It has 1,501."


@pytest.mark.parametrize(
    "typed", ["twelve", "1,5", "NaN", "Infinity", "1e3", "0x10", "1.2345", "٣", "--1", "9" * 14]
)
def test_what_is_no_number_in_figures_is_refused(typed):
    assert refusal(question(Kind.NUMBER), typed).startswith("Enter a")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", 12), (" 012 ", 12), ("-0", 0), ("2.50", "2.5"), ("3.000", 3), ("-1.125", "-1.125")],
)
def test_a_number_is_stored_in_one_way(typed, value):
    assert KINDS[Kind.NUMBER].read(question(Kind.NUMBER), typed) == value


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"minimum": Decimal(0), "maximum": Decimal("50.000")}, "Enter a number from 0 to 50."),
        ({"minimum": Decimal("0.500")}, "Enter 0.5 or more."),
        ({"maximum": Decimal(-5)}, "Enter -5 or less."),
    ],
)
def test_a_number_out_of_range_is_told_the_range(limits, message):
    typed = "51" if "maximum" in limits else "0.25"
    assert refusal(question(Kind.NUMBER, **limits), typed) == message


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["31", "", "2026"], "Give the day, the month and the year."),
        (["31", "2", "2026"], "There is no such day. Check the day and the month."),
        (["29", "2", "2025"], "There is no such day. Check the day and the month."),
        (["1", "Nov", "2026"], "Write the date in figures, such as 31 3 2026."),
        (["1", "2", "26"], "Write the year in four figures, from 1900 to 2100."),
        (["yesterday"], "Write the date in figures, such as 31 3 2026."),
    ],
)
def test_an_impossible_date_is_refused(parts, message):
    assert refusal(question(Kind.DATE), parts) == message


def test_a_date_is_read_from_its_parts_or_as_it_is_stored():
    asked = question(Kind.DATE)
    assert kind_of(asked).read(asked, ["1", "4", "2026"]) == "2026-04-01"
    assert kind_of(asked).read(asked, "2026-04-01") == "2026-04-01"


def test_only_codes_of_the_scale_are_taken():
    assert refusal(question(Kind.CHOICE), "maybe") == "Choose one of the answers shown."
    assert refusal(question(Kind.CHOICES), ["yes", "maybe"]).startswith("Choose only from")


def test_several_choices_are_kept_in_the_order_of_the_scale():
    asked = question(Kind.CHOICES)
    assert kind_of(asked).read(asked, ["no", "yes", "no"]) == ["yes", "no"]


def test_answers_are_shown_in_words():
    shown = {asked.kind: asked for asked in QUESTIONS}
    assert KINDS[Kind.CHOICES].display(shown[Kind.CHOICES], ["yes", "no"]) == "Yes; No"
    assert KINDS[Kind.NUMBER].display(shown[Kind.NUMBER], "2.5") == "2.5 weeks"
    assert KINDS[Kind.DATE].display(shown[Kind.DATE], "2026-03-31") == "31 March 2026"


def test_a_code_the_scale_no_longer_has_is_shown_as_it_is():
    assert KINDS[Kind.CHOICE].display(question(Kind.CHOICE), "gone") == "gone"


def test_only_choices_are_counted_by_code():
    assert KINDS[Kind.CHOICE].codes("yes") == KINDS[Kind.GRADE].codes("yes") == ["yes"]
    assert KINDS[Kind.PROFILE].part_codes({"home": "no"}) == {"home": "no"}
    assert KINDS[Kind.CHOICES].codes(["yes", "no"]) == ["yes", "no"]
    assert [KINDS[kind].codes("x") for kind in (Kind.NUMBER, Kind.DATE, Kind.TEXT)] == [[]] * 3


def faults(asked: Question, typed) -> dict[int, str]:
    """By the place of the box that is at fault."""
    with pytest.raises(PartFaults) as refused:
        kind_of(asked).read(asked, typed)
    return {fault.at: fault.sentence for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("decimals", "typed", "message"),
    [
        (0, "2.5", "Enter a whole number in figures, such as 12."),
        (1, "2.25", "Enter a number in figures, such as 12 or 2.5, with at most 1 decimal."),
    ],
)
def test_a_number_has_no_more_decimals_than_its_question(decimals, typed, message):
    assert refusal(question(Kind.NUMBER, decimals=decimals), typed) == message


def test_noughts_after_the_point_are_no_decimals():
    assert KINDS[Kind.NUMBER].read(question(Kind.NUMBER, decimals=0), "3.0") == 3


SCORES = {"minimum": Decimal(0), "maximum": Decimal(3), "decimals": 0}


def test_every_item_at_fault_is_named():
    found = faults(question(Kind.ITEMS, **SCORES), ["4", "2", "x"])
    assert found == {
        0: "Enter a number from 0 to 3.",
        2: "Enter a whole number in figures, such as 12.",
    }


def test_a_block_shows_its_total_once_its_rule_allows_it():
    every = question(Kind.ITEMS, unit="points", **SCORES)
    some = question(Kind.ITEMS, unit="points", total_rule="sum", fewest_items=2, **SCORES)
    two, three = {"home": 1, "food": 3}, {"home": 1, "food": 3, "health": 2}
    show = KINDS[Kind.ITEMS].display
    assert show(every, two) == "Home: 1;\nFood: 3;\nNo total yet"
    assert show(every, three).endswith("Total: 6 points")
    assert show(some, two).endswith("Total: 4 points, from 2 of 3 items")
    assert KINDS[Kind.ITEMS].number(every, two) is None
    assert KINDS[Kind.ITEMS].number(every, three) == Decimal(6)


@pytest.mark.parametrize(
    ("asked", "value", "sentence"),
    [
        (
            question(Kind.ITEMS),
            {"home": 1},
            "Score every item. Without a score: “Food” and “Health”.",
        ),
        (
            question(Kind.ITEMS, total_rule="sum", fewest_items=2),
            {"home": 1},
            "Score at least 2 items: with fewer there is no total.",
        ),
        (question(Kind.ITEMS, total_rule="sum", fewest_items=1), {"home": 1}, ""),
        (
            question(Kind.PROFILE),
            {"food": "no", "home": "no"},
            "Grade every area. Without a grade: “Health”.",
        ),
        (question(Kind.PROFILE), dict.fromkeys(ITEMS, "no"), ""),
        (question(Kind.QUOTE), {"text": "Slow.", "speaker": ""}, "Say whose words these are."),
        (question(Kind.QUOTE), {"text": "Slow.", "speaker": "child"}, ""),
        (
            question(Kind.TASKS),
            [{"task": "Book a visit", "who": "", "by": ""}, {"task": "b", "who": "Ann", "by": ""}],
            "Say who does “Book a visit”.",
        ),
        (question(Kind.NUMBER), 3, ""),
    ],
)
def test_an_answer_says_what_it_lacks(asked, value, sentence):
    assert kind_of(asked).lacks(asked, value) == sentence


def test_a_profile_is_shown_area_by_area():
    shown = KINDS[Kind.PROFILE].display(question(Kind.PROFILE), {"food": "no", "home": "yes"})
    assert shown == "Home: Yes;\nFood: No"


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        (["3", "2026"], "2026-03", "March 2026"),
        (["", "2026"], "2026", "2026"),
        ("2026-03", "2026-03", "March 2026"),
        ("2026", "2026", "2026"),
    ],
)
def test_a_month_may_be_left_out(typed, value, words):
    asked = question(Kind.PARTIAL_DATE)
    assert kind_of(asked).read(asked, typed) == value
    assert kind_of(asked).display(asked, value) == words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["13", "2026"], {0: "Give a month from 1 to 12."}),
        (["3", ""], {1: "Give the year too."}),
    ],
)
def test_an_impossible_month_is_refused(typed, found):
    assert faults(question(Kind.PARTIAL_DATE), typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["1", "2", "2026", "", "", ""], {3: "Give this date too."}),
        (
            ["1", "2", "2026", "31", "1", "2026"],
            {3: "Give a date that is not before the first one."},
        ),
        (
            ["31", "2", "2026", "1", "", "2026"],
            {
                0: "There is no such day. Check the day and the month.",
                3: "Give the day, the month and the year.",
            },
        ),
    ],
)
def test_a_period_has_two_dates_in_order(typed, found):
    assert faults(question(Kind.PERIOD), typed) == found


def test_a_period_is_shown_in_words():
    shown = KINDS[Kind.PERIOD].display(question(Kind.PERIOD), ["2026-01-05", "2026-03-31"])
    assert shown == "5 January 2026 to 31 March 2026"


def test_a_speaker_without_words_is_asked_for_them():
    assert faults(question(Kind.QUOTE), ["", "child"]) == {
        0: "Write the quote, or choose nobody below."
    }


def test_a_task_may_have_empty_rows_before_it_and_is_read_as_typed():
    asked = question(Kind.TASKS)
    typed = ["", "", "", "Book a visit", "Ann", "31/3/2026"]
    assert kind_of(asked).read(asked, typed) == [
        {"task": "Book a visit", "who": "Ann", "by": "2026-03-31"}
    ]


def test_every_task_at_fault_is_named_at_its_box():
    typed = ["", "Ann", "", "Book a visit", "Ann", "soon"]
    assert faults(question(Kind.TASKS), typed) == {
        0: "Write what is to be done, or empty the whole row.",
        5: "Write the date in figures, such as 31 3 2026.",
    }


def test_a_prompt_takes_no_answer():
    asked = question(Kind.PROMPT)
    assert kind_of(asked).read(asked, "") is None
    assert refusal(asked, "x").startswith("Nothing is answered here.")
    assert kind_of(asked).export(asked, None) == []
