"""Two people saving the same answers: what one page changed, and what somebody else did before."""

from audits.models import Question
from cases.answering.entries import Entry
from cases.models import Answer, AnswerHistory


class StaleAnswers(Exception):
    """Somebody else saved first. `conflicts` pairs each question with the answer now stored."""

    def __init__(self, conflicts: list[tuple[Question, Answer]]):
        super().__init__("Somebody else changed an answer while this page was open.")
        self.conflicts = conflicts


def changed_here(entries: dict[Question, Entry], stored: dict) -> dict[Question, Entry]:
    """What this page changed; raises StaleAnswers where somebody else did so too.

    An answer that only somebody else changed is left as they put it.
    """
    differing = {
        question: entry
        for question, entry in entries.items()
        if not entry.matches(stored.get(question.pk))
    }
    overtaken = {
        question: stored[question.pk]
        for question, entry in differing.items()
        if question.pk in stored and stored[question.pk].version != entry.version
    }
    earlier = _wordings(overtaken.values())
    untouched = {
        question
        for question, answer in overtaken.items()
        if entries[question].matches(earlier.get((answer.pk, entries[question].version)))
    }
    if conflicts := [pair for pair in overtaken.items() if pair[0] not in untouched]:
        raise StaleAnswers(conflicts)
    return {question: entry for question, entry in differing.items() if question not in untouched}


def _wordings(answers) -> dict[tuple, AnswerHistory]:
    """By answer and version, what these answers said before."""
    if not answers:
        return {}
    rows = AnswerHistory.objects.filter(answer_id__in=[answer.pk for answer in answers])
    return {(row.answer_id, row.version): row for row in rows}
