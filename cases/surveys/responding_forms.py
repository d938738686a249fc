"""The questions of a survey as forms for somebody without an account."""

from dataclasses import replace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.http import QueryDict

from agencies.models import Agency
from audits.models import Question
from cases.answering.entries import Beside
from cases.answering.question_rows import rows_of
from cases.answering.routing import Place
from cases.forms import SectionForm
from cases.models import Answer


class RespondentForm(SectionForm):
    """The questions alone: what an auditor may put beside an answer is not asked, nor read."""

    is_bare = True

    def __init__(self, places: list[Place], answers: dict[Question, Answer], **kwargs):
        super().__init__([place for place in places if place.on_page], answers, **kwargs)

    def _helper(self, places, known) -> FormHelper:
        helper = super()._helper(places, known)
        helper.layout = Layout(
            HTML('{% include "cases/save_first.html" %}'),
            *rows_of(places, held=self.places),
            HTML('{% include "survey/buttons.html" %}'),
        )
        return helper

    def clean(self):
        super().clean()
        for question, entry in self.entries.items():
            self.entries[question] = replace(entry, beside=Beside())


class BeginForm(forms.Form):
    """Which agency a respondent works for."""

    agency = forms.ChoiceField(
        label="Which agency do you work for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the agency you work for",
            "invalid_choice": "Choose an agency from the list",
        },
    )

    def __init__(self, data: QueryDict | None, *, agencies: tuple[Agency, ...]):
        super().__init__(data)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.fields["agency"].choices = [(key, found.name) for key, found in self.agencies.items()]

    @property
    def chosen(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]
