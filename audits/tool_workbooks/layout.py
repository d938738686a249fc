"""The sheets of a tool workbook and their columns. Pure.

A column is named as its field in a tool file, with spaces: `show_when` is headed “Show when”.
"""

from __future__ import annotations

from dataclasses import dataclass

from audits.measure_reading import COMBINES, EVERY_UNIT, NOT_APPLICABLE, SILENCE
from audits.measure_reading import KINDS as MEASURE_KINDS
from audits.measure_rules import CASE_RULES, OCCASIONS
from audits.question_reading import TOTAL_RULES
from audits.tool_definition import KINDS
from audits.tool_reading import AUDITS, BETTER, COLOURS, COUNTS_AS, REPEATS

TEXT, LIST, FLAG, NUMBER = "text", "list", "flag", "number"
YES_NO = ("yes", "no")
SECTION, QUESTION = "section", "question"
EVERY_OCCASION = tuple(code for codes in OCCASIONS.values() for code in codes)


@dataclass(frozen=True, slots=True)
class Column:
    """`help` is shown beside the cell in Excel, so it is short. `choices`: what it may hold."""

    name: str
    help: str
    reads: str = TEXT
    width: int = 20
    choices: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Sheet:
    """`at` is its place in the workbook, which is the order in which faults are listed."""

    name: str
    at: int
    help: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)


def flag(name: str, help: str) -> Column:
    return Column(name, help, FLAG, 14, YES_NO)


def number(name: str, help: str) -> Column:
    return Column(name, help, NUMBER, 12)


def keys(name: str, help: str, width: int = 24) -> Column:
    return Column(name, f"{help} Commas between several.", LIST, width)


KEY = "Small letters, digits and single hyphens. Keep it the same when you reword."
WHO = (
    keys("sectors", "Sectors that are asked. Empty: all."),
    keys("plan_types", "Keys of plan types that are asked. Empty: all."),
    flag("picked", "yes: asked only where the auditor picks it. Empty: no."),
)

