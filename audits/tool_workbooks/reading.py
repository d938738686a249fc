"""A tool workbook as the same tree of parts that a tool file is, read by the same reader. Pure.

Apart from openpyxl, which `cells` knows.
"""

from __future__ import annotations

from collections.abc import Iterable

from audits.condition_text import ConditionTextError, read_condition
from audits.conditions import dump
from audits.places import Place
from audits.tool_definition import ToolDefinition
from audits.tool_fields import Problem, Problems, nearest
from audits.tool_reading import ToolFileError, read_nodes
from audits.tool_workbooks.cells import Row, read_sheets
from audits.tool_workbooks.layout import QUESTION, SECTION, SHEETS
from audits.yaml_lines import Mapping, Node, Scalar, Sequence, UnreadableFile

WHOLE = Place(0, 0, "Workbook")


def read_workbook(content: bytes, sectors: Iterable[str]) -> ToolDefinition:
    """Raises ToolFileError, which names every fault by its sheet and row."""
    problems = Problems()
    try:
        sheets = read_sheets(content, problems)
    except UnreadableFile as error:
        raise ToolFileError([Problem(error.place or WHOLE, error.sentence)]) from None
    _refuse(problems)
    tree = _Tree(sheets, problems)
    document = tree.document()
    _refuse(problems)
    return read_nodes(document, sectors, tree.conditions_at_fault)


def _refuse(problems: Problems) -> None:
    """Parts that could not be placed would only make others look wrong that are right."""
    if problems.found:
        raise ToolFileError(problems.in_order())


