"""How many of the returns approved so far would meet a condition that is being written."""

from dataclasses import dataclass

from django.db.models import Prefetch

from audits.asking import asked
from audits.conditions import Condition, questions_in
from audits.models import ToolVersion
from audits.questions import asked_sections
from audits.rules import QuestionRule, SectionRule
from cases.answering.parts import by_repetition, plain
from cases.answering.repetitions import ONCE
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn

# Fewer than these, or all but fewer, could tell what one return says. None is one of the fewer:
# that no return meets a narrow condition says as much of a return as that one does.
FEWEST_SHOWN = 5
# Two counts that differ by one return would tell of that return, so counts go up in steps.
STEP = 5
FEWEST_RETURNS = 2 * FEWEST_SHOWN
# No key has capitals, so no question of a tool is called this.
TRIED = "TRIED"


@dataclass(frozen=True)
class Meeting:
    version: ToolVersion
    count: int
    total: int

    @property
    def in_words(self) -> str:
        returns = f"{self.total} returns"
        if self.count < FEWEST_SHOWN:
            said = f"fewer than {FEWEST_SHOWN} of {returns}"
        elif self.total - self.count < FEWEST_SHOWN:
            said = f"all or nearly all of {returns}"
        else:
            said = f"about {(self.count + STEP // 2) // STEP * STEP} of {returns}"
        return f"In the approved answers to version {self.version.number} that is {said}."


def returns_meeting(draft: ToolVersion, condition: Condition) -> Meeting | None:
    """Of the newest earlier version with approved returns; None where there is none to count.

    Nor is there an answer where that version does not ask what the condition looks at.
    """
    version = (
        draft.tool.versions.filter(number__lt=draft.number, returns__status__in=AuditReturn.COUNTED)
        .order_by("-number")
        .first()
    )
    if version is None:
        return None
    rules = asked_sections(version)
    if not questions_in(condition) <= {each.key for part in rules for each in part.questions}:
        return None
    tried = SectionRule(TRIED, (QuestionRule(TRIED, "text", show_when=condition),))
    returns = list(_approved(version))
    if len(returns) < FEWEST_RETURNS:
        return None
    met = sum(TRIED in asked([*rules, tried], audience_of(each), _once(each)) for each in returns)
    return Meeting(version, met, len(returns))


def _once(audit_return: AuditReturn):
    return plain(by_repetition(audit_return.answers.all()).get(ONCE, {}))


def _approved(version: ToolVersion):
    answers = Answer.objects.current().filter(subject=None, occasion="").select_related("question")
    returns = AuditReturn.objects.counted().filter(tool_version=version)
    return returns.select_related("agency", "case__plan_type").prefetch_related(
        Prefetch("answers", answers)
    )
