"""What differs between the contradictions of two versions of a tool. Pure.

They count nothing, so whatever changes in them, rounds stay comparable.
"""

from __future__ import annotations

from collections.abc import Iterator

from audits.asking import describe
from audits.comparability import Change, Detail, Difference, Verdict
from audits.tool_definition import ContradictionDefinition, ToolDefinition, Tree
from audits.tool_rules import readable, words_of
from audits.tool_wording import Wording

MEANING = "Comparable: it only points answers out to their auditor."


def contradictions(old: Wording, new: Wording) -> Iterator[Difference]:
    """Those of the newer version in its order, then what only the older one had."""
    earlier = {each.key: each for each in old.tool.contradictions}
    later = {each.key for each in new.tool.contradictions}
    for each in new.tool.contradictions:
        before = earlier.get(each.key)
        if before is None:
            yield _made(each, Change.ADDED)
        elif details := tuple(_details(old.tool, before, new.tool, each)):
            yield _made(each, Change.DETAILS, details)
        else:
            yield _made(each, Change.UNCHANGED)
    for each in old.tool.contradictions:
        if each.key not in later:
            yield _made(each, Change.REMOVED)


def _details(
    old: ToolDefinition,
    before: ContradictionDefinition,
    new: ToolDefinition,
    after: ContradictionDefinition,
) -> Iterator[Detail]:
    if before.when != after.when:
        yield Detail("Found when", _words(old, before.when), _words(new, after.when))
    if before.says != after.says:
        yield Detail("What is said", before.says, after.says)


def _words(tool: ToolDefinition, tree: Tree) -> str:
    condition = readable(tree)
    words = words_of(tool, numbered=True)
    return describe(condition, words, lead="").strip() if condition else "Cannot be read"


def _made(
    each: ContradictionDefinition, change: Change, details: tuple[Detail, ...] = ()
) -> Difference:
    return Difference(
        "contradiction",
        each.key,
        each.says,
        (change,),
        Verdict.COMPARABLE,
        MEANING,
        details=details,
    )
