"""What a browser without JavaScript would send of a page's form."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, list[str]] = {}
        self.select = self.textarea = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("id") == self.form_id
        if not self.inside:
            return
        if tag == "input" and said.get("name"):
            ticked = "checked" in said or said.get("type") not in ("checkbox", "radio")
            if ticked and said.get("type") != "submit":
                self._add(said["name"], said.get("value", "on" if "checked" in said else ""))
        elif tag == "select":
            self.select, self.options = said.get("name"), []
        elif tag == "option" and self.select:
            self.options.append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self.textarea = said.get("name")
            self._add(self.textarea, "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            for value in chosen or [self.options[0][0]] if self.options else ():
                self._add(self.select, value)
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea][-1] += data

    def _add(self, name, value):
        self.fields.setdefault(name, []).append(value)


def fields_of(response, form_id: str) -> dict[str, list[str]]:
    """By name, every value; the blank line that starts a text area is taken off."""
    reader = _Fields(form_id)
    reader.feed(response.content.decode())
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in reader.fields.items()
    }
