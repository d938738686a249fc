"""The pages of one question of a draft."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from audits.checking import CheckLine
from audits.comparability import Verdict
from audits.forms.measures import can_be_measured
from audits.forms.question_editor import QuestionEditor
from audits.list_editing import questions_on
from audits.measure_editing import measures_of
from audits.tool_checks import Check, Level
from audits.tool_definition import (
    QuestionDefinition,
    SectionDefinition,
    ToolDefinition,
    required_by_default,
)
from audits.tool_differences import compare
from audits.tool_parts import (
    home_of,
    keys_of,
    place_of,
    question_of,
    section_of,
)
from audits.tool_rows import definition_of
from audits.tool_rules import numbers_of
from audits.versioning import newest
from audits.views.drafts import (
    draft_form,
    gone,
    or_404,
    part_of,
    save_part,
    show,
    was_deleted,
)


@draft_form
def question(request, version, key):
    tool = definition_of(version)
    if was_deleted(request, version, tool, part_of("questions", key)):
        return gone(request, version, tool, _places(version, tool))
    there = or_404(question_of, tool, key)
    editor = QuestionEditor(tool, there, request.POST or None)
    if request.method == "POST":
        answer = _pressed_or_saved(request, version, editor, key)
        if answer is not None:
            return answer
    number = numbers_of(tool)[key]
    home = home_of(tool, key)
    context = _context(tool, editor, home) | {
        "question": there,
        "number": number,
        "compared": _compared(version, tool, key),
        "measured": measures_of(tool, key) if can_be_measured(there) else None,
    }
    return show(request, version, tool, "question", f"question:{key}", **context)


def _compared(version, tool: ToolDefinition, key: str) -> CheckLine | None:
    """What the question's change since the newest published version means for comparing rounds."""
    before = newest(version.tool)
    if before is None:
        return None
    found = compare(definition_of(before), tool).questions
    difference = next(each for each in found if each.key == key)
    level = (
        Level.FINE if difference.verdict in (Verdict.COMPARABLE, Verdict.NEW) else Level.CONSIDER
    )
    sentence = f"compared with version {before.number}: {difference.meaning.lower()}"
    check = Check(level, "question", key, sentence, numbers_of(tool)[key])
    return CheckLine(check, "")


def _pressed_or_saved(request, version, editor: QuestionEditor, key: str):
    """The page that follows, or None where this one is shown again."""
    if request.POST.get("press"):
        return editor.press(request.POST["press"])
    if not editor.is_valid():
        return None
    number, home = numbers_of(editor.tool)[key], home_of(editor.tool, key).key
    return save_part(
        request,
        version,
        editor.form,
        edit=editor.put,
        what=f"Saved {number}",
        after=lambda _: _after(request, version, home, key),
        part=part_of("questions", key),
        title=f"Question {number}",
        instead=_places(version, editor.tool),
    )


def _places(version, tool: ToolDefinition) -> list[tuple[str, str]]:
    """Every section, as a place for a question."""
    return [
        (
            f"Add it to {number}. {section.title}",
            reverse("audits:new_question", args=[version.pk, section.key]),
        )
        for number, section in enumerate(tool.sections, start=1)
    ]


def _after(request, version, section: str, key: str):
    if request.POST.get("then") == "another":
        address = reverse("audits:new_question", args=[version.pk, section])
        return redirect(f"{address}?{urlencode({'after': key})}")
    return redirect("audits:build_question", version.pk, key)


@draft_form
def new_question(request, version, key):
    tool = definition_of(version)
    home = or_404(section_of, tool, key)
    after = request.GET.get("after", "")
    editor = QuestionEditor(
        tool, _like_the_last(tool, home), request.POST or None, section=key, after=after
    )
    if request.method == "POST":
        answer = _pressed_or_added(request, version, editor, key)
        if answer is not None:
            return answer
    context = _context(tool, editor, home) | {"after": after}
    return show(request, version, tool, "question", f"section:{key}", **context)


def _pressed_or_added(request, version, editor: QuestionEditor, section: str):
    if request.POST.get("press"):
        return editor.press(request.POST["press"])
    if not editor.is_valid():
        return None
    return save_part(
        request,
        version,
        editor.form,
        edit=editor.add,
        what="Added a question",
        after=lambda now: _after(request, version, section, _made_in(now, editor, section)),
    )


def _made_in(now: ToolDefinition, editor: QuestionEditor, section: str) -> str:
    before = keys_of(editor.tool.questions)
    return next(key for key in keys_of(section_of(now, section).questions) if key not in before)


def _like_the_last(tool: ToolDefinition, home: SectionDefinition) -> QuestionDefinition:
    """A new question of the kind and scale of the one before it; one choice at the start."""
    before = [each for each in (*tool.questions, *home.questions) if not each.rates_section]
    if before and before[-1].kind in ("choice", "grade"):
        return QuestionDefinition("", before[-1].kind, "", scale=before[-1].scale)
    scale = tool.scales[0].key if tool.scales else ""
    kind = "choice" if scale else "text"
    return QuestionDefinition("", kind, "", scale=scale, required=required_by_default(kind))


def _context(tool: ToolDefinition, editor: QuestionEditor, home: SectionDefinition) -> dict:
    return {
        "form": editor.form,
        "items": editor.items,
        "editor": editor,
        "condition": editor.condition,
        "fitting": editor.fitting,
        "scales": [(scale, len(questions_on(tool, scale.key))) for scale in tool.scales],
        "home": home,
        "home_number": place_of(tool.sections, home.key) + 1,
        "sections": list(enumerate(tool.sections, start=1)),
    }
