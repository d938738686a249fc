"""What a panel wrote by which somebody could be known, to be looked at before it is printed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from agencies.models import User
from audits.models import Audit
from cases.models import CaseAction, Judgement, LearningPoint, Moderation
from cases.recognising import Recognised, names_of_audit, recognised_in


@dataclass(frozen=True)
class ToLookAt:
    moderation: Moderation
    found: tuple[Recognised, ...]


def words_to_look_at(audit: Audit, reader: User) -> list[ToLookAt]:
    """By case, those of which something could be known. From a constant number of queries."""
    names = names_of_audit(audit, reader, what="what a panel wrote")
    texts = defaultdict(list)
    moderations = Moderation.objects.visible_to(reader).filter(audit=audit)
    for moderation_id, text in _texts(moderations):
        texts[moderation_id].append(text)
    return [
        ToLookAt(each, tuple(found))
        for each in moderations.select_related("case", "agency")
        if (found := recognised_in(*texts[each.pk], names=names.get(each.case_id, frozenset())))
    ]


def _texts(moderations) -> Iterator[tuple]:
    for model, fields in (
        (Judgement, ("rationale", "dissent")),
        (LearningPoint, ("text",)),
        (CaseAction, ("text",)),
    ):
        rows = model.objects.filter(moderation__in=moderations)
        for key, *texts in rows.values_list("moderation_id", *fields):
            yield from ((key, text) for text in texts)
    yield from moderations.exclude(recall_reason="").values_list("pk", "recall_reason")
