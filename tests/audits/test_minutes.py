from hypothesis import given
from hypothesis import strategies as st

from audits.minutes import Asked, estimate, minutes_for
from audits.rules import EVERYBODY, Audience
from audits.tool_definition import KINDS, QuestionDefinition
from tests.audits.small_tools import choice, number, section, tool, tools

asked = st.builds(
    Asked, st.sampled_from(KINDS), st.integers(0, 10), likely=st.sampled_from([0.5, 1.0])
)


def test_nothing_takes_no_time_and_little_takes_five_minutes():
    assert minutes_for([]) == 0
    assert minutes_for([Asked("choice")]) == 5


def test_writing_takes_longer_than_choosing():
    assert minutes_for([Asked("text")] * 20) > minutes_for([Asked("choice")] * 20)


@given(st.lists(asked), asked)
def test_one_more_question_never_takes_less(questions, more):
    assert minutes_for([*questions, more]) >= minutes_for(questions)


@given(st.lists(asked))
def test_an_estimate_is_rounded_to_five_minutes(questions):
    assert minutes_for(questions) % 5 == 0


@given(tools())
def test_no_sector_is_asked_more_than_everybody(found):
    everyone = estimate(found, EVERYBODY)
    police = estimate(found, Audience("police"))
    assert everyone.questions == len(found.questions)
    assert police.questions <= everyone.questions
    assert police.minutes <= everyone.minutes


def test_a_conditional_question_counts_half_and_a_prompt_is_no_question():
    condition = {"question": "first", "is": ["yes"]}
    always = tool(section("s", choice("first"), *(number(f"n{at}") for at in range(20))))
    sometimes = tool(
        section("s", choice("first"), *(number(f"n{at}", show_when=condition) for at in range(20)))
    )
    assert estimate(sometimes, EVERYBODY).minutes < estimate(always, EVERYBODY).minutes
    prompt = QuestionDefinition("look", "prompt", "Look at the chronology.")
    assert estimate(tool(section("s", prompt)), EVERYBODY).questions == 0
