import json
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from agencies.rls import acting_as_system
from audits.models import Audit
from reports.counting import AuditFigures, audit_figures, minimum_denominator
from reports.earlier_results import as_json as surviving_as_json
from reports.figures import Figure
from reports.figures_page import ShownGrades, left_out_words, themes_of
from reports.models import EarlierResult
from reports.shown import approved_words, so_far_words, source_words
from reports.spread_wording import in_full
from reports.spreads import Spread
from reports.wording import count_of_units, percent


class Command(BaseCommand):
    help = "Prints the figures of an audit."

    def add_arguments(self, parser):
        parser.add_argument("audit", help="the prefix of its references, such as NEG25, or its id")
        parser.add_argument("--json", action="store_true", help="print them as JSON")
        parser.add_argument("--theme", default="", help="only the measures of this theme")

    def handle(self, *args, audit, theme, json: bool, **options):
        with acting_as_system():
            found = find_audit(audit)
            counted = audit_figures(found)
            refuse_unknown(theme, counted)
            write = as_json if json else as_text
            written = write(found, counted, theme, minimum_denominator())
        self.stdout.write(written)


def find_audit(named: str) -> Audit:
    """By its prefix, in any case of letters, or by its id."""
    found = Audit.objects.filter(Q(reference_prefix__iexact=named) | Q(pk=uuid_or_none(named)))
    if not found:
        known = Audit.objects.order_by("reference_prefix").values_list(
            "reference_prefix", flat=True
        )
        raise CommandError(f"There is no audit “{named}”. Audits here: {listed(known)}.")
    return found[0]


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def listed(names) -> str:
    return ", ".join(names) or "none yet"


def refuse_unknown(theme: str, counted: AuditFigures) -> None:
    themes = themes_of(counted)
    if theme and theme not in themes:
        raise CommandError(f"No measure has the theme “{theme}”. Themes here: {listed(themes)}.")


def of_theme(counted: AuditFigures, theme: str) -> list:
    return [each for each in counted.counted.values() if theme in {"", each.rule.theme}]


def as_json(audit: Audit, counted: AuditFigures, theme: str, minimum: int) -> str:
    content = {
        "audit": audit.reference_prefix,
        "name": audit.name,
        "counted_at": counted.counted_at.isoformat(),
        "minimum_denominator": minimum,
        "facts": counted.facts,
        "so_far": audit.is_growing,
        "fingerprint": counted.fingerprint,
        "figures": [each.as_json() for each in of_theme(counted, theme) if is_share(each)],
        "spreads": [each.as_json() for each in of_theme(counted, theme) if not is_share(each)],
        "added": [key for key, measure in counted.measures.items() if measure.added],
        "grades": [] if theme else [each.as_json() for each in counted.grades.values()],
        "earlier": earlier_as_json(audit, {each.key for each in of_theme(counted, theme)}),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def earlier_as_json(audit: Audit, keys: set[str]) -> list[dict]:
    """What survives of earlier audits: not figures, and most have no denominator."""
    return [
        {
            "measure": each.measure,
            "audit": each.audit.name,
            "when": each.audit.when,
            "source": each.audit.source,
            **surviving_as_json(each.surviving),
            "note": each.note,
        }
        for each in EarlierResult.objects.beside(audit).filter(measure__in=keys)
    ]


def as_text(audit: Audit, counted: AuditFigures, theme: str, minimum: int) -> str:
    lines = [
        f"{audit.name} ({audit.reference_prefix})",
        f"{counted_words(audit, counted)}, from {source_words(counted.facts)}",
        "",
        *(
            line_of(each, minimum, added=counted.measures[each.key].added)
            for each in of_theme(counted, theme)
        ),
    ]
    for grades in () if theme else counted.grades.values():
        shown = ShownGrades(grades, minimum)
        lines += ["", grades.name, *(f"  {row.name}: {row.numerator}" for row in shown.rows)]
        lines.append(f"  {shown.summary}")
    return "\n".join(lines)


def counted_words(audit: Audit, counted: AuditFigures) -> str:
    """As the page of the figures says it: of a rolling audit only so far."""
    if audit.is_growing:
        return so_far_words(counted.facts, timezone.localdate(counted.counted_at))
    return f"{approved_words(counted.facts)} approved"


def is_share(figure: Figure | Spread) -> bool:
    return isinstance(figure, Figure)


def line_of(figure: Figure | Spread, minimum: int, *, added: bool = False) -> str:
    left_out = f"; {left_out_words(figure.left_out)}" if figure.left_out else ""
    mark = " (added to this audit)" if added else ""
    return f"{figure.rule.label:<33}{said(figure, minimum)}{left_out}{mark}"


def said(figure: Figure | Spread, minimum: int) -> str:
    if isinstance(figure, Spread):
        return f"{'':>5}  {in_full(figure)}"
    shown = percent(figure, minimum) if figure.d >= minimum else "-"
    return f"{shown:>5}  {count_of_units(figure)}"
