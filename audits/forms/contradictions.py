"""The form of one contradiction of a draft: answers that do not fit, and what is said of them."""

from collections.abc import Callable
from dataclasses import replace

from django import forms

from audits.asking import describe
from audits.condition_editing import Fault, faults_in, to_condition
from audits.contradiction_reading import LONGEST
from audits.contradiction_rules import contradiction_faults
from audits.forms.condition_editor import ConditionEditor
from audits.forms.fields import Wording
from audits.tool_definition import ContradictionDefinition, ToolDefinition, Tree
from audits.tool_rules import words_of

NO_RULE = "Add a rule: without one, nobody could tell which answers are meant."


class ContradictionForm(forms.Form):
    says = Wording(
        max_length=LONGEST,
        label="What the auditor is told",
        help_text="One sentence, such as: The child was seen alone, but no date is given.",
    )


class ContradictionEditor(ConditionEditor):
    """Its condition, which may look at any question and must hold at least one rule."""

    def __init__(self, tool: ToolDefinition, kept: Tree | None, data=None):
        offered = [question.key for question in tool.questions if question.kind != "prompt"]
        super().__init__(tool, offered, kept, data)

    def is_valid(self, trial: Callable[[Tree], ToolDefinition] | None = None) -> bool:
        if not self.group.parts:
            self.faults = [Fault((), NO_RULE)]
            return False
        return super().is_valid(trial)

    @property
    def reads(self) -> str:
        if not self.group.parts or faults_in(self.group):
            return ""
        words = words_of(self.tool, numbered=True)
        return describe(to_condition(self.group), words, lead="found when")

    def faults_of(self, tool: ToolDefinition) -> list:
        return contradiction_faults(tool)


def with_contradiction(
    tool: ToolDefinition, key: str, when: Tree, says: str = ""
) -> ToolDefinition:
    """The tool with this one in place of the one of its key, or at the end: to be checked."""
    made = ContradictionDefinition(key, when, says)
    if any(each.key == key for each in tool.contradictions):
        found = (made if each.key == key else each for each in tool.contradictions)
        return replace(tool, contradictions=tuple(found))
    return replace(tool, contradictions=(*tool.contradictions, made))
