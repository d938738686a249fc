"""What the panel agreed on a case settles where its agencies differ, and both answers stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from cases.answering.repetitions import repetition_of_subject
from cases.differences.comparing import Place
from cases.differences.counting import counted_of, recount_differences, with_differences
from cases.differences.resolving import resolve_difference
from cases.differences.shown import differences_of, unresolved_in
from cases.models import Answer
from cases.panel import judging
from cases.panel.items import PanelItem
from cases.panel.judging import clear_judgement, save_judgement
from cases.panel.releasing import recall_judgements
from tests import factories
from tests.cases.panel.panels import released
from tests.cost import own_statements
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


@pytest.fixture
def differing(coordinator):
    """(case, question) on which two agencies differ, before the panel."""
    return factories.differing_case(status=Audit.Status.MODERATING)


def agree(differing, by, value="partly", *, state="answered", version=0, repetition=None):
    case, question = differing
    place = judging.Place(question.key, *([repetition] if repetition else []))
    said = judging.Said(state, value, "Read side by side.", version=version)
    return save_judgement(item=PanelItem(case.audit, case=case), place=place, said=said, by=by)


def take(differing, by, taken="yes"):
    case, question = differing
    return resolve_difference(
        case=case, place=Place(question.key), taken=taken, reason="The log.", seen="", by=by
    )


def unresolved(case, reader) -> int:
    return len(unresolved_in(case.audit, reader))


def counted(audit):
    found = counted_of(with_differences(Audit.objects).get(pk=audit.pk))
    return found.unresolved, found.is_old


@pytest.mark.parametrize(("state", "value"), [("answered", "partly"), ("not_recorded", None)])
def test_what_the_panel_agreed_settles_it_and_the_answers_stay(
    differing, coordinator, state, value
):
    case, _ = differing
    agree(differing, coordinator, value, state=state)
    (found,) = differences_of(case.audit, coordinator)
    assert found.is_resolved
    assert [side.text for side in found.sides] == ["Yes", "No"]
    assert unresolved(case, coordinator) == 0


def test_an_answer_changed_after_the_panel_agreed_is_unresolved_until_it_says_so_again(
    as_, differing, coordinator
):
    case, question = differing
    agree(differing, coordinator)
    url = reverse("cases:differences", args=[case.audit_id])
    warning = "An agency has changed its answer since. Look at it again on the panel."
    assert warning not in text_of(as_(coordinator).get(f"{url}?show=panel"))
    assert unresolved(case, coordinator) == 0
    answer = Answer.objects.filter(question=question).first()
    Answer.objects.filter(pk=answer.pk).update(updated_at=timezone.now())
    assert warning in text_of(as_(coordinator).get(url))
    assert unresolved(case, coordinator) == 1
    agree(differing, coordinator, version=1)
    assert warning not in text_of(as_(coordinator).get(f"{url}?show=panel"))
    assert unresolved(case, coordinator) == 0


def test_words_without_a_judgement_settle_nothing(differing, coordinator):
    agree(differing, coordinator, None, state="")
    assert unresolved(differing[0], coordinator) == 1


def test_a_judgement_of_another_case_or_child_settles_nothing(coordinator):
    version = factories.draft_version()
    question = factories.question(factories.section(version, repeats="subject"), required=False)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case, other = factories.case(audit), factories.case(audit)
    first, second = case.subjects.get(), case.subjects.create(number=2)
    for said in ("yes", "no"):
        made = factories.audit_return(case_=case, status="in_progress")
        for subject in (first, second):
            factories.answer(made, question, said, subject=subject)
        factories.move(made, "approved")
    agree((case, question), coordinator, repetition=repetition_of_subject(first))
    agree((other, question), coordinator, repetition=repetition_of_subject(other.subjects.get()))
    assert [each.child for each in unresolved_in(audit, coordinator)] == ["Child 2"]


def test_a_judgement_that_is_cleared_makes_it_unresolved_again(differing, coordinator):
    case, question = differing
    kept = agree(differing, coordinator)
    item = PanelItem(case.audit, case=case)
    place = judging.Place(question.key)
    clear_judgement(item=item, place=place, version=kept.version, by=coordinator)
    assert unresolved(case, coordinator) == 1


def test_a_judgement_that_is_recalled_settles_nothing_until_it_is_released_or_agreed_anew(
    differing, coordinator
):
    case, _ = differing

    def recalled() -> int:
        moderation = released(case, coordinator)
        assert unresolved(case, coordinator) == 0
        recall_judgements(moderation=moderation, reason="A slip.", by=coordinator)
        return unresolved(case, coordinator)

    agree(differing, coordinator)
    assert recalled() == 1
    assert recalled() == 1
    agree(differing, coordinator, "no", version=1)
    assert unresolved(case, coordinator) == 0


def test_a_count_is_old_as_soon_as_the_panel_agrees_words_it_anew_or_clears_it(
    differing, coordinator
):
    case, question = differing
    recount_differences()
    assert counted(case.audit) == (1, False)
    agree(differing, coordinator)
    assert counted(case.audit) == (1, True)
    recount_differences()
    assert counted(case.audit) == (0, False)
    agree(differing, coordinator, "no", version=1)
    assert counted(case.audit) == (0, True)
    recount_differences()
    item, place = PanelItem(case.audit, case=case), judging.Place(question.key)
    clear_judgement(item=item, place=place, version=2, by=coordinator)
    recount_differences()
    assert counted(case.audit) == (1, False)


def test_the_list_takes_as_many_queries_however_much_the_panel_agreed(as_, coordinator):
    audit = factories.differing_case(status=Audit.Status.MODERATING)[0].audit
    client, address = as_(coordinator), reverse("cases:differences", args=[audit.pk])
    taken = []
    for _ in range(2):
        for _ in range(2):
            agree(factories.differing_case(audit=audit), coordinator)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address, {"show": "panel"})
        taken.append(len(own_statements(queries)))
    assert taken[0] == taken[1]


def test_the_pages_say_what_the_panel_agreed_and_why(as_, differing, coordinator):
    case, question = differing
    agree(differing, coordinator)
    client, address = as_(coordinator), reverse("cases:differences", args=[case.audit_id])
    assert "Partly" not in text_of(client.get(address))
    page = client.get(address, {"show": "panel"})
    assert [pill.label for pill in page.context["pills"]] == [
        "Unresolved (0)",
        "Resolved by the panel (1)",
        "Resolved otherwise (0)",
        "All (1)",
    ]
    of_case = client.get(reverse("cases:case_differences", args=[case.audit_id, case.pk]))
    of_place = client.get(reverse("cases:difference", args=[case.audit_id, case.pk, question.key]))
    for each in (page, of_case, of_place):
        assert "Agreed by the panel: Partly, Read side by side." in text_of(each)
    (found,) = page.context["page"]
    assert client.get(found.panel_url).context["sheet"].row(question.key).is_current


def test_both_are_said_where_something_was_taken_as_true_too_and_whether_they_agree(
    as_, differing, coordinator
):
    case, _ = differing
    take(differing, coordinator)
    agree(differing, coordinator, "yes")
    client, address = as_(coordinator), reverse("cases:differences", args=[case.audit_id])
    shown = text_of(client.get(address, {"show": "panel"}))
    assert "Agreed by the panel: Yes" in shown
    assert "Taken as true: Yes" in shown
    assert "says something else" not in shown
    agree(differing, coordinator, "no", version=1)
    shown = text_of(client.get(address, {"show": "panel"}))
    assert "What was taken as true says something else: Yes." in shown
    Answer.objects.filter(value="no").update(value="partly")
    assert unresolved(case, coordinator) == 0
