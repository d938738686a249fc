"""Sections and questions that are asked only where the auditor picks them as relevant."""

from collections.abc import Iterable

from django import forms

from audits.models import Question, Section, ToolVersion
from audits.questions import loaded
from audits.rules import Audience
from cases.audiences import audience_of, could_pick
from cases.models import AuditReturn


def keys_to_pick(audit_return: AuditReturn) -> list[str]:
    """Keys of all that there is to pick for this return, in the order of its tool."""
    audience = audience_of(audit_return)
    found = []
    for section in loaded(audit_return.tool_version).sections.all():
        if could_pick(section, audience):
            found += [each.key for each in _pickable([section, *section.questions.all()], audience)]
    return found


def pickable_sections(version: ToolVersion, audience: Audience) -> list[Section]:
    """Needs the version's sections, read."""
    return _pickable(version.sections.all(), audience)


def pickable_questions(section: Section, audience: Audience) -> list[Question]:
    """Those of a section that is itself put to this return; needs its questions, read."""
    if not could_pick(section, audience) or (section.picked and section.key not in audience.picked):
        return []
    return _pickable(section.questions.all(), audience)


def _pickable(items: Iterable, audience: Audience) -> list:
    return [item for item in items if item.picked and could_pick(item, audience)]


class PickForm(forms.Form):
    """Which of these parts are relevant. `was_sent`: the choice was on the page that was posted."""

    shown = forms.CharField(widget=forms.HiddenInput, initial="1")
    keys = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, items: list[Section] | list[Question], audit_return: AuditReturn, data=None):
        self.items = items
        was_sent = data is not None and "pick-shown" in data
        super().__init__(data if was_sent else None, prefix="pick")
        self.fields["keys"].choices = [(item.key, str(item)) for item in items]
        self.fields["keys"].initial = [key for key in audit_return.picked if key in self.offered]

    @property
    def was_sent(self) -> bool:
        return self.is_bound

    @property
    def offered(self) -> list[str]:
        return [item.key for item in self.items]

    @property
    def picked(self) -> list[str]:
        """What is ticked of what is offered; what is no longer offered is passed over."""
        given = self.data.getlist(self.add_prefix("keys")) if self.is_bound else []
        return [key for key in self.offered if key in given]

    @property
    def choices(self) -> list[dict]:
        """Each with the words that go with its box."""
        ticked = self.picked if self.is_bound else self.fields["keys"].initial
        return [
            {"item": item, "name": self.add_prefix("keys"), "checked": item.key in ticked}
            for item in self.items
        ]


def section_pick_form(audit_return: AuditReturn, data=None) -> PickForm:
    version = audit_return.tool_version
    return PickForm(pickable_sections(version, audience_of(audit_return)), audit_return, data)


def question_pick_form(audit_return: AuditReturn, section: Section, data=None) -> PickForm:
    return PickForm(pickable_questions(section, audience_of(audit_return)), audit_return, data)
