"""A section page of many questions against one of few, and a large tool from file to published."""

from dataclasses import replace
from itertools import count, cycle

from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import Question
from audits.services import publish_version
from audits.starter_tools import starter_tools
from audits.tool_definition import ContradictionDefinition, ToolDefinition
from audits.tool_documents import to_yaml
from audits.tool_files import hash_of, import_tool
from tests import factories
from tests.bench.timing import Line, medians

FEW, MANY, SECTIONS = 12, 150, 20
SECURE = {"X-Forwarded-Proto": "https"}
SOON = 2000
# Half a hundredth more is noise; the limit is that a question costs no more.
NO_MORE = 1.0
Kind = Question.Kind


def large_tool_lines(rounds: int) -> list[Line]:
    rounds = max(rounds // 4, 5)
    times = medians({**_page_works(FEW), **_page_works(MANY)}, rounds=rounds)
    times |= medians({"import": _bring_in, "publish": _publishing()}, rounds=5)
    return [
        _per_question("rendering", times),
        _per_question("saving", times),
        _soon("importing", times["import"]),
        _soon("publishing", times["publish"]),
    ]


def _per_question(what: str, times) -> Line:
    few, many = times[what, FEW] / FEW, times[what, MANY] / MANY
    said = f"{what} a question on a page of {MANY}, against one of {FEW}"
    return Line(said, f"{many:.2f} ms", f"{few:.2f} ms", many / few, NO_MORE)


def _soon(what: str, took: float) -> Line:
    said = f"{what} {MANY} questions in {SECTIONS} sections"
    return Line(said, f"{took:.0f} ms", "", took, SOON, unit="ms")


def _page_works(questions: int):
    """Reading, and saving with every answer changed, a section of this many questions."""
    with acting_as_system():
        found = factories.audit_return(audit=factories.audit(_one_section(questions)))
        keys = list(found.tool_version.questions.values_list("key", flat=True))
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(found.auditor)
    address = reverse("cases:section", args=[found.pk, "section-1"])
    versions = count()

    def read() -> None:
        _expect(client.get(address, headers=SECURE), 200)

    def save() -> None:
        version = next(versions)
        answer = ("yes", "no")[version % 2]
        sent = {f"answer-{key}": answer for key in keys}
        sent |= {f"answer-{key}_version": version for key in keys}
        _expect(client.post(address, sent, headers=SECURE), 302)

    return {("rendering", questions): read, ("saving", questions): save}


def _one_section(questions: int):
    version = factories.draft_version()
    section, scale = factories.section(version), factories.scale(version)
    for _ in range(questions):
        factories.question(section, scale=scale)
    return factories.published(version)


def _expect(response, status: int) -> None:
    if response.status_code != status:
        raise RuntimeError(f"The page answered {response.status_code} instead of {status}.")


def large_definition() -> ToolDefinition:
    """150 questions in 20 sections, with the scales of the neglect tool, its measures, and more."""
    neglect = starter_tools()["neglect"].definition
    models = [question for question in neglect.questions if question.kind == Kind.CHOICE]
    asked = cycle(replace(question, show_when=None) for question in models)
    questions = [replace(next(asked), key=f"q{number}") for number in range(MANY)]
    size = MANY // SECTIONS + 1
    sections = tuple(
        replace(
            neglect.sections[0],
            key=f"s{at}",
            show_when=None,
            questions=tuple(questions[at * size : (at + 1) * size]),
        )
        for at in range(-(-MANY // size))
    )
    return replace(
        neglect,
        key="large",
        name="Large",
        sections=sections,
        measures=_measures(neglect, questions),
        contradictions=tuple(
            ContradictionDefinition(
                f"c-{question.key}", {"question": question.key, "answered": True}, "Odd."
            )
            for question in questions[:20]
        ),
    )


def _measures(neglect: ToolDefinition, questions):
    """One of each question that the neglect tool's own measures could be of, up to 60."""
    by_scale = {
        question.scale: measure
        for measure in neglect.measures
        for question in neglect.questions
        if question.key == measure.question and measure.unit == "return"
    }
    measured = [question for question in questions if question.scale in by_scale][:60]
    return tuple(
        replace(by_scale[question.scale], key=f"m-{question.key}", question=question.key)
        for question in measured
    )


numbers = count()


def _bring_in():
    tool = replace(large_definition(), key=f"large-{next(numbers)}")
    content = to_yaml(tool).encode()
    with acting_as_system():
        return import_tool(content=content)


def _publishing():
    drafts = iter([_bring_in() for _ in range(6)])

    def publish() -> None:
        version = next(drafts)
        with acting_as_system():
            publish_version(version=version, content_hash=hash_of(version))

    return publish
