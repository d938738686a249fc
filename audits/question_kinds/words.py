"""Kinds answered in words: text, a quote, a list of tasks. A prompt is there to be read."""

from django import forms
from django.core.exceptions import ValidationError

from audits.models import Question
from audits.question_kinds.dates import boxes, in_words, read_date_in_one_box, typed_in_one_box
from audits.question_kinds.shape import (
    Cell,
    PartFault,
    PartFaults,
    Parts,
    QuestionKind,
    Typed,
    Value,
    as_stored,
    as_text,
    exactly,
    read_text,
    sentence_list,
    shown_in_one_cell,
    texts,
)

# The words are those of reports.Quote, so that a quote can be taken into a briefing as it is.
SPEAKERS = {
    "practitioner": "Practitioner",
    "parent": "Parent or carer",
    "child": "Child or young person",
    "auditor": "Auditor",
}
MOST_TASKS = 20
TASK_BOXES = 3
LONGEST_TASK, LONGEST_WHO = 500, 120


def _text_input(question: Question) -> forms.Widget:
    if question.lines == 1:
        return forms.TextInput()
    return forms.Textarea(attrs={"rows": question.lines})


def _quote_boxes(question: Question) -> forms.Widget:
    speakers = forms.Select(choices=[("", "Choose"), *SPEAKERS.items()])
    return Parts([forms.Textarea(attrs={"rows": 3}), speakers])


def _read_quote(question: Question, typed: Typed) -> dict[str, str] | None:
    """The words may be saved before it is said whose they are; that is asked for at the end."""
    words, speaker = exactly(2, typed)
    text = _at(0, "Quote", lambda: read_text(words, question.max_length))
    if speaker and speaker not in SPEAKERS:
        raise PartFaults([PartFault(1, "Whose words", "Choose one of the answers shown.")])
    if speaker and not text:
        raise PartFaults([PartFault(0, "Quote", "Write the quote, or choose nobody below.")])
    return {"text": text, "speaker": speaker} if text else None


def _at(at: int, part: str, read):
    try:
        return read()
    except ValidationError as error:
        raise PartFaults([PartFault(at, part, error.message)]) from None


def _show_quote(question: Question, value: Value) -> str:
    speaker = SPEAKERS.get(value["speaker"], value["speaker"])
    return f"“{value['text']}”" + (f" – {speaker}" if speaker else "")


def _export_quote(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    said = value or {"text": "", "speaker": ""}
    return [
        ("Quote", said["text"]),
        ("Whose words", SPEAKERS.get(said["speaker"], said["speaker"])),
    ]


def _speakerless(question: Question, value: Value) -> str:
    return "" if value["speaker"] else "Say whose words these are."


def _read_tasks(question: Question, typed: Typed) -> list[dict[str, str]] | None:
    """Rows of three boxes; rows left empty mean nothing."""
    boxes_ = exactly(MOST_TASKS * TASK_BOXES, typed)
    tasks, faults = [], []
    for row in range(MOST_TASKS):
        found = boxes_[row * TASK_BOXES : (row + 1) * TASK_BOXES]
        if any(text.strip() for text in found):
            tasks.append(_read_task(row, found, faults))
    if faults:
        raise PartFaults(faults)
    return tasks or None


def _read_task(row: int, typed: list[str], faults: list[PartFault]) -> dict[str, str]:
    """Adds to `faults` what is wrong with it."""
    readers = {
        "task": lambda text: _named(read_text(text, LONGEST_TASK)),
        "who": lambda text: read_text(text, LONGEST_WHO),
        "by": lambda text: read_date_in_one_box(text) or "",
    }
    found = {}
    for at, (name, read) in enumerate(readers.items()):
        try:
            found[name] = read(typed[at])
        except ValidationError as error:
            faults.append(PartFault(row * TASK_BOXES + at, f"Task {row + 1}", error.message))
    return found


def _named(task: str) -> str:
    if not task:
        raise ValidationError("Write what is to be done, or empty the whole row.")
    return task


def _typed_tasks(question: Question, value: Value) -> list[str]:
    return [
        text for row in value for text in (row["task"], row["who"], typed_in_one_box(row["by"]))
    ]


def _show_tasks(question: Question, value: Value) -> str:
    return ";\n".join(
        f"{number}. {', '.join(_task_in_words(row))}" for number, row in enumerate(value, 1)
    )


def _task_in_words(row: dict[str, str]):
    yield row["task"]
    if row["who"]:
        yield row["who"]
    if row["by"]:
        yield f"by {in_words(row['by'])}"


def _unassigned(question: Question, value: Value) -> str:
    left = [row["task"][:60] for row in value if not row["who"]]
    return f"Say who does {sentence_list(left)}." if left else ""


def _read_prompt(question: Question, typed: Typed) -> None:
    if any(text.strip() for text in texts(typed)):
        raise ValidationError("Nothing is answered here. Put it with another question.")


TEXT = QuestionKind(
    widget=_text_input,
    read=lambda question, typed: read_text(typed, question.max_length) or None,
    typed=as_stored,
    display=as_text,
    export=lambda question, value: [("", value or "")],
)
QUOTE = QuestionKind(
    widget=_quote_boxes,
    read=_read_quote,
    typed=lambda question, value: [value["text"], value["speaker"]],
    display=_show_quote,
    export=_export_quote,
    lacks=_speakerless,
)
TASKS = QuestionKind(
    widget=lambda question: boxes(MOST_TASKS * TASK_BOXES),
    read=_read_tasks,
    typed=_typed_tasks,
    display=_show_tasks,
    export=shown_in_one_cell(_show_tasks),
    lacks=_unassigned,
)
PROMPT = QuestionKind(
    widget=lambda question: forms.HiddenInput(),
    read=_read_prompt,
    typed=as_text,
    display=as_text,
    export=lambda question, value: [],
)
