"""Who is reminded on which day, decided without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.reminders.days import (
    Facts,
    Owed,
    Place,
    Rhythm,
    Waits,
    digests_on,
    late_digests,
    next_days,
)
from cases.reminders.words import body_of, subject_of

TODAY = date(2026, 11, 24)
HEALTH = Place("audit", "health", "Neglect 2026", "Health")
days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))
people = st.frozensets(st.sampled_from("abcd"), max_size=3)
rhythms = st.builds(
    Rhythm, st.frozensets(st.integers(1, 14), max_size=3), st.integers(min_value=1, max_value=10)
)


def owed(due_in: int, *who: str, reference="NEG26-01", **fields) -> Owed:
    return Owed(reference, HEALTH, TODAY + timedelta(days=due_in), frozenset(who), **fields)


def told(*owed_, leads=(), rhythm=None, day=TODAY, **waits) -> dict:
    facts = Facts(owed_, **waits, leads={"health": frozenset(leads)})
    return digests_on(facts, day, rhythm or Rhythm())


def words(digest) -> str:
    return body_of(digest, TODAY, my_returns="https://x/returns/", my_agency="https://x/agency/")


@given(
    st.lists(
        st.builds(Owed, st.sampled_from(["N-1", "N-2", "N-3"]), st.just(HEALTH), days, people)
    ),
    people,
    rhythms,
    days,
)
def test_somebody_is_reminded_exactly_when_one_thing_of_theirs_falls_on_that_day(
    owing, leads, rhythm, day
):
    digests = told(*owing, leads=leads, rhythm=rhythm, day=day)
    for person in "abcd":
        answers = [each for each in owing if person in each.people]
        leading = [
            each
            for each in owing
            if person in leads - each.people and (not each.people or each.due_on < day)
        ]
        due = any(rhythm.falls_on(day, each.due_on) for each in (*answers, *leading))
        assert (person in digests) == due
        if due:
            near = [each for each in answers if rhythm.is_near(day, each.due_on)]
            assert sorted(map(repr, digests[person].own)) == sorted(map(repr, near))


@given(rhythms, days)
def test_nothing_falls_more_often_than_its_rhythm_says(rhythm, due_on):
    around = [due_on + timedelta(days=number) for number in range(-20, 41)]
    on = [(day - due_on).days for day in around if rhythm.falls_on(day, due_on)]
    before = sorted(-number for number in rhythm.before)
    assert on == [*before, 0, *range(1, 41, rhythm.every)]


@given(
    rhythms, st.lists(st.builds(Owed, st.just("N-1"), st.just(HEALTH), days, people), max_size=4)
)
def test_the_days_to_come_are_those_on_which_something_would_be_sent(rhythm, owing):
    facts = Facts(tuple(owing))
    listed = dict(next_days(facts, TODAY, rhythm))
    for number in range(60):
        day = TODAY + timedelta(days=number)
        assert listed.get(day, {}) == digests_on(facts, day, rhythm)


@given(
    st.lists(st.builds(Owed, st.just("N-1"), st.just(HEALTH), days, people), max_size=4),
    people,
    rhythms,
    st.lists(st.booleans(), min_size=1, max_size=30),
)
def test_whatever_days_are_missed_each_reminder_is_caught_up_once(owing, leads, rhythm, ran):
    """Day by day, where each either ran or did not, and one last day that runs."""
    facts = Facts(tuple(owing), leads={"health": leads})
    missed, told = {}, {}
    for number, runs in enumerate([*ran, True]):
        day = TODAY + timedelta(days=number)
        if not runs:
            missed[day] = set()
            continue
        told[day] = digests_on(facts, day, rhythm, missed)
        wanted = set().union(*(digests_on(facts, each, rhythm) for each in (day, *missed)))
        assert set(told[day]) == wanted
        missed = {}
        for person, digest in told[day].items():
            falls = digests_on(facts, day, rhythm)
            assert falls.get(person, digest) == digest, "it says how things are on the day itself"


@given(
    st.lists(st.builds(Owed, st.just("N-1"), st.just(HEALTH), days, people), max_size=4),
    people,
    rhythms,
    people,
)
def test_whoever_was_told_on_a_day_that_broke_off_is_not_told_of_it_again(
    owing, leads, rhythm, had
):
    facts, before = Facts(tuple(owing), leads={"health": leads}), TODAY - timedelta(days=1)
    caught_up = set(digests_on(facts, TODAY, rhythm, {before: had}))
    falls = {day: set(digests_on(facts, day, rhythm)) for day in (before, TODAY)}
    assert caught_up == falls[TODAY] | (falls[before] - had)


def test_what_was_due_tomorrow_yesterday_is_said_to_be_due_today():
    missed = {TODAY - timedelta(days=1): ()}
    facts = Facts((owed(0, "a"),))
    digest = digests_on(facts, TODAY, Rhythm(frozenset({1}), 3), missed)["a"]
    assert subject_of(digest, TODAY) == "1 return due today"
    assert "tomorrow" not in words(digest)


def test_a_week_before_that_was_missed_is_said_six_days_before():
    missed = {TODAY - timedelta(days=1): ()}
    facts = Facts((owed(6, "a"),))
    assert digests_on(facts, TODAY, Rhythm()) == {}
    assert "in 6 days" in words(digests_on(facts, TODAY, Rhythm(), missed)["a"])
    assert digests_on(facts, TODAY, Rhythm(), {TODAY - timedelta(days=1): {"a"}}) == {}


def test_a_reminder_falls_before_on_the_day_and_after_it():
    on = [number for number in range(-10, 10) if told(owed(number, "a"))]
    assert on == [-10, -7, -4, -1, 0, 1, 7]


def test_a_digest_says_all_that_is_late_or_soon_and_nothing_further_away():
    digest = told(owed(-2, "a"), owed(0, "a"), owed(5, "a"), owed(20, "a"))["a"]
    assert [each.due_on for each in digest.own] == [
        TODAY + timedelta(days=number) for number in (-2, 0, 5)
    ]


def test_a_lead_hears_of_what_is_late_and_of_what_nobody_can_answer():
    late, alone = owed(-1, "a", reference="N-1"), owed(7, reference="N-2")
    digest = told(late, alone, leads=["b"])["b"]
    assert (digest.late, digest.unassigned, digest.own) == ([late], [alone], [])


def test_a_lead_who_answers_a_return_reads_of_it_once():
    digest = told(owed(-1, "a"), leads=["a"])["a"]
    assert (len(digest.own), digest.late) == (1, [])


def test_what_waits_for_a_lead_is_said_the_next_day_and_then_in_rhythm():
    def sends(number):
        waits = Waits("N-1", HEALTH, TODAY - timedelta(days=number), frozenset("b"))
        return bool(told(to_approve=(waits,)))

    assert [number for number in range(-2, 9) if sends(number)] == [1, 4, 7]


def test_by_hand_only_the_late_are_told_whatever_the_rhythm():
    digests = late_digests(
        Facts((owed(-2, "a"), owed(0, "b"), owed(-2)), leads={"health": frozenset("c")}), TODAY
    )
    assert set(digests) == {"a", "c"}


def test_a_subject_says_first_what_presses():
    waits = Waits("N-9", HEALTH, TODAY - timedelta(days=1), frozenset("a"))
    digest = told(owed(-1, "a"), owed(0, "a"), owed(3, "a"), to_approve=(waits,))["a"]
    assert (
        subject_of(digest, TODAY)
        == "1 return late, 1 return due today, 1 return due soon, 1 return to approve"
    )


def test_the_words_name_references_days_and_what_came_back():
    digest = told(owed(-1, "a", sent_back=True), owed(1, "a", reference="NEG26-02"))["a"]
    assert words(digest).splitlines()[:3] == [
        "To hand in:",
        "- NEG26-01 (Neglect 2026): sent back to you, 1 day late, was due on Monday 23 November",
        "- NEG26-02 (Neglect 2026): due tomorrow",
    ]
    assert "https://x/returns/" in words(digest)
    assert "https://x/agency/" not in words(digest)


def test_days_late_are_calendar_days_over_both_changes_of_the_hour():
    for monday in (date(2026, 3, 30), date(2026, 10, 26)):
        late = Owed("N-1", HEALTH, monday - timedelta(days=2), frozenset("a"))
        digest = digests_on(Facts((late,)), monday - timedelta(days=1), Rhythm())["a"]
        said = body_of(digest, monday - timedelta(days=1), my_returns="", my_agency="")
        assert "1 day late" in said
