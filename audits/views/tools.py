"""Reading audit tools: what each version asks of whom."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import permission_required
from agencies.models import Sector
from agencies.roles import Permission
from audits.asking import describe
from audits.models import ToolVersion
from audits.questions import condition_of, question_words

see_tools = permission_required(Permission.SEE_TOOLS)


@require_safe
@see_tools
def tools(request):
    versions = (
        ToolVersion.objects.visible_to(request.user)
        .select_related("tool")
        .annotate(
            question_count=Count("questions", distinct=True),
            audit_count=Count("audits", distinct=True),
        )
    )
    return render(request, "audits/tools.html", {"versions": versions, "crumbs": crumbs(request)})


@require_safe
@see_tools
def tool_version(request, version_id):
    """What one version asks, of every sector or of the one chosen."""
    versions = ToolVersion.objects.visible_to(request.user).with_questions()
    versions = versions.select_related("tool", "published_by", "retired_by")
    version = get_object_or_404(versions, pk=version_id)
    sector = request.GET.get("sector") if request.GET.get("sector") in Sector.values else ""
    context = {
        "version": version,
        "sections": sections_for(version, sector),
        "measures": version.measures.select_related("question").prefetch_related("options"),
        "sectors": Sector.choices,
        "sector": sector,
        "sets_up": _sets_up(request.user),
        "crumbs": [*crumbs(request), ("Audit tools", reverse("audits:tools"))],
    }
    return render(request, "audits/tool_version.html", context)


def crumbs(request):
    return [("Set-up", reverse("audits:setup"))] if _sets_up(request.user) else []


def _sets_up(user) -> bool:
    return Permission.SET_UP in user.permissions


def sections_for(version: ToolVersion, sector: str):
    """(section, its condition in words, [(question, condition in words)]) asked of the sector."""
    words = question_words(version.ordered_questions)
    found = []
    for section in version.sections.all():
        questions = [
            (question, in_words(question, words))
            for question in section.questions.all()
            if applies(section, sector) and applies(question, sector)
        ]
        if questions:
            found.append((section, in_words(section, words), questions))
    return found


def applies(item, sector: str) -> bool:
    return not sector or not item.sectors or sector in item.sectors


def in_words(item, words) -> str:
    condition = condition_of(item)
    return describe(condition, words) if condition else ""
