"""Two texts for one answer, as the page's script puts them under their question."""

from django.forms import Textarea
from django.template.loader import render_to_string

from audits.models import Question
from cases.answering.question_rows import QuestionRow
from cases.answering.shown_answers import shown
from cases.forms import SectionForm

# What is merged, by the last part of the name of its field.
LABELS = {"": "The answer", "note": "The note", "quote": "The quote"}


def conflict_shown(page, question: Question, request) -> dict:
    """`conflict` and `question` are HTML: both texts, and the question as it is saved now.

    `page` is the SectionPage of the question; `request` posted what could not be saved.
    """
    place = next(place for place in page.places if place.question == question)
    kept = page.answers[question]
    mine = SectionForm([place], page.answers, data=request.POST)
    mine.is_valid()
    theirs = SectionForm([place], page.answers)
    context = {
        "question": question,
        "mine": shown(question, mine.entries.get(question)),
        "theirs": {"answer": kept, "shown": shown(question, kept)},
        "request_user": request.user,
        "merges": _merges(question, mine, theirs),
    }
    row = QuestionRow(place, is_held=True)
    around = {
        "audit_return": page.audit_return,
        "user": request.user,
        "files": page.files,
        "files_base": f"{page.url}files/",
    }
    return {
        "error": "Somebody else changed this answer while the page was open.",
        "version": kept.version,
        "conflict": render_to_string("cases/conflict_in_place.html", context),
        "question": row.render(theirs, around),
    }


def _merges(question: Question, mine: SectionForm, theirs: SectionForm) -> list[dict]:
    """Texts that both sides wrote, and wrote differently, one after the other."""
    found = []
    for name, field in theirs.fields.items():
        ours, other = (str(form[name].value() or "").strip() for form in (mine, theirs))
        if isinstance(field.widget, Textarea) and ours and other and ours != other:
            part = name.removeprefix(question.key).lstrip("_")
            label = LABELS.get(part, "The text")
            both = f"{ours}\n\n{other}"
            found.append({"field": theirs.add_prefix(name), "label": label, "both": both})
    return found
