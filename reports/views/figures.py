"""The figures of an audit, and the answers behind each of them."""

from collections.abc import Collection

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from audits.tabs import Link, tabs_for
from audits.trail import under_audit
from cases.models import AuditReturn
from reports.answers_behind import Behind, answers_behind
from reports.counting import BREAKDOWNS, audit_figures, minimum_denominator
from reports.earlier_audits import earlier_beside
from reports.figures_page import PART_WORDS, themes_of
from reports.grade_groups import grouped_grades
from reports.partitions import Part
from reports.shown import (
    approved_words,
    codes_of,
    shown_figure,
    shown_measures,
    so_far_words,
    source_words,
    with_earlier,
)

FIRST_COLUMN = {
    AuditTool.Audits.CASES: "Case",
    AuditTool.Audits.OWN_CASES: "Case",
    AuditTool.Audits.ORGANISATIONS: "Audit",
    AuditTool.Audits.RESPONDENTS: "Response",
}
NONE_EXPECTED = {
    AuditTool.Audits.CASES: "No return is expected yet. Returns are expected once agencies say"
    " which cases they know.",
    AuditTool.Audits.OWN_CASES: "No return is expected yet. Returns are expected once auditors add"
    " the cases of their own agency.",
    AuditTool.Audits.ORGANISATIONS: "No return is expected yet. Returns are expected once agencies"
    " are asked to take part.",
    AuditTool.Audits.RESPONDENTS: "No response is expected yet. Responses are added as people"
    " answer.",
}
BREAKDOWN_WORDS = {"agency": "Agency", "": "Nothing"}


@require_safe
def figures(request, audit_id):
    found = _audit(request.user, audit_id)
    breakdown = chosen(request, "by", BREAKDOWNS, "agency")
    counted = audit_figures(found, breakdown=breakdown)
    themes, codes = themes_of(counted), codes_of(counted)
    theme = chosen(request, "theme", themes, "")
    code = chosen(request, "code", codes, "")
    minimum = minimum_denominator()
    withheld = AuditReturn.objects.filter(audit=found).withheld().exists()
    context = {
        "audit": found,
        "partial": AuditReturn.objects.filter(audit=found, is_partial=True).counted().count(),
        "withheld": withheld,
        "crumbs": under_audit(found),
        "tabs": tabs_for(found, request.user, "Figures"),
        "facts": counted.facts,
        "none_expected": NONE_EXPECTED[found.tool_version.tool.audits],
        "approved": approved_words(counted.facts),
        "source": source_words(counted.facts),
        "counted_at": counted.counted_at,
        "so_far": so_far_words(counted.facts, timezone.localdate(counted.counted_at))
        if found.is_growing
        else "",
        "minimum": minimum,
        "themes": themes,
        "theme": theme,
        "codes": codes,
        "code": code,
        "breakdowns": {"": BREAKDOWN_WORDS[""]} if withheld else BREAKDOWN_WORDS,
        "breakdown": "" if withheld else breakdown,
        "figures": with_earlier(
            shown_measures(counted, minimum, theme, code), earlier_beside(found, minimum)
        ),
        "grades": grouped_grades(counted.grades.values(), _sections(found), minimum),
    }
    return render(request, "reports/figures.html", context)


def _sections(found: Audit) -> dict[str, str]:
    """Question key -> title of its section, in the order of the tool."""
    questions = found.tool_version.questions.order_by("section__position", "position")
    return dict(questions.values_list("key", "section__title"))


def chosen(request, name: str, allowed: Collection[str], usual: str) -> str:
    """What the address asks for; the usual where that is nothing we know."""
    wanted = request.GET.get(name, usual)
    return wanted if wanted in allowed else usual


@require_safe
def behind(request, audit_id, measure_key):
    found = _audit(request.user, audit_id)
    shown = answers_behind(found, measure_key, request.user)
    if shown is None:
        raise Http404("This audit has no such measure.")
    part = Part(wanted) if (wanted := chosen(request, "part", PART_WORDS, "")) else None
    context = {
        "audit": found,
        "crumbs": under_audit(found, ("Figures", reverse("reports:figures", args=[found.pk]))),
        "behind": shown,
        "shown": shown_figure(shown.figure, shown.measure, minimum_denominator()),
        "pills": _pills(shown, part),
        "answers": shown.only(part),
        "withheld": AuditReturn.objects.filter(audit=found).withheld().exists(),
        "first_column": FIRST_COLUMN[found.tool_version.tool.audits],
    }
    return render(request, "reports/figures_behind.html", context)


def _audit(user, audit_id) -> Audit:
    audits = Audit.objects.visible_to(user).select_related("tool_version__tool")
    found = get_object_or_404(audits, pk=audit_id)
    require(user, Permission.SEE_FIGURES)
    return found


def _pills(shown: Behind, current: Part | None) -> list[Link]:
    everything = Link(f"All ({len(shown.answers)})", "?", current is None)
    return [everything] + [
        Link(f"{PART_WORDS[part].capitalize()} ({count})", f"?part={part}", part == current)
        for part, count in shown.counts.items()
    ]
