"""A tool version as rows, from its definition and back to it."""

from __future__ import annotations

from audits import tool_definition as definition
from audits.models import (
    Contradiction,
    FrameworkCode,
    Item,
    Measure,
    Option,
    PlanType,
    Question,
    Scale,
    Section,
    Theme,
    ToolVersion,
)
from audits.tool_definition import ToolDefinition

# Fields that have one name and one form in the file and in the model.
SCALE_FIELDS = ("key", "name", "better")
OPTION_FIELDS = ("code", "label", "descriptor", "counts_as", "rank", "colour")
ITEM_FIELDS = ("code", "label", "descriptor")
SECTION_FIELDS = ("key", "title", "guidance", "picked", "repeats", "show_when")
QUESTION_FIELDS = (
    "key",
    "kind",
    "text",
    "label",
    "guidance",
    "required",
    "theme",
    "unit",
    "minimum",
    "maximum",
    "decimals",
    "total_rule",
    "fewest_items",
    "max_length",
    "lines",
    "rates_section",
    "own_work",
    "picked",
    "show_when",
)
MEASURE_FIELDS = (
    "key",
    "kind",
    "name",
    "label",
    "theme",
    "combines",
    "occasion",
    "not_recorded",
    "not_applicable",
    "percent_of_maximum",
    "unit",
    "case_rule",
    "lead_sector",
    "better",
    "sentence",
)
CONTRADICTION_FIELDS = ("key", "when", "says")
CODE_FIELDS = ("key", "framework", "code", "label")


def write_content(version: ToolVersion, content: ToolDefinition) -> None:
    """Put this content in place of all that a draft asks and counts."""
    version.measures.all().delete()
    version.questions.all().delete()
    for parts in ("sections", "scales", "themes", "codes", "contradictions"):
        getattr(version, parts).all().delete()
    _Writer(version).write(content)


class _Writer:
    """Makes the rows, each kind in one statement."""

    def __init__(self, version: ToolVersion) -> None:
        self.version = version
        self.codes: dict[str, FrameworkCode] = {}
        self.scales: dict[str, Scale] = {}
        self.options: dict[tuple[str, str], Option] = {}
        self.questions: dict[str, Question] = {}
        self.items: dict[tuple[str, str], Item] = {}

    def write(self, content: ToolDefinition) -> None:
        Theme.objects.bulk_create(self._parts(Theme, content.themes, ("key", "name")))
        codes = FrameworkCode.objects.bulk_create(
            self._parts(FrameworkCode, content.codes, CODE_FIELDS)
        )
        self.codes = {code.key: code for code in codes}
        self._write_scales(content.scales)
        self._write_sections(content.sections)
        self._write_measures(content.measures)
        Contradiction.objects.bulk_create(
            self._parts(Contradiction, content.contradictions, CONTRADICTION_FIELDS)
        )

    def _parts(self, model, parts, names):
        return [
            model(version=self.version, position=place, **_values(part, names))
            for place, part in enumerate(parts, start=1)
        ]

    def _write_scales(self, scales) -> None:
        made = Scale.objects.bulk_create(self._parts(Scale, scales, SCALE_FIELDS))
        self.scales = {scale.key: scale for scale in made}
        options = Option.objects.bulk_create(
            Option(scale=self.scales[scale.key], position=place, **_values(each, OPTION_FIELDS))
            for scale in scales
            for place, each in enumerate(scale.options, start=1)
        )
        self.options = {(each.scale.key, each.code): each for each in options}

    def _write_sections(self, sections) -> None:
        made = Section.objects.bulk_create(
            Section(
                version=self.version,
                position=place,
                sectors=list(section.sectors),
                plan_types=list(section.plan_types),
                **_values(section, SECTION_FIELDS),
            )
            for place, section in enumerate(sections, start=1)
        )
        questions = Question.objects.bulk_create(
            self._question(row, place, content)
            for row, section in zip(made, sections, strict=True)
            for place, content in enumerate(section.questions, start=1)
        )
        self.questions = {question.key: question for question in questions}
        self._write_question_parts([each for section in sections for each in section.questions])

    def _question(self, section: Section, place: int, content) -> Question:
        return Question(
            version=self.version,
            section=section,
            position=place,
            scale=self.scales[content.scale] if content.scale else None,
            allows_not_applicable=content.not_applicable,
            allows_not_recorded=content.not_recorded,
            sectors=list(content.sectors),
            plan_types=list(content.plan_types),
            **_values(content, QUESTION_FIELDS),
        )

    def _write_question_parts(self, questions) -> None:
        items = Item.objects.bulk_create(
            Item(question=self.questions[each.key], position=place, **_values(item, ITEM_FIELDS))
            for each in questions
            for place, item in enumerate(each.items, start=1)
        )
        self.items = {(item.question.key, item.code): item for item in items}
        link = Question.codes.through
        link.objects.bulk_create(
            link(question=self.questions[each.key], frameworkcode=self.codes[code])
            for each in questions
            for code in each.codes
        )

    def _write_measures(self, measures) -> None:
        made = Measure.objects.bulk_create(
            Measure(
                version=self.version,
                position=place,
                question=self.questions[each.question],
                item=self.items[each.question, each.item] if each.item else None,
                **_values(each, MEASURE_FIELDS),
            )
            for place, each in enumerate(measures, start=1)
        )
        also, counted = Measure.also.through, Measure.options.through
        also.objects.bulk_create(
            also(measure=row, question=self.questions[key])
            for row, each in zip(made, measures, strict=True)
            for key in each.also
        )
        counted.objects.bulk_create(
            counted(measure=row, option=self.options[row.question.scale.key, code])
            for row, each in zip(made, measures, strict=True)
            for code in each.counts
        )


