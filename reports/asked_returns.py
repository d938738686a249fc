"""What of an audit is asked, and what of it is in: returns, repetitions in them, and groups."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from uuid import UUID

from audits.models import Audit, Section
from cases.models import AuditReturn
from reports.counted_returns import (
    Asked,
    Return,
    read_cases,
    read_children,
    read_repetitions,
    read_returns,
    read_tallies,
)
from reports.measures import CountedMeasure, Tally

NO_AREA = "No area"
Group = tuple[str, UUID | None]  # a case, and a child where it is one
UNIT_OF = {
    AuditReturn.About.CASE: "return",
    AuditReturn.About.ORGANISATION: "organisation",
    AuditReturn.About.RESPONSE: "response",
}


@dataclass(frozen=True)
class AskedReturns:
    """What is read of an audit: its cases, the returns expected of it, and their outcomes."""

    audit: Audit
    areas: Mapping[str, str]  # of every case
    returns: list[Return]
    tallies: Mapping[str, Tally]  # by agency
    explained: int

    @classmethod
    def read(cls, audit: Audit, **more) -> Self:
        found = read_returns(audit)
        expected = [each for each in found if each.status != AuditReturn.Status.EXEMPT]
        cases = read_cases(audit)
        explained = sum(explained for _, _, explained in cases)
        return cls(
            audit=audit,
            areas={case: area or NO_AREA for case, area, _ in cases},
            returns=expected,
            tallies=read_tallies(audit),
            explained=explained + len(found) - len(expected),
            **more,
        )

    @cached_property
    def unit(self) -> str:
        """What one return is called."""
        return UNIT_OF[self.returns[0].about] if self.returns else "return"

    @cached_property
    def returned(self) -> list[Return]:
        return [each for each in self.returns if each.outcomes is not None]

    @cached_property
    def expected_of(self) -> dict[str, list[Return]]:
        """By agency, in the agencies' order."""
        return grouped(self.returns, lambda each: each.agency)

    @cached_property
    def returned_by(self) -> Counter[str]:
        return Counter(each.agency for each in self.returned)

    @cached_property
    def tally(self) -> Tally:
        return sum((Counter(tally) for tally in self.tallies.values()), Counter())

    @cached_property
    def repetitions(self):
        return read_repetitions(self.audit)

    @cached_property
    def children(self):
        return read_children(self.audit)

    @property
    def facts(self) -> dict[str, int]:
        about = {
            "return": ("cases", len({each.case for each in self.returned})),
            "organisation": ("organisations", len(self.returned)),
            "response": ("responses", len(self.returned)),
        }
        name, count = about[self.unit]
        return {
            name: count,
            "returns": len(self.returned),
            "agencies": len(self.returned_by),
            "expected": len(self.returns),
            "explained": self.explained,
        }

    @cached_property
    def _asked(self) -> dict[tuple[str, str], list[Asked]]:
        return {}

    @cached_property
    def _grouped(self) -> dict[tuple[str, str, str], dict[Group, list[Asked]]]:
        return {}

    def asked(self, repeats: str, occasion: str = "") -> list[Asked]:
        """Everything that is expected to be answered, by return in the agencies' order."""
        if (repeats, occasion) not in self._asked:
            self._asked[repeats, occasion] = self._all_asked(repeats, occasion)
        return self._asked[repeats, occasion]

    def _all_asked(self, repeats: str, occasion: str) -> list[Asked]:
        if repeats == Section.Repeats.SUBJECT:
            return [
                self._repetition(each, child, "")
                for each in self.returns
                for child in self.children.get(each.case, ())
            ]
        if repeats:
            return [self._repetition(each, None, occasion) for each in self.returns]
        return [Asked(each, None, "", each.outcomes) for each in self.returns]

    def _repetition(self, of: Return, child, occasion: str) -> Asked:
        """A return that is in and has no such repetition was not asked it."""
        found = self.repetitions.get((of.pk, child, occasion), frozenset())
        return Asked(of, child, occasion, None if of.outcomes is None else found)

    def asked_by(self, measure: CountedMeasure) -> list[Asked]:
        return self.asked(measure.repeats, measure.rule.occasion)

    def asked_of(self, measure: CountedMeasure) -> dict[Group, list[Asked]]:
        key = measure.repeats, measure.rule.occasion, measure.rule.unit
        if key not in self._grouped:
            found = {group: [] for group in self._groups(measure)}
            for each in self.asked_by(measure):
                found[group_of(measure, each)].append(each)
            self._grouped[key] = found
        return self._grouped[key]

    def _groups(self, measure: CountedMeasure) -> Iterable[Group]:
        if measure.rule.unit == "case":
            return ((case, None) for case in self.areas)
        return ((case, child) for case in self.areas for child in self.children.get(case, ()))


def group_of(measure: CountedMeasure, asked: Asked) -> Group:
    return asked.of.case, asked.subject if measure.rule.unit == "child" else None


def grouped(returns: list[Return], name: Callable[[Return], str]) -> dict[str, list[Return]]:
    found = {}
    for each in returns:
        found.setdefault(name(each), []).append(each)
    return found
