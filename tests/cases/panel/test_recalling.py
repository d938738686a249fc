"""What was released and is taken back: when, and what the panel then has to do."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from cases.models import Answer, Moderation
from cases.panel.items import OPEN_TO_A_PANEL
from cases.panel.judging import save_judgement
from cases.panel.releasing import recall_judgements
from cases.transitions import Refused
from reports.minutes_printing import minutes_of
from reports.panel_record import panel_record
from tests import factories
from tests.cases.panel.panels import OVERALL, agreed_whole, item, released, said, two_returns
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return factories.coordinator(name="Juno Tidewell")


@pytest.fixture
def case(coordinator):
    """With a grade over all, which is released."""
    found = two_returns()[0]
    agreed_whole(found, coordinator)
    released(found, coordinator)
    return found


def recall(case, by, reason="A date was wrong."):
    recall_judgements(moderation=Moderation.objects.get(case=case), reason=reason, by=by)


def page_of(case, name="recall"):
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk])


def links(response) -> list[str]:
    return [each.attributes["href"] for each in Page(response.content.decode()).all("a")]


# when


@pytest.mark.parametrize("status", Audit.Status)
def test_it_is_recalled_only_while_it_could_be_released_again(as_, case, coordinator, status):
    Audit.objects.filter(pk=case.audit_id).update(status=status)
    is_open = status in OPEN_TO_A_PANEL
    client = as_(coordinator)
    panel = client.get(reverse("cases:panel", args=[case.audit_id]))
    assert (page_of(case) in links(panel)) == is_open
    if is_open:
        recall(case, coordinator)
    else:
        with pytest.raises(Refused, match="is not open"):
            recall(case, coordinator)
    assert Moderation.objects.get().is_released != is_open


def test_a_recall_that_is_refused_keeps_the_reason_that_was_typed(as_, case, coordinator):
    Audit.objects.filter(pk=case.audit_id).update(status=Audit.Status.CLOSED)
    client = as_(coordinator)
    assert "Recall it" not in text_of(client.get(page_of(case)))
    response = client.post(page_of(case), {"reason": "A date was wrong."})
    assert response.status_code == 422
    assert "is not open" in text_of(response)
    assert "A date was wrong." in response.content.decode()


def test_a_reason_that_is_too_long_is_told_how_long_it_may_be(as_, case, coordinator):
    response = as_(coordinator).post(page_of(case), {"reason": "x" * 301})
    assert "may have 300 characters at most" in text_of(response)


# and then


def done(audit, reader) -> str:
    page = Client()
    page.force_login(reader)
    shown = text_of(page.get(reverse("cases:panel", args=[audit.pk])))
    return "1 of 1 agreed" if "1 of 1 agreed" in shown else "0 of 1 agreed"


def still_so(case, by):
    entry = said("good", "The whole record was read.", version=1)
    return save_judgement(item=item(case), place=OVERALL, said=entry, by=by)


def test_what_was_recalled_is_to_confirm_and_the_same_words_do(case, coordinator):
    assert done(case.audit, coordinator) == "1 of 1 agreed"
    recall(case, coordinator)
    assert done(case.audit, coordinator) == "0 of 1 agreed"
    kept = still_so(case, coordinator)
    assert kept.version == 2
    assert done(case.audit, coordinator) == "1 of 1 agreed"
    assert still_so(case, coordinator).version == 2  # sent once more, it changes nothing
    released(case, coordinator)


def test_the_screen_and_the_minutes_say_when_and_why_it_was_recalled(as_, case, coordinator):
    recall(case, coordinator)
    client = as_(coordinator)
    shown = client.get(page_of(case, "panel_item"))
    assert "A date was wrong." in text_of(shown)
    assert "Recalled since the panel agreed it." in text_of(shown)
    assert shown.context["sheet"].done == 0
    assert [step.is_done for step in shown.context["strip"]] == [False]
    audit = Audit.objects.select_related("tool_version__tool").get(pk=case.audit_id)
    minutes = minutes_of(panel_record(audit, coordinator))
    assert "A date was wrong" in str(minutes)
    code = OVERALL.code
    sent = {
        "place": code,
        f"judgement-{code}": "good",
        f"judgement-{code}_rationale": "The whole record was read.",
        f"judgement-{code}_version": "1",
    }
    assert client.post(page_of(case, "panel_item"), sent).status_code == 302
    shown = client.get(page_of(case, "panel_item"))
    assert "Recalled since the panel agreed it." not in text_of(shown)
    assert shown.context["sheet"].overall.is_settled
    assert [step.is_done for step in shown.context["strip"]] == [True]


def test_an_answer_that_changed_since_is_to_confirm_too(as_, coordinator):
    case = two_returns()[0]
    agreed_whole(case, coordinator)
    answer = Answer.objects.filter(audit_return__case=case, question__key="overall").first()
    Answer.objects.filter(pk=answer.pk).update(updated_at=timezone.now())
    assert done(case.audit, coordinator) == "0 of 1 agreed"
    shown = as_(coordinator).get(page_of(case, "panel_item"))
    assert "An agency has changed its answer since the panel agreed it." in text_of(shown)
    still_so(case, coordinator)
    assert done(case.audit, coordinator) == "1 of 1 agreed"
