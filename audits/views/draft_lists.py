"""The lists of themes and of framework codes of a draft."""

from functools import partial

from django.shortcuts import redirect

from audits.drafting import StaleDraft
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
from audits.services import ToolError
from audits.tool_parts import EditRefused, keys_of
from audits.tool_rows import definition_of
from audits.views.drafts import conflict, draft_form, save, seen_in, show


@draft_form
def themes(request, version):
    return _edit_list(
        request,
        version,
        name="themes",
        rows_class=ThemeRows,
        more_class=MoreThemes,
        rows_of=theme_rows,
        parts_of=themes_of,
        put=put_themes,
    )


@draft_form
def codes(request, version):
    return _edit_list(
        request,
        version,
        name="codes",
        rows_class=CodeRows,
        more_class=MoreCodes,
        rows_of=code_rows,
        parts_of=codes_of,
        put=put_codes,
    )


def _edit_list(request, version, *, name, rows_class, more_class, rows_of, parts_of, put):
    """`name` is that of the field of a tool, of the page and of its template."""
    tool = definition_of(version)

    def there(tool):
        return getattr(tool, name)

    if request.POST.get("press"):
        typed = typed_rows(rows_class, request.POST)
        rows = changed_rows(typed, request.POST["press"], rows_class.form.main)
        rows, more = shown(rows_class, rows), as_typed(more_class, request.POST)
    elif request.method == "POST":
        rows, more = rows_class(request.POST), more_class(request.POST)
    else:
        rows, more = shown(rows_class, rows_of(there(tool))), more_class()
    if more.is_bound and all([rows.is_valid(), more.is_valid()]):
        parts = parts_of(rows.kept, set(keys_of(there(tool)))) + more.cleaned_data["more"]
        edit = partial(_put, put, parts)
        try:
            save(
                request,
                version,
                edit=edit,
                what=f"Saved the {name}",
                seen=seen_in(request),
                part=there,
            )
            return redirect(request.path)
        except StaleDraft as stale:
            return conflict(
                request,
                version,
                stale.now,
                title=f"The {name}",
                find=there,
                edit=edit,
                back=request.path,
            )
        except (EditRefused, ToolError) as refused:
            more.add_error(None, str(refused))
    return show(request, version, tool, name, name, form=more, rows=rows)


def _put(put, parts, tool):
    return put(tool, parts)
