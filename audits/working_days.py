"""Working days in England: no weekend, no bank holiday. Pure.

Bank holidays follow the Banking and Financial Dealings Act 1971, Schedule 1, with New Year's Day,
the early May day and the substitutes for days at a weekend as they are proclaimed each year. A day
proclaimed for one year alone, such as a coronation, is not known.
"""

from datetime import date, timedelta

DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself where it is one."""
    while not is_working_day(day):
        day += DAY
    return day


def bank_holidays(year: int) -> frozenset[date]:
    sunday = easter(year)
    return frozenset(
        {
            _next_free(date(year, 1, 1), taken=()),
            sunday - 2 * DAY,
            sunday + DAY,
            _first_monday(date(year, 5, 1)),
            _last_monday(date(year, 5, 31)),
            _last_monday(date(year, 8, 31)),
            *_christmas(year),
        }
    )


def _christmas(year: int) -> list[date]:
    """Christmas Day and Boxing Day, each on its own day or on the next weekday that is free."""
    days = (date(year, 12, 25), date(year, 12, 26))
    free = [day for day in days if day.weekday() < SATURDAY]
    for day in days:
        if day.weekday() >= SATURDAY:
            free.append(_next_free(day, taken=free))
    return free


def _next_free(day: date, *, taken) -> date:
    while day.weekday() >= SATURDAY or day in taken:
        day += DAY
    return day


def _first_monday(day: date) -> date:
    while day.weekday() != MONDAY:
        day += DAY
    return day


def _last_monday(day: date) -> date:
    while day.weekday() != MONDAY:
        day -= DAY
    return day


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computation (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
