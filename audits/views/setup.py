from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.plurals import plural
from agencies.views.setup import Task, set_up, tasks
from audits.models import PlanType, ToolVersion


@require_safe
@set_up
def setup(request):
    """An admin's home: what an audit needs before it can start."""
    return render(
        request, "audits/setup.html", {"tasks": [*tasks(), plan_types_task(), tools_task()]}
    )


def plan_types_task() -> Task:
    number = PlanType.objects.in_use().count()
    return Task(
        "Plan types",
        bool(number),
        plural(number, "plan type") if number else "None yet: start from the usual six",
        reverse("audits:plan_types"),
    )


def tools_task() -> Task:
    published = ToolVersion.objects.filter(status=ToolVersion.Status.PUBLISHED).count()
    return Task(
        "Audit tools",
        bool(published),
        plural(published, "published version"),
        reverse("audits:tools"),
    )
