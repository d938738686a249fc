"""The pages on which a coordinator prepares a draw, makes it, and shows that it can be repeated."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.models import Draw
from cases.samples.case_changes import may_change_sample
from cases.samples.drawing import draw_sample, filled_cells, forget_reserves, repeat_draw
from cases.samples.forms import RulesForm, SizesForm
from cases.samples.frames import (
    asked_of,
    begin_draw,
    frame_of,
    give_up_draw,
    rules_of,
    set_rules,
    set_sizes,
)
from cases.samples.grid import (
    crossed,
    each_part,
    grid_of,
    labels_of,
    one_dimension,
    strata_of,
)
from cases.samples.sampling import named, shortfalls
from cases.transitions import Refused
from cases.views.ways_back import posted, status_of


def audit_to_run(request, audit_id) -> Audit:
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


def draw_of(request, audit_id, number) -> Draw:
    audit = audit_to_run(request, audit_id)
    draw = get_object_or_404(audit.draws.select_related("drawn_by"), number=number)
    draw.audit = audit
    return draw


def page_of(request, audit: Audit, *further: tuple[str, str]) -> dict:
    """What every page about the sample shows around it."""
    return {
        "audit": audit,
        "tabs": tabs_for(audit, request.user, "Cases"),
        "crumbs": under_audit(audit, *further),
    }


def crumbs_of(draw: Draw) -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        ("Sample", reverse("cases:sample", args=[draw.audit_id])),
        (str(draw), address(draw)),
    )


def address(draw: Draw, page: str = "draw", *further) -> str:
    return reverse(f"cases:{page}", args=[draw.audit_id, draw.number, *further])


@require_safe
def sample(request, audit_id):
    """Every draw of the audit."""
    audit = audit_to_run(request, audit_id)
    draws = [(draw, filled_cells(draw)) for draw in audit.draws.select_related("drawn_by")]
    context = page_of(request, audit, ("Cases", reverse("cases:cases", args=[audit.pk]))) | {
        "draws": [
            {
                "draw": draw,
                "url": address(draw),
                "cases": sum(cell.cases for cell in cells),
                "missing": sum(cell.missing for cell in cells),
            }
            for draw, cells in draws
        ],
        "may_draw": may_change_sample(audit),
        "is_preparing": any(not draw.is_drawn for draw, _ in draws),
    }
    return render(request, "cases/sample.html", context)


@require_POST
def begin(request, audit_id):
    audit = audit_to_run(request, audit_id)
    try:
        draw = begin_draw(audit=audit, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:sample", audit.pk)
    return redirect(address(draw))


@require_safe
def draw(request, audit_id, number):
    """What is prepared so far, or what came out."""
    found = draw_of(request, audit_id, number)
    context = page_of(request, found.audit, crumbs_of(found)[0]) | {"draw": found}
    if found.is_drawn:
        return render(request, "cases/draw_made.html", context | _made(found))
    return render(request, "cases/draw.html", context | _prepared(found))


def _made(found: Draw) -> dict:
    cells = filled_cells(found)
    return {
        "cells": [(named(tuple(each.cell.stratum)), each) for each in cells],
        "crossed": crossed(found, {tuple(each.cell.stratum): each for each in cells}),
        "dimension": one_dimension(found),
        "cases": found.cases.order_by("reference"),
        "asked": sum(each.cell.asked for each in cells),
        "filled": sum(each.cases for each in cells),
        "frame_size": sum(len(cell.keys) for cell in found.cells.all()),
        "reserves": found.candidates.filter(is_reserve=True).count(),
        "removed": found.removed_cases.select_related("removed_by", "replaced_by"),
        "rules": rules_of(found).sentences(),
    }


def _prepared(found: Draw) -> dict:
    frame, asked = frame_of(found), asked_of(found)
    strata = {
        stratum: (frame.available[stratum], asked.get(stratum, 0))
        for stratum in sorted(frame.available.keys() | asked.keys())
    }
    return {
        "rules": rules_of(found).sentences(),
        "candidates": len(frame.listed),
        "available": len(frame.members),
        "excluded": frame.excluded,
        "chosen": len(frame.chosen),
        "strata": [(named(stratum), *numbers) for stratum, numbers in strata.items()],
        "crossed": crossed(found, strata),
        "dimension": one_dimension(found),
        "asked": sum(asked.values()),
        "shortfalls": shortfalls(frame.available, asked),
        "by": labels_of(found),
        "each_part": each_part(found),
    }


def prepared_draw(request, audit_id, number) -> Draw | None:
    """None where it has been made, with a word on the next page."""
    found = draw_of(request, audit_id, number)
    if found.is_drawn:
        messages.info(request, "This draw has been made, so it stays as it is.")
        return None
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request, audit_id, number):
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    form = RulesForm(posted(request), draw=found, today=timezone.localdate(), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(draw=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The rules are saved.")
            return redirect(address(found))
    context = page_of(request, found.audit, *crumbs_of(found)) | {
        "form": form,
        "over": f"{found.audit.name} · {found}",
        "heading": "Rules of the draw",
        "sub": "Tested as at the audit date. Whom a rule keeps out is counted, and never drawn.",
        "button": "Save the rules",
        "back": address(found),
        "notes": ["Another choice under “Draw separately by” clears the sizes."],
    }
    return render(request, "cases/sample_form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def sizes(request, audit_id, number):
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    frame, asked = frame_of(found), asked_of(found)
    strata = strata_of(found, frame, asked)
    form = SizesForm(
        posted(request),
        strata=strata,
        available=frame.available,
        asked=asked,
        draw=found,
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        try:
            reserves = form.cleaned_data["reserves"] or 0
            few = set_sizes(draw=found, asked=form.asked, reserves=reserves, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            for sentence in few:
                messages.warning(request, sentence)
            messages.success(request, f"{plural(sum(form.asked.values()), 'case')} asked for.")
            return redirect(address(found))
    context = page_of(request, found.audit, *crumbs_of(found)) | {
        "draw": found,
        "form": form,
        "grid": grid_of(found, strata, form),
        "back": address(found),
    }
    return render(request, "cases/draw_sizes.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def make(request, audit_id, number):
    """Asks once, with everything that falls short; by post, draws."""
    found = prepared_draw(request, audit_id, number)
    if found is None:
        return redirect("cases:draw", audit_id, number)
    if request.method == "POST":
        accepts = request.POST.get("accepts_fewer") == "yes"
        try:
            made = draw_sample(draw=found, by=request.user, accepts_fewer=accepts)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                f"{plural(len(made), 'case')} drawn. Everybody else is deleted from the list.",
            )
            return redirect(address(found))
    context = page_of(request, found.audit, *crumbs_of(found)) | {"draw": found} | _prepared(found)
    return render(request, "cases/draw_confirm.html", context)


@require_POST
def repeat(request, audit_id, number):
    found = draw_of(request, audit_id, number)
    try:
        again = repeat_draw(draw=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(address(found))
    if again.is_same:
        messages.success(
            request, f"Drawn again from its seed and its frame: the same {again.drawn} came out."
        )
    else:
        messages.error(
            request,
            f"Drawn again, something else came out: {again.different} differ, and {again.missing}"
            " are missing from the audit. The stored frame was altered; ask whoever runs the"
            " database.",
        )
    return redirect(address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def drop_reserves(request, audit_id, number):
    """Asks once, because they are gone for ever; by post, deletes them."""
    found = draw_of(request, audit_id, number)
    if request.method == "POST":
        gone = forget_reserves(draw=found, by=request.user)
        messages.success(request, f"{plural(gone, 'reserve')} deleted.")
        return redirect(address(found))
    reserves = found.candidates.filter(is_reserve=True).count()
    if not reserves:
        messages.info(request, "No reserve of this draw is kept.")
        return redirect(address(found))
    context = page_of(request, found.audit, *crumbs_of(found))
    context |= {"draw": found, "reserves": reserves, "back": address(found)}
    return render(request, "cases/reserves_delete.html", context)


@require_POST
def give_up(request, audit_id, number):
    found = draw_of(request, audit_id, number)
    try:
        give_up_draw(draw=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(address(found))
    messages.success(request, f"{found} is given up, and its candidates are deleted.")
    return redirect("cases:sample", audit_id)
