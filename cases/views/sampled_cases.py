"""The list of cases of an audit with their facts, and cases changed by hand."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Partnership
from audits.models import Audit
from cases.case_fact_forms import CaseByHandForm, CaseFactsForm, ReasonForm
from cases.models import Case, Subject
from cases.samples.ages import age_words, time_words
from cases.samples.candidates import CASE_FACTS, SUBJECT_FACTS
from cases.samples.case_changes import (
    add_case_by_hand,
    describe_case,
    may_change_sample,
    remove_case,
    replace_case,
)
from cases.samples.frames import why_not_sampled
from cases.samples.profile import Person, profile_line
from cases.samples.reserves import replaceable, reserves_for, why_not_replaced
from cases.transitions import Refused
from cases.views.candidates import of_adults
from cases.views.sample_draws import audit_to_run, page_of
from cases.views.ways_back import posted, status_of


@require_safe
def cases(request, audit_id):
    audit = audit_to_run(request, audit_id)
    found = list(
        audit.cases.select_related("area", "plan_type", "draw", "owner").prefetch_related(
            "subjects"
        )
    )
    for each in found:
        each.audit = audit
    can_be_replaced = replaceable(audit) if may_change_sample(audit) else set()
    context = page_of(request, audit) | {
        "rows": [_row(each, can_be_replaced) for each in found],
        "profile": profile_of(found),
        "removed": audit.removed_cases.select_related("removed_by", "replaced_by"),
        "may_change": may_change_sample(audit),
        "adults": of_adults(),
    }
    return render(request, "cases/cases.html", context)


def _row(case: Case, can_be_replaced: set[UUID]) -> dict:
    months = case.months_open
    return {
        "case": case,
        "subject": _index_of(case),
        "open": "" if months is None else time_words(months),
        "can_be_replaced": case.pk in can_be_replaced,
    }


def _index_of(case: Case) -> Subject | None:
    return next((each for each in case.subjects.all() if each.is_index), None)


def profile_of(found: list[Case]) -> str:
    """Needs the cases with subjects and plan types."""
    partnership = Partnership.objects.first()
    if partnership is None:
        return ""
    people = [
        Person(
            subject.age_years if subject else None,
            subject.age_months if subject else None,
            subject.sex if subject else "",
            str(case.plan_type or ""),
        )
        for case in found
        for subject in (_index_of(case),)
    ]
    return profile_line(
        people, minimum=partnership.minimum_denominator, word=partnership.subject_word
    )


def _case(request, audit_id, case_id) -> Case:
    audit = audit_to_run(request, audit_id)
    case = get_object_or_404(audit.cases.select_related("draw", "plan_type", "area"), pk=case_id)
    case.audit = audit
    return case


def _back(audit: Audit) -> str:
    return reverse("cases:cases", args=[audit.pk])


def _form_page(request, audit: Audit, form, **words):
    context = page_of(request, audit, ("Cases", _back(audit)))
    context |= {"form": form, "over": audit.name, "back": _back(audit)} | words
    return render(request, "cases/sample_form.html", context, status=status_of(form))


@sensitive_post_parameters("identifier", "name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def add_case(request, audit_id):
    audit = audit_to_run(request, audit_id)
    form = CaseByHandForm(
        posted(request),
        today=timezone.localdate(),
        audit_date=audit.audit_date,
        adults=of_adults(),
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        person = form.person(CASE_FACTS, SUBJECT_FACTS)
        reason = form.cleaned_data["reason"]
        try:
            made = add_case_by_hand(audit=audit, person=person, reason=reason, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made} is added.")
            return redirect(_back(audit))
    return _form_page(
        request,
        audit,
        form,
        heading="Add a case by hand",
        sub="A case that no draw gave, shown as chosen by hand with your reason.",
        button="Add the case",
        enters=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_facts(request, audit_id, case_id):
    case = _case(request, audit_id, case_id)
    subject = _index_of(case)
    form = CaseFactsForm(
        posted(request),
        today=timezone.localdate(),
        adults=of_adults(),
        plan_type=case.plan_type_id,
        initial=_said_of(case, subject),
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        years, months = form.cleaned_data["age"]
        about = form.facts(SUBJECT_FACTS) | {"age_years": years, "age_months": months}
        try:
            describe_case(
                case=case, by=request.user, case_facts=form.facts(CASE_FACTS), subject_facts=about
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The facts of {case} are saved.")
            return redirect(_back(case.audit))
    day = case.facts_on
    return _form_page(
        request,
        case.audit,
        form,
        heading=f"Facts of {case}",
        sub=f"As they were on {day.day} {day:%B %Y}. Nothing that says who it is.",
        button="Save the facts",
        notes=["Some questions are asked for some plans only. Answers no longer asked are kept."],
    )


def _said_of(case: Case, subject: Subject | None) -> dict[str, object]:
    said = {name: getattr(case, name) for name in CASE_FACTS}
    if subject is not None:
        said |= {name: getattr(subject, name) for name in SUBJECT_FACTS}
        said["age"] = age_words(subject.age_years, subject.age_months)
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, audit_id, case_id):
    case = _case(request, audit_id, case_id)
    form = ReasonForm(posted(request), label=f"Why is {case} taken out?", label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            remove_case(case=case, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case} is taken out. Its reference is not given again.")
            return redirect(_back(case.audit))
    return _form_page(
        request,
        case.audit,
        form,
        heading=f"Take {case} out of the sample",
        sub="Possible until agencies are asked. Who it is about is deleted; the reason stays.",
        button="Take it out",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, audit_id, case_id):
    """Without its form where nobody could take the place, unless something was typed into it."""
    case = _case(request, audit_id, case_id)
    why_not_now = why_not_sampled(case.audit)
    why = why_not_now or why_not_replaced(case)
    if why and request.method != "POST":
        back = _back(case.audit)
        context = page_of(request, case.audit, ("Cases", back))
        context |= {"case": case, "why": why, "back": back, "may_change": not why_not_now}
        return render(request, "cases/not_replaced.html", context)
    passed_over = reserves_for(case).passed_over
    form = ReasonForm(posted(request), label=f"Why is {case} replaced?", label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            made = replace_case(case=case, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made} takes the place of {case}. {passed_over}".strip())
            return redirect(_back(case.audit))
    return _form_page(
        request,
        case.audit,
        form,
        heading=f"Replace {case}",
        sub="The next in the order of the draw takes its place under a reference of its own.",
        button="Replace it",
        notes=[passed_over] if passed_over else [],
    )
