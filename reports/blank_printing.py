"""Makes blank forms of a tool version: the one path, whether a worker or a command asks."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Partnership, Sector
from audits.asking import Audience
from audits.models import PlanType, ToolVersion
from audits.tool_rows import definition_of
from reports.blank_forms import Names, Stamp, blank_form
from reports.blank_parts import BlankForm
from reports.blank_word import blank_word
from reports.colours import Colours
from reports.documents import tidied
from reports.pdf import PdfError, render_blank_form
from reports.printed_files import PDF, Printed
from reports.word import CONTENT_TYPE as WORD

STEPS = ("Reading the tool", "Drawing the form")
NOTHING_ASKED = "This tool asks nothing of {edition}. Choose another sector or kind of plan."
NO_NAME = "The partnership"


def print_tool(
    version: ToolVersion,
    *,
    file_format: str,
    sector: str = "",
    plan_type: str = "",
    step: Callable[[int], None] = lambda number: None,
) -> Printed:
    """Calls `step` before each of STEPS. Raises PdfError with what to choose or to change."""
    step(0)
    form = form_of(version, sector=sector, plan_type=plan_type)
    if not form.sections:
        raise PdfError(NOTHING_ASKED.format(edition=form.edition.removeprefix("For ")))
    step(1)
    name = file_name(version, sector, plan_type, file_format)
    if file_format == "docx":
        return Printed(name, WORD, blank_word(form))
    made = render_blank_form(form)
    return Printed(name, PDF, made.content, made.pages)


def form_of(version: ToolVersion, *, sector: str = "", plan_type: str = "") -> BlankForm:
    house = Partnership.objects.first()
    names = Names(
        partnership=house.name if house else NO_NAME,
        sectors=dict(Sector.choices),
        plan_types=dict(PlanType.objects.values_list("key", "name")),
        subject=house.subject_word if house else "child",
    )
    form = blank_form(
        definition_of(version),
        names=names,
        stamp=stamp_of(version),
        audience=Audience(sector=sector or None, plan_type=plan_type or None),
        colours=Colours(brand=house.brand_colour, tint=house.tint_colour) if house else None,
    )
    return tidied(form)


def stamp_of(version: ToolVersion) -> Stamp:
    """A published version has the date it was published on; a draft today's."""
    is_draft = version.status == ToolVersion.Status.DRAFT
    dated = timezone.localdate() if is_draft else timezone.localdate(version.published_at)
    said = "draft of" if is_draft else "published"
    words = f"Version {version.number}, {said} {date_format(dated, 'j F Y')}"
    if version.status == ToolVersion.Status.RETIRED:
        words += " and since retired"
    return Stamp(words, dated, is_draft)


def plan_types_of(version: ToolVersion) -> frozenset[str]:
    """Keys of the plan types that some of its parts are limited to."""
    limited = [
        *version.sections.values_list("plan_types", flat=True),
        *version.questions.values_list("plan_types", flat=True),
    ]
    return frozenset(key for keys in limited for key in keys)


def file_name(version: ToolVersion, sector: str, plan_type: str, file_format: str) -> str:
    parts = [version.tool.key, str(version.number), sector.replace("_", "-"), plan_type]
    return f"{'-'.join(part for part in parts if part)[:100]}-blank.{file_format}"
