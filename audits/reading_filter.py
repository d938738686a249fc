"""Which questions of a version a reader has asked to see."""

from dataclasses import dataclass

from audits.models import Question, Section, ToolVersion


@dataclass(frozen=True)
class Chosen:
    """Empty for any. `framework` is the name of a framework; `code` the key of one of its codes."""

    sector: str = ""
    plan_type: str = ""
    framework: str = ""
    code: str = ""


def chosen_sections(version: ToolVersion, chosen: Chosen) -> list[tuple[Section, list[Question]]]:
    """Sections with the questions of them that are chosen, in order; sections without any left out.

    A draft's section that has no questions yet is there when nothing is chosen.
    """
    found = []
    for section in version.sections.all():
        questions = [
            question
            for question in section.questions.all()
            if _reaches(section, chosen) and _reaches(question, chosen) and _has(question, chosen)
        ]
        if questions or chosen == Chosen():
            found.append((section, questions))
    return found


def _reaches(item: Section | Question, chosen: Chosen) -> bool:
    return _applies(chosen.sector, item.sectors) and _applies(chosen.plan_type, item.plan_types)


def _applies(one: str, those: list[str]) -> bool:
    return not one or not those or one in those


def _has(question: Question, chosen: Chosen) -> bool:
    codes = list(question.codes.all()) if chosen.framework or chosen.code else []
    if chosen.code:
        return any(code.key == chosen.code for code in codes)
    return not chosen.framework or any(code.framework == chosen.framework for code in codes)
