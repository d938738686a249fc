"""The pages of the contradictions of a draft."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.asking import describe
from audits.contradiction_editing import add_contradiction, contradiction_of, put_contradiction
from audits.contradiction_rules import contradiction_faults
from audits.forms.contradictions import ContradictionEditor, ContradictionForm, with_contradiction
from audits.forms.rows import as_typed
from audits.tool_definition import ContradictionDefinition, ToolDefinition
from audits.tool_rows import definition_of
from audits.tool_rules import readable, words_of
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

PAGE = "contradictions"


@require_safe
@on_draft
def contradictions(request, version):
    tool = definition_of(version)
    return show(request, version, tool, "contradictions", PAGE, rows=_rows(tool))


def _rows(tool: ToolDefinition) -> list[dict]:
    """Each contradiction with its condition in words, and its first fault."""
    words = words_of(tool, numbered=True)
    faults = {each.contradiction: each.sentence for each in reversed(contradiction_faults(tool))}
    return [
        {
            "contradiction": each,
            "when": describe(condition, words, lead="Found when") if condition else "",
            "fault": faults.get(each.key, ""),
        }
        for each in tool.contradictions
        for condition in [readable(each.when)]
    ]


@draft_form
def contradiction(request, version, key):
    tool = definition_of(version)
    find = part_of("contradictions", key)
    if was_deleted(request, version, tool, find):
        return gone(request, version, tool, _instead(version))
    there = or_404(contradiction_of, tool, key)
    form, condition = _forms(request, tool, there)
    if _is_sent(request, tool, there.key, form, condition):
        edit = partial(
            put_contradiction, key=key, says=form.cleaned_data["says"], when=condition.tree
        )
        answer = save_part(
            request,
            version,
            form,
            edit=edit,
            what=_said("Saved", form),
            after=partial(_listed, version),
            part=find,
            title="Contradiction",
            instead=_instead(version),
        )
        if answer is not None:
            return answer
    return _editor(request, version, tool, form, condition, there)


@draft_form
def new(request, version):
    tool = definition_of(version)
    form, condition = _forms(request, tool, None)
    if _is_sent(request, tool, "", form, condition):
        made = ContradictionDefinition("", condition.tree, form.cleaned_data["says"])
        edit = partial(add_contradiction, contradiction=made)
        what, after = _said("Added", form), partial(_listed, version)
        answer = save_part(request, version, form, edit=edit, what=what, after=after)
        if answer is not None:
            return answer
    return _editor(request, version, tool, form, condition, None)


def _forms(request, tool: ToolDefinition, there: ContradictionDefinition | None):
    """The form as sent, and its condition after the button that was pressed, if one was."""
    sent = request.POST if request.method == "POST" else None
    condition = ContradictionEditor(tool, there.when if there else None, sent)
    if sent and sent.get("press"):
        condition.press(sent["press"])
        return as_typed(ContradictionForm, sent), condition
    return ContradictionForm(sent, initial={"says": there.says if there else ""}), condition


def _is_sent(request, tool: ToolDefinition, key: str, form, condition: ContradictionEditor) -> bool:
    """Whether it is to be saved as it stands; faults of both parts are found together."""
    if request.method != "POST" or request.POST.get("press"):
        return False
    fits = condition.is_valid(partial(with_contradiction, tool, key))
    return form.is_valid() and fits


def _listed(version, now: ToolDefinition):
    return redirect("audits:build_contradictions", version.pk)


def _said(verb: str, form: ContradictionForm) -> str:
    return f"{verb} the contradiction ‘{form.cleaned_data['says']}’"


def _instead(version) -> list[tuple[str, str]]:
    address = reverse("audits:new_contradiction", args=[version.pk])
    return [("Make it a new contradiction", address)]


def _editor(request, version, tool, form, condition, there: ContradictionDefinition | None):
    context = {"form": form, "condition": condition, "contradiction": there}
    return show(request, version, tool, "contradiction", PAGE, **context)
