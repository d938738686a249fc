"""Each tool of the library from its file to its figures: two agencies or two respondents answer.

The first gives the first answer everywhere and picks everything, the second the last and nothing.
"""

import pytest

from agencies.models import Sector
from agencies.rls import acting_as_system
from audits.models import AuditTool, Participation, PlanType
from audits.services import publish_version
from audits.starter_tools import starter_tools
from audits.tool_files import hash_of, import_tool
from cases.answering.entries import Entry
from cases.answering.parts import parts_of
from cases.answering.picking import keys_to_pick
from cases.answering.saving import save_answers
from cases.models import AuditReturn
from cases.reviewing import approve_return
from cases.services import pick_parts, submit_return
from reports.counting import audit_figures
from tests import factories

pytestmark = pytest.mark.django_db
TOOLS = starter_tools()
Audits = AuditTool.Audits
FIRST, LAST = 0, -1


def value_of(question, at: int):
    options = list(question.scale.options.all()) if question.scale_id else []
    items = list(question.items.all())
    number = (
        int(question.minimum if at == FIRST else question.maximum)
        if question.kind in ("number", "items")
        else 0
    )
    return {
        "choice": lambda: options[at].code,
        "grade": lambda: options[at].code,
        "choices": lambda: [options[at].code],
        "number": lambda: number,
        "items": lambda: {item.code: number for item in items},
        "profile": lambda: {item.code: options[at].code for item in items},
        "date": lambda: "2025-03-31",
        "partial_date": lambda: "2025-03",
        "period": lambda: ["2025-01-01", "2025-03-31"],
        "text": lambda: "It was done.",
        "quote": lambda: {"text": "I was asked.", "speaker": "child"},
        "tasks": lambda: [{"task": "Ask again", "who": "Manager", "by": "2026-01-31"}],
    }[question.kind]()


def answer_all(made: AuditReturn, at: int) -> None:
    """Until no answer has opened another question; every occasion is begun."""
    by = made.auditor
    if at == FIRST:
        pick_parts(audit_return=made, keys=keys_to_pick(made), by=by)
    saved = 1
    while saved:
        saved = 0
        for part in parts_of(AuditReturn.objects.get(pk=made.pk)):
            entries = {
                question: Entry("answered", value_of(question, at))
                for question in part.questions
                if question.key not in part.answers
            }
            if entries:
                saved += save_answers(
                    audit_return=made, entries=entries, by=by, repetition=part.repetition
                )


def returns_of(version) -> list[AuditReturn]:
    """Two agencies about one case, or two organisations, own cases or responses."""
    agencies = [factories.agency(Sector.CHILDREN_SOCIAL_CARE), factories.agency(Sector.HEALTH)]
    audit = factories.audit(version)
    Participation.objects.bulk_create(
        Participation(audit=audit, agency=agency) for agency in agencies
    )
    audits = version.tool.audits
    if audits == Audits.CASES:
        case = factories.case(audit)
        return [factories.audit_return(audit, case, agency) for agency in agencies]
    if audits == Audits.ORGANISATIONS:
        return [factories.organisation_return(agency, audit) for agency in agencies]
    if audits == Audits.RESPONDENTS:
        return [factories.response(agency, audit) for agency in agencies]
    plans = PlanType.objects.in_bulk(["early-help", "looked-after"], field_name="key").values()
    return [
        factories.own_case_return(agency, audit, f"L{place}", plan_type=plan)
        for place, (agency, plan) in enumerate(zip(agencies, plans, strict=True))
    ]


def counted(key):
    factories.partnership()
    version = import_tool(content=TOOLS[key].content)
    publish_version(version=version, content_hash=hash_of(version))
    version.refresh_from_db()
    with acting_as_system():
        made = returns_of(version)
        for each, at in zip(made, (FIRST, LAST), strict=True):
            answer_all(each, at)
            submit_return(audit_return=each, by=each.auditor, blanks_confirmed=True)
            approve_return(audit_return=each, by=factories.lead(each.agency))
        return audit_figures(made[0].audit)


def shares(figures) -> dict[str, tuple[int, int]]:
    return {key: (figure.n, figure.d) for key, figure in figures.figures.items()}


