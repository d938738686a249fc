"""The scales of a draft: the list, and the page of one scale."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.forms.rows import as_typed, changed_rows, shown, typed_rows
from audits.forms.scales import OptionRows, ScaleForm, option_rows, options_of, recoded
from audits.list_editing import add_scale, put_scale, questions_on
from audits.models import Scale, ToolVersion
from audits.tool_definition import OptionDefinition, ScaleDefinition
from audits.tool_parts import scale_of
from audits.tool_rows import OPTION_FIELDS, definition_of
from audits.views.drafts import (
    draft_form,
    gone,
    on_draft,
    or_404,
    part_of,
    save_part,
    show,
    was_deleted,
)

START_ROWS = 4


@require_safe
@on_draft
def scales(request, version):
    tool = definition_of(version)
    rows = [(scale, len(questions_on(tool, scale.key))) for scale in tool.scales]
    return show(request, version, tool, "scales", "scales", scales=rows)


@draft_form
def scale(request, version, key):
    tool = definition_of(version)
    if was_deleted(request, version, tool, part_of("scales", key)):
        return gone(request, version, tool, _instead(version))
    there = or_404(scale_of, tool, key)
    form, rows = _forms(request, there)
    if request.method == "POST" and not _pressed(request) and _valid(form, rows):
        answer = _saved(request, version, there, form, rows)
        if answer is not None:
            return answer
    users = questions_on(tool, key)
    context = {"form": form, "rows": rows, "scale": there, "users": users}
    return show(request, version, tool, "scale", "scales", **context)


def _saved(request, version, there: ScaleDefinition, form: ScaleForm, rows):
    """The page that follows, or None where a fault was found."""
    key = there.key
    return save_part(
        request,
        version,
        form,
        edit=partial(put_scale, key=key, recoded=recoded(rows.kept), **_changes(form, rows)),
        what=f"Saved the scale ‘{form.cleaned_data['name']}’",
        after=lambda _: redirect("audits:build_scale", version.pk, key),
        part=part_of("scales", key),
        title=f"Scale ‘{there.name}’",
        instead=_instead(version),
    )


def _instead(version) -> list[tuple[str, str]]:
    return [("Make it a new scale", reverse("audits:new_scale", args=[version.pk]))]


@draft_form
def new_scale(request, version):
    """From nothing, or from a scale of any tool."""
    tool = definition_of(version)
    start = _copied(request.GET.get("from", "")) or ScaleDefinition("", "")
    form, rows = _forms(request, start)
    if request.method == "POST" and not _pressed(request) and _valid(form, rows):
        made = ScaleDefinition("", **_changes(form, rows))
        answer = save_part(
            request,
            version,
            form,
            edit=partial(add_scale, scale=made),
            what=f"Added the scale ‘{made.name}’",
            after=lambda now: redirect("audits:build_scale", version.pk, now.scales[-1].key),
        )
        if answer is not None:
            return answer
    context = {"form": form, "rows": rows, "others": _scales_elsewhere(version)}
    return show(request, version, tool, "scale", "scales", **context)


def _pressed(request) -> str:
    return request.POST.get("press", "")


def _forms(request, there: ScaleDefinition):
    start = {"name": there.name, "better": there.better}
    pressed = _pressed(request)
    if pressed:
        rows = changed_rows(typed_rows(OptionRows, request.POST), pressed, "label")
        return as_typed(ScaleForm, request.POST), shown(OptionRows, rows)
    if request.method == "POST":
        return ScaleForm(request.POST), OptionRows(request.POST)
    rows = option_rows(there)
    return ScaleForm(initial=start), shown(OptionRows, rows, 2 if rows else START_ROWS)


def _valid(form: ScaleForm, rows) -> bool:
    valid = [form.is_valid(), rows.is_valid()]
    if all(valid) and not rows.kept:
        form.add_error(None, "Write at least one option with a label.")
    return all(valid) and form.is_valid()


def _changes(form: ScaleForm, rows) -> dict[str, object]:
    return {**form.cleaned_data, "options": options_of(rows.kept)}


def _copied(scale_id: str) -> ScaleDefinition | None:
    if not scale_id:
        return None
    try:
        found = Scale.objects.prefetch_related("options").get(pk=scale_id)
    except (Scale.DoesNotExist, ValidationError):
        raise Http404 from None
    return ScaleDefinition(
        "",
        found.name,
        found.better,
        tuple(
            OptionDefinition(**{name: getattr(option, name) for name in OPTION_FIELDS})
            for option in found.options.all()
        ),
    )


def _scales_elsewhere(version: ToolVersion) -> list[Scale]:
    """Of the newest version of every other tool."""
    newest = (
        ToolVersion.objects.exclude(tool=version.tool_id)
        .order_by("tool_id", "-number")
        .distinct("tool_id")
        .values("pk")
    )
    found = Scale.objects.filter(version__in=list(newest.values_list("pk", flat=True)))
    return list(found.select_related("version__tool").order_by("version__tool__name", "position"))
