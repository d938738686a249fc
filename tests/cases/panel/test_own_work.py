"""What is about each agency's own work: the panel says it in words and agrees no value."""

import pytest
from django.db.models import F
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from cases.models import Judgement, JudgementHistory
from cases.panel.changes import changes_of
from cases.panel.judging import Place, Said, save_judgement
from cases.panel.sheet import sheet_of
from cases.transitions import Refused
from reports.minutes_printing import minutes_of
from reports.panel_record import panel_record
from tests import factories
from tests.cases.panel.panels import OVERALL, item, panel_return, rank, released, said
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OWN = Place("asked-why")
WHY = "This is about each agency’s own work"


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def case():
    """Health says yes of its own work, police says no."""
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, key="seen")
    factories.question(part, key="asked-why", own_work=True)
    factories.question(part, "number", key="visits", own_work=True, required=False)
    grades = factories.scale(version, ("outstanding", "good", "weak", "poor"), better="higher")
    rank(grades, outstanding=4, good=3, weak=2, poor=1)
    factories.question(part, key="overall", scale=grades)
    factories.question(part, key="own-grade", scale=grades, own_work=True, required=False)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for value in ("yes", "no"):
        panel_return(case, seen=value, asked_why=value, overall="good")
    return case


@pytest.fixture
def judged_before(case, moderator):
    """By a value, as a panel could before; then released."""
    save_judgement(item=item(case), place=OVERALL, said=said("good", "All read."), by=moderator)
    save_judgement(item=item(case), place=Place("seen"), said=said("yes", "Twice."), by=moderator)
    entry = Said(rationale="Health asked, police did not.")
    save_judgement(item=item(case), place=OWN, said=entry, by=moderator)
    Judgement.objects.filter(question_key=OWN.key).update(
        state="answered", value="yes", version=F("version") + 1
    )
    return released(case)


def url(case, name="panel_item", *args):
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk, *args])


def test_a_row_about_own_work_takes_words_only_and_says_why(as_, case, moderator):
    page = as_(moderator).get(url(case))
    markup = page.content.decode()
    assert 'name="judgement-seen"' in markup
    assert 'name="judgement-asked-why_rationale"' in markup
    for key in ("asked-why", "visits", "own-grade"):
        assert f'name="judgement-{key}"' not in markup
    assert WHY in text_of(page)


def test_words_are_kept_and_a_value_sent_all_the_same_is_refused(as_, case, moderator):
    client, name = as_(moderator), "judgement-asked-why"
    words = {"place": OWN.code, f"{name}_rationale": "Health asked."}
    page = client.post(url(case), words | {name: "yes"})
    assert (page.status_code, WHY in text_of(page)) == (422, True)
    saved = client.post(url(case, "judgement", OWN.code), words | {name: "yes"})
    assert (saved.status_code, WHY in saved.json()["error"]) == (422, True)
    assert not Judgement.objects.exists()
    assert client.post(url(case), words).status_code == 302
    kept = Judgement.objects.get()
    assert (kept.state, kept.rationale) == ("", "Health asked.")


@pytest.mark.parametrize("key", ["asked-why", "own-grade"])
def test_the_service_refuses_a_value_with_a_sentence(case, moderator, key):
    with pytest.raises(Refused, match=WHY):
        save_judgement(item=item(case), place=Place(key), said=said("yes", "So."), by=moderator)
    assert not Judgement.objects.exists()


def test_own_work_never_counts_as_to_be_agreed_and_never_grades_the_case(case, moderator):
    sheet = sheet_of(item(case), moderator)
    assert sheet.overall.asked.key == "overall"
    alone = factories.case(case.audit)
    panel_return(alone, seen="yes", asked_why="no", overall="good")
    counted = [row.asked.key for row in sheet_of(item(alone), moderator).to_agree]
    assert counted == ["seen", "overall"]


def test_what_the_panel_changed_leaves_own_work_out_and_says_so(as_, judged_before, moderator):
    audit = judged_before.audit
    assert [each.asked.key for each in changes_of(audit, moderator)] == ["seen", "overall"]
    shown = text_of(as_(moderator).get(reverse("cases:panel", args=[audit.pk])))
    assert "Questions about each agency’s own work are left out" in shown


def test_an_agency_reads_the_words_released_and_no_value_of_own_work(as_, judged_before):
    found = judged_before.case.returns.first()
    shown = text_of(as_(found.auditor).get(reverse("cases:return", args=[found.pk])))
    own = shown[shown.index("What the panel agreed") :]
    assert "In words: it is about each agency’s own work" in own
    assert "Health asked, police did not." in own


def test_a_value_agreed_before_stays_in_the_minutes_and_the_history(as_, judged_before, moderator):
    case = judged_before.case
    (minuted,) = minutes_of(panel_record(case.audit, moderator)).items
    assert [each.agreed for each in minuted.judged if "Health asked" in str(each)] == ["Yes"]
    judged_before.released_at = judged_before.released_by = None
    judged_before.save()
    entry = Said(rationale="On reflection, neither.", version=2)
    save_judgement(item=item(case), place=OWN, said=entry, by=moderator)
    assert "yes" in JudgementHistory.objects.values_list("value", flat=True)
    page = as_(moderator).get(url(case, "judgement_wordings", OWN.code))
    assert "Yes" in text_of(page)
