"""Versions of a tool: starting one, comparing two, publishing and retiring."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import permission_required
from agencies.roles import Permission
from audits.checking import check_list
from audits.comparability import Change, Difference, Verdict
from audits.models import ToolVersion
from audits.services import ToolError
from audits.tool_differences import Differences, compare
from audits.tool_documents import content_hash
from audits.tool_rows import definition_of
from audits.versioning import newest, publish_draft, retire_version, start_version
from audits.views.drafts import draft_form, seen_in
from audits.views.tools import see_tools

set_up = permission_required(Permission.SET_UP)
# How the pages say a verdict: (status for colour and icon, word).
VERDICTS = {
    Verdict.COMPARABLE: ("approved", "Comparable"),
    Verdict.ASK: ("to_confirm", "A person must say"),
    Verdict.NOT_COMPARABLE: ("failed", "Not comparable"),
    Verdict.NEW: ("submitted", "New"),
    Verdict.GONE: ("withdrawn", "Gone"),
}
CHANGES = {
    Change.UNCHANGED: "unchanged",
    Change.DETAILS: "small print",
    Change.MOVED: "moved",
    Change.REWORDED: "reworded",
    Change.RANGE: "answers changed",
    Change.POPULATION: "population changed",
    Change.SCALE: "scale changed",
    Change.COUNTING: "counting changed",
    Change.KIND: "kind changed",
    Change.ADDED: "added",
    Change.REMOVED: "removed",
}


@dataclass(frozen=True)
class Row:
    """A difference as a line of the page."""

    difference: Difference

    @property
    def status(self) -> str:
        return VERDICTS[self.difference.verdict][0]

    @property
    def word(self) -> str:
        return VERDICTS[self.difference.verdict][1]

    @property
    def changes(self) -> str:
        return ", ".join(CHANGES[change] for change in self.difference.changes).capitalize()


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side; `everything` also lists what is unchanged."""

    before: ToolVersion
    after: ToolVersion
    found: Differences
    everything: bool = False

    def _rows(self, differences) -> list[Row]:
        return [Row(each) for each in differences if self.everything or each.differs]

    @property
    def groups(self) -> list[tuple[str, str, list[Row], int]]:
        """(heading, id, rows, how many are left out because they are unchanged)."""
        parts = [
            ("Questions", "questions", self.found.questions),
            ("Scales", "scales", self.found.scales),
            ("Measures", "measures", self.found.measures),
            ("Contradictions", "contradictions", self.found.contradictions),
        ]
        return [
            (heading, anchor, self._rows(all_of), len(all_of) - len(self._rows(all_of)))
            for heading, anchor, all_of in parts
            if all_of
        ]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(status, word, how many questions)."""
        return [(*VERDICTS[verdict], count) for verdict, count in self.found.counts().items()]

    @property
    def differs(self) -> bool:
        return any(each.differs for each in self.found.everything)


def comparison_of(before: ToolVersion, after: ToolVersion, everything: bool = False) -> Comparison:
    found = compare(definition_of(before), definition_of(after))
    return Comparison(before, after, found, everything)


def _version(request, version_id, **having) -> ToolVersion:
    versions = ToolVersion.objects.visible_to(request.user).select_related(
        "tool", "published_by", "retired_by"
    )
    return get_object_or_404(versions, pk=version_id, **having)


def version_crumbs(version: ToolVersion) -> list[tuple[str, str]]:
    return [
        ("Tools", reverse("audits:tools")),
        (str(version), reverse("audits:tool_version", args=[version.pk])),
    ]


@require_POST
@set_up
def new_version(request, version_id):
    """A draft of the tool this version belongs to; where there is one, that one."""
    version = _version(request, version_id)
    try:
        draft = start_version(tool=version.tool, by=request.user)
    except ToolError as refusal:
        messages.warning(request, str(refusal))
        draft = version.tool.versions.filter(status=ToolVersion.Status.DRAFT).first()
    if draft is None:
        return redirect("audits:tool_version", version.pk)
    return redirect("audits:build", draft.pk)


@require_safe
@see_tools
def compare_versions(request, version_id):
    """With an older version of the same tool: `?with=2`, or the one published before it."""
    version = _version(request, version_id)
    others = version.tool.versions.filter(number__lt=version.number).order_by("-number")
    chosen = request.GET.get("with", "")
    if chosen and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 6):
        raise Http404
    before = (
        others.filter(number=chosen).first()
        if chosen
        else newest(version.tool, before=version.number)
    )
    if chosen and before is None:
        raise Http404
    everything = request.GET.get("show") == "all"
    context = {
        "version": version,
        "others": others,
        "before": before,
        "comparison": comparison_of(before, version, everything) if before else None,
        "crumbs": version_crumbs(version),
    }
    return render(request, "audits/compare_versions.html", context)


@draft_form
def publish(request, version):
    """What publishing this draft would mean; by post, publishes it."""
    if request.method == "POST":
        return _publish(request, version)
    definition = definition_of(version)
    before = newest(version.tool)
    context = {
        "version": version,
        "checks": check_list(version, definition),
        "content_hash": content_hash(definition),
        "before": before,
        "comparison": comparison_of(before, version) if before else None,
        "audits": before.audits.open().order_by("name") if before else (),
        "crumbs": version_crumbs(version),
    }
    return render(request, "audits/publish_version.html", context)


def _publish(request, version: ToolVersion):
    seen = seen_in(request)
    try:
        publish_draft(version=version, seen=-1 if seen is None else seen, by=request.user)
    except ToolError as refusal:
        messages.error(request, str(refusal))
        return redirect("audits:publish_version", version.pk)
    messages.success(request, f"{version} is published. Open audits stay on the version they have.")
    return redirect("audits:tool_version", version.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def retire(request, version_id):
    """Asks first; by post, retires a published version."""
    version = _version(request, version_id, status=ToolVersion.Status.PUBLISHED)
    if request.method == "POST":
        try:
            retire_version(version=version, by=request.user)
            messages.success(request, f"{version} is retired. No new audit can be started with it.")
        except ToolError as refusal:
            messages.error(request, str(refusal))
        return redirect("audits:tool_version", version.pk)
    context = {
        "version": version,
        "audits": version.audits.open().order_by("name"),
        "crumbs": version_crumbs(version),
    }
    return render(request, "audits/retire_version.html", context)
