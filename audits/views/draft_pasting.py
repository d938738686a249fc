"""Many questions at once, pasted from a spreadsheet: looked at first, then all made or none."""

from django.shortcuts import redirect

from agencies.models import Sector
from agencies.plurals import plural
from audits.forms.pasting import PasteForm
from audits.pasted_questions import paste_into, read_pasted, section_titled
from audits.services import ToolError
from audits.tool_parts import EditRefused, home_of, keys_of
from audits.tool_rows import definition_of
from audits.views.drafts import draft_form, save, show

SECTORS = dict(Sector.choices)
MOST_FAULTS = 30


@draft_form
def paste(request, version):
    tool = definition_of(version)
    form = PasteForm(request.POST or None)
    pasted = None
    if request.method == "POST" and form.is_valid():
        pasted = read_pasted(form.cleaned_data["text"], tool, SECTORS)
        _check(form, pasted, tool)
        if form.is_valid() and request.POST.get("then") == "make":
            answer = _make(request, version, form)
            if answer is not None:
                return answer
    context = {"form": form, "aside": False}
    if pasted is not None:
        context |= _preview(tool, pasted)
    return show(request, version, tool, "paste", "paste", **context)


def _check(form: PasteForm, pasted, tool) -> None:
    for fault in pasted.faults[:MOST_FAULTS]:
        form.add_error("text", str(fault))
    if len(pasted.faults) > MOST_FAULTS:
        form.add_error("text", f"And {len(pasted.faults) - MOST_FAULTS} more.")
    if not pasted.faults and not pasted.questions:
        form.add_error("text", "No row holds a question.")
    try:
        paste_into(tool, pasted)
    except EditRefused as refused:
        form.add_error("text", str(refused))


def _make(request, version, form: PasteForm):
    """Read again inside the change, so that all of it is made on the draft as it then is."""
    text = form.cleaned_data["text"]
    before = definition_of(version)
    count = len(read_pasted(text, before, SECTORS).questions)

    def edit(tool):
        pasted = read_pasted(text, tool, SECTORS)
        if pasted.faults:
            raise EditRefused(str(pasted.faults[0]))
        return paste_into(tool, pasted)

    try:
        after = save(request, version, edit=edit, what=f"Pasted {plural(count, 'question')}")
    except (EditRefused, ToolError) as refused:
        form.add_error("text", str(refused))
        return None
    made = (key for key in keys_of(after.questions) if key not in keys_of(before.questions))
    return redirect("audits:build_section", version.pk, home_of(after, next(made)).key)


def _preview(tool, pasted) -> dict[str, object]:
    there = {scale.key: scale.name for scale in tool.scales}
    rows = [
        {
            "pasted": each,
            "is_new_section": section_titled(tool, each.section) is None,
            "scale": there.get(each.question.scale, ""),
            "sectors": [SECTORS[code] for code in each.question.sectors],
        }
        for each in pasted.questions
    ]
    return {"rows_read": rows}
