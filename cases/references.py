"""The next references of an audit: a number that was given once is never given again."""

from audits.models import Audit


def next_references(audit: Audit, number: int) -> list[str]:
    """Hold the audit, so that nobody else gets the same."""
    given = [
        *audit.cases.values_list("reference", flat=True),
        *audit.removed_cases.values_list("reference", flat=True),
    ]
    last = max((int(reference.rpartition("-")[2]) for reference in given), default=0)
    return [f"{audit.reference_prefix}-{last + at:02}" for at in range(1, number + 1)]
