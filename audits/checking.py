"""The checks of a draft as lines of its pages, each with the address of the part it speaks of."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from agencies.plurals import plural
from audits.models import ToolVersion
from audits.tool_checks import Check, Checks, Level, checks_of
from audits.tool_definition import ToolDefinition

ADVICE_SHOWN = 8
MANY = 3  # questions of which the same is said; more of them share a line
PAGES = {
    "section": "audits:build_section",
    "question": "audits:build_question",
    "measure": "audits:build_measure",
    "contradiction": "audits:build_contradiction",
}


@dataclass(frozen=True)
class CheckLine:
    check: Check
    url: str

    @property
    def level(self) -> str:
        return self.check.level.name.lower()

    @property
    def icon(self) -> str:
        return self.check.level.icon

    @property
    def name(self) -> str:
        return self.check.name

    @property
    def sentence(self) -> str:
        return self.check.sentence

    @property
    def is_whole(self) -> bool:
        return self.check.is_whole


@dataclass(frozen=True)
class JointLine:
    """The same advice on many questions: “17 questions are used by no measure: 1.1, 1.2”."""

    lines: tuple[CheckLine, ...]
    level = "consider"
    icon = Level.CONSIDER.icon

    @property
    def lead(self) -> str:
        return f"{len(self.lines)} {self.lines[0].check.together}:"


@dataclass(frozen=True)
class CheckList:
    checks: Checks
    version: ToolVersion

    @property
    def shown(self) -> list[CheckLine | JointLine]:
        """All that must be fixed, and the first of the advice."""
        return [*self._lines(self.checks.must), *self._advice[:ADVICE_SHOWN]]

    @property
    def folded(self) -> list[CheckLine | JointLine]:
        return self._advice[ADVICE_SHOWN:]

    @cached_property
    def _advice(self) -> list[CheckLine | JointLine]:
        """Each line by itself in the order of the tool, then whatever is said of many."""
        lines = self._lines(self.checks.consider)
        joint: dict[str, list[CheckLine]] = {}
        for line in lines:
            if line.check.together:
                joint.setdefault(line.check.sentence, []).append(line)
        many = {sentence: found for sentence, found in joint.items() if len(found) > MANY}
        alone = [line for line in lines if line.sentence not in many]
        return [*alone, *(JointLine(tuple(found)) for found in many.values())]

    @property
    def fine(self) -> list[CheckLine]:
        return self._lines(self.checks.fine)

    def _lines(self, checks: tuple[Check, ...]) -> list[CheckLine]:
        return [CheckLine(check, self._url(check)) for check in checks]

    def _url(self, check: Check) -> str:
        page = PAGES.get(check.of)
        return reverse(page, args=[self.version.pk, check.key]) if page else ""

    @property
    def count_words(self) -> str:
        return f"{len(self.checks.must)} must fix · {len(self.checks.consider)} to consider"

    @property
    def blocks(self) -> bool:
        return bool(self.checks.must)

    @property
    def must_words(self) -> str:
        return plural(len(self.checks.must), "check")

    @property
    def flags(self) -> dict[str, str]:
        """“question:KEY” or “section:KEY” → the worst that is said of it, must or consider."""
        return {f"{of}:{key}": level.name.lower() for (of, key), level in self.checks.worst.items()}


def check_list(version: ToolVersion, tool: ToolDefinition) -> CheckList:
    return CheckList(checks_of(tool), version)
