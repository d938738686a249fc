"""Guidance as people read it: escaped, with its links and its lines."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# [words](address), or a bare https address; nothing but http and https becomes a link.
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\((?P<address>https?://[^\s()<>\"']{1,500})\)"
    r"|(?P<bare>https://[^\s<>\"'\[\]()]{1,500})"
)
_ENDS_A_SENTENCE = ".,;:!?"


@register.filter
def with_links(text: str) -> SafeString:
    lines = [(_line(line),) for line in text.splitlines()]
    return format_html_join(SafeString("<br>"), "{}", lines)


def _line(text: str) -> SafeString:
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        pieces += [text[end : found.start()], *_link(found)]
        end = found.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[end:]]))


def _link(found: re.Match) -> tuple[SafeString, str]:
    """The link, and what is left of the match after it."""
    if found["bare"] is None:
        return _anchor(found["address"], found["words"]), ""
    address = found["bare"].rstrip(_ENDS_A_SENTENCE)
    return _anchor(address, address), found["bare"][len(address) :]


def _anchor(address: str, words: str) -> SafeString:
    return format_html('<a href="{}" rel="noopener">{}</a>', address, words)
