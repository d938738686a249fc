"""A small, strict reading of YAML in which every part knows its place. Pure.

Built on PyYAML's events, so nothing is constructed: no tags, no anchors, no repeated names, no
guesses about dates or octal numbers. `yes` and `no` without quotes are true and false, and say so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import yaml

from audits.places import Place
from audits.places import line as at_line

LARGEST_FILE = 1024 * 1024
DEEPEST = 40

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_NOTHING = frozenset({"", "~", "null"})


class UnreadableFile(ValueError):
    """The text is not the YAML this application reads. `place` is None where no one line is."""

    def __init__(self, sentence: str, place: Place | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


@dataclass(frozen=True, slots=True)
class Scalar:
    """`raw` is the text as written, for messages about `value`."""

    value: str | int | float | bool | None
    raw: str
    place: Place


@dataclass(slots=True)
class Sequence:
    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    place: Place
    items: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def read_document(content: bytes) -> Node:
    """The one document in a file. Raises UnreadableFile."""
    text = _decode(content)
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "this cannot be read"
        raise UnreadableFile(f"This is not valid YAML: {problem}.", _line(mark)) from None
    except yaml.YAMLError:
        raise UnreadableFile("This is not valid YAML.") from None
    if reader.document is None:
        raise UnreadableFile("The file is empty.")
    return reader.document


def plain(node: Node) -> object:
    """The node as ordinary dictionaries, lists and values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(item) for key, item in node.items.items()}


def place_of(node: Node, path: tuple[str | int, ...]) -> Place:
    """The place of the part that `path` leads to, or of the nearest part on the way."""
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node.place


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping):
        return node.items.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise UnreadableFile("The file is larger than 1 MB. A tool file is far smaller.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = at_line(content.count(b"\n", 0, error.start) + 1)
        raise UnreadableFile("The file is not UTF-8 text. Save it as UTF-8.", place) from None
    _refuse_control_characters(text, first_line=1)
    return text


def _refuse_control_characters(text: str, *, first_line: int) -> None:
    for at, character in enumerate(text):
        if is_unprintable(character):
            place = at_line(first_line + text.count("\n", 0, at))
            raise UnreadableFile(
                f"Remove the control character U+{ord(character):04X} from this line.", place
            )


def is_unprintable(character: str) -> bool:
    """Control characters, halves of a character, and what only YAML or no XML can hold."""
    if character in "\n\r\t":
        return False
    return unicodedata.category(character) in _UNPRINTABLE or character in "\ufffe\uffff"


_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def _line(mark: yaml.Mark | None) -> Place | None:
    return at_line(mark.line + 1) if mark else None


class _Reader:
    """Builds the tree event by event, without recursion, so depth cannot exhaust the stack."""

    def __init__(self) -> None:
        self.document: Node | None = None
        self.open: list[Mapping | Sequence] = []
        self.keys: list[tuple[str, Place] | None] = []

    def take(self, event: yaml.Event) -> None:
        place = at_line(event.start_mark.line + 1)
        match event:
            case yaml.AliasEvent():
                raise UnreadableFile("“*” repeats an earlier part. Write the part out.", place)
            case yaml.ScalarEvent() | yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                _refuse_extras(event, place)
                self._start(event, place)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
                self.keys.pop()
            case yaml.DocumentStartEvent() if self.document is not None:
                raise UnreadableFile("A tool file holds one document. Remove the “---”.", place)

    def _start(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event, place), place)
            return
        node = Mapping(place) if isinstance(event, yaml.MappingStartEvent) else Sequence(place)
        self._put(node, place)
        if len(self.open) == DEEPEST:
            raise UnreadableFile(f"This is more than {DEEPEST} levels deep.", place)
        self.open.append(node)
        self.keys.append(None)

    def _put(self, node: Node, place: Place) -> None:
        if not self.open:
            self.document = node
        elif isinstance(self.open[-1], Sequence):
            self.open[-1].items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = (_key(self.open[-1], node), place)
        else:
            key, key_place = self.keys[-1]
            self.open[-1].items[key] = node
            self.open[-1].key_places[key] = key_place
            self.keys[-1] = None


def _refuse_extras(event: yaml.Event, place: Place) -> None:
    if event.anchor is not None:
        raise UnreadableFile("“&” marks a part to be repeated. Write each part out.", place)
    if event.tag is not None:
        raise UnreadableFile("“!” gives a part a type of its own. Remove it.", place)


def _key(mapping: Mapping, node: Node) -> str:
    if not isinstance(node, Scalar) or not node.raw:
        raise UnreadableFile("A name before a colon must be a word.", node.place)
    if node.raw in mapping.items:
        raise UnreadableFile(f"“{node.raw[:60]}” is written twice in the same part.", node.place)
    return node.raw


def _scalar(event: yaml.ScalarEvent, place: Place) -> Scalar:
    # An escape such as "\0" makes a character that the file itself did not hold.
    _refuse_control_characters(event.value, first_line=place.row)
    is_text = not event.implicit[0]
    return Scalar(event.value if is_text else _value(event.value), event.value, place)


def _value(raw: str) -> str | int | float | bool | None:
    if _WHOLE.fullmatch(raw):
        return int(raw)
    if _DECIMAL.fullmatch(raw):
        return float(raw)
    word = raw.lower()
    if word in _NOTHING:
        return None
    if word in _TRUE | _FALSE:
        return word in _TRUE
    return raw