class _Tree:
    def __init__(self, sheets: dict[str, list[Row]], problems: Problems) -> None:
        self.sheets = sheets
        self.problems = problems
        self.conditions_at_fault: list[Problem] = []

    def document(self) -> Mapping:
        document = Mapping(WHOLE)
        self.put_tool(document)
        for sheet, name in (("Plan types", "plan_types"), ("Themes", "themes"), ("Codes", "codes")):
            self.put_list(document, name, sheet, [_part(row) for row in self.rows(sheet)])
        self.put_list(document, "scales", "Scales", self.scales())
        self.put_list(document, "sections", "Sections", self.sections())
        measures = [_part(row) for row in self.rows("Measures")]
        self.put_list(document, "measures", "Measures", measures)
        self.put_list(document, "contradictions", "Contradictions", self.contradictions())
        return document

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])

    def put_list(self, mapping: Mapping, name: str, sheet: str, parts: list[Mapping]) -> None:
        if parts:
            place = Place(SHEETS[sheet].at, 0, sheet)
            _put(mapping, name, Sequence(place, list(parts)))

    def put_tool(self, document: Mapping) -> None:
        rows = self.rows("Tool")
        if len(rows) != 1:
            place = rows[1].place if rows else Place(SHEETS["Tool"].at, 0, "Tool")
            self.problems.add(place, "This sheet has one row under its headings.")
            return
        tool = _part(rows[0])
        version = tool.items.pop("format", None)
        tool.key_places.pop("format", None)
        if version:
            _put(document, "format", version)
        _put(document, "tool", tool)

    def scales(self) -> list[Mapping]:
        """One for each key; an option for each row that says anything about one."""
        found: dict[str, Mapping] = {}
        for row in self.rows("Scales"):
            key = row.word("scale")
            if not key:
                self.problems.add(row.place, "Write the scale’s key in every row of the scale.")
                continue
            scale = found.setdefault(key, Mapping(row.place))
            self.put_scale(scale, row)
            option = _part(row, without=("scale", "scale_name", "better"))
            if option.items:
                options = scale.items.get("options") or Sequence(row.place)
                options.items.append(option)
                _put(scale, "options", options)
        return list(found.values())

    def put_scale(self, scale: Mapping, row: Row) -> None:
        for name, column in (("key", "scale"), ("name", "scale_name"), ("better", "better")):
            said, before = row.cells.get(column), scale.items.get(name)
            if said is None or (name == "key" and before is not None):
                continue
            if before is None:
                _put(scale, name, said)
            elif row.word(column) != " ".join(before.value.split()):
                heading = SHEETS["Scales"].column(column).heading
                self.problems.add(
                    row.place,
                    f"“{heading}” is said otherwise {before.place.within}. Say it once a scale.",
                )

    def sections(self) -> list[Mapping]:
        made = [_part(row) for row in self.rows("Sections")]
        asked = [(row, _part(row, without=("section",))) for row in self.rows("Questions")]
        sections = _by_key(made)
        questions = _by_key(question for _, question in asked)
        for row, question in asked:
            self.put_under(row, question, "section", sections, "questions")
        for row in self.rows("Items"):
            item = _part(row, without=("question",))
            self.put_under(row, item, "question", questions, "items")
        self.put_conditions({SECTION: sections, QUESTION: questions})
        return made

    def put_under(
        self, row: Row, part: Mapping, what: str, owners: dict[str, Mapping], name: str
    ) -> None:
        """Into the list of the part whose key this row gives."""
        owner = self.owner(row, what, row.word(what), owners)
        if owner is not None:
            parts = owner.items.get(name) or Sequence(row.place)
            parts.items.append(part)
            _put(owner, name, parts)

    def owner(self, row: Row, what: str, key: str, owners: dict[str, Mapping]) -> Mapping | None:
        if not key:
            self.problems.add(row.place, f"Write the key of the {what} that this belongs to.")
        elif key not in owners:
            self.problems.add(row.place, f"There is no {what} “{key[:60]}”. {nearest(key, owners)}")
        return owners.get(key)

    def put_conditions(self, owners: dict[str, dict[str, Mapping]]) -> None:
        """A condition that is too long for one cell goes on in the next row of the same part."""
        texts: dict[tuple[str, str], tuple[Row, list[str]]] = {}
        for row in self.rows("Conditions"):
            part = row.word("part").lower()
            if part not in owners:
                self.problems.add(
                    row.place, f"“Part” cannot be “{part[:60]}”. {nearest(part, owners)}"
                )
            elif self.owner(row, part, row.word("key"), owners[part]) is not None:
                text = row.cells.get("show_when")
                kept = texts.setdefault((part, row.word("key")), (row, []))
                kept[1].append(text.value if text else "")
        for (part, key), (row, words) in texts.items():
            self.put_condition(owners[part][key], row.place, " ".join(words))

    def put_condition(self, owner: Mapping, place: Place, text: str) -> None:
        tree = self.tree_of(text, place)
        if tree is not None:
            _put(owner, "show_when", tree)

    def tree_of(self, text: str, place: Place) -> Node | None:
        try:
            return _node(dump(read_condition(text)), place)
        except ConditionTextError as error:
            self.conditions_at_fault.append(Problem(place, error.sentence))
            return None

    def contradictions(self) -> list[Mapping]:
        """A row that repeats the key above it and says nothing goes on with its condition."""
        found: list[tuple[Row, list[str]]] = []
        for row in self.rows("Contradictions"):
            goes_on = found and "says" not in row.cells and row.word("key")
            if goes_on and row.word("key") == found[-1][0].word("key"):
                found[-1][1].append(row.word("when"))
            else:
                found.append((row, [row.word("when")]))
        parts = (self.contradiction(row, " ".join(words)) for row, words in found)
        return [part for part in parts if part]

    def contradiction(self, row: Row, words: str) -> Mapping | None:
        """None where its condition cannot be read, which is told by itself."""
        part = _part(row)
        if words:
            tree = self.tree_of(words, row.place)
            if tree is None:
                return None
            _put(part, "when", tree)
        return part


def _part(row: Row, without: tuple[str, ...] = ()) -> Mapping:
    part = Mapping(row.place)
    for name, node in row.cells.items():
        if name not in without:
            _put(part, name, node)
    return part


def _put(mapping: Mapping, name: str, node: Node) -> None:
    mapping.items[name] = node
    mapping.key_places.setdefault(name, node.place)


def _by_key(parts: Iterable[Mapping]) -> dict[str, Mapping]:
    """The first of each key; the tool's reader reports the others."""
    found: dict[str, Mapping] = {}
    for part in parts:
        key = part.items.get("key")
        if key is not None:
            found.setdefault(" ".join(key.value.split()), part)
    return found


def _node(value: object, place: Place) -> Node:
    if isinstance(value, dict):
        mapping = Mapping(place)
        for name, each in value.items():
            _put(mapping, name, _node(each, place))
        return mapping
    if isinstance(value, list):
        return Sequence(place, [_node(each, place) for each in value])
    return Scalar(value, str(value), place)
