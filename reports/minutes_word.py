"""The minutes of a panel as a Word file."""

from reports.minutes import Judged, Meeting, MinutedItem, Minutes
from reports.word import WIDTH, WordFile

SHARES_OF_FACTS = (1, 3)
SHARES_OF_THERE = (1, 1, 1)
SHARES_OF_JUDGED = (4, 4, 3, 5)
SHARES_OF_ACTIONS = (2, 4, 2, 2)


def minutes_word(minutes: Minutes) -> bytes:
    """The same minutes give the same bytes."""
    file = WordFile(
        title=minutes.title,
        author=minutes.partnership,
        subject=minutes.audit_line,
        dated=minutes.dated,
        colours=minutes.colours,
    )
    file.running(left=minutes.title, right=minutes.partnership, foot=minutes.standing)
    file.paragraph("Minutes of the panel", "Only if")
    file.heading(minutes.audit_line, 1)
    file.paragraph(minutes.standing).runs[0].bold = True
    _facts(file, "At a glance", minutes.facts)
    file.heading("Who was there", 2)
    for meeting in minutes.meetings:
        _meeting(file, meeting)
    if not minutes.meetings:
        file.paragraph("No meeting is put down yet.")
    for item in minutes.items:
        _item(file, item, minutes.one)
    file.heading("Left open", 2)
    _facts(file, "Left open", minutes.left_open)
    if not minutes.left_open:
        file.paragraph("Nothing.")
    return file.bytes()


def _widths(shares: tuple[int, ...]) -> list[int]:
    return [WIDTH * share // sum(shares) for share in shares]


def _facts(file: WordFile, what: str, facts) -> None:
    if not facts:
        return
    table = file.table((), _widths(SHARES_OF_FACTS), what=what)
    for fact in facts:
        file.row(table, (fact.label, fact.text))


def _meeting(file: WordFile, meeting: Meeting) -> None:
    file.heading(meeting.name, 3)
    if meeting.looked_at:
        file.paragraph(meeting.looked_at)
    if not meeting.there:
        file.paragraph("Nobody is put down.")
        return
    heads = ("Agency", "Present", "Apologies")
    what = f"Who was there on {meeting.name}"
    table = file.table(heads, _widths(SHARES_OF_THERE), what=what)
    for each in meeting.there:
        file.row(table, (each.agency, each.present, each.apologies))


def _item(file: WordFile, item: MinutedItem, one: str) -> None:
    file.heading(f"{one} {item.reference}", 2)
    if item.words:
        file.paragraph(item.words, "Soft")
    if item.grade:
        _grade(file, item.grade)
    _judgements(file, item)
    for label, points in (("Good practice", item.good_practice), ("Learning", item.learning)):
        if points:
            file.heading(label, 3)
            for text in points:
                file.paragraph(text, "List Bullet")
    _actions(file, item)
    if item.released:
        file.paragraph(item.released, "Soft")


def _grade(file: WordFile, grade: Judged) -> None:
    file.paragraph("Overall grade: ").add_run(grade.agreed).bold = True
    if grade.own:
        own = "; ".join(f"{fact.label}: {fact.text}" for fact in grade.own)
        file.paragraph(f"Agencies’ own grades: {own}")
    for line in (*grade.rationale, *_dissent(grade)):
        file.paragraph(line)


def _dissent(judged: Judged) -> tuple[str, ...]:
    return tuple(f"Dissent: {line}" if at == 0 else line for at, line in enumerate(judged.dissent))


def _judgements(file: WordFile, item: MinutedItem) -> None:
    if item.judged:
        file.heading("Judgements", 3)
        heads = ("Question", "Agencies’ own answers", "Agreed", "Why")
        table = file.table(heads, _widths(SHARES_OF_JUDGED), what=f"Judgements on {item.reference}")
        for each in item.judged:
            own = "\n".join(f"{fact.label}: {fact.text}" for fact in each.own)
            why = "\n".join((*each.rationale, *_dissent(each)))
            file.row(table, (each.question, own, each.agreed, why))
    if item.others:
        file.paragraph(item.others, "Soft")


def _actions(file: WordFile, item: MinutedItem) -> None:
    if not item.actions:
        return
    file.heading("Actions", 3)
    heads = ("Agency", "What is to be done", "By", "Done")
    table = file.table(
        heads, _widths(SHARES_OF_ACTIONS), what=f"Actions because of {item.reference}"
    )
    for each in item.actions:
        file.row(table, (each.agency, each.text, each.due, each.done))
