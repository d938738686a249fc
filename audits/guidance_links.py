"""Links in guidance: [words](address), or a bare https address. Pure.

Only http and https addresses are links; whatever else is written stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\((?P<address>https?://[^\s()<>\"']{1,500})\)"
    r"|(?P<bare>https://[^\s<>\"'\[\]()]{1,500})"
)
_ENDS_A_SENTENCE = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; with an address where it is a link."""

    words: str
    address: str = ""


def pieces(text: str) -> Iterator[Piece]:
    end = 0
    for found in _LINK.finditer(text):
        yield Piece(text[end : found.start()])
        yield from _link(found)
        end = found.end()
    yield Piece(text[end:])


def _link(found: re.Match[str]) -> Iterator[Piece]:
    if found["bare"] is None:
        yield Piece(found["words"], found["address"])
        return
    address = found["bare"].rstrip(_ENDS_A_SENTENCE)
    yield Piece(address, address)
    yield Piece(found["bare"][len(address) :])


def in_print(text: str) -> str:
    """For paper and for labels, where nothing can be followed: words (address)."""
    return "".join(
        f"{piece.words} ({piece.address})"
        if piece.address and piece.words != piece.address
        else piece.words
        for piece in pieces(text)
    )
