"""Queries on a return: asked and closed by whoever reviews it, answered by its auditor."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.models import User
from audits.models import Question
from audits.question_kinds.shape import read_text
from cases.answering.repetitions import Repetition, repetitions_of, subjects_of
from cases.models import AuditReturn, Query
from cases.queries import MOST_WORDS, ask_query, close_query, reply_to_query
from cases.transitions import Refused
from cases.views.auditing import my_return, read_only
from cases.views.reviewing import readable, require_review, review_page


@dataclass(frozen=True)
class Asking:
    """A question that could not be sent, for the page to show again."""

    place_id: str
    text: str
    error: str


@require_POST
def ask(request, return_id):
    found = readable(request.user, return_id)
    require_review(request.user, found)
    place = _place(found, request.POST)
    if place is None:
        messages.error(request, "This return does not have that question. Ask below an answer.")
        return review_page(request, found, status=422)
    question, repetition = place
    place_id = f"{question.key}.{repetition.code}" if repetition.code else question.key
    typed = request.POST.get("text", "")
    try:
        text = _text(typed, "Write what you would like to know")
        ask_query(
            audit_return=found, question=question, repetition=repetition, text=text, by=request.user
        )
    except ValidationError as error:
        asking = Asking(place_id, typed, error.messages[0])
        return review_page(request, found, asking=asking, status=422)
    except Refused as refused:
        asking = Asking(place_id, typed, str(refused))
        return review_page(request, found, asking=asking, status=409)
    messages.success(request, f"Your question at {question.number} is sent to the auditor.")
    return redirect(f"{reverse('cases:review', args=[found.pk])}#question-{question.key}")


def _place(found: AuditReturn, posted) -> tuple[Question, Repetition] | None:
    """Compared here, because PostgreSQL would stumble over a NUL."""
    key, code = posted.get("question", ""), posted.get("code", "")
    for question in found.tool_version.questions.select_related("section"):
        if question.key == key and question.is_answered:
            section = question.section
            for repetition in repetitions_of(section, subjects_of(found, [section])):
                if repetition.code == code:
                    return question, repetition
    return None


def _text(typed: str, empty: str) -> str:
    text = read_text(typed, MOST_WORDS)
    if not text:
        raise ValidationError(empty)
    return text


@require_POST
def reply(request, query_id):
    """From the page of a return that has been handed in; an open one takes replies with answers."""
    query = _query(request.user, query_id)
    found = my_return(request.user, query.audit_return_id)
    typed = request.POST.get("text", "")
    try:
        text = _text(typed, "Write your reply first.")
        reply_to_query(query=query, text=text, by=request.user)
    except ValidationError as error:
        return _not_sent(request, found, query, typed, error.messages[0], 422)
    except Refused as refused:
        return _not_sent(request, found, query, typed, str(refused), 409)
    messages.success(request, f"Your reply at {query.question.number} is sent.")
    back = reverse("cases:return", args=[found.pk])
    return redirect(f"{back}#thread-{query.pk}")


def _not_sent(request, found, query: Query, typed: str, error: str, status: int):
    messages.error(request, f"Your reply at {query.question.number} is not sent. {error}")
    unsent = {query.pk: (typed, error)}
    return read_only(request, found, status=status, refusal=error, unsent=unsent)


@require_POST
def close(request, query_id):
    query = _query(request.user, query_id)
    require_review(request.user, query.audit_return)
    try:
        close_query(query=query, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The query at {query.question.number} is closed.")
    back = reverse("cases:review", args=[query.audit_return_id])
    return redirect(f"{back}#question-{query.question.key}")


def _query(user: User, query_id) -> Query:
    readable_queries = Query.objects.readable_by(user).select_related(
        "audit_return", "question__section"
    )
    return get_object_or_404(readable_queries, pk=query_id)
