"""A case in words that do not say who it is: for a screen that a whole room reads."""

from collections.abc import Iterator

from cases.models import Case

# Up to this age, in years; the bands of a school's key stages, nearly.
BANDS = ((1, "under 2"), (4, "2 to 4"), (7, "5 to 7"), (11, "8 to 11"), (15, "12 to 15"))
OLDEST_CHILD = 17
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def case_words(case: Case) -> list[str]:
    """Such as “aged 8 to 11”, “child protection plan, open 14 months”, “two siblings”, an area.

    Needs the audit, the area, the plan type and the subjects.
    """
    return [words for words in _words(case) if words]


def _words(case: Case) -> Iterator[str]:
    subjects = list(case.subjects.all())
    index = next((each for each in subjects if each.is_index), None)
    if index is not None and index.age_years is not None:
        yield f"aged {age_band(index.age_years)}"
    yield _plan(case)
    siblings = case.siblings if case.siblings is not None else len(subjects) - 1
    if siblings > 0:
        number = NUMBERS[siblings] if siblings < len(NUMBERS) else str(siblings)
        yield f"{number} {'sibling' if siblings == 1 else 'siblings'}"
    yield str(case.area) if case.area else ""


def age_band(years: int) -> str:
    for oldest, band in BANDS:
        if years <= oldest:
            return band
    return "16 or 17" if years <= OLDEST_CHILD else "18 or over"


def _plan(case: Case) -> str:
    plan = case.plan_type.name[:1].lower() + case.plan_type.name[1:] if case.plan_type else ""
    months = case.months_open
    is_open = f"open {months} {'month' if months == 1 else 'months'}" if months else ""
    return ", ".join(filter(None, (plan, is_open)))
