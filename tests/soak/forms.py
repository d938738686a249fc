"""Every form on the pages a reader may open: where it goes, and what well-meant it sends."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import Resolver404, resolve, reverse

from tests.security.declared import DECLARED

NOT_TYPED = {"csrfmiddlewaretoken", "press"}
WORDS = "Because it is so."


@dataclass
class Form:
    """`fields`: each name with a value that means well, made up where the page has none."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


NOTHING = Form("")


class _Forms(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.page, self.found = page, []
        self.form = self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            is_sent = said.get("method", "").lower() == "post"
            self.form = Form(said.get("action") or self.page) if is_sent else None
            self.found += [self.form] if is_sent else []
        if self.form is None:
            return
        if tag == "option" and self.select and ("selected" in said or said.get("value")):
            self._put(self.select, said.get("value", ""), "selected" in said)
        name = said.get("name")
        if not name or name in NOT_TYPED:
            return
        if tag == "select":
            self.select = name
            self._put(name, "")
        elif tag == "textarea":
            self.textarea = name
            self._put(name, "")
        elif tag in ("input", "button"):
            self._put_input(name, said)

    def _put_input(self, name, said):
        is_ticked = said.get("type") in ("radio", "checkbox")
        value = said.get("value", "on" if is_ticked else "")
        self._put(name, value, "checked" in said or (not is_ticked and bool(value)))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None
        if tag == "textarea" and self.form is not None and self.textarea:
            if not self.form.fields[self.textarea].strip():
                self.form.fields[self.textarea] = WORDS
            self.textarea = None

    def handle_data(self, data):
        if self.textarea and self.form is not None:
            self.form.fields[self.textarea] += data

    def _put(self, name, value, is_chosen=False):
        """What is chosen on the page; else the first that says something."""
        if is_chosen or not self.form.fields.get(name):
            self.form.fields[name] = value


def forms_on(client, url: str) -> list[Form]:
    response = client.get(url)
    if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
        return []
    reader = _Forms(url)
    reader.feed(response.content.decode())
    return reader.found


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def forms_for(client, role, world, also=()) -> dict[str, Form]:
    """By the name of the URL it is sent to, the first form of each kind that a role can send.

    `also` are further pages to look at, first.
    """
    found = {}
    for url in (*also, *_pages(role, world)):
        for form in forms_on(client, url):
            if not found.get(name_of(form.action), NOTHING).fields:
                found[name_of(form.action)] = form
    return found


def _pages(role, world):
    for name, page in DECLARED.items():
        if "GET" in page.methods and name.startswith("cases:"):
            relations = world.objects[page.kind] if page.kind else {"": {}}
            for relation, kwargs in relations.items():
                if page.welcomes(role, relation):
                    yield reverse(name, kwargs=kwargs)
