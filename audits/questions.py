"""A tool version in the plain shape that decides what is asked."""

from collections.abc import Iterable

from audits.conditions import Condition, parse
from audits.models import Question, Section, ToolVersion
from audits.question_kinds.numbers import total_rule
from audits.rules import QuestionRule, QuestionWords, SectionRule
from audits.totals import TotalRule


def asked_sections(version: ToolVersion) -> list[SectionRule]:
    """Sections and questions in order, for `audits.asking.asked`."""
    return [section_rule(section) for section in loaded(version).sections.all()]


def loaded(version: ToolVersion) -> ToolVersion:
    """The version with sections, questions and options read, to be read only."""
    version.read_content()
    return version


def section_rule(section: Section) -> SectionRule:
    return SectionRule(
        key=section.key,
        questions=tuple(question_rule(question) for question in section.questions.all()),
        sectors=tuple(section.sectors),
        plan_types=tuple(section.plan_types),
        picked=section.picked,
        repeats=section.repeats,
        show_when=condition_of(section),
    )


def question_rule(question: Question) -> QuestionRule:
    options = question.scale.options.all() if question.scale_id else ()
    return QuestionRule(
        key=question.key,
        kind=question.kind,
        codes=tuple(option.code for option in options),
        sectors=tuple(question.sectors),
        plan_types=tuple(question.plan_types),
        picked=question.picked,
        show_when=condition_of(question),
        minimum=question.minimum,
        maximum=question.maximum,
        decimals=question.decimals,
        total=total_of(question),
    )


def total_of(question: Question) -> TotalRule | None:
    return total_rule(question) if question.kind == Question.Kind.ITEMS else None


def condition_of(item: Section | Question) -> Condition | None:
    return parse(item.show_when) if item.show_when else None


def question_words(questions: Iterable[Question]) -> dict[str, QuestionWords]:
    """What `audits.asking.describe` puts a condition into words with."""
    return {
        question.key: QuestionWords(question.text, labels(question), question.kind)
        for question in questions
    }


def labels(question: Question) -> dict[str, str]:
    options = question.scale.options.all() if question.scale_id else ()
    return {option.code: option.label for option in options}
