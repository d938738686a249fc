"""Fitting plain words into little room. Pure."""

from collections.abc import Sequence

JOINING = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
)


def cut_to_words(text: str, limit: int) -> str:
    """As many whole words as fit, not ending in “and” or “of”."""
    if len(text) <= limit:
        return text
    words = text[: limit + 1].split(" ")[:-1]
    while words and words[-1].lower().strip("·,") in {"", *JOINING}:
        words.pop()
    return " ".join(words).rstrip(",") or text[:limit].strip()


def listed(words: Sequence[str]) -> str:
    """“health, police and housing”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def lower_first(text: str) -> str:
    """For the middle of a sentence; an abbreviation such as GP keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
