"""Every wording of what the panel said to one question."""

from agencies.models import User
from cases.answering.wordings import Kept, Wording, worded
from cases.models import Case, Judgement, JudgementHistory
from cases.models.panel import JudgementWords
from cases.panel.items import PanelItem
from cases.panel.questions import PanelQuestion
from cases.panel.sheet import Row, sheet_of


def wordings_of(asked: PanelQuestion, judgement: Judgement) -> list[Wording]:
    before = JudgementHistory.objects.filter(judgement_id=judgement.pk).order_by("id")
    kept = [Kept(_parts(asked, row), row.written_by_id, row.written_at) for row in before]
    now = Kept(_parts(asked, judgement), judgement.updated_by_id, judgement.updated_at)
    return worded([*kept, now])


def reworded(case: Case, user: User) -> list[Row]:
    """What the panel has said in more than one wording; most cases have none and cost one query."""
    if not Judgement.objects.filter(moderation__case=case, version__gt=1).exists():
        return []
    rows = sheet_of(PanelItem(case.audit, case=case), user).every_row
    return [row for row in rows if row.judgement and row.judgement.version > 1]


def _parts(asked: PanelQuestion, row: JudgementWords) -> dict[str, str]:
    parts = {
        "Agreed": asked.look_of(row.state, row.value).text if row.is_agreed else "",
        "Reason": row.rationale,
        "Dissent": row.dissent,
    }
    return {label: text for label, text in parts.items() if text}
