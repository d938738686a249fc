"""What the minutes of a panel say, apart from how they are drawn. Pure.

PDF and Word start here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.colours import Colours
from reports.printed_returns import Fact, Paragraphs


@dataclass(frozen=True, slots=True)
class There:
    """Who came for one agency, or for none, and who sent apologies."""

    agency: str
    present: str
    apologies: str


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    looked_at: str
    there: tuple[There, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: what agencies said of themselves, and what was agreed or that nothing was."""

    question: str
    own: tuple[Fact, ...]
    agreed: str
    rationale: Paragraphs
    dissent: Paragraphs


@dataclass(frozen=True, slots=True)
class MinutedAction:
    agency: str
    text: str
    due: str
    done: str


@dataclass(frozen=True, slots=True)
class MinutedItem:
    """A case or an organisation. `words`: who it is about, so that nobody can be known.

    `grade` is None where the tool asks for none and the panel gave none.
    `judged` are the judgements to be read one by one; `others` says how many are not among them.
    """

    reference: str
    words: str
    grade: Judged | None
    judged: tuple[Judged, ...]
    others: str
    learning: tuple[str, ...]
    good_practice: tuple[str, ...]
    actions: tuple[MinutedAction, ...]
    released: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """`left_open`: by reference, what the panel still has to do."""

    title: str
    partnership: str
    audit_line: str
    standing: str
    dated: date
    colours: Colours
    facts: tuple[Fact, ...]
    meetings: tuple[Meeting, ...]
    one: str
    items: tuple[MinutedItem, ...]
    left_open: tuple[Fact, ...]
