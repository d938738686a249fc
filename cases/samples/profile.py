"""A line that says who a sample is about, in words by which nobody is known. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cases.samples.ages import age_words

FEWEST = 3  # of fewer, ages and plans would describe single children
MANY = {"child": "children", "young person": "young people", "person": "people"}
OF_SEX = {"female": "girls", "male": "boys"}
OF_SEX_OF_ADULTS = {"female": "women", "male": "men"}
AS_CHILDREN = ("child", "young")


@dataclass(frozen=True, slots=True)
class Person:
    """Of whom the line speaks: an index subject, as at the audit date."""

    years: int | None = None
    months: int | None = None  # of an age told in months
    sex: str = ""
    plan_type: str = ""

    @property
    def age(self) -> int | None:
        if self.months is not None:
            return self.months
        return None if self.years is None else 12 * self.years


def profile_line(people: Collection[Person], *, minimum: int, word: str = "child") -> str:
    """Such as “10 children, aged from 5 months to 15 years: girls and boys. Plans: …”.

    A group within the sample is counted only where it and all the others are `minimum` or more;
    otherwise it is named without a number.
    """
    many = MANY.get(word, f"{word}s")
    start = f"{len(people)} {word if len(people) == 1 else many}"
    if len(people) < FEWEST:
        return f"{start}. A sample this small is not described further." if people else ""
    sentences = [", ".join(filter(None, (start, _ages(people))))]
    if sexes := _sexes(people, word, minimum):
        sentences[0] += f": {sexes}"
    if plans := _groups((each.plan_type for each in people), minimum):
        sentences.append(f"Plans: {plans}")
    return ". ".join(sentences) + "."


def _ages(people: Iterable[Person]) -> str:
    aged = sorted((each for each in people if each.age is not None), key=lambda each: each.age)
    if len(aged) < FEWEST:
        return ""
    youngest, oldest = (age_words(each.years, each.months) for each in (aged[0], aged[-1]))
    return f"aged from {youngest} to {oldest}" if youngest != oldest else f"aged {youngest}"


def _sexes(people: Iterable[Person], word: str, minimum: int) -> str:
    """Words for two sexes only: anybody else would be known by being named."""
    of_children = any(part in word.casefold() for part in AS_CHILDREN)
    words = OF_SEX if of_children else OF_SEX_OF_ADULTS
    said = [each.sex for each in people]
    if not all(sex in words for sex in said):
        return " and ".join(words[sex] for sex in words if said.count(sex) >= FEWEST)
    return _groups((words[sex] for sex in said), minimum, last=" and ")


def _groups(values: Iterable[str], minimum: int, last: str = ", ") -> str:
    """The largest group first; counts only where none of them could single somebody out."""
    counts = Counter(filter(None, values)).most_common()
    counts.sort(key=lambda pair: (-pair[1], pair[0]))
    countable = len(counts) > 1 and all(count >= minimum for _, count in counts)
    return last.join(f"{count} {name}" if countable else name for name, count in counts)
