"""Reading audit tools: which there are, and what each version asks of whom."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import permission_required
from agencies.roles import Permission
from audits.asking import describe
from audits.forms.filters import QuestionFilter, ToolFilter
from audits.models import AuditTool, Contradiction, Question, Section, ToolVersion
from audits.question_facts import Facts
from audits.questions import condition_of, question_words
from audits.reading_filter import Chosen, chosen_sections
from audits.tool_rules import readable

see_tools = permission_required(Permission.SEE_TOOLS)
MANY = 5  # tools, from which on they can be filtered


@dataclass(frozen=True)
class ToolEntry:
    """A tool with its versions, newest first, and its draft if it has one."""

    tool: AuditTool
    versions: list[ToolVersion]
    draft: ToolVersion | None


@require_safe
@see_tools
def tools(request):
    form = ToolFilter(request.GET)
    versions = ToolVersion.objects.visible_to(request.user).with_use().order_by("-number")
    found = AuditTool.objects.prefetch_related(Prefetch("versions", versions))
    count = AuditTool.objects.count()
    context = {
        "entries": [entry for tool in form.of(found) if (entry := _entry(tool))],
        "form": form if count > MANY or request.GET else None,
        "count": count,
        "sets_up": _sets_up(request.user),
    }
    return render(request, "audits/tools.html", context)


def _entry(tool: AuditTool) -> ToolEntry | None:
    versions = list(tool.versions.all())
    draft = next((each for each in versions if each.status == ToolVersion.Status.DRAFT), None)
    return ToolEntry(tool, versions, draft) if versions else None


@require_safe
@see_tools
def tool_version(request, version_id):
    """What one version asks: of everybody, or of the agencies and under the codes chosen."""
    versions = ToolVersion.objects.visible_to(request.user).with_everything()
    versions = versions.select_related("tool", "published_by", "retired_by")
    version = get_object_or_404(versions, pk=version_id)
    form = QuestionFilter(request.GET, version=version)
    measures = version.measures.filter(audit=None).select_related("question", "item")
    context = {
        "version": version,
        "form": form,
        "sections": sections_for(version, form.chosen),
        "measures": measures.prefetch_related("options", "also"),
        "contradictions": contradictions_for(version),
        "sets_up": _sets_up(request.user),
        "sees_figures": Permission.SEE_FIGURES in request.user.permissions,
        "crumbs": [("Tools", reverse("audits:tools"))],
    }
    return render(request, "audits/tool_version.html", context)


def _sets_up(user) -> bool:
    return Permission.SET_UP in user.permissions


@dataclass(frozen=True)
class Reading:
    """A section or question with its condition in words, and whatever else is said of it."""

    part: Section | Question
    condition: str
    facts: list[str]


def sections_for(version: ToolVersion, chosen: Chosen) -> list[tuple[Reading, list[Reading]]]:
    words, facts = question_words(version.ordered_questions), Facts(version)
    return [
        (
            Reading(section, in_words(section, words), facts.of_section(section)),
            [Reading(each, in_words(each, words), facts.of_question(each)) for each in questions],
        )
        for section, questions in chosen_sections(version, chosen)
    ]


def contradictions_for(version: ToolVersion) -> list[tuple[Contradiction, str]]:
    """Each with its condition in words. A draft may hold one that nobody can read."""
    words = question_words(version.ordered_questions)
    return [
        (each, describe(condition, words, lead="").strip() if condition else "")
        for each in version.contradictions.all()
        for condition in [readable(each.when)]
    ]


def in_words(part: Section | Question, words) -> str:
    condition = condition_of(part)
    return describe(condition, words) if condition else ""