def numbers(figures) -> dict[str, tuple[int, ...]]:
    return {key: tuple(map(int, spread.whole.values)) for key, spread in figures.spreads.items()}


# (n, d) of each share, worked out by hand from first and last answers everywhere.
HALF, ONE, NONE, NOBODY = (1, 2), (1, 1), (0, 1), (0, 0)
SHARES = {
    "neglect": {
        **dict.fromkeys(
            [
                "management-oversight",
                "information-shared",
                "risk-responded",
                "seen-alone",
                "chronology",
                "father-information",
                "drift",
                "neglect-named",
                "graded-good",
            ],
            HALF,
        ),
        **dict.fromkeys(
            ["three-factors-linked", "toolkit-used", "home-seen", "school-attendance"], ONE
        ),
        "plan-quality": ONE,
        **dict.fromkeys(["own-words", "threshold-applied", "impact"], NONE),
        "not-escalated-in-time": NONE,
    },
    "multi-agency-case-audit": {
        **dict.fromkeys(
            [
                "graded-good",
                "recognising-good",
                "listening-good",
                "information-shared",
                "oversight",
                "life-better",
                "weakest-part",
            ],
            HALF,
        ),
        # One return of a case suffices, or the lead's was the first.
        **dict.fromkeys(["any-inadequate", "children-seen", "plan-clear"], ONE),
        # Every return would be needed, or most; the second has no worries to speak of.
        **dict.fromkeys(["together-good", "need-seen", "children-better"], NONE),
        **dict.fromkeys(["domestic-abuse", "passed-on-late"], NONE),
    },
    "setting-own-audit": {
        **dict.fromkeys(
            ["setting-good", "entries-dated", "answers-written", "trusted-adult", "own-words-kept"],
            HALF,
        ),
        "own-part-done": ONE,  # of the two, one has an early help plan
        "with-absence": ONE,  # the other says that none of these applies
        "meetings-attended": NOBODY,  # neither has a plan led by a social worker
        "absence-answered": NOBODY,  # a reason was given
    },
    "organisational-self-assessment": {
        **dict.fromkeys(
            [
                f"{each}-in-place"
                for each in (
                    "lead",
                    "policy",
                    "recruitment",
                    "training",
                    "listening",
                    "sharing",
                    "allegations",
                    "commissioned",
                )
            ],
            HALF,
        ),
        **dict.fromkeys(["lowest-self", "any-not-in-place"], HALF),
        # On this scale 0 says that the question does not apply.
        **dict.fromkeys(["reach-trained", "reach-supervised", "reach-volunteers"], ONE),
    },
    "home-conditions": {
        **dict.fromkeys(["safe-later", "worst-area-first", "child-likes-home"], HALF),
        **dict.fromkeys(["all-rooms-seen@first", "all-rooms-seen@later", "home-better"], HALF),
        "any-serious": ONE,
        "beds-first": NONE,
    },
    "practitioner-survey": {
        **dict.fromkeys(["trained-together", "supervision-helps", "told-back"], HALF),
        # The last answer is that it is not part of one's work, or that nothing gets in the way.
        **dict.fromkeys(["confident-noticing", "confident-asking", "confident-challenge"], ONE),
        "no-time": ONE,
        **dict.fromkeys(["alone-with-it", "lowest-confidence"], NONE),
    },
}
NUMBERS = {
    "neglect": {},
    "multi-agency-case-audit": {"supervision-times": (0, 60)},
    "setting-own-audit": {"days-absent": (0,), "days-to-pass-on": (0, 200)},
    "organisational-self-assessment": {
        "self-total": (0, 21),
        "moderated-total": (0, 21),
        "staff-size": (1, 100000),
    },
    "home-conditions": {
        "kitchen-first": (0, 15),
        "kitchen-later": (0, 15),
        "rest-total@first": (0, 18),
        "rest-total@later": (0, 18),
        "safety-total@first": (0, 15),
        "safety-total@later": (0, 15),
        "warmth@first": (-10, 45),
        "warmth@later": (-10, 45),
    },
    "practitioner-survey": {"children-each": (0, 2000)},
}


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_each_tool_is_answered_by_two_and_every_measure_counted(key):
    found = counted(key)
    assert shares(found) == SHARES[key]
    assert numbers(found) == NUMBERS[key]