def _values(part, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(part, name) for name in names}


def definition_of(version: ToolVersion) -> ToolDefinition:
    """The version as plain data, read in a fixed number of queries."""
    sections = list(
        version.sections.prefetch_related(
            "questions__scale", "questions__items", "questions__codes"
        )
    )
    measures = version.measures.filter(audit=None).select_related("question", "item")
    return ToolDefinition(
        key=version.tool.key,
        name=version.tool.name,
        audits=version.tool.audits,
        version=version.number,
        description=version.tool.description,
        plan_types=_plan_types_of(sections),
        themes=tuple(
            definition.ThemeDefinition(**_values(theme, ("key", "name")))
            for theme in version.themes.all()
        ),
        codes=tuple(
            definition.CodeDefinition(**_values(code, CODE_FIELDS)) for code in version.codes.all()
        ),
        scales=tuple(_scale_of(scale) for scale in version.scales.prefetch_related("options")),
        sections=tuple(_section_of(section) for section in sections),
        measures=tuple(
            measure_of(measure) for measure in measures.prefetch_related("options", "also")
        ),
        contradictions=tuple(
            definition.ContradictionDefinition(**_values(each, CONTRADICTION_FIELDS))
            for each in version.contradictions.all()
        ),
    )


def _plan_types_of(sections: list[Section]) -> tuple[definition.PlanTypeDefinition, ...]:
    """Those that a section or a question is limited to, in the installation's order."""
    parts = [*sections, *(question for section in sections for question in section.questions.all())]
    used = {key for part in parts for key in part.plan_types}
    found = PlanType.objects.filter(key__in=used) if used else ()
    return tuple(definition.PlanTypeDefinition(each.key, each.name) for each in found)


def _scale_of(scale: Scale) -> definition.ScaleDefinition:
    return definition.ScaleDefinition(
        **_values(scale, SCALE_FIELDS),
        options=tuple(
            definition.OptionDefinition(**_values(option, OPTION_FIELDS))
            for option in scale.options.all()
        ),
    )


def _section_of(section: Section) -> definition.SectionDefinition:
    return definition.SectionDefinition(
        **_values(section, SECTION_FIELDS),
        sectors=tuple(section.sectors),
        plan_types=tuple(section.plan_types),
        questions=tuple(_question_of(question) for question in section.questions.all()),
    )


def _question_of(question: Question) -> definition.QuestionDefinition:
    return definition.QuestionDefinition(
        **_values(question, QUESTION_FIELDS),
        scale=question.scale.key if question.scale_id else "",
        items=tuple(
            definition.ItemDefinition(**_values(item, ITEM_FIELDS)) for item in question.items.all()
        ),
        not_applicable=question.allows_not_applicable,
        not_recorded=question.allows_not_recorded,
        codes=tuple(code.key for code in question.codes.all()),
        sectors=tuple(question.sectors),
        plan_types=tuple(question.plan_types),
    )


def measure_of(measure: Measure) -> definition.MeasureDefinition:
    return definition.MeasureDefinition(
        **_values(measure, MEASURE_FIELDS),
        question=measure.question.key,
        also=tuple(question.key for question in measure.also.all()),
        item=measure.item.code if measure.item_id else "",
        counts=tuple(option.code for option in measure.options.all()),
    )
