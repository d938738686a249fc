"""Guidance as people read it: escaped, with its links and its lines."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from audits.guidance_links import Piece, in_print, pieces

register = template.Library()


@register.filter
def with_links(text: str) -> SafeString:
    lines = [(_line(line),) for line in text.splitlines()]
    return format_html_join(SafeString("<br>"), "{}", lines)


def _line(text: str) -> SafeString:
    return format_html_join("", "{}", ((_shown(piece),) for piece in pieces(text)))


def _shown(piece: Piece) -> SafeString:
    if not piece.address:
        return conditional_escape(piece.words)
    return format_html('<a href="{}" rel="noopener">{}</a>', piece.address, piece.words)


@register.filter
def printed_links(text: str) -> str:
    """As text, with each address in brackets after its words."""
    return in_print(text)
