"""What the terms of reference of an audit say, apart from how they are drawn. Pure."""

from dataclasses import dataclass
from datetime import date

from reports.colours import Colours
from reports.printed_returns import Fact, Paragraphs


@dataclass(frozen=True, slots=True)
class Member:
    """An agency that takes part; `how`: as a guest, or in chosen cases only."""

    name: str
    sector: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    title: str
    partnership: str
    audit_line: str
    standing: str
    dated: date
    colours: Colours
    facts: tuple[Fact, ...]
    purpose: Paragraphs
    key_lines: tuple[str, ...]
    members: tuple[Member, ...]
    timetable: tuple[Fact, ...]
    identities: Paragraphs
    signing_off: str
