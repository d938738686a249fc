import json
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from agencies.rls import acting_as_system
from audits.models import Audit
from reports.counting import AuditFigures, audit_figures, minimum_denominator
from reports.figures_page import ShownGrades, left_out_words, themes_of
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
            minimum = minimum_denominator()
        write = as_json if json else as_text
        self.stdout.write(write(found, counted, theme, minimum))


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
    themes = themes_of(counted.figures)
    if theme and theme not in themes:
        raise CommandError(f"No measure has the theme “{theme}”. Themes here: {listed(themes)}.")


def of_theme(counted: AuditFigures, theme: str) -> list:
    return [each for each in counted.figures.values() if theme in {"", each.rule.theme}]


def as_json(audit: Audit, counted: AuditFigures, theme: str, minimum: int) -> str:
    content = {
        "audit": audit.reference_prefix,
        "name": audit.name,
        "counted_at": counted.counted_at.isoformat(),
        "minimum_denominator": minimum,
        "facts": counted.facts,
        "fingerprint": counted.fingerprint,
        "figures": [figure.as_json() for figure in of_theme(counted, theme)],
        "grades": [] if theme else [each.as_json() for each in counted.grades.values()],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def as_text(audit: Audit, counted: AuditFigures, theme: str, minimum: int) -> str:
    facts = counted.facts
    lines = [
        f"{audit.name} ({audit.reference_prefix})",
        f"{facts['returns']} of {facts['expected']} returns approved, "
        f"from {facts['cases']} cases and {facts['agencies']} agencies",
        "",
        *(line_of(figure, minimum) for figure in of_theme(counted, theme)),
    ]
    for grades in () if theme else counted.grades.values():
        shown = ShownGrades(grades, minimum)
        lines += ["", grades.name, *(f"  {row.name}: {row.numerator}" for row in shown.rows)]
        lines.append(f"  {shown.summary}")
    return "\n".join(lines)


def line_of(figure, minimum: int) -> str:
    shown = percent(figure, minimum) if figure.d >= minimum else "-"
    left_out = f"; {left_out_words(figure.left_out)}" if figure.left_out else ""
    return f"{figure.rule.label:<33}{shown:>5}  {count_of_units(figure)}{left_out}"
