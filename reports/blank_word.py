"""A blank form as a Word file: to be printed, or filled in on screen where there is no access."""

from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from reports.blank_parts import BlankForm, BlankQuestion, BlankSection, DateBoxes, Row
from reports.word import WIDTH, WordFile, add_tick_box, keep_together, rgb

LINE = Mm(8)
CELL = Mm(26)
NAMED = Mm(38)
BOX = Mm(90)
NO_NAMES = "Write no names, dates of birth or addresses."


def blank_word(form: BlankForm) -> bytes:
    """The same form gives the same bytes."""
    return _Writer(form).write()


class _Writer:
    def __init__(self, form: BlankForm) -> None:
        self.form = form
        self.file = WordFile(
            title=form.title,
            author=form.partnership,
            subject=form.audit_line,
            dated=form.dated,
            colours=form.colours,
        )

    def write(self) -> bytes:
        form = self.form
        self.file.running(left=form.title, right=form.partnership, foot=NO_NAMES)
        self.file.paragraph(f"Blank form · {form.version}", "Only if")
        self.file.heading(form.title, 1)
        self.file.paragraph(f"{form.edition} · {form.length}")
        for paragraph in form.description:
            self.file.paragraph(paragraph)
        if form.is_draft:
            self.file.paragraph(
                "Draft. This version is not published and may still change. Do not use it to"
                " collect answers.",
                "Only if",
            )
        self.opening()
        for section in form.sections:
            self.section(section)
        return self.file.bytes()

    def opening(self) -> None:
        self.file.heading("Before you start", 2)
        for step in self.form.steps:
            self.file.paragraph(step, "List Number")
        self.file.heading("This form", 2)
        table = self.file.table(
            ("About this form", "Write here"), (Mm(64), WIDTH - Mm(64)), what="About this form"
        )
        for row in self.form.reference:
            self.file.row(table, (row.label, ""), height=LINE)
        self.file.paragraph("Write no names. A reference and a role are enough.", "Note")

    def section(self, section: BlankSection) -> None:
        head = [self.file.heading(f"{section.number}. {section.title}", 2)]
        for said in (section.only_if, section.asked_of):
            if said:
                head.append(self.file.paragraph(said, "Only if"))
        head += [self.file.paragraph(each) for each in section.guidance]
        if section.repeats:
            head.append(self.file.paragraph(section.repeats))
            head[-1].runs[0].bold = True
        for paragraph in head:
            paragraph.paragraph_format.keep_with_next = True
        for question in section.questions:
            self.question(question)

    def question(self, question: BlankQuestion) -> None:
        """Kept on one page where it fits on one."""
        before = len(self.file.document.element.body)
        self.file.heading(f"{question.number} {question.text}".strip(), 3)
        for said in (question.only_if, question.asked_of):
            if said:
                self.file.paragraph(said, "Only if")
        for paragraph in question.guidance:
            self.file.paragraph(paragraph, "Soft")
        getattr(self, f"_{question.answer.drawn}")(question)
        if question.states_stand_alone:
            self._states(question)
        if question.optional:
            self.file.paragraph("You may leave this blank.", "Note")
        keep_together(self._paragraphs_since(before))

    def _paragraphs_since(self, place: int) -> list[Paragraph]:
        """Those of this question, within its tables too."""
        body = self.file.document.element.body
        made = list(body)[place - 1 : -1]  # the last part of a body says how its pages look
        return [Paragraph(each, body) for part in made for each in part.iter(qn("w:p"))]

    def _states(self, question: BlankQuestion) -> None:
        if not question.states:
            return
        paragraph = self.file.paragraph(style="Soft")
        for state in question.states:
            because = ", because:    " if state == "Not applicable" else "    "
            add_tick_box(paragraph, label=f"{question.number} {state}")
            paragraph.add_run(f" {state}{because}")

    def _occasions(self, question: BlankQuestion):
        """Each occasion of a repeated question under its name, or once without one."""
        if not question.answer.columns:
            yield ""
        for column in question.answer.columns:
            self.file.paragraph(column).runs[0].bold = True
            yield column
            self._states(question)

    def _prompts(self, question: BlankQuestion) -> None:
        for row in question.answer.rows:
            paragraph = self.file.paragraph(row.label, "List Bullet")
            if row.descriptor:
                self._soft(paragraph, row.descriptor)

    def _ticks(self, question: BlankQuestion) -> None:
        answer = question.answer
        if answer.columns:
            self._tick_table(question)
            return
        if answer.several:
            self.file.paragraph(answer.how, "Note")
        for option in answer.options:
            paragraph = self.file.paragraph()
            add_tick_box(paragraph, label=f"{question.number} {option.label}")
            paragraph.add_run(f" {option.label}").bold = bool(option.descriptor)
            if option.descriptor:
                self._soft(paragraph, option.descriptor)

    def _tick_table(self, question: BlankQuestion) -> None:
        answer = question.answer
        how = "Tick all that apply" if answer.several else "Tick one in each column"
        self._grid(question, (how, *answer.columns), answer.options)

    def _grid(self, question: BlankQuestion, header: tuple[str, ...], rows) -> None:
        """A box for each row and column, and a row for each state."""
        columns = header[1:]
        table = self.file.table(header, self._widths(len(columns)), what=question.text)
        for row in (*rows, *(Row(state) for state in question.states)):
            made = self._labelled(table, row, len(columns))
            for cell, column in zip(made.cells[1:], columns, strict=True):
                add_tick_box(cell.paragraphs[0], label=f"{question.number} {column} {row.label}")

    def _labelled(self, table, row, boxes: int, *, height: int = 0):
        made = self.file.row(table, ("",) * (boxes + 1), height=height)
        paragraph = made.cells[0].paragraphs[0]
        paragraph.add_run(row.label).bold = bool(row.descriptor)
        if row.descriptor:
            self._soft(paragraph, row.descriptor)
        return made

    def _soft(self, paragraph, text: str) -> None:
        paragraph.add_run(f" {text}").font.color.rgb = rgb(self.form.colours.soft)

    @staticmethod
    def _widths(boxes: int) -> tuple[int, ...]:
        cell = min(CELL, (WIDTH - Mm(50)) // boxes)
        return (WIDTH - boxes * cell, *([cell] * boxes))

    def _number(self, question: BlankQuestion) -> None:
        answer = question.answer
        what = f"{answer.limits}, in {answer.unit}" if answer.unit else answer.limits
        self._answer_table(question, what, ("",))

    def _date(self, question: BlankQuestion) -> None:
        answer: DateBoxes = question.answer
        written = " / ".join(caption for caption, _ in answer.boxes)
        self._answer_table(question, written, answer.names)

    def _answer_table(self, question: BlankQuestion, what: str, names: tuple[str, ...]) -> None:
        """One line for each occasion, or for each end of a period."""
        occasions = question.answer.columns or ("",)
        states = question.states if question.answer.columns else ()
        if occasions == names == ("",):
            table = self.file.table((what,), (BOX,), what=question.text)
            self.file.row(table, ("",), height=LINE)
            return
        widths = (NAMED, WIDTH - NAMED - len(states) * CELL, *([CELL] * len(states)))
        table = self.file.table(("When or who", what, *states), widths, what=question.text)
        for occasion in occasions:
            for name in names:
                label = " ".join(part for part in (occasion, name) if part) or "Answer"
                made = self.file.row(table, (label, "", *([""] * len(states))), height=LINE)
                for cell, state in zip(made.cells[2:], states, strict=True):
                    add_tick_box(cell.paragraphs[0], label=f"{question.number} {label} {state}")

    def _lines(self, question: BlankQuestion) -> None:
        for occasion in self._occasions(question):
            self._box(question, occasion, question.answer.count)
        self.file.paragraph(f"{question.answer.limit}.", "Note")

    def _quote(self, question: BlankQuestion) -> None:
        for occasion in self._occasions(question):
            self._box(question, occasion, question.answer.count)
            if not occasion:
                self._speakers(question)
        self.file.paragraph(f"{question.answer.limit}.", "Note")

    def _speakers(self, question: BlankQuestion) -> None:
        paragraph = self.file.paragraph("Whose words:  ")
        for speaker in question.answer.speakers:
            add_tick_box(paragraph, label=f"{question.number} {speaker}")
            paragraph.add_run(f" {speaker}    ")

    def _box(self, question: BlankQuestion, occasion: str, lines: int) -> None:
        """Room to write, which grows where somebody types more."""
        what = f"{occasion}: {question.text}" if occasion else question.text
        table = self.file.table((), (WIDTH,), what=what)
        self.file.row(table, ("",), height=lines * LINE)

    def _items(self, question: BlankQuestion) -> None:
        answer = question.answer
        header = (f"{answer.limits} for each line", *answer.scores)
        boxes = len(answer.scores)
        table = self.file.table(header, self._widths(boxes), what=question.text)
        for row in (*answer.rows, Row("Total", answer.total)):
            self._labelled(table, row, boxes, height=LINE)
        for state in question.states if answer.columns else ():
            made = self._labelled(table, Row(state), boxes)
            for cell, column in zip(made.cells[1:], answer.columns, strict=True):
                add_tick_box(cell.paragraphs[0], label=f"{question.number} {column} {state}")

    def _profile(self, question: BlankQuestion) -> None:
        answer = question.answer
        for option in answer.described:
            paragraph = self.file.paragraph(style="List Bullet")
            paragraph.add_run(f"{option.label}:").bold = True
            self._soft(paragraph, option.descriptor)
        self.file.paragraph(
            "Tick one level in each line. The lines stay apart: there is no total.", "Note"
        )
        labels = tuple(option.label for option in answer.options)
        for occasion in self._occasions(question):
            table = self.file.table(
                (occasion or "Area", *labels), self._widths(len(labels)), what=question.text
            )
            for row in answer.rows:
                made = self._labelled(table, row, len(labels))
                for cell, label in zip(made.cells[1:], labels, strict=True):
                    named = f"{question.number} {row.label} {label}"
                    add_tick_box(cell.paragraphs[0], label=named)

    def _tasks(self, question: BlankQuestion) -> None:
        widths = (WIDTH - Mm(70), Mm(40), Mm(30))
        for occasion in self._occasions(question):
            what = f"{occasion}: {question.text}" if occasion else question.text
            table = self.file.table(("Task", "Who (role)", "By when"), widths, what=what)
            for _ in question.answer.each:
                self.file.row(table, ("", "", ""), height=LINE)
