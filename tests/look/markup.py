"""Reads rendered HTML the way the tests ask about it."""

from dataclasses import dataclass
from html.parser import HTMLParser

VOID = {"input", "br", "img", "link", "meta", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict
    inside: tuple  # the tags around it, outermost first
    text: str = ""


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), tuple(each.tag for each in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, dict(attrs), tuple(each.tag for each in self.open)))

    def handle_endtag(self, tag):
        while any(element.tag == tag for element in self.open):
            if self.open.pop().tag == tag:
                return

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, tag, **wanted):
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(key) == value for key, value in wanted.items())
        ]

    def by_id(self, identifier):
        (found,) = [each for each in self.elements if each.attributes.get("id") == identifier]
        return found

    def having(self, attribute):
        return [
            each.attributes[attribute] for each in self.elements if attribute in each.attributes
        ]

    @property
    def controls(self):
        return [
            element
            for element in self.elements
            if element.tag in ("input", "select", "textarea")
            and element.attributes.get("type") != "hidden"
        ]
