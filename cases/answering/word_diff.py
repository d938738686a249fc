"""Two wordings of a text, word by word: what stayed, what came and what went."""

import difflib
import re
from dataclasses import dataclass

WORDS = re.compile(r"\s+|[^\s]+")
# Beyond this, comparing word by word costs more than it shows.
MOST_WORDS = 4000


@dataclass(frozen=True)
class Piece:
    """`kind` is kept, added or removed."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Put together, the pieces kept and removed give `before`, those kept and added `after`."""
    if before == after:
        return [Piece("kept", after)] if after else []
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return _pieces(("removed", before), ("added", after))
    pieces = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pieces += _pieces(("kept", "".join(new[new_from:new_to])))
        else:
            removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
            pieces += _pieces(("removed", removed), ("added", added))
    return pieces


def _pieces(*found: tuple[str, str]) -> list[Piece]:
    return [Piece(kind, text) for kind, text in found if text]
