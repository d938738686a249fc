"""Every wording of what the panel said to one question."""

from cases.answering.wordings import Kept, Wording, worded
from cases.models import Judgement, JudgementHistory
from cases.models.panel import JudgementWords
from cases.panel.questions import PanelQuestion


def wordings_of(asked: PanelQuestion, judgement: Judgement) -> list[Wording]:
    before = JudgementHistory.objects.filter(judgement_id=judgement.pk).order_by("id")
    kept = [Kept(_parts(asked, row), row.written_by_id, row.written_at) for row in before]
    now = Kept(_parts(asked, judgement), judgement.updated_by_id, judgement.updated_at)
    return worded([*kept, now])


def _parts(asked: PanelQuestion, row: JudgementWords) -> dict[str, str]:
    parts = {
        "Agreed": asked.look_of(row.state, row.value).text if row.is_agreed else "",
        "Reason": row.rationale,
        "Dissent": row.dissent,
    }
    return {label: text for label, text in parts.items() if text}
