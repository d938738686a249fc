"""Page, progress, figures and reading ask the same, whatever the tool and whatever was answered."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.models import Outcome, PlanType
from cases.answering.parts import answers_of, parts_of
from cases.answering.reading import reading_of
from cases.answering.repetitions import Repetition
from cases.answering.routing import Routing
from cases.audiences import audience_of
from cases.bulk_progress import sections_done
from cases.models import AuditReturn, Subject
from cases.outcomes import Countable, outcomes_of
from cases.progress import progress_of
from tests import factories

pytestmark = pytest.mark.django_db

CODES = ("yes", "partly", "no")
REPEATS = st.sampled_from(["", "", "subject", "respondent", "time_point"])
LIMITS = st.fixed_dictionaries(
    {
        "sectors": st.sampled_from([[], [], ["health"], ["police"]]),
        "plan_types": st.sampled_from([[], [], ["plan-a"]]),
        "picked": st.sampled_from([False, False, True]),
    }
)
STATES = st.sampled_from(["answered", "answered", "not_recorded", "missing"])


@st.composite
def conditions(draw, keys):
    key = draw(st.sampled_from(keys))
    tree = draw(st.sampled_from([{"is": ["yes"]}, {"is": ["no", "partly"]}, {"answered": True}]))
    tree = {"question": key, **tree}
    if draw(st.booleans()):
        tree = {"not": tree}
    if draw(st.booleans()):
        other = {"question": draw(st.sampled_from(keys)), "answered": True}
        tree = {draw(st.sampled_from(["all", "any"])): [tree, other]}
    return tree


def new_return(draw) -> AuditReturn:
    """Of a tool of three sections, each condition looking where it may."""
    version = factories.draft_version()
    scale = factories.scale(version)
    once = []
    for _ in range(3):
        when = draw(st.none() | conditions(once)) if once else None
        section = factories.section(version, repeats=draw(REPEATS), show_when=when, **draw(LIMITS))
        seen = list(once)
        for _ in range(draw(st.integers(1, 3))):
            own = draw(st.none() | conditions(seen)) if seen else None
            made = factories.question(
                section, scale=scale, show_when=own, required=draw(st.booleans()), **draw(LIMITS)
            )
            seen.append(made.key)
        once = once if section.repeats else seen
    plan_type, _ = PlanType.objects.get_or_create(key="plan-a", defaults={"name": "Plan A"})
    found = factories.audit_return(audit=factories.audit(factories.published(version)))
    found.case.plan_type = draw(st.sampled_from([None, plan_type]))
    found.case.save()
    Subject.objects.create(case=found.case, number=2)
    parts = [*version.sections.all(), *version.questions.all()]
    found.picked = [part.key for part in parts if part.picked and draw(st.booleans())]
    found.save()
    _answer(draw, found)
    return AuditReturn.objects.with_answers().get(pk=found.pk)


def _answer(draw, found) -> None:
    for part in parts_of(found):
        for question in part.section.questions.all():
            if draw(st.booleans()):
                state = draw(STATES)
                value = draw(st.sampled_from(CODES)) if state == "answered" else None
                factories.answer(
                    found,
                    question,
                    value,
                    state,
                    subject_id=part.repetition.subject_id,
                    occasion=part.repetition.occasion,
                )


def by_page(found) -> dict:
    """(question, repetition) -> is it asked, were its repetition begun."""
    result = {}
    for part in parts_of(found):
        routing = Routing(
            found.tool_version,
            audience_of(found),
            answers_of(found),
            part.section.key,
            part.repetition,
        )
        keys = {place.question.key for place in routing.places(part.section) if place.asked}
        for question in part.section.questions.all():
            result[question.key, part.repetition] = question.key in keys
    return result


def by_progress(found) -> set:
    return {
        (question.key, part.repetition)
        for part in progress_of(found).sections
        for question in part.questions
    }


def by_figures(found) -> dict:
    """(question, repetition) -> the options and states it is counted under."""
    names = {
        outcome.pk: (outcome.question.key, outcome.option.code if outcome.option else outcome.state)
        for outcome in Outcome.objects.filter(version=found.tool_version).select_related(
            "question", "option"
        )
    }
    return {
        (names[pk][0], Repetition.of(row)): names[pk][1]
        for row in outcomes_of(found, answers_of(found), Countable(found.tool_version))
        for pk in row.outcome_ids
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_what_is_asked_is_the_same_everywhere_and_what_is_hidden_never_counts(data):
    found = new_return(data.draw)
    page, progress, figures = by_page(found), by_progress(found), by_figures(found)
    begun = {part.repetition for part in parts_of(found) if part.is_begun}
    for (key, repetition), is_asked in page.items():
        if repetition.must_be_begun and repetition not in begun:
            assert (key, repetition) not in progress
            assert (key, repetition) not in figures
        elif not repetition.must_be_begun:
            assert ((key, repetition) in progress) is is_asked
            assert (figures[key, repetition] != "not_asked") is is_asked
        else:
            counted = figures.get((key, repetition), "not_asked") != "not_asked"
            assert ((key, repetition) in progress) is counted
            assert is_asked or not counted
    _agrees_with_reading(found, progress)
    done = sections_done([found])[found.pk]
    assert done.of == len([part for part in progress_of(found).sections if part.questions]) + len(
        progress_of(found).to_begin
    )


def _agrees_with_reading(found, progress) -> None:
    read = {
        (row.question.key, repetition)
        for section in reading_of(found).sections
        for row in section.rows
        for repetition, answer in row.pairs
        if answer.state != "not_asked"
    }
    assert read == progress
