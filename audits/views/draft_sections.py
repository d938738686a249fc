"""The pages of one section of a draft."""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from audits.forms.condition_editor import ConditionEditor, earlier_than_section
from audits.forms.rows import as_typed
from audits.forms.sections import SectionForm, initial_of
from audits.outline import outline
from audits.tool_definition import QuestionDefinition, SectionDefinition, ToolDefinition
from audits.tool_editing import add_question, add_section, put_section
from audits.tool_parts import place_of, question_of, section_of
from audits.tool_rows import definition_of
from audits.views.drafts import (
    attempt,
    draft_form,
    draft_post,
    gone,
    or_404,
    part_of,
    save_part,
    show,
    was_deleted,
)


@draft_form
def section(request, version, key):
    tool = definition_of(version)
    if was_deleted(request, version, tool, _header_of(key)):
        return gone(request, version, tool, _instead(version))
    there = or_404(section_of, tool, key)
    start, plan_types = initial_of(there), there.plan_types
    form = SectionForm(request.POST or None, initial=start, plan_types=plan_types)
    offered = earlier_than_section(tool, key)
    condition = ConditionEditor(tool, offered, there.show_when, request.POST or None)
    if request.POST.get("press"):
        condition.press(request.POST["press"])
        form = as_typed(SectionForm, request.POST, plan_types=plan_types)
    elif request.method == "POST" and _is_valid(tool, key, form, condition):
        answer = _saved(request, version, tool, key, form, condition)
        if answer is not None:
            return answer
    number = place_of(tool.sections, key) + 1
    context = {
        "form": form,
        "section": there,
        "number": number,
        "lines": outline(version, tool)[number - 1].questions,
        "has_rating": any(each.rates_section for each in there.questions),
        "condition": condition,
    }
    return show(request, version, tool, "section", f"section:{key}", **context)


def _saved(request, version, tool: ToolDefinition, key: str, form, condition):
    """The page that follows, or None where a fault was found."""
    number = place_of(tool.sections, key) + 1
    return save_part(
        request,
        version,
        form,
        edit=partial(put_section, key=key, **form.fields_of_section, show_when=condition.tree),
        what=f"Saved section {number}",
        after=lambda _: _after(request, version, key),
        part=_header_of(key),
        title=f"Section {number}",
        instead=_instead(version),
    )


def _instead(version) -> list[tuple[str, str]]:
    return [("Make it a new section", reverse("audits:new_section", args=[version.pk]))]


def _is_valid(tool: ToolDefinition, key: str, form: SectionForm, condition: ConditionEditor):
    if not form.is_valid():
        return condition.is_valid() and False
    values = form.fields_of_section
    return condition.is_valid(lambda tree: put_section(tool, key, **values, show_when=tree))


def _after(request, version, key):
    if request.POST.get("then") == "question":
        return redirect("audits:new_question", version.pk, key)
    return redirect("audits:build_section", version.pk, key)


def _header_of(key: str):
    """Finds what the page of a section shows of it: everything but its questions."""
    find = part_of("sections", key)

    def header(tool: ToolDefinition) -> SectionDefinition | None:
        found = find(tool)
        return found and replace(found, questions=())

    return header


@draft_form
def new_section(request, version):
    tool = definition_of(version)
    form = SectionForm(
        request.POST or None, initial=initial_of(SectionDefinition(key="", title=""))
    )
    if request.method == "POST" and form.is_valid():
        made = SectionDefinition(key="", **form.fields_of_section)
        answer = save_part(
            request,
            version,
            form,
            edit=partial(add_section, section=made),
            what=f"Added the section ‘{made.title}’",
            after=lambda now: _after(request, version, now.sections[-1].key),
        )
        if answer is not None:
            return answer
    return show(request, version, tool, "section", "section:", form=form)


@draft_post
def add_rating(request, version, key):
    """A grade question that rates the section, on the first scale whose options are in order."""
    tool = definition_of(version)
    there = or_404(section_of, tool, key)
    scale = next((each.key for each in tool.scales if _is_graded(each)), "")
    rating = QuestionDefinition(
        key="",
        kind="grade" if scale else "choice",
        text=f"How good was this, on the whole: {there.title}?"[:300],
        label="Rating of the section",
        scale=scale or (tool.scales[0].key if tool.scales else ""),
        rates_section=True,
    )
    if not rating.scale:
        messages.error(request, "A rating needs a scale. Make a scale first.")
        return redirect("audits:new_scale", version.pk)
    after = attempt(
        request,
        version,
        edit=partial(add_question, section=key, question=rating),
        what="Added a rating of the section",
    )
    if after is None:
        return redirect("audits:build_section", version.pk, key)
    made = section_of(after, key).questions[-1].key
    return redirect("audits:build_question", version.pk, question_of(after, made).key)


def _is_graded(scale) -> bool:
    ranked = [each for each in scale.options if each.counts_as != "not_applicable"]
    return len(ranked) > 1 and all(each.rank is not None and each.descriptor for each in ranked)
