"""The spreads of grades of an audit under the sections of its tool, folded where they are many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.figures_page import ShownGrades
from reports.grades import GradeDistribution

MANY = 4  # spreads that can be read one after another


@dataclass(frozen=True)
class GradeGroup:
    """Those of one section; without a title, where all of them are shown as they are."""

    title: str
    shown: list[ShownGrades]


def grouped_grades(
    counted: Iterable[GradeDistribution], sections: Mapping[str, str], minimum: int
) -> list[GradeGroup]:
    """`sections`: question key -> title of its section."""
    shown = [ShownGrades(each, minimum) for each in counted]
    if len(shown) <= MANY:
        return [GradeGroup("", shown)] if shown else []
    titles: dict[str, list[ShownGrades]] = {}
    for each in shown:
        titles.setdefault(sections.get(_question_of(each), "Other"), []).append(each)
    in_order = dict.fromkeys([*sections.values(), "Other"])
    return [GradeGroup(title, titles[title]) for title in in_order if title in titles]


def _question_of(shown: ShownGrades) -> str:
    """The key goes on with an area of the profile, and with the occasion."""
    return shown.grades.key.partition("@")[0].partition(".")[0]
