"""What somebody sent that could not be saved, to be shown to them for copying."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

# Sent by the page itself; nobody typed it.
OF_THE_PAGE = frozenset({"csrfmiddlewaretoken", "next", "place", "press", "reader"})
_OF_THE_PAGE = re.compile(r"(?:^|[-_])(?:version|seen|password\d?)$|password", re.IGNORECASE)
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}", re.IGNORECASE)
_CODE = re.compile(r"[a-z0-9_:.-]*")


@dataclass(frozen=True)
class Typed:
    """Pairs of a label and what was put. `texts` have more than one word, `others` have one."""

    texts: list[tuple[str, str]]
    others: list[tuple[str, str]]

    def __bool__(self) -> bool:
        """Was anything written? Codes and numbers alone are choices, quickly put again."""
        return bool(self.texts) or any(not _CODE.fullmatch(text) for _, text in self.others)


def typed_back(request: HttpRequest) -> Typed:
    """Never a password, which may be several words and must not be shown."""
    sent = [
        (label_of(name), text)
        for name in request.POST
        if name not in OF_THE_PAGE and not _OF_THE_PAGE.search(name)
        for text in request.POST.getlist(name)
        if text.strip() and not _KEY.fullmatch(text)
    ]
    texts = [pair for pair in sent if len(pair[1].split()) > 1]
    return Typed(texts, [pair for pair in sent if pair not in texts])


def label_of(name: str) -> str:
    """The name of a field in words: “told_whom” is “Told whom”."""
    words = re.sub(r"[\W_]+", " ", _KEY.sub("", name)).strip()
    return words[:1].upper() + words[1:] or "Text"
