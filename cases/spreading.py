"""Returns spread evenly over the people who may answer them. Pure: knows keys and numbers only."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from types import MappingProxyType

NOBODY = MappingProxyType({})


def spread(
    returns: Sequence[Hashable],
    auditors: Sequence[Hashable],
    load: Mapping[Hashable, int] = NOBODY,
    barred: Mapping[Hashable, Set[Hashable]] = NOBODY,
) -> dict[Hashable, Hashable | None]:
    """An auditor for each return, None where everybody is barred from it.

    Each goes to whoever then has the fewest, the first named where several have as few. `load`:
    what each has already. No single return could change hands and leave things more even. The
    same question has the same answer.
    """
    having = {auditor: load.get(auditor, 0) for auditor in auditors}
    able = {one: [who for who in auditors if who not in barred.get(one, ())] for one in returns}
    given = {}
    # Those that few may answer first; others go round them.
    for one in sorted(returns, key=lambda one: len(able[one])):
        given[one] = min(able[one], key=having.__getitem__, default=None)
        if given[one] is not None:
            having[given[one]] += 1
    while move := _evener(given, able, having):
        one, who = move
        having[given[one]] -= 1
        having[who] += 1
        given[one] = who
    return {one: given[one] for one in returns}


def _evener(given, able, having):
    for one, now in given.items():
        who = min(able[one], key=having.__getitem__, default=None)
        if now is not None and having[who] + 1 < having[now]:
            return one, who
    return None
