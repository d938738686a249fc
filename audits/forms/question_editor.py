"""Everything on the page of one question that is saved together."""

from dataclasses import replace

from audits.forms.condition_editor import ConditionEditor, earlier_than, earlier_than_new
from audits.forms.questions import (
    KINDS_OF_FIELD,
    ItemRows,
    QuestionForm,
    initial_of,
    item_rows,
    items_of,
)
from audits.forms.rows import as_typed, changed_rows, shown, typed_rows
from audits.list_editing import add_scale, coded
from audits.tool_definition import (
    ITEM_KINDS,
    QuestionDefinition,
    ScaleDefinition,
    ToolDefinition,
    Tree,
    required_by_default,
)
from audits.tool_editing import add_question, put_question
from audits.tool_parts import question_of


class QuestionEditor:
    """`question` is as kept, or what a new one starts with."""

    def __init__(
        self,
        tool: ToolDefinition,
        question: QuestionDefinition,
        data=None,
        *,
        section: str = "",
        after: str = "",
    ):
        """`section` and `after` say where a new question will stand."""
        self.tool, self.question, self.data = tool, question, data
        self.section, self.after = section, after
        self.form = QuestionForm(data, **self._options, initial=initial_of(question))
        self.items = ItemRows(data) if data else shown(ItemRows, item_rows(question))
        self.condition = ConditionEditor(tool, self._earlier, question.show_when, data)

    @property
    def _earlier(self) -> list[str]:
        if self.question.key:
            return earlier_than(self.tool, self.question.key)
        return earlier_than_new(self.tool, self.section, self.after)

    @property
    def _options(self) -> dict[str, object]:
        return {"tool": self.tool, "plan_types": self.question.plan_types}

    @property
    def kind(self) -> str:
        kinds = dict(self.form.fields["kind"].choices)
        chosen = self.form["kind"].value()
        return chosen if chosen in kinds else self.question.kind

    @property
    def fitting(self) -> set[str]:
        """The groups of fields that belong to the chosen kind."""
        return {name for name, kinds in KINDS_OF_FIELD.items() if self.kind in kinds}

    def is_valid(self) -> bool:
        valid = [self.form.is_valid(), self.items.is_valid()]
        if all(valid) and self.kind in ITEM_KINDS and not self.items.kept:
            self.form.add_error("kind", "Write at least one item, or choose another kind.")
        trial = self._trial if all(valid) and self.form.is_valid() else None
        return self.condition.is_valid(trial) and trial is not None

    def _trial(self, tree: Tree | None) -> ToolDefinition:
        """The tool as it would be with this condition of the question."""
        if self.question.key:
            return self._put(self.tool, tree)
        return self._add(self.tool, tree, self.section, self.after)

    def press(self, button: str) -> None:
        """Show what was typed after one press of a button that saves nothing."""
        rows = typed_rows(ItemRows, self.data)
        if button.startswith("when:"):
            self.condition.press(button)
        else:
            rows = changed_rows(rows, button, "label")
        self.form = as_typed(QuestionForm, self.data, **self._options)
        self.items = shown(ItemRows, rows)
        if button == "kind" and not self.question.key:
            self.form.initial["required"] = required_by_default(self.kind)

    def put(self, tool: ToolDefinition) -> ToolDefinition:
        """The tool with the question as this page says it."""
        return self._put(tool, self.condition.tree)

    def _put(self, tool: ToolDefinition, tree: Tree | None) -> ToolDefinition:
        tool, values = self._with_scale(tool)
        there = question_of(tool, self.question.key)
        items = items_of(self.items.kept, there.items)
        return put_question(tool, there.key, **values, items=items, show_when=tree)

    def add(self, tool: ToolDefinition) -> ToolDefinition:
        return self._add(tool, self.condition.tree, self.section, self.after)

    def _add(self, tool, tree: Tree | None, section: str, after: str) -> ToolDefinition:
        tool, values = self._with_scale(tool)
        items = items_of(self.items.kept, ())
        question = replace(self.question, **values, items=items, show_when=tree)
        return add_question(tool, section, question, after)

    def _with_scale(self, tool: ToolDefinition) -> tuple[ToolDefinition, dict[str, object]]:
        """The tool with the scale that was written with the question, if one was."""
        values = self.form.fields_of_question
        if "scale" in self.fitting and self.form.new_labels:
            tool = add_scale(tool, scale_from(self.form.new_labels))
            values["scale"] = tool.scales[-1].key
        return tool, values


def scale_from(labels: list[str]) -> ScaleDefinition:
    """A scale named after its options."""
    return ScaleDefinition("", " · ".join(labels)[:120].strip(" ·"), options=coded(labels))
