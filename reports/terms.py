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
    leads: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """One draw: what was asked, in words, and a number for each stratum.

    `by`: what the strata are made of; `number`: what is counted of each.
    """

    name: str
    said: str
    by: str
    number: str
    strata: tuple[Fact, ...]


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
    sample: str
    draws: tuple[DrawnSample, ...]
    members: tuple[Member, ...]
    timetable: tuple[Fact, ...]
    identities: Paragraphs
    signing_off: str
    contacts: tuple[str, ...]
    signatories: tuple[Fact, ...]
