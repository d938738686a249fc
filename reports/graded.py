"""The graded questions of an audit, ready to be counted. Grades are never averaged."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from audits.models import Question, Scale, Section
from reports.meanings import Meaning, Meanings, is_grade, items_of, part_of, says_not_applicable
from reports.partitions import Part

# A scale with a better end and at least this many steps is a scale of grades.
STEPS_OF_GRADES = 4


@dataclass(frozen=True)
class CountedGrades:
    """A question, or an area of a profile, that is answered with a grade.

    `parts` has the outcomes that are no grade. `repeats` and `occasion` say which answers.
    """

    key: str
    name: str
    grades: Mapping[str, tuple[str, frozenset[int]]]  # code -> label, outcome ids
    parts: Mapping[int, Part]
    adds_up: bool = True
    repeats: str = ""
    occasion: str = ""

    def code_of(self, outcomes: Collection[int]) -> str | None:
        """The grade that was given; None where none was."""
        return next((code for code, (_, ids) in self.grades.items() if ids & set(outcomes)), None)

    def part_of(self, outcomes: Collection[int]) -> Part:
        found = (part for outcome, part in self.parts.items() if outcome in outcomes)
        return next(found, Part.NOT_ASKED)


def read_grades(meanings: Meanings) -> list[CountedGrades]:
    """A spread for each graded question, for each area of a profile, and for each occasion."""
    return [
        grades
        for key, each in meanings.items()
        if _is_graded(each)
        for area in _graded_parts(key, each)
        for grades in _grades_on_each_occasion(area)
    ]


def _is_graded(meanings: list[Meaning]) -> bool:
    first = meanings[0]
    if first.kind in {Question.Kind.GRADE, Question.Kind.PROFILE}:
        return True
    steps = {each.code for each in meanings if is_grade(each)}
    return (
        first.kind == Question.Kind.CHOICE
        and first.better != Scale.Better.NONE
        and len(steps) >= STEPS_OF_GRADES
    )


def _graded_parts(key: str, meanings: list[Meaning]) -> Iterable[CountedGrades]:
    areas = items_of(meanings)
    if not areas:
        yield _counted_grades(key, meanings[0].text, meanings)
    for item, area in areas.items():
        own = [each for each in meanings if each.item in (item, None)]
        yield _counted_grades(f"{key}.{item}", f"{meanings[0].text} {area}", own, item)


def _grades_on_each_occasion(grades: CountedGrades) -> Iterable[CountedGrades]:
    occasions = Section.OCCASIONS.get(grades.repeats, {})
    if not occasions:
        yield grades
    for code, name in occasions.items():
        key, words = f"{grades.key}@{code}", f"{grades.name} ({name})"
        yield replace(grades, key=key, name=words, occasion=code)


def _counted_grades(key: str, name: str, meanings: list[Meaning], item: str = "") -> CountedGrades:
    grades = [each for each in meanings if each.code and not says_not_applicable(each)]
    parts = {each.outcome: part_of(each, (), item) for each in meanings if each not in grades}
    stateless = {each.outcome for each in meanings if each.code is None}
    return CountedGrades(
        key=key,
        name=name,
        grades={
            each.code: (each.label, frozenset(_outcomes(grades, each.code))) for each in grades
        },
        # An option that says "not applicable" goes before the profile's own *answered*.
        parts=dict(sorted(parts.items(), key=lambda pair: pair[0] in stateless)),
        adds_up=not item and not meanings[0].repeats,
        repeats=meanings[0].repeats,
    )


def _outcomes(meanings: list[Meaning], code: str) -> Iterable[int]:
    return (each.outcome for each in meanings if each.code == code)
