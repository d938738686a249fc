"""A tool of one section with every kind of question, and what a browser sends for it."""

from decimal import Decimal

from audits.models import Question, ToolVersion
from cases.models import AuditReturn
from tests import factories

Kind = Question.Kind
GRADES = {
    "outstanding": ("green", "The work changed things for the child, and the record shows how."),
    "good": ("blue", "The work was done, in time, and its purpose is clear from the record."),
    "requires": ("amber", "The work was done in part, or late, or without saying what it was for."),
    "inadequate": ("red", "The work was not done, and the child was less safe for it."),
}
VALUES = {
    "overall": "good",
    "seen": "yes",
    "agencies": ["yes", "no"],
    "visits": 3,
    "home": {"clean": 2, "warm": 1, "food": 3},
    "areas": {"health": "good", "school": "requires"},
    "last-seen": "2026-03-31",
    "began": "2025-09",
    "plan": ["2025-09-01", "2026-03-31"],
    "summary": "The nurse wrote down what was said.",
    "words": {"text": "Nobody asked me.", "speaker": "child"},
    "actions": [
        {"task": "Ask again", "who": "Health visitor", "by": "2026-06-30"},
        {"task": "Tell the school", "who": "Social worker", "by": ""},
    ],
}


def grades(version):
    scale = factories.scale(version, codes=tuple(GRADES), name="Grades", better="higher")
    for rank, option in enumerate(scale.options.order_by("-position")):
        option.colour, option.descriptor = GRADES[option.code]
        option.rank = rank
        option.save()
    return scale


def tool() -> ToolVersion:
    version = factories.draft_version()
    part = factories.section(
        version,
        key="all",
        title="Every kind",
        guidance="Read [the guide](https://example.org/guide) first.",
    )
    scale = grades(version)
    ask = factories.question
    ask(
        part,
        Kind.PROMPT,
        key="look-plan",
        required=False,
        text="Is there a plan, and does the child know it?",
        guidance="See https://example.org/plans.",
    )
    ask(part, Kind.PROMPT, key="look-visits", required=False, text="Who visits, and how often?")
    ask(
        part,
        Kind.GRADE,
        key="overall",
        text="How good was the work?",
        scale=scale,
        rates_section=True,
    )
    ask(part, key="seen", text="Was the child seen?")
    ask(part, Kind.CHOICES, key="agencies", text="Who was told?")
    visits = {"minimum": Decimal(0), "maximum": Decimal(50), "unit": "visits", "decimals": 0}
    ask(part, Kind.NUMBER, key="visits", text="How many visits?", **visits)
    scores = {"minimum": Decimal(0), "maximum": Decimal(3), "unit": "points", "decimals": 0}
    ask(
        part,
        Kind.ITEMS,
        key="home",
        text="What was the home like?",
        items=["clean", "warm", "food"],
        **scores,
    )
    ask(
        part,
        Kind.PROFILE,
        key="areas",
        text="How good was the work in each area?",
        items=["health", "school"],
        scale=scale,
    )
    ask(part, Kind.DATE, key="last-seen", text="When was the child last seen?")
    ask(part, Kind.PARTIAL_DATE, key="began", text="When did it begin?")
    ask(part, Kind.PERIOD, key="plan", text="From when to when was there a plan?")
    ask(part, Kind.TEXT, key="summary", text="What went well?")
    ask(part, Kind.QUOTE, key="words", text="What was said that others should hear?")
    ask(part, Kind.TASKS, key="actions", text="What is to be done?")
    low = {"question": "home", "at_most": 3}
    ask(part, Kind.TEXT, key="why-low", text="Why is the home so poor?", show_when=low)
    return factories.published(version)


def new_return(**fields) -> AuditReturn:
    return factories.audit_return(audit=factories.audit(tool()), **fields)


def question(audit_return: AuditReturn, key: str) -> Question:
    return audit_return.tool_version.questions.get(key=key)


ASKED = [*VALUES, "why-low"]


def typed(**values) -> dict:
    """What a page sends for these answers, by key with _ for -; every question was on the page."""
    sent = {f"answer-{key}_version": 0 for key in ASKED}
    for name, value in values.items():
        key = f"answer-{name.replace('_', '-')}"
        if isinstance(value, list) and name != "agencies":
            sent |= {f"{key}_{at}": text for at, text in enumerate(value)}
        else:
            sent[key] = value
    return sent


FILLED = {
    "overall": "good",
    "seen": "yes",
    "agencies": ["yes", "no"],
    "visits": "3",
    "home": ["2", "1", "3"],
    "areas": ["good", "requires"],
    "last_seen": ["31", "3", "2026"],
    "began": ["9", "2025"],
    "plan": ["1", "9", "2025", "31", "3", "2026"],
    "summary": "The nurse wrote down what was said.",
    "words": ["Nobody asked me.", "child"],
    "actions": [
        *["Ask again", "Health visitor", "30 6 2026"],
        *["", "", ""],
        *["Tell the school", "Social worker", ""],
    ],
}
