"""Sections and questions that are asked only where the auditor picks them as relevant."""

from collections.abc import Iterable

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


class PickForm:
    """Which of these parts are relevant. `was_sent`: the choice was on the page that was posted.

    The page sends what was ticked when it was made too, so that only what was changed on it is
    changed, and two people who pick different parts both get theirs.
    """

    NAME, VERSION = "picked", "picked_version"

    def __init__(self, items: list[Section] | list[Question], audit_return: AuditReturn, data=None):
        self.items = items
        self.was_sent = data is not None and self.VERSION in data
        stored = {item.key for item in items} & set(audit_return.picked)
        self.before = set(data[self.VERSION].split(",")) if self.was_sent else stored
        self.ticked = set(data.getlist(self.NAME)) if self.was_sent else stored

    @property
    def changed(self) -> set[str]:
        return self.ticked ^ self.before

    @property
    def version(self) -> str:
        return ",".join(sorted(self.before))

    @property
    def choices(self) -> list[dict]:
        return [{"item": item, "checked": item.key in self.ticked} for item in self.items]


def section_pick_form(audit_return: AuditReturn, data=None) -> PickForm:
    version = audit_return.tool_version
    return PickForm(pickable_sections(version, audience_of(audit_return)), audit_return, data)


def question_pick_form(audit_return: AuditReturn, section: Section, data=None) -> PickForm:
    return PickForm(pickable_questions(section, audience_of(audit_return)), audit_return, data)
