"""The panel's screen: one case, or one organisation, with every return side by side."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import may, require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.differences.comparing import IN_WORDS as ORDER_IN_WORDS
from cases.models import Judgement
from cases.panel.forms import CaseActionForm, JudgementForm, LearningForm
from cases.panel.items import PanelItem, items_of, panel_audits
from cases.panel.judging import (
    Said,
    StaleJudgement,
    require_open,
    require_open_audit,
    save_judgement,
)
from cases.panel.profile import case_words
from cases.panel.room import agencies_present, beside_of, in_the_room, state_of, strip_of
from cases.panel.rows import Row
from cases.panel.sheet import Sheet, row_to_judge, sheet_of
from cases.panel.wordings import wordings_of
from cases.recognising import names_compared, recognised_in
from cases.transitions import Refused

BY_TOOL = "order=tool"
DAMAGED = "This page was damaged on its way. Copy what you wrote, and open the case again."
WHAT_IS_WRITTEN = "what a panel wrote"
CHANGED = "Somebody else changed this judgement while the page was open."


def panel_audit(user: User, audit_id) -> Audit:
    found = panel_audits(user).select_related("tool_version__tool")
    audit = get_object_or_404(found, pk=audit_id)
    require(user, Permission.RECORD_JUDGEMENTS)
    return audit


def of_item(view):
    """Gives the view the item, and all those of its audit, that this person's panel may open."""

    @wraps(view)
    def found(request, audit_id, item_id, **rest):
        audit = panel_audit(request.user, audit_id)
        items = items_of(audit, request.user)
        item = next((each for each in items if each.pk == item_id), None)
        if item is None:
            raise Http404
        return view(request, item, items, **rest)

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@of_item
def panel_item(request, item: PanelItem, items):
    """To read, and to save one judgement where the page has no script."""
    if request.method != "POST":
        return screen(request, item, items)
    sheet = _sheet(request, item)
    row = sheet.row(request.POST.get("place", ""))
    if row is None:
        messages.error(request, DAMAGED)
        return screen(request, item, items, sheet=sheet, status=422)
    form = JudgementForm(row.asked, row.place, row.judgement, request.POST)
    row.form = form
    if not form.is_valid():
        return screen(request, item, items, sheet=sheet, status=422)
    try:
        save_judgement(item=item, place=row.place, said=form.said, by=request.user)
    except StaleJudgement as stale:
        row.conflict = _conflict(row, form.said, stale.kept)
        row.judgement = stale.kept
        return screen(request, item, items, sheet=sheet, status=409)
    except Refused as refused:
        return screen(request, item, items, sheet=sheet, refusal=str(refused), status=409)
    warn_of(request, item, form.said.rationale, form.said.dissent)
    order = f"{BY_TOOL}&" if sheet.by_tool else ""
    return redirect(f"{item_url(item)}?{order}question={row.place.code}#judged-{row.place.code}")


def _sheet(request, item: PanelItem) -> Sheet:
    return sheet_of(item, request.user, by_tool=request.GET.get("order") == "tool")


def item_url(item: PanelItem) -> str:
    return reverse("cases:panel_item", args=[item.audit.pk, item.pk])


def screen(request, item: PanelItem, items, *, sheet=None, status=200, refusal="", **forms):
    """`forms`: learning or action, as they were sent and could not be done."""
    sheet = sheet or _sheet(request, item)
    sheet.put_current(request.POST.get("place") or request.GET.get("question", ""))
    at = [each.pk for each in items].index(item.pk)
    room = in_the_room(item.audit, item.case)
    agencies = item.audit.agencies.all()
    context = {
        "audit": item.audit,
        "item": item,
        "sheet": sheet,
        "words": case_words(item.case) if item.case else [],
        "position": at + 1,
        "strip": strip_of(items, item, sheet.overall.asked),
        "before": items[at - 1] if at else None,
        "after": items[at + 1] if at + 1 < len(items) else None,
        "room": room,
        "today": timezone.localdate(),
        "present": agencies_present(room.people, agencies),
        "shows_all": "agree" in request.GET,
        "order": BY_TOOL if sheet.by_tool else "",
        "order_words": ORDER_IN_WORDS,
        "refusal": refusal or _why_shut(sheet),
        "learning": forms.get("learning") or LearningForm(prefix="learning"),
        "action": forms.get("action") or CaseActionForm(prefix="action", agencies=agencies),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "concern_url": _concern_url(item),
        **_beside(sheet),
    }
    return render(request, "cases/panel_case.html", context, status=status)


def warn_of(request, item: PanelItem, *texts: str) -> None:
    """Say by which words of what was just saved somebody could be known."""
    names = names_compared(item.case, request.user, what=WHAT_IS_WRITTEN)
    if found := recognised_in(*texts, names=names):
        said = " ".join(f"“{each.words}”: {each.sentence}" for each in found)
        messages.warning(request, f"Saved. Could somebody be known by it? {said}")


