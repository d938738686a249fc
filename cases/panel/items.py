"""What a panel goes through one after another: the cases of an audit, or its organisations."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, Value

from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from cases.differences.settled import standing, to_confirm
from cases.models import AuditReturn, Case, Judgement, Moderation
from cases.panel.questions import PanelQuestion

# Also while returns come in, for the coordinator, who may moderate the first of them early.
OPEN_TO_A_PANEL = (Audit.Status.COLLECTING, *Audit.BEFORE_A_PANEL)


@dataclass(frozen=True)
class PanelItem:
    """A case, or an agency with its return about itself."""

    audit: Audit
    case: Case | None = None
    agency: Agency | None = None

    @property
    def pk(self) -> UUID:
        return (self.case or self.agency).pk

    @property
    def reference(self) -> str:
        return self.case.reference if self.case else self.agency.short_name

    @property
    def moderated(self) -> dict:
        """What a Moderation of it is found by."""
        return {"audit": self.audit, "case": self.case, "agency": self.agency}

    def returns(self):
        if self.case:
            return AuditReturn.objects.filter(case=self.case)
        about = AuditReturn.About.ORGANISATION
        return AuditReturn.objects.filter(audit=self.audit, agency=self.agency, about=about)

    def moderation(self) -> Moderation | None:
        """With `looked_at_on`, the days of the meetings that looked at it."""
        days = ArrayAgg(
            "meetings__held_on",
            filter=Q(meetings__isnull=False),
            order_by="meetings__held_on",
            default=Value([]),
        )
        found = Moderation.objects.filter(**self.moderated).select_related("released_by")
        return found.annotate(looked_at_on=days).first()


def finishing(overall: PanelQuestion):
    """Judgements that make an item done: its grade over all, or any if the tool asks for none.

    None of an item on which anything is to confirm.
    """
    found = standing(Judgement.objects)
    if overall.is_asked:
        found = found.filter(question_key=overall.key)
    of_same = Judgement.objects.filter(moderation=OuterRef("moderation"))
    return found.exclude(Exists(to_confirm(of_same)))


def panel_audits(user: User):
    """Audits whose panel this person may open; a survey has none."""
    with_panel = Q(tool_version__tool__audits__in=AuditTool.WITH_PANEL)
    found = Audit.objects.visible_to(user).filter(with_panel)
    if Permission.RUN_AUDITS in user.permissions:
        return found
    return found.filter(status__in=Audit.BEFORE_A_PANEL)


def items_of(audit: Audit, user: User) -> list[PanelItem]:
    """In order. Needs the tool."""
    if audit.has_cases:
        cases = Case.objects.before_panel_of(user).filter(audit=audit)
        return [
            PanelItem(audit, case=case)
            for case in cases.select_related("audit", "area", "plan_type", "draw").order_by(
                "reference"
            )
        ]
    if audit.audits != AuditTool.Audits.ORGANISATIONS:
        return []
    returns = audit.returns.filter(about=AuditReturn.About.ORGANISATION).select_related("agency")
    agencies = {found.agency for found in returns}
    in_order = sorted(agencies, key=lambda agency: (agency.position, agency.short_name))
    return [PanelItem(audit, agency=agency) for agency in in_order]
