"""What an answer said before."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.answering.wordings import wordings_of
from cases.models import Answer
from cases.views.reviewing import readable
from cases.views.ways_back import crumbs_for


@require_safe
def wordings(request, return_id, answer_id):
    """For whoever may read the return."""
    found = readable(request.user, return_id)
    answers = Answer.objects.filter(audit_return=found).select_related("question__section")
    answer = get_object_or_404(answers, pk=answer_id)
    own = found.is_answered_by(request.user)
    back = reverse("cases:return" if own else "cases:review", args=[found.pk])
    context = {
        "found": found,
        "answer": answer,
        "question": answer.question,
        "wordings": wordings_of(answer),
        "back": f"{back}#question-{answer.question.key}",
        "crumbs": [
            *crumbs_for(request.user, found.audit, found.case, found.agency_id),
            (found.reference, back),
        ],
    }
    return render(request, "cases/wordings.html", context)
