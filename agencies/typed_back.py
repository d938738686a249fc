"""What somebody sent that could not be saved, to be shown to them for copying."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

# Sent by the page itself; nobody typed it.
OF_THE_PAGE = frozenset({"csrfmiddlewaretoken", "next", "place", "press", "reader"})
_OF_THE_PAGE = re.compile(r"(?:^|[-_])(?:version|seen|password\d?)$|password", re.IGNORECASE)
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}", re.IGNORECASE)
_CODE = re.compile(r"[a-z0-9_:.-]*")
# Fields in which people write: there a small word is no code of a choice.
_OF_WORDS = re.compile(
    r"(?:^|[-_])(?:category|dissent|descript(?:ion|or)|ethnicity|framework|guidance|heading"
    r"|identifier|introduction|label|lines|more|name|new_scale|needs|note|outcome|purpose|quote"
    r"|rationale|reason|reference|says|sentence|series|source|text|title|for_whom|told_whom|what"
    r"|who|words)$"
)


@dataclass(frozen=True)
class Typed:
    """Pairs of a label and what was put. `texts` have more than one word, `others` have one.

    `has_word`: one of these was written, and not chosen.
    """

    texts: list[tuple[str, str]]
    others: list[tuple[str, str]]
    has_word: bool

    def __bool__(self) -> bool:
        """Was anything written? Codes and numbers alone are choices, quickly put again."""
        return bool(self.texts) or self.has_word


def typed_back(request: HttpRequest) -> Typed:
    """Never a password, which may be several words and must not be shown."""
    sent = [
        (name, text)
        for name in request.POST
        if name not in OF_THE_PAGE and not _OF_THE_PAGE.search(name)
        for text in request.POST.getlist(name)
        if text.strip() and not _KEY.fullmatch(text)
    ]
    texts = [(label_of(name), text) for name, text in sent if len(text.split()) > 1]
    words = [(name, text) for name, text in sent if len(text.split()) == 1]
    others = [(label_of(name), text) for name, text in words]
    return Typed(texts, others, any(_is_written(name, text) for name, text in words))


def _is_written(name: str, text: str) -> bool:
    return not _CODE.fullmatch(text) or (bool(_OF_WORDS.search(name)) and not text.isdigit())


def label_of(name: str) -> str:
    """The name of a field in words: “told_whom” is “Told whom”."""
    words = re.sub(r"[\W_]+", " ", _KEY.sub("", name)).strip()
    return words[:1].upper() + words[1:] or "Text"
