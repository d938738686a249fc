"""The pages of one question of a draft."""

from functools import partial
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from audits.drafting import StaleDraft
from audits.forms.measures import can_be_measured
from audits.forms.question_editor import QuestionEditor
from audits.list_editing import questions_on
from audits.measure_editing import measures_of
from audits.services import ToolError
from audits.tool_definition import (
    QuestionDefinition,
    SectionDefinition,
    ToolDefinition,
    from_document,
)
from audits.tool_parts import (
    EditRefused,
    home_of,
    keys_of,
    place_of,
    question_of,
    section_of,
)
from audits.tool_rows import definition_of
from audits.tool_rules import numbers_of
from audits.views.drafts import (
    conflict,
    draft_form,
    or_404,
    save,
    seen_in,
    show,
    typed_in,
)


@draft_form
def question(request, version, key):
    tool = definition_of(version)
    if _if_there(tool, key) is None and was_there(version, key, seen_in(request)):
        return _gone(request, version, tool)
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
        "measured": measures_of(tool, key) if can_be_measured(there) else None,
    }
    return show(request, version, tool, "question", f"question:{key}", **context)


def _pressed_or_saved(request, version, editor: QuestionEditor, key: str):
    """The page that follows, or None where this one is shown again."""
    if request.POST.get("press"):
        return editor.press(request.POST["press"])
    if not editor.is_valid():
        return None
    number = numbers_of(editor.tool)[key]
    try:
        save(
            request,
            version,
            edit=editor.put,
            what=f"Saved {number}",
            seen=seen_in(request),
            part=partial(_if_there, key=key),
        )
        return _after(request, version, home_of(editor.tool, key).key, key)
    except StaleDraft as stale:
        return _conflict(request, version, stale.now, editor, number)
    except (EditRefused, ToolError) as refused:
        editor.form.add_error(None, str(refused))
        return None


def _conflict(request, version, now: ToolDefinition, editor: QuestionEditor, number: str):
    key = editor.question.key
    if _if_there(now, key) is None:
        return _gone(request, version, now)
    return conflict(
        request,
        version,
        now,
        title=f"Question {number}",
        find=partial(question_of, key=key),
        edit=editor.put,
        back=request.path,
    )


def _gone(request, version, tool: ToolDefinition):
    """What was typed for a question that somebody deleted meanwhile can be made a new one."""
    sent = typed_in(request)
    context = {"sent": sent, "words": [value for _, value in sent if " " in value.strip()]}
    return show(request, version, tool, "gone", status=409, has_errors=True, **context)


def was_there(version, key: str, seen: int | None) -> bool:
    """Whether the draft had this question at the revision that a page was made from."""
    if seen is None:
        return False
    kept = version.revisions.filter(number__gte=seen).order_by("number").first()
    return kept is not None and _if_there(from_document(kept.document), key) is not None


def _if_there(tool: ToolDefinition, key: str) -> QuestionDefinition | None:
    return next((each for each in tool.questions if each.key == key), None)


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
    try:
        now = save(request, version, edit=editor.add, what="Added a question")
    except (EditRefused, ToolError) as refused:
        editor.form.add_error(None, str(refused))
        return None
    made = set(keys_of(now.questions)) - set(keys_of(editor.tool.questions))
    there = next(each.key for each in section_of(now, section).questions if each.key in made)
    return _after(request, version, section, there)


def _like_the_last(tool: ToolDefinition, home: SectionDefinition) -> QuestionDefinition:
    """A new question of the kind and scale of the one before it; one choice at the start."""
    before = [each for each in (*tool.questions, *home.questions) if not each.rates_section]
    if before and before[-1].kind in ("choice", "grade"):
        return QuestionDefinition("", before[-1].kind, "", scale=before[-1].scale)
    scale = tool.scales[0].key if tool.scales else ""
    return QuestionDefinition("", "choice" if scale else "text", "", scale=scale, required=True)


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