_PARTS = (
    (
        "Tool",
        "What the tool is called and what it audits. One row.",
        (
            Column("format", "Always 1.", NUMBER, 10),
            Column("key", KEY),
            Column("name", "As people see it.", width=40),
            Column("audits", "What is audited. Empty: cases.", choices=AUDITS),
            number("version", "Kept where it is higher than every number in use."),
            Column("description", "What the tool is for.", width=70),
        ),
    ),
    (
        "Plan types",
        "Kinds of plan that sections or questions are limited to. Empty: none are.",
        (Column("key", KEY), Column("name", "As people see it.", width=40)),
    ),
    (
        "Themes",
        "Names for the themes of questions and measures.",
        (Column("key", KEY), Column("name", "As people see it.", width=40)),
    ),
    (
        "Codes",
        "Headings of other frameworks that questions answer to.",
        (
            Column("key", KEY),
            Column("framework", "The framework’s name.", width=40),
            Column("code", "As the framework writes it.", width=16),
            Column("label", "What the heading says.", width=60),
        ),
    ),
    (
        "Scales",
        "One row for each option. Say the scale’s name and better end in its first row.",
        (
            Column("scale", "The scale’s key, in every row of the scale."),
            Column("scale_name", "In the scale’s first row.", width=30),
            Column("better", "Which end of the ranks is better. Empty: none.", choices=BETTER),
            Column("code", "The option’s code, as it is stored."),
            Column("label", "The option as people see it.", width=30),
            Column("counts_as", "Empty: neutral.", choices=COUNTS_AS),
            number("rank", "Its place in the order, a whole number. Empty: none."),
            Column("colour", "Beside the label, never instead of it.", width=12, choices=COLOURS),
            Column("descriptor", "What it takes to choose this option.", width=70),
        ),
    ),
    (
        "Sections",
        "The parts of the form, in order.",
        (
            Column("key", KEY),
            Column("title", "As people see it.", width=40),
            Column("guidance", "Help for the whole section.", width=70),
            *WHO,
            Column("repeats", "Empty: asked once.", width=14, choices=REPEATS),
        ),
    ),
    (
        "Questions",
        "The questions of every section, in order.",
        (
            Column("section", "The key of its section."),
            Column("key", KEY, width=24),
            Column("kind", "How it is answered.", width=14, choices=KINDS),
            Column("text", "The question itself.", width=70),
            Column("label", "Its short name in lists, at most 40 characters.", width=24),
            Column("guidance", "Help for whoever answers.", width=60),
            Column("scale", "The scale’s key, for choice, choices, grade and profile."),
            flag(
                "required", "no: may be left blank. Empty: yes; for text, quote, tasks, prompt no."
            ),
            flag("not_applicable", "May the auditor say so? Empty: yes."),
            flag("not_recorded", "May the auditor say so? Empty: yes."),
            Column("theme", "The key of its theme."),
            Column("unit", "Of a number, such as visits.", width=14),
            number("minimum", "The lowest number allowed, for each item too."),
            number("maximum", "The highest number allowed, for each item too."),
            number("decimals", "The most decimal places, 0 to 3. Empty: 3."),
            Column(
                "total_rule", "For items: when there is a total.", width=12, choices=TOTAL_RULES
            ),
            number("fewest_items", "How many items a sum or scaled total needs."),
            number("max_length", "The most characters of a text or quote. Empty: 2000."),
            number("lines", "The height of a text’s box. Empty: 4."),
            flag("rates_section", "yes: this is the rating of its section."),
            keys("codes", "Keys of the codes it answers to."),
            *WHO,
            flag("own_work", "yes: about each agency’s own work, where none are compared."),
        ),
    ),
    (
        "Items",
        "The lines of scored items and the areas of profiles, in order.",
        (
            Column("question", "The key of the question.", width=24),
            Column("code", "The item’s code, as it is stored."),
            Column("label", "The item as people see it.", width=50),
            Column("descriptor", "What is meant.", width=70),
        ),
    ),
    (
        "Conditions",
        "When a section or question is shown. Without a row here it always is.",
        (
            Column("part", "section or question.", width=12, choices=(SECTION, QUESTION)),
            Column("key", "The key of that section or question.", width=24),
            Column(
                "show_when",
                "For example: seen-alone is no or partly and not (visits is at least 3)",
                width=90,
            ),
        ),
    ),
    (
        "Measures",
        "What is counted from the answers.",
        (
            Column("key", KEY, width=24),
            Column("name", "As people see it.", width=50),
            Column("label", "Short, for charts: at most 32 characters.", width=30),
            Column("question", "The key of the question.", width=24),
            Column("kind", "Empty: share.", width=10, choices=MEASURE_KINDS),
            keys("also", "Keys of further questions that count with it."),
            Column("combines", "How several make one.", width=12, choices=COMBINES),
            Column("item", "The code of the one area of a profile that is meant."),
            Column(
                "occasion",
                "The one occasion of a repeated section that is meant.",
                width=12,
                choices=EVERY_OCCASION,
            ),
            keys("counts", "The option codes that count."),
            Column("theme", "The key of its theme."),
            Column("not_recorded", "Empty: in_denominator.", width=16, choices=SILENCE),
            Column("not_applicable", "Empty: left_out.", width=16, choices=NOT_APPLICABLE),
            flag("percent_of_maximum", "yes: also given per cent of the highest total."),
            Column("unit", "What is counted.", width=14, choices=EVERY_UNIT),
            Column("case_rule", "How several returns make one.", width=12, choices=CASE_RULES),
            Column("lead_sector", "For the case rule lead: whose return decides."),
            Column("better", "Empty: higher.", width=10, choices=BETTER),
            Column("sentence", "With {share} or the like where the figure belongs.", width=70),
        ),
    ),
    (
        "Contradictions",
        "Answers of one return that do not fit together. Empty: none is looked for.",
        (
            Column("key", KEY, width=24),
            Column(
                "when",
                "For example: seen-alone is yes and not (last-seen is answered)",
                width=90,
            ),
            Column("says", "What the auditor is told, at most 300 characters.", width=70),
        ),
    ),
)
SHEETS = {
    name: Sheet(name, at, help, columns) for at, (name, help, columns) in enumerate(_PARTS, start=1)
}
ABOUT = "About"
NEEDED = ("Tool", "Sections", "Questions")
