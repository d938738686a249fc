"""Text by which a child or family could be known: numbers, addresses, what looks like a name. Pure.

A machine's guess: it may be wrong both ways, so it asks somebody to look and never refuses. Every
pattern is bounded, so the time it takes grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENTENCES = {
    "nhs_number": "This looks like an NHS number.",
    "date_of_birth": "This looks like a date of birth.",
    "postcode": "This looks like a postcode.",
    "phone": "This looks like a telephone number.",
    "email": "This looks like an e-mail address.",
    "ni_number": "This looks like a National Insurance number.",
    "case_name": "This is a name from this case.",
    "name": "This looks like a name.",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# They begin with a capital in plain text of this field, and are nobody's name.
_PLAIN_WORDS = """
A An And At But By Child Children Core Court Early Education Family Father For From General Good
Group Head Health Help Her His Home Housing I If In Is It Local Mother My National No Not Of On Our
Outside Part Partly Police Practice Probation Public School Section She He Social Some Street Team
That The Their There They This To Trust Was We When Who With Yes You Visitor Worker Nurse Officer
Plan Protection Conference Panel Record Act Care Council Centre Hospital Authority Board County
Borough Service Services Safeguarding Partnership Lead Manager Review Strategy Discussion Meeting
Number Year Years Reception Nursery Primary Secondary Academy College University Christmas Easter
English Polish Welsh Scottish Irish British Signs Safety Graded Profile Need Looked After Key Stage
Special Educational Needs
"""
KNOWN = frozenset(_PLAIN_WORDS.split()) | {*MONTHS, *DAYS}
KNOWN_SHOUTED = frozenset(word.upper() for word in KNOWN)
# Words of an identity that name nobody by themselves.
PLAIN = KNOWN | {
    *("Road", "Lane", "Avenue", "Close", "Drive", "Way", "Court", "Flat", "House", "Row"),
    *("Square", "Born", "Aged"),
}
# Names that are words too, so in small letters they are taken for the word.
_NAMES_AND_WORDS = """
amber art baker banks bell bill brown bush carter cook dale dawn day dean drew faith field fox frank
grace green hill hope joy king long mark page park parks pat price ray rice rich rob rose ruby short
small stone sue summer wells white will wood young
"""
WORDS_TOO = frozenset(_NAMES_AND_WORDS.split())
# In capitals throughout, and nobody's name.
ACRONYMS = frozenset({"CAMHS", "MAPPA", "MARAC", "MASH", "SENCO", "UASC"})
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)}),? \d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2})"
)
_BIRTH = r"\b(?:born|dob|d\.o\.b|birthday|date of birth)\b"
_PATTERNS = (
    ("nhs_number", re.compile(r"(?<![\d.])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?!\d)")),
    ("date_of_birth", re.compile(rf"{_BIRTH}[^\n\d]{{0,20}}{_DATE}", re.IGNORECASE)),
    ("date_of_birth", re.compile(rf"\b{_DATE}[^\n\d]{{0,20}}{_BIRTH}", re.IGNORECASE)),
    ("email", re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")),
    ("ni_number", re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")),
    (
        "postcode",  # but for “year 9 2nd term”
        re.compile(r"\b[a-z]{1,2}\d[a-z\d]? \d(?!(?:st|nd|rd|th)\b)[abd-hjlnp-uw-z]{2}\b"),
    ),
    ("phone", re.compile(r"(?<![\d.])(?:\+44 ?\(?0?\)?|\(?0)\d(?:[ -]?\)?[ -]?\d){8,9}(?!\d)")),
)
_TITLED = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame)\.? [A-Z][\w’'-]{1,30}"
    r"|(?:mr|mrs|ms|mx|dr|prof|MR|MRS|MS|MX|DR|PROF)\.? [A-Za-z][\w’'-]{1,30})"
)
# A forename by itself, after what somebody is.
_CALLED = re.compile(
    r"\b(?:(?i:social worker|teacher|visitor|nurse|brother|sister|mother|father|mum|dad|son"
    r"|daughter|uncle|aunt|partner|boyfriend|girlfriend|friend|child|baby|boy|girl|called|named)) "
    r"(?P<name>[A-Z][a-z’'-]{2,30})(?![\w’'-])"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]{0,40}")
_PAIR = re.compile(r"(?<![\w’'.-])([A-Z][a-z’'-]{1,30}) ([A-Z][a-z’'-]{1,30})(?![\w’'-])")
_SHOUTED = re.compile(r"(?<![\w’'.-])([A-Z’'-]{4,30}) ([A-Z’'-]{4,30})(?![\w’'-])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•\n]\s*|[“\"(]\s*)$")
LOOK_BACK = 12


@dataclass(frozen=True, slots=True)
class Found:
    """`start` and `end` say where in the text."""

    kind: str
    start: int
    end: int

    @property
    def sentence(self) -> str:
        return SENTENCES[self.kind]


def identifiers_in(text: str, names: Iterable[str] = ()) -> list[Found]:
    """In order of place; of two that overlap, the surer one.

    `names` are words of the case's own identity, see `names_of`.
    """
    taken, kept = bytearray(len(text)), []
    for found in _candidates(text, frozenset(names)):
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"x" * (found.end - found.start)
            kept.append(found)
    return sorted(kept, key=lambda each: each.start)


def names_of(identities: Iterable[str]) -> frozenset[str]:
    """The words of these texts that can name somebody or somewhere."""
    words = (match.group() for text in identities for match in _WORD.finditer(text))
    return frozenset(word for word in words if len(word) > 2 and word[0].isupper()) - PLAIN


def _candidates(text: str, names: frozenset[str]) -> Iterator[Found]:
    """The surest first."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind != "nhs_number" or _is_nhs_number(match.group()):
                yield Found(kind, match.start(), match.end())
    if names:
        folded = frozenset(name.casefold() for name in names)
        for match in _WORD.finditer(text):
            if _is_of(folded, match.group()):
                yield Found("case_name", match.start(), match.end())
    for match in _TITLED.finditer(text):
        yield Found("name", match.start(), match.end())
    for match in _CALLED.finditer(text):
        if match["name"] not in KNOWN:
            yield Found("name", match.start("name"), match.end())
    for match in _SHOUTED.finditer(text):
        if not (KNOWN_SHOUTED | ACRONYMS) & set(match.groups()):
            yield Found("name", match.start(), match.end())
    for match in _PAIR.finditer(text):
        if not KNOWN & set(match.groups()) and not _starts_sentence(text, match.start()):
            yield Found("name", match.start(), match.end())


def _is_of(folded: frozenset[str], written: str) -> bool:
    """Is it one of these names, however its letters are written?"""
    word = written.casefold().removesuffix("’s").removesuffix("'s")
    return word in folded and not (written.islower() and word in WORDS_TOO)


def _starts_sentence(text: str, place: int) -> bool:
    return bool(_SENTENCE_START.search(text[max(0, place - LOOK_BACK) : place]))


def _is_nhs_number(written: str) -> bool:
    """The last digit checks the others, by weights of ten to two, modulo eleven."""
    digits = [int(each) for each in written if each.isdigit()]
    rest = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - rest) % 11 == digits[9]
