"""Does one question ask two things? A careful guess: better to miss one than to nag. Pure."""

from __future__ import annotations

import re

# Pairs that are one thing to the people who use these tools.
ONE_THING = frozenset(
    {
        ("mother", "father"),
        ("parent", "carer"),
        ("parents", "carers"),
        ("health", "safety"),
        ("wishes", "feelings"),
        ("views", "wishes"),
        ("strengths", "needs"),
        ("safe", "well"),
        ("child", "family"),
        ("children", "families"),
        ("day", "night"),
        ("time", "place"),
        ("who", "when"),
        ("when", "where"),
        ("brother", "sister"),
        ("brothers", "sisters"),
        ("girl", "boy"),
        ("one", "more"),
        ("yes", "no"),
        ("more", "less"),
        ("drugs", "alcohol"),
        ("drug", "alcohol"),
        ("month", "year"),
        ("food", "drink"),
        ("education", "training"),
        ("speech", "language"),
        ("research", "evidence"),
    }
)
# Words between which “and” joins amounts, ranges or sides, not two questions.
RANGES = re.compile(r"\b(between|both|from|whether|either|neither|how|what|which|why)\b", re.I)
VERBS = frozenset(
    """
    acted agreed asked assessed attended challenged checked completed considered contacted
    discussed escalated explored followed given heard helped identified invited involved known
    listened made measured monitored named noted offered planned protected received recognised
    recorded referred reported responded reviewed seen sent shared signed spoken supported
    taken told understood updated used visited weighed written
    """.split()  # noqa: SIM905
)
JOINERS = re.compile(r"\s(?:and|or)\s|\s?/\s?", re.I)
WORD = re.compile(r"[^\W\d_][\w’'-]*")
ARTICLES = frozenset({"a", "an", "the", "any", "their", "his", "her", "its", "your", "our"})


def two_things(text: str) -> tuple[str, str, str] | None:
    """The word before, the joiner and the word after, where they seem to be two questions.

    Only in a sentence that ends with a question mark, joined once, between two of the verbs that
    such tools ask about, or between two nouns right after an article or at the very end.
    """
    if not text.rstrip().endswith("?") or len(text.split()) < 4:
        return None
    found = list(JOINERS.finditer(text))
    if len(found) != 1 or RANGES.search(text[: found[0].start()]):
        return None
    joiner = found[0].group().strip()
    before, after = WORD.findall(text[: found[0].start()]), WORD.findall(text[found[0].end() :])
    if not before or not after:
        return None
    left, right = before[-1], after[0]
    if _two_verbs(left, after) or _two_nouns(before, after):
        named = right if right.casefold() not in ARTICLES or len(after) < 2 else after[1]
        return left, joiner, named
    return None


def _two_verbs(left: str, after: list[str]) -> bool:
    """“seen and heard”, also “seen and was their home visited”."""
    verbs = [word for word in after[:4] if word.casefold() in VERBS]
    return left.casefold() in VERBS and bool(verbs) and after[0].casefold() in VERBS


def _two_nouns(before: list[str], after: list[str]) -> bool:
    """“an interpreter or advocate?”: two single nouns after one article, or each with its own."""
    left = before[-1].casefold()
    own = after[0].casefold() in ARTICLES
    right = (after[1] if own and len(after) > 1 else after[0]).casefold()
    if (left, right) in ONE_THING or (right, left) in ONE_THING or left in VERBS:
        return False
    has_article = len(before) > 1 and before[-2].casefold() in ARTICLES - {"the", "their"}
    at_end = len(after) <= 2 + own
    return has_article and at_end
