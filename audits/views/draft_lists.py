"""The lists of themes and of framework codes of a draft."""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import redirect

from audits.forms.lists import (
    CodeRows,
    MoreCodes,
    MoreThemes,
    ThemeRows,
    code_rows,
    codes_of,
    theme_rows,
    themes_of,
)
from audits.forms.rows import as_typed, changed_rows, shown, typed_rows
from audits.list_editing import put_codes, put_themes
from audits.tool_definition import ToolDefinition
from audits.tool_parts import keys_of
from audits.tool_rows import definition_of
from audits.views.drafts import draft_form, save_part, show


@dataclass(frozen=True)
class List:
    """One list of a tool: `name` is that of its field, of its page and of its template."""

    name: str
    rows: type
    more: type
    rows_of: Callable
    parts_of: Callable
    put: Callable

    def there(self, tool: ToolDefinition) -> tuple:
        return getattr(tool, self.name)


THEMES = List("themes", ThemeRows, MoreThemes, theme_rows, themes_of, put_themes)
CODES = List("codes", CodeRows, MoreCodes, code_rows, codes_of, put_codes)


@draft_form
def themes(request, version):
    return _edit(request, version, THEMES)


@draft_form
def codes(request, version):
    return _edit(request, version, CODES)


def _edit(request, version, of: List):
    tool = definition_of(version)
    rows, more = _forms(request, of, tool)
    if more.is_bound and all([rows.is_valid(), more.is_valid()]):
        there = set(keys_of(of.there(tool)))
        answer = _saved(request, version, of, more, of.parts_of(rows.kept, there))
        if answer is not None:
            return answer
    return show(request, version, tool, of.name, of.name, form=more, rows=rows)


def _forms(request, of: List, tool: ToolDefinition):
    pressed = request.POST.get("press")
    if pressed:
        rows = changed_rows(typed_rows(of.rows, request.POST), pressed, of.rows.form.main)
        return shown(of.rows, rows), as_typed(of.more, request.POST)
    if request.method == "POST":
        return of.rows(request.POST), of.more(request.POST)
    return shown(of.rows, of.rows_of(of.there(tool))), of.more()


def _saved(request, version, of: List, more, parts: list):
    """The page that follows, or None where a fault was found."""

    def edit(tool):
        return of.put(tool, parts + more.cleaned_data["more"])

    return save_part(
        request,
        version,
        more,
        edit=edit,
        what=f"Saved the {of.name}",
        after=lambda _: redirect(request.path),
        part=of.there,
        title=f"The {of.name}",
    )
