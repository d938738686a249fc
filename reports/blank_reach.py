"""What is left of a condition when some of its questions can never be asked. Pure."""

from __future__ import annotations

from collections.abc import Container

from audits.conditions import All, Any, Condition, Not


def reachable(
    condition: Condition, asked: Container[str], *, negated: bool = False
) -> Condition | None:
    """The branches that can still be met; None where there is none.

    A question that is not asked decides nothing either way, as `conditions.holds` says.
    """
    match condition:
        case Not(part):
            inner = reachable(part, asked, negated=not negated)
            return None if inner is None else Not(inner)
        case All(parts) | Any(parts):
            needs_every = isinstance(condition, All) is not negated
            found = [reachable(part, asked, negated=negated) for part in parts]
            left = [part for part in found if part is not None]
            if not left or (needs_every and len(left) < len(found)):
                return None
            return left[0] if len(left) == 1 else type(condition)(tuple(left))
        case _:
            return condition if condition.question in asked else None
