"""The printed copy of a return as a Word file."""

from docx.shared import Mm

from reports.printed_returns import PrintedAnswer, PrintedQuestion, PrintedReturn
from reports.word import WIDTH, WordFile, keep_together

LABEL = Mm(52)


def return_word(copy: PrintedReturn) -> bytes:
    """The same copy gives the same bytes."""
    file = WordFile(
        title=copy.title,
        author=copy.partnership,
        subject=copy.audit_line,
        dated=copy.dated,
        colours=copy.colours,
    )
    file.running(left=copy.title, right=copy.partnership, foot=copy.standing)
    file.paragraph(copy.audit_line, "Only if")
    file.heading(copy.title, 1)
    file.paragraph(copy.standing).runs[0].bold = True
    file.paragraph(copy.counts, "Soft")
    _facts(file, copy)
    for section in copy.sections:
        file.heading(f"{section.number}. {section.title}", 2)
        for question in section.questions:
            _question(file, question)
    _endings(file, copy)
    return file.bytes()


def _facts(file: WordFile, copy: PrintedReturn) -> None:
    table = file.table(("About this return", ""), (LABEL, WIDTH - LABEL), what="About this return")
    for fact in copy.facts:
        file.row(table, (fact.label, fact.text))


def _question(file: WordFile, question: PrintedQuestion) -> None:
    made = [file.heading(f"{question.number} {question.text}".strip(), 3)]
    for answer in question.answers:
        made += list(_answer(file, answer))
    keep_together(made[:2])


def _answer(file: WordFile, answer: PrintedAnswer):
    lead = f"{answer.of}: " if answer.of else ""
    first, *rest = (answer.state, *answer.paragraphs) if answer.state else answer.paragraphs
    paragraph = file.paragraph(lead)
    paragraph.add_run(first).bold = True
    yield paragraph
    for line in rest:
        yield file.paragraph(line)
    for beside in answer.beside:
        for at, line in enumerate(beside.paragraphs):
            yield file.paragraph(f"{beside.label}: {line}" if at == 0 else line, "Soft")


def _endings(file: WordFile, copy: PrintedReturn) -> None:
    if copy.not_asked:
        file.heading("Sections not asked", 2)
        for line in copy.not_asked:
            file.paragraph(line, "List Bullet")
    if copy.no_longer_asked:
        file.heading("No longer asked", 2)
        file.paragraph("Kept, and not counted.", "Soft")
        for question in copy.no_longer_asked:
            _question(file, question)
