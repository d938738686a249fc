"""Every component on one page, for people who build pages; mounted in demo and debug only."""

from types import SimpleNamespace as Sample

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

STATUSES = (
    ("not_started", "Not started", ""),
    ("in_progress", "In progress", "5/9"),
    ("submitted", "Submitted", ""),
    ("changes_requested", "Sent back", ""),
    ("approved", "Approved", ""),
    ("locked", "Locked", ""),
    ("overdue", "4 days late", "7/9"),
    ("to_confirm", "To confirm", ""),
    ("not_known", "Not known", ""),
    ("outside_period", "Outside period", ""),
    ("declined", "Declined", ""),
    ("exempt", "Exempt", ""),
    ("held", "Held by agency", ""),
    ("stale", "1 figure changed", ""),
    ("concern", "Immediate concern", ""),
    ("draft", "Draft", ""),
    ("in_review", "In review", ""),
    ("published", "Published", ""),
    ("withdrawn", "Withdrawn", ""),
    ("queued", "Queued", ""),
    ("running", "Running", ""),
    ("done", "Done", ""),
    ("failed", "Failed", ""),
)
ICONS = [
    "tick", "cross", "plus", "chevron_down", "chevron_right", "info", "warning", "query",
    "quote", "note", "star", "folder", "flag", "eye", "person", "message", "download",
    "not_asked", "shield",
]  # fmt: skip

LINKS = [
    Sample(label="Overview", url="#overview", current=True),
    Sample(label="Cases", url="#cases", current=False),
    Sample(label="Figures", url="#figures", current=False),
]
STEPS = [
    Sample(label="Planning", when="28 Sep – 16 Oct", state="done"),
    Sample(label="Collecting", when="19 Oct – 4 Dec", state="current"),
    Sample(label="Moderating", when="14 and 15 Dec", state="todo"),
    Sample(label="Analysing", when="16 Dec – 15 Jan", state="todo"),
    Sample(label="Closed", when="12 Feb 2027", state="todo"),
]
STATUS_PARTS = [
    Sample(status="approved", count=33, label="approved", url="#approved"),
    Sample(status="submitted", count=8, label="submitted", url="#submitted"),
    Sample(status="changes_requested", count=2, label="changes requested", url="#sent-back"),
    Sample(status="in_progress", count=8, label="in progress", url="#in-progress"),
    Sample(status="not_started", count=7, label="not started", url="#not-started"),
    Sample(status="overdue", count=4, label="overdue", url="#overdue"),
    Sample(status="exempt", count=1, label="exempt", url="#exempt"),
]
FIGURE = Sample(
    expected=63,
    expected_label="63 returns expected",
    parts=[
        Sample(kind="counted", count=23, label="yes"),
        Sample(kind="not_counted", count=35, label="partly or no"),
        Sample(kind="not_recorded", count=4, label="not recorded"),
        Sample(kind="left_out", count=1, label="left out: missing"),
    ],
)
BREAKDOWN = [
    Sample(name="Children’s social care", numerator=11, denominator=18),
    Sample(name="Health", numerator=5, denominator=15),
    Sample(name="Police", numerator=2, denominator=9),
    Sample(name="Housing", numerator=0, denominator=4),
]
SECTIONS = [
    Sample(
        number=number, title=title, url=f"#section-{number}", current=number == 2, status=status,
        done=done, total=5, note="1 query" if number == 2 else "",
    )
    for number, title, status, done in (
        (1, "Your agency and this child", "approved", 5),
        (2, "The child’s voice", "in_progress", 3),
        (3, "Response to risk", "not_started", 0),
    )
]  # fmt: skip
CELLS = [
    Sample(status=status, label=label, detail=detail,
           agency=agency, url="" if status == "not_known" else f"#cell-{status}")
    for (status, label, detail), agency in zip(
        STATUSES[:9], ("Children’s social care", "Health", "Police") * 3, strict=True
    )
]  # fmt: skip


class SampleForm(forms.Form):
    name = forms.CharField(label="Name of the audit", help_text="People see this on every page.")
    purpose = forms.CharField(
        label="Purpose", max_length=200, widget=forms.Textarea, required=False
    )
    cases = forms.IntegerField(
        label="Number of cases",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    area = forms.ChoiceField(label="Area", choices=[("", "Choose an area"), ("n", "Lakeside")])
    sample = forms.ChoiceField(
        label="How are the cases chosen?",
        widget=forms.RadioSelect,
        choices=[("random", "At random within areas"), ("all", "Every case that fits")],
    )
    agencies = forms.MultipleChoiceField(
        label="Which agencies take part?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("health", "Health"), ("police", "Police"), ("housing", "Housing")],
    )
    due_on = forms.DateField(
        label="When are returns due?",
        widget=forms.SelectDateWidget(years=[2026, 2027]),
        help_text="The day ends at midnight.",
    )
    agreed = forms.BooleanField(label="The partnership has agreed this audit")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Save and continue"))
        self.helper.add_input(
            Submit("later", "Save for later", css_class="govuk-button--secondary")
        )


def samples(form):
    return {
        "form": form, "statuses": STATUSES, "icons": ICONS, "tabs": LINKS, "pills": LINKS,
        "steps": STEPS, "parts": STATUS_PARTS, "figure": FIGURE, "rows": BREAKDOWN,
        "sections": SECTIONS, "cells": CELLS, "crumbs": [("Audits", "#audits")],
        "page": Paginator(range(60), 20).page(2),
    }  # fmt: skip


@login_not_required
def style_page(request):
    """Posting the form shows its errors; nothing is kept."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "pages/style.html", samples(SampleForm(request.POST or None)))
