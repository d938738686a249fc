"""The pages of the measures of a draft."""

from functools import partial

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from audits.drafting import StaleDraft
from audits.forms.measures import (
    MeasuredQuestionForm,
    MeasureForm,
    new_measure,
)
from audits.measure_editing import add_measure, measure_of, put_measure
from audits.measure_rules import measure_faults
from audits.services import ToolError
from audits.tool_definition import MeasureDefinition, ToolDefinition
from audits.tool_parts import EditRefused, keys_of
from audits.tool_rows import definition_of
from audits.tool_rules import numbers_of, words_of
from audits.views.drafts import (
    conflict,
    draft_form,
    on_draft,
    or_404,
    part_of,
    save,
    save_part,
    seen_in,
    show,
)


@require_safe
@on_draft
def measures(request, version):
    tool = definition_of(version)
    return show(request, version, tool, "measures", "measures", rows=_rows(tool))


def _rows(tool: ToolDefinition) -> list[dict]:
    """Each measure with its question, what it counts in words, and its first fault."""
    numbers, words = numbers_of(tool), words_of(tool)
    faults = {fault.measure: fault.sentence for fault in reversed(measure_faults(tool))}
    return [
        {
            "measure": measure,
            "number": numbers.get(measure.question, ""),
            "also": [numbers[key] for key in measure.also if key in numbers],
            "counts": [words[measure.question].options.get(code, code) for code in measure.counts],
            "fault": faults.get(measure.key, ""),
        }
        for measure in tool.measures
    ]


@draft_form
def measure(request, version, key):
    tool = definition_of(version)
    there = or_404(measure_of, tool, key)
    form = _form(request, tool, there)
    if request.method == "POST" and form.is_valid():
        edit, find = partial(put_measure, measure=form.measure), part_of("measures", key)
        try:
            what = f"Saved the measure ‘{form.measure.label}’"
            save(request, version, edit=edit, what=what, seen=seen_in(request), part=find)
            return redirect("audits:build_measure", version.pk, key)
        except StaleDraft as stale:
            return _conflict(request, version, stale.now, there, edit, form)
        except (EditRefused, ToolError) as refused:
            form.add_error(None, str(refused))
    return _editor(request, version, tool, form, there)


def _conflict(request, version, now: ToolDefinition, there: MeasureDefinition, edit, form):
    find = part_of("measures", there.key)
    if find(now) is None:
        form.add_error(None, "Somebody else deleted this measure while you were writing.")
        return _editor(request, version, now, form, there)
    title = f"Measure ‘{there.label}’"
    return conflict(request, version, now, title=title, find=find, edit=edit)


@draft_form
def new(request, version):
    """Asks for the question first: what else may be said follows from it."""
    tool = definition_of(version)
    chosen = MeasuredQuestionForm(request.GET or None, tool=tool)
    if not chosen.is_valid():
        return show(request, version, tool, "measure_question", "measures", form=chosen)
    start = new_measure(tool, chosen.cleaned_data["question"])
    form = _form(request, tool, start)
    if request.method == "POST" and form.is_valid():
        answer = save_part(
            request,
            version,
            form,
            edit=partial(add_measure, measure=form.measure),
            what=f"Added the measure ‘{form.measure.label}’",
            after=lambda _: redirect("audits:build_measures", version.pk),
        )
        if answer is not None:
            return answer
    return _editor(request, version, tool, form, None)


def _form(request, tool: ToolDefinition, start: MeasureDefinition) -> MeasureForm:
    data = request.POST if request.method == "POST" else None
    return MeasureForm(data, tool=tool, measure=start, taken=keys_of(tool.measures))


def _editor(request, version, tool, form: MeasureForm, there: MeasureDefinition | None):
    question = form.question
    number = numbers_of(tool).get(question.key, "")
    context = {"form": form, "measure": there, "question": question, "number": number}
    return show(request, version, tool, "measure", "measures", **context)
