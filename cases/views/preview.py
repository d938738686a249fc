"""A version of a tool as any agency would meet it. Nothing tried here is kept."""

import json

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required
from agencies.activity import record
from agencies.models import Sector
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.conditions import ConditionError, parse
from audits.models import PlanType, ToolVersion
from audits.tool_rows import definition_of
from cases.meeting import returns_meeting
from cases.previews import ANY, NONE_RECORDED, Preview, preview_as

LONGEST_CONDITION = 3000
LAST = "preview_as"  # where a session keeps the sector and plan type chosen last


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SEE_TOOLS)
def preview_tool(request, version_id):
    """With `?section=` that section alone; by post, with the answers that are tried."""
    versions = ToolVersion.objects.visible_to(request.user).with_questions()
    version = get_object_or_404(versions, pk=version_id)
    section = request.GET.get("section", "")
    if section and section not in {each.key for each in version.sections.all()}:
        raise Http404
    made_for = preview_as(_chosen(request))
    data = request.POST if request.method == "POST" else None
    preview = Preview(version, definition_of(version), made_for, section, data)
    context = {
        "version": version,
        "preview": preview,
        "made_for": made_for,
        "section_key": section,
        "sectors": Sector.choices,
        "plan_types": _plan_types(),
        "audit_return": None,
        "crumbs": [
            ("Tools", reverse("audits:tools")),
            (str(version), reverse("audits:tool_version", args=[version.pk])),
        ],
    }
    return render(request, "cases/preview_tool.html", context)


@require_safe
@permission_required(Permission.SET_UP)
def condition_met(request, version_id):
    """How many approved returns of an earlier version meet the condition in `?when=`.

    A blurred count and nothing else leaves the second wall: an admin reads no answers. Each look
    is recorded, because somebody who tries many conditions could learn more than one tells.
    """
    version = get_object_or_404(ToolVersion.objects.visible_to(request.user), pk=version_id)
    condition = _condition(request.GET.get("when", ""))
    with acting_as_system():
        meeting = returns_meeting(version, condition) if condition else None
    if meeting:
        record("counted who meets a condition", version, by=request.user)
    context = {
        "version": version,
        "meeting": meeting,
        "crumbs": [
            ("Tools", reverse("audits:tools")),
            (str(version), reverse("audits:build", args=[version.pk])),
        ],
    }
    return render(request, "cases/condition_met.html", context)


def _condition(typed: str):
    try:
        return parse(json.loads(typed[:LONGEST_CONDITION]))
    except (ConditionError, ValueError, RecursionError):
        return None


def _chosen(request):
    """What the page says, or else what was chosen last on another one."""
    sent = request.POST if request.method == "POST" else request.GET
    if "sector" in sent:
        chosen = [sent.get("sector", "")[:40], sent.get("plan_type", ANY)[:60]]
        if request.session.get(LAST) != chosen:
            request.session[LAST] = chosen
        return sent
    chosen = sent.copy()
    chosen["sector"], chosen["plan_type"] = request.session.get(LAST, ["", ANY])
    return chosen


def _plan_types() -> list[tuple[str, str]]:
    named = [(each.key, each.name) for each in PlanType.objects.filter(is_active=True)]
    if not named:
        return []
    return [(ANY, "Any plan type"), *named, (NONE_RECORDED, "No plan type recorded")]
