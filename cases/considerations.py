"""What somebody should look at in a return before it goes on: none of it stops the return."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from agencies.activity import record
from agencies.models import User
from audits.models import AnswerState, Question
from audits.question_kinds import kind_of
from cases.answering.parts import parts_of
from cases.answering.repetitions import Asking
from cases.contradictions import contradictions_in
from cases.identifiers import identifiers_in, names_of
from cases.models import Answer, AuditReturn, Identity

WRITTEN = frozenset({Question.Kind.TEXT, Question.Kind.QUOTE, Question.Kind.TASKS})
AROUND = 24


@dataclass(frozen=True)
class Consideration:
    """Something in one answer. `where`: which part of it; `words`: those it is about.

    Both are empty where answers contradict each other; `with_` are the others then.
    """

    asking: Asking
    where: str
    words: str
    sentence: str
    with_: tuple[Asking, ...] = ()


def considerations_of(audit_return: AuditReturn, reader: User) -> list[Consideration]:
    """Answers that contradict each other, then text that could identify somebody.

    Each in the order of the tool, and only in what is asked.

    The names of the case are compared by the machine alone, where the reader may know them; the
    comparison is recorded, and they are not shown.
    """
    return [*_contradictions(audit_return), *_identifying(audit_return, reader)]


def _contradictions(audit_return: AuditReturn) -> Iterator[Consideration]:
    for found in contradictions_in(audit_return):
        *others, last = found.askings  # of what is not asked, nothing is a contradiction
        yield Consideration(last, "", "", found.says, tuple(others))


def _identifying(audit_return: AuditReturn, reader: User) -> Iterator[Consideration]:
    names = _names(audit_return, reader)
    for asking, where, text in _texts(audit_return):
        for found in identifiers_in(text, names):
            words = _around(text, found.start, found.end)
            yield Consideration(asking, where, words, found.sentence)


def digest_of(found: list[Consideration]) -> str:
    """Changes with what there is to look at, so that nobody says they looked at what came later."""
    said = "\n".join(
        f"{each.asking.number}|{each.where}|{each.words}|{each.sentence}" for each in found
    )
    return sha256(said.encode()).hexdigest()[:16]


def _texts(audit_return: AuditReturn) -> Iterator[tuple[Asking, str, str]]:
    for part in parts_of(audit_return):
        for question in part.questions:
            answer = part.answers.get(question.key)
            if answer is not None and part.asks(question.key):
                asking = Asking(question, part.repetition)
                for where, text in texts_of(question, answer):
                    if text:
                        yield asking, where, text


def texts_of(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    if question.kind in WRITTEN and answer.state == AnswerState.ANSWERED:
        yield "answer", kind_of(question).display(question, answer.value)
    yield "reason", answer.reason
    yield "note", answer.note
    yield "quote", answer.quote
    yield "record reference", answer.record_reference


def _names(audit_return: AuditReturn, reader: User) -> frozenset[str]:
    if audit_return.case_id is None:
        return frozenset()
    identities = Identity.objects.visible_to(reader).filter(case=audit_return.case_id)
    names = names_of(identity.text for identity in identities)
    if names:
        record("compared a return with an identity", audit_return, by=reader)
    return names


def _around(text: str, start: int, end: int) -> str:
    """The words it is about, with a little of what stands around them."""
    before, after = max(0, start - AROUND), min(len(text), end + AROUND)
    shown = " ".join(text[before:after].split())
    return f"{'…' if before else ''}{shown}{'…' if after < len(text) else ''}"
