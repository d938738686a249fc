"""What a tool says of each of its sections and questions, beside their words, for who reads it."""

from decimal import Decimal

from agencies.models import Sector
from agencies.plurals import plural
from audits.models import PlanType, Question, Section, ToolVersion

SECTORS = dict(Sector.choices)


class Facts:
    """Of one version: the names of plan types and themes are looked up once."""

    def __init__(self, version: ToolVersion):
        parts = [*version.sections.all(), *version.ordered_questions]
        used = {key for part in parts for key in part.plan_types}
        found = PlanType.objects.filter(key__in=used) if used else ()
        self.plan_types = {each.key: each.name for each in found}
        self.themes = {theme.key: theme.name for theme in version.themes.all()}

    def of_section(self, section: Section) -> list[str]:
        repeats = [f"Asked {_lower(section.get_repeats_display())}"] if section.repeats else []
        return repeats + self._audience(section)

    def of_question(self, question: Question) -> list[str]:
        theme = self.themes.get(question.theme, question.theme)
        return [
            question.get_kind_display(),
            *_limits(question),
            *_states(question),
            *(["About each agency’s own work: not compared"] if question.own_work else []),
            *self._audience(question),
            *([f"Theme: {theme}"] if theme else []),
            *(str(code) for code in question.codes.all()),
        ]

    def _audience(self, part: Section | Question) -> list[str]:
        sectors = [SECTORS.get(each, each) for each in part.sectors]
        plans = [self.plan_types.get(each, each) for each in part.plan_types]
        said = [f"Only {', '.join(sectors)}"] if sectors else []
        said += [f"Only on: {', '.join(plans)}"] if plans else []
        return said + (["Only when the auditor picks it"] if part.picked else [])


def _limits(question: Question) -> list[str]:
    kind, kinds = question.kind, Question.Kind
    if kind in (kinds.NUMBER, kinds.ITEMS):
        return _range(question) + (_total(question) if kind == kinds.ITEMS else [])
    if kind in (kinds.TEXT, kinds.QUOTE):
        return [f"Up to {question.max_length:,} characters"]
    return []


def _range(question: Question) -> list[str]:
    low, high = question.minimum, question.maximum
    ends = [f"from {plain(low)}" if low is not None else ""]
    ends.append(f"to {plain(high)}" if high is not None else "")
    said = [" ".join(filter(None, ends)).capitalize(), f"In {question.unit}" * bool(question.unit)]
    places = plural(question.decimals, "decimal place")
    return [*filter(None, said), f"To {places}" if question.decimals else "Whole numbers"]


def _total(question: Question) -> list[str]:
    said = f"Total: {_lower(question.get_total_rule_display())}"
    return [said + (f", from {question.fewest_items} on" if question.fewest_items else "")]


def _states(question: Question) -> list[str]:
    if question.kind == Question.Kind.PROMPT:
        return []
    said = ["Needs an answer" if question.required else "May be left blank"]
    if not question.allows_not_recorded:
        said.append("“Not recorded” is not offered")
    if not question.allows_not_applicable:
        said.append("“Not applicable” is not offered")
    return said


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
