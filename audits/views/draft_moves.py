"""Buttons on the parts of a draft: move, duplicate, delete, and taking the last change back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from agencies.plurals import plural
from audits import contradiction_editing, list_editing, measure_editing, tool_editing
from audits.drafting import StaleDraft, undo_change
from audits.outline import short_name
from audits.services import ToolError
from audits.tool_definition import ToolDefinition
from audits.tool_parts import (
    home_of,
    keys_of,
    place_of,
    question_of,
    scale_of,
    section_of,
)
from audits.tool_rows import definition_of
from audits.tool_rules import numbers_of
from audits.views.drafts import attempt, draft_post, or_404, seen_in


@dataclass(frozen=True)
class Buttons:
    """What the buttons of one kind of part do, and how the part is called."""

    page: str
    find: Callable
    called: Callable[[ToolDefinition, str], str]
    shift: Callable
    duplicate: Callable
    delete: Callable


def _section(tool: ToolDefinition, key: str) -> str:
    section = section_of(tool, key)
    number = place_of(tool.sections, key) + 1
    return f"section {number} ‘{section.title}’"


def _question(tool: ToolDefinition, key: str) -> str:
    return f"{numbers_of(tool)[key]} ‘{short_name(question_of(tool, key))}’"


def _scale(tool: ToolDefinition, key: str) -> str:
    return f"the scale ‘{scale_of(tool, key).name}’"


def _measure(tool: ToolDefinition, key: str) -> str:
    return f"the measure ‘{measure_editing.measure_of(tool, key).label}’"


def _contradiction(tool: ToolDefinition, key: str) -> str:
    return f"the contradiction ‘{contradiction_editing.contradiction_of(tool, key).says}’"


BUTTONS = {
    "sections": Buttons(
        "audits:build_section",
        section_of,
        _section,
        tool_editing.shift_section,
        tool_editing.duplicate_section,
        tool_editing.delete_section,
    ),
    "questions": Buttons(
        "audits:build_question",
        question_of,
        _question,
        tool_editing.shift_question,
        tool_editing.duplicate_question,
        tool_editing.delete_question,
    ),
    "scales": Buttons(
        "audits:build_scale",
        scale_of,
        _scale,
        list_editing.shift_scale,
        list_editing.duplicate_scale,
        list_editing.delete_scale,
    ),
    "measures": Buttons(
        "audits:build_measure",
        measure_editing.measure_of,
        _measure,
        measure_editing.shift_measure,
        measure_editing.duplicate_measure,
        measure_editing.delete_measure,
    ),
    "contradictions": Buttons(
        "audits:build_contradiction",
        contradiction_editing.contradiction_of,
        _contradiction,
        contradiction_editing.shift_contradiction,
        contradiction_editing.duplicate_contradiction,
        contradiction_editing.delete_contradiction,
    ),
}


def on_part(view):
    """The view gets the buttons of the part's kind, and the draft as it is."""

    @draft_post
    def opened(request, version, parts, key):
        if parts not in BUTTONS:
            raise Http404
        tool = definition_of(version)
        or_404(BUTTONS[parts].find, tool, key)
        return view(request, version, tool, parts, key)

    return opened


@on_part
def move(request, version, tool, parts, key):
    """One up or down, or to a place counted from 1; a question also to another section."""
    buttons = BUTTONS[parts]
    name = buttons.called(tool, key)
    direction = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if direction:
        edit = partial(buttons.shift, key=key, by=direction)
        what = f"Moved {name} {request.POST['to']}"
    else:
        edit, what = _to_place(request, tool, parts, key), f"Moved {name}"
    attempt(request, version, edit=edit, what=what)
    return _back(request, reverse(buttons.page, args=[version.pk, key]))


def _to_place(request, tool: ToolDefinition, parts: str, key: str) -> Callable:
    typed = request.POST.get("place", "")
    place = int(typed) - 1 if typed.isdecimal() and len(typed) < 4 else 999
    if parts == "questions":
        section = request.POST.get("section") or home_of(tool, key).key
        return partial(tool_editing.move_question, key=key, section=section, place=place)
    if parts == "sections":
        return partial(tool_editing.move_section, key=key, place=place)
    raise Http404


@on_part
def duplicate(request, version, tool, parts, key):
    buttons = BUTTONS[parts]
    what = f"Copied {buttons.called(tool, key)}"
    after = attempt(request, version, edit=partial(buttons.duplicate, key=key), what=what)
    made = _made(tool, after, parts) if after else key
    return redirect(buttons.page, version.pk, made)


def _made(before: ToolDefinition, after: ToolDefinition, parts: str) -> str:
    there = keys_of(getattr(before, parts))
    return next(key for key in keys_of(getattr(after, parts)) if key not in there)


@on_part
def delete(request, version, tool, parts, key):
    buttons = BUTTONS[parts]
    name = buttons.called(tool, key)
    if parts == "sections":
        name += f" and its {plural(len(section_of(tool, key).questions), 'question')}"
    after = attempt(request, version, edit=partial(buttons.delete, key=key), what=f"Deleted {name}")
    if after is None:
        return redirect(buttons.page, version.pk, key)
    return redirect(_beside(version, tool, parts, key))


def _beside(version, tool: ToolDefinition, parts: str, key: str) -> str:
    """The page of what stood next to a part that is gone."""
    if parts in ("scales", "measures", "contradictions"):
        return reverse(f"audits:build_{parts}", args=[version.pk])
    if parts == "questions":
        home = home_of(tool, key)
        rest = [each for each in keys_of(home.questions) if each != key]
        if not rest:
            return reverse("audits:build_section", args=[version.pk, home.key])
        place = min(place_of(home.questions, key), len(rest) - 1)
        return reverse("audits:build_question", args=[version.pk, rest[place]])
    rest = [each for each in keys_of(tool.sections) if each != key]
    place = min(place_of(tool.sections, key), len(rest) - 1)
    return reverse("audits:build_section", args=[version.pk, rest[place]])


@draft_post
def undo(request, version):
    """The newest change, unless somebody has made another since the page was shown."""
    try:
        what = undo_change(version=version, by=request.user, seen=seen_in(request))
        messages.success(request, f"Taken back: {what}.")
    except StaleDraft:
        messages.error(
            request,
            "Somebody else has changed the draft since, so nothing was taken back. Look at what is"
            " there now; “Undo” now takes back their change.",
        )
    except ToolError as refused:
        messages.error(request, str(refused))
    return _back(request, reverse("audits:build", args=[version.pk]))


def _back(request, otherwise: str):
    """To the page that the button was on."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if safe and address.startswith("/setup/tools/") else otherwise)
