"""A small tool with every kind of question and of condition, and what a browser sends for it."""

from decimal import Decimal

from django.urls import reverse

from agencies.models import Sector
from audits.models import Question, ToolVersion
from cases.models import Answer, AuditReturn
from tests import factories

Kind = Question.Kind
ALL_ANSWERS = {
    "seen-alone": "no",
    "reasons": ["yes", "no"],
    "visits": "3",
    "last-seen": ["31", "3", "2026"],
    "learning": "A nurse wrote down what the child said.",
    "drift": "yes",
    "escalated": "partly",
}


def tool() -> ToolVersion:
    version = factories.draft_version()
    voice = factories.section(version, key="voice", title="The child’s voice")
    ask = factories.question
    ask(voice, key="seen-alone", text="Was the child seen alone?")
    ask(
        voice,
        Kind.CHOICES,
        key="reasons",
        text="Why not?",
        show_when={"question": "seen-alone", "is": ["no", "partly"]},
    )
    limits = {"minimum": Decimal(0), "maximum": Decimal(50), "unit": "visits"}
    ask(voice, Kind.NUMBER, key="visits", text="How many visits?", required=False, **limits)
    ask(voice, Kind.DATE, key="last-seen", text="When last?", required=False)
    states = {"allows_not_applicable": False, "allows_not_recorded": False}
    ask(voice, Kind.TEXT, key="learning", text="What went well?", required=False, **states)
    work = factories.section(version, key="work", title="The work")
    ask(work, key="drift", text="Did it drift?")
    ask(work, key="police-only", text="Was it recorded as a crime?", sectors=[Sector.POLICE])
    when_drifting = {"question": "drift", "is": ["yes"]}
    ask(work, key="escalated", text="Was it escalated?", show_when=when_drifting)
    alone = factories.section(
        version,
        key="alone",
        title="Seen alone",
        show_when={"question": "seen-alone", "is": ["yes"]},
    )
    ask(alone, key="own-words", text="Was it in their words?")
    police = factories.section(version, key="police", title="Police", sectors=[Sector.POLICE])
    ask(police, key="crime", text="Was there a crime?")
    return factories.published(version)


def new_return(**fields) -> AuditReturn:
    return factories.audit_return(audit=factories.audit(tool()), **fields)


def question(audit_return: AuditReturn, key: str) -> Question:
    return audit_return.tool_version.questions.get(key=key)


def sent(versions: dict[str, int] | None = None, **parts) -> dict:
    """What a page sends: `sent({"drift": 1}, drift="yes", drift_note="…")`; _ stands for -.

    Every question of `versions` was on the page. A list under a date's key is its three parts.
    """
    data = {f"answer-{key}_version": version for key, version in (versions or {}).items()}
    for name, value in parts.items():
        key, _, part = name.rpartition("__") if "__" in name else (name, "", "")
        field = f"answer-{key.replace('_', '-')}" + (f"_{part}" if part else "")
        data[field] = value
    return data


VOICE = dict.fromkeys(["seen-alone", "reasons", "visits", "last-seen", "learning"], 0)
WORK = dict.fromkeys(["drift", "escalated"], 0)


def date_parts(key: str, day="", month="", year="") -> dict:
    parts = zip(range(3), (day, month, year), strict=True)
    return {f"answer-{key}_{place}": text for place, text in parts}


def filled_voice() -> dict:
    answers = {key: ALL_ANSWERS[key] for key in ("visits", "learning", "reasons")}
    return sent(VOICE, seen_alone=ALL_ANSWERS["seen-alone"], **answers) | date_parts(
        "last-seen", *ALL_ANSWERS["last-seen"]
    )


def filled_work() -> dict:
    return sent(WORK, drift="yes", escalated="partly")


def url(name: str, found: AuditReturn, *args) -> str:
    return reverse(f"cases:{name}", args=[found.pk, *args])


def section(found: AuditReturn, key: str = "voice") -> str:
    return url("section", found, key)


def body(response) -> str:
    return response.content.decode()


def page(client, path: str) -> str:
    return body(client.get(path))


def save(client, found: AuditReturn, key: str = "voice", data: dict | None = None, **buttons):
    return client.post(section(found, key), (data or filled_voice()) | buttons)


def said(found: AuditReturn, key: str = "seen-alone"):
    """The value that is stored, if any."""
    answer = Answer.objects.filter(audit_return=found, question__key=key).first()
    return answer and answer.value


def strangers(found: AuditReturn) -> dict:
    """People who did not answer a return, by what they are to it."""
    return {
        "another agency's auditor": factories.auditor(factories.agency()),
        "an unassigned colleague": factories.auditor(found.agency),
        "the agency's lead": factories.lead(found.agency),
        "the coordinator": factories.coordinator(),
        "a viewer": factories.user("viewer"),
    }
