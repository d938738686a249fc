"""When a return is due, in words."""

from datetime import date, timedelta

import pytest

from cases.deadlines import deadline

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, ("Due", "today", "Tue 24 Nov")),
        (1, ("Due", "tomorrow", "Wed 25 Nov")),
        (10, ("Due", "Fri 4 Dec", "10 days")),
        (-1, ("Was due", "Mon 23 Nov", "1 day ago")),
        (60, ("Due", "Sat 23 Jan 2027", "60 days")),
    ],
)
def test_a_deadline_is_said_in_words(days, words):
    due = deadline(TODAY + timedelta(days), TODAY)
    assert (due.lead, due.strong, due.rest) == words
