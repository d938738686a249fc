"""The first sheet of a tool workbook, which says in plain words how the others are filled. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from audits.tool_workbooks.layout import SHEETS

Line = tuple[str, str, str]  # style, first column, second column

_RULES = (
    ("Editing", "Write under the headings of each sheet, one thing in a row. Add and delete rows."),
    ("", "Leave the headings and the names of the sheets as they are. Columns may be left out."),
    ("Empty cells", "Mean what the note beside the cell says; mostly “no” or “nothing”."),
    (
        "Keys",
        "Small letters, digits and single hyphens, like seen-alone. Keep a question’s key when",
    ),
    ("", "you reword it: answers of one round are compared with the next by it."),
    ("Several", "Where a cell holds several keys or codes, put commas between them."),
    ("Conditions", "Write the key of an earlier question, then “is” and its option codes, or “is"),
    (
        "",
        "at least”, “is at most” and a number, or “is answered”. Join with “and”, “or” and “not”;",
    ),
    ("", "put brackets where they are mixed: (seen-alone is no or partly) and not (visits is at"),
    ("", "least 3). A key or code that is one of these words stands in quotation marks."),
    (
        "Contradictions",
        "The same words, about any questions: answers of one return that do not fit together.",
    ),
    (
        "Not allowed",
        "Formulas, merged cells, macros, and columns or sheets that are not described here.",
    ),
    ("Bringing it in", "Nothing is kept unless all is well; each fault is named by sheet and row."),
)


def about_lines(sectors: tuple[str, ...]) -> Iterator[Line]:
    yield "title", "Audit tool", ""
    yield "", "", "This workbook holds one audit tool: what is asked, of whom, and what is counted."
    for name, text in _RULES:
        yield "strong", name, text
    yield "strong", "Sectors", ", ".join(sectors)
    yield "", "", ""
    for sheet in SHEETS.values():
        yield "strong", f"Sheet {sheet.name}", sheet.help
        for column in sheet.columns:
            yield "", column.heading, column.help
