"""The panel of an audit: where it stands."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import may
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from audits.questions import loaded
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.panel.changes import changes_of, every_question
from cases.panel.items import OPEN_TO_A_PANEL
from cases.panel.questions import overall_question, own_work_keys
from cases.panel.summary import actions_of, grade_counts, states_of, with_reading
from cases.views.panel_case import panel_audit


@require_safe
def panel(request, audit_id):
    audit = panel_audit(request.user, audit_id)
    states = with_reading(states_of(audit, request.user), audit, request.user)
    waiting = [state for state in states if not state.is_done]
    version = loaded(audit.tool_version)
    overall = overall_question(version)
    has_grades = overall.is_asked or any(state.grade for state in states)
    changes = changes_of(audit, request.user)
    context = {
        **frame(request.user, audit),
        "states": states,
        "next": waiting[0].item if waiting else None,
        "done": len(states) - len(waiting),
        "asks_grade": overall.is_asked,
        "grades": grade_counts(overall, states) if has_grades else [],
        "changes": changes,
        "asks_own_work": bool(own_work_keys(version)),
        "together": every_question(changes),
        "actions": actions_of(audit, request.user),
        "to_release": sum(each.is_waiting for each in states),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "is_open": audit.status in OPEN_TO_A_PANEL,
        "today": timezone.localdate(),
    }
    return render(request, "cases/panel.html", context)


def frame(user: User, audit: Audit, *pages: tuple[str, str]) -> dict:
    return {
        "audit": audit,
        "tabs": tabs_for(audit, user, "Panel"),
        "crumbs": under_audit(audit, *pages),
    }