def _beside(sheet: Sheet) -> dict:
    learned, actions = [], []
    if sheet.moderation is not None:
        learned = list(sheet.moderation.learning_points.all())
        actions = list(sheet.moderation.actions.select_related("agency"))
    for each in (*learned, *actions):
        each.recognised = recognised_in(each.text)
    return {"learned": learned, "actions": actions, "beside": beside_of(learned, actions)}


def _why_shut(sheet: Sheet) -> str:
    try:
        if sheet.moderation is None:
            require_open_audit(sheet.item.audit)
        else:
            sheet.moderation.audit = sheet.item.audit
            require_open(sheet.moderation)
    except Refused as refused:
        return str(refused)
    return ""


def _concern_url(item: PanelItem) -> str:
    if item.case is None:
        return ""
    return reverse("cases:case_concern", args=[item.audit.pk, item.case.pk])


@require_POST
@of_item
def judgement(request, item: PanelItem, items, place: str):
    """What the page's script sends while somebody types; every answer is JSON.

    200 saved or said already; 401 not this reader's session; 409 stale, released or shut; 422
    faults.
    """
    if request.POST.get("reader", str(request.user.pk)) != str(request.user.pk):
        name = request.user.name
        error = f"{name} is signed in here now. What you wrote has not been sent."
        return JsonResponse({"error": error, "signed_in_as": name}, status=401)
    row = row_to_judge(item, place)
    if row is None:
        raise Http404
    form = JudgementForm(row.asked, row.place, row.judgement, request.POST)
    if not form.is_valid():
        sentences = [text for texts in form.errors.values() for text in texts]
        return JsonResponse({"error": " ".join(sentences) or DAMAGED, "faults": []}, status=422)
    try:
        kept = save_judgement(item=item, place=row.place, said=form.said, by=request.user)
    except StaleJudgement as stale:
        return JsonResponse(_met(request, item, row, form.said, stale.kept), status=409)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=409)
    row.judgement = kept
    row.names = names_compared(item.case, request.user, what=WHAT_IS_WRITTEN)
    return JsonResponse(_saved(request, item, row))


@require_safe
@of_item
def judgement_wordings(request, item: PanelItem, items, place: str):
    """For whoever may judge it; an agency reads what was released, and not how it came about."""
    row = row_to_judge(item, place)
    if row is None:
        raise Http404
    context = {
        "item": item,
        "row": row,
        "wordings": wordings_of(row.asked, row.judgement) if row.judgement else [],
        "back": f"{item_url(item)}?question={place}#judged-{place}",
        "crumbs": [
            ("Panel", reverse("cases:panel", args=[item.audit.pk])),
            (item.reference, item_url(item)),
        ],
    }
    return render(request, "cases/panel_wordings.html", context)


def _saved(request, item: PanelItem, row: Row) -> dict:
    kept = row.judgement
    at = timezone.localtime(kept.updated_at) if kept else timezone.localtime()
    return {
        "version": kept.version if kept else 0,
        "saved": date_format(at, "H:i"),
        "shown": _shown(request, item, row),
        "recognised": render_to_string("cases/recognised.html", {"found": row.recognised}),
    }


def _shown(request, item: PanelItem, row: Row) -> str:
    return render_to_string("cases/panel_agreed.html", {"item": item, "row": row}, request)


def _met(request, item: PanelItem, row: Row, mine: Said, kept: Judgement) -> dict:
    conflict = _conflict(row, mine, kept)
    row.judgement, row.form = kept, JudgementForm(row.asked, row.place, kept)
    context = {"row": row, "conflict": conflict, "in_place": True}
    return {
        "error": CHANGED,
        "version": kept.version,
        "conflict": render_to_string("cases/panel_conflict.html", context, request),
        "question": render_to_string("cases/panel_judge.html", {"item": item, "row": row}, request),
        "shown": _shown(request, item, row),
    }


def _conflict(row: Row, mine: Said, kept: Judgement) -> dict:
    """Both as they are read, and texts that both wrote differently, one after the other."""
    merges = [
        {
            "field": f"{row.form.name}_{name}",
            "label": label,
            "both": f"{getattr(mine, name)}\n\n{getattr(kept, name)}",
        }
        for name, label in (("rationale", "The reason"), ("dissent", "The dissent"))
        if getattr(mine, name)
        and getattr(kept, name)
        and getattr(mine, name) != getattr(kept, name)
    ]
    looks = [
        row.asked.look_of(each.state, each.value) if each.state else None for each in (mine, kept)
    ]
    return {"mine": mine, "kept": kept, "looks": looks, "merges": merges}


@require_safe
@of_item
def state(request, item: PanelItem, items):
    """For the page's script, every few seconds."""
    return JsonResponse(state_of(item.moderation(), request.user))
