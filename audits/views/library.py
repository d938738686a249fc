"""The tools that come with the service: a look at each, and a draft made from it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required
from agencies.roles import Permission
from audits.models import ToolVersion
from audits.services import ToolError
from audits.starter_tools import StarterTool, starter_tools
from audits.starting import replace_from_library, start_from_library
from audits.tool_definition import QuestionDefinition, SectionDefinition
from audits.tool_files import DraftInTheWay, hash_of
from audits.tool_wording import Wording

set_up = permission_required(Permission.SET_UP)


@dataclass(frozen=True)
class Offered:
    """`same` says what the library says; `draft` is in the way of another."""

    starter: StarterTool
    same: ToolVersion | None = None
    draft: ToolVersion | None = None
    newest: ToolVersion | None = None

    @property
    def audits(self) -> str:
        return AUDITED[self.starter.definition.audits]


AUDITED = {
    "cases": "Cases: one return for each agency and case",
    "organisations": "Organisations: one return for each agency",
    "own_cases": "An agency’s own cases",
    "respondents": "People asked in a survey",
}


def offered(starters: list[StarterTool]) -> list[Offered]:
    versions = ToolVersion.objects.filter(tool__key__in=[each.key for each in starters])
    there: dict[str, list[ToolVersion]] = {}
    for version in versions.select_related("tool").order_by("-number"):
        there.setdefault(version.tool.key, []).append(version)
    return [_offer(starter, there.get(starter.key, [])) for starter in starters]


def _offer(starter: StarterTool, versions: list[ToolVersion]) -> Offered:
    drafts = [each for each in versions if each.status == ToolVersion.Status.DRAFT]
    hashes = {each.pk: each.content_hash or hash_of(each) for each in versions}
    same = [each for each in versions if hashes[each.pk] == starter.content_hash]
    return Offered(
        starter,
        same=same[0] if same else None,
        draft=drafts[0] if drafts else None,
        newest=versions[0] if versions else None,
    )


@require_safe
@set_up
def library(request):
    context = {"offered": offered(list(starter_tools().values())), "crumbs": crumbs()}
    return render(request, "audits/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def library_tool(request, key):
    """A look at every question; a post makes a draft of it here."""
    starter = starter_tools().get(key)
    if starter is None:
        raise Http404
    [offer] = offered([starter])
    if request.method == "POST":
        return _start(request, offer)
    context = {
        "offer": offer,
        "starter": starter,
        "tool": starter.definition,
        "sections": list(looks(starter)),
        "crumbs": [*crumbs(), ("From the library", reverse("audits:library"))],
    }
    return render(request, "audits/library_tool.html", context)


def crumbs() -> list[tuple[str, str]]:
    return [("Tools", reverse("audits:tools"))]


def _start(request, offer: Offered):
    try:
        if offer.draft and request.POST.get("instead") == "draft":
            replace_from_library(starter=offer.starter, draft=offer.draft, by=request.user)
            messages.success(request, "The library’s questions are in the draft. You can undo it.")
            return redirect("audits:build", offer.draft.pk)
        started = start_from_library(starter=offer.starter, by=request.user)
    except (DraftInTheWay, ToolError) as refused:
        messages.error(request, str(refused))
        return redirect("audits:library_tool", offer.starter.key)
    if not started.is_new:
        messages.info(request, f"{started.version} says exactly this already.")
        return redirect("audits:tool_version", started.version.pk)
    messages.success(request, f"{started.version} is your draft. Change what does not fit.")
    return redirect("audits:build", started.version.pk)


def looks(starter: StarterTool):
    """(number, section, what is said of it, its questions with what is said of each)."""
    words = Wording(starter.definition)
    for number, section in enumerate(starter.definition.sections, start=1):
        questions = [_look(words, section, each) for each in section.questions]
        yield number, section, _said_of(words, section), questions


def _said_of(words: Wording, section: SectionDefinition) -> str:
    return f"Asked if {words.in_words(section.show_when)}" if section.show_when else ""


def _look(words: Wording, section: SectionDefinition, question: QuestionDefinition):
    facts = words.facts(question)
    scale = words.scales.get(question.scale)
    said = [facts["kind"].words, facts["audience"].words]
    if question.show_when:
        said.append(f"asked if {words.in_words(question.show_when)}")
    return {
        "number": words.numbers[question.key],
        "question": question,
        "options": scale.options if scale else (),
        "said": said,
    }
