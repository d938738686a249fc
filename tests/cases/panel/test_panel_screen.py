"""The panel's screen with the client: what stands side by side, and how it is saved."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from cases.differences.comparing import Place as DifferingPlace
from cases.differences.resolving import resolve_difference
from cases.differences.shown import differences_of
from cases.models import Judgement
from cases.panel.judging import Place, save_judgement
from cases.panel.learning import add_learning
from cases.panel.notes import add_case_action, hold_meeting, record_attendance
from cases.panel.sheet import sheet_of
from tests import factories
from tests.cases.panel.panels import (
    SEEN_ALONE,
    agreed_whole,
    item,
    panel_audit,
    panel_return,
    rank,
    released,
    said,
    two_returns,
)
from tests.cost import own_statements
from tests.look.markup import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def three():
    return two_returns()


def url(case, name="panel_item", *args):
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk, *args])


def text(response) -> str:
    return " ".join(Page(response.content.decode()).all("body")[0].text.split())


def unindented(response) -> str:
    return "".join(line.strip() for line in response.content.decode().splitlines())


def agree(case, by, place=SEEN_ALONE, entry=None):
    return save_judgement(
        item=item(case), place=place, said=entry or said(rationale="One of two."), by=by
    )


# the sheet


def test_what_was_taken_as_true_stands_on_the_row_and_both_answers_stay(three, moderator):
    case, *_ = three
    question = case.audit.tool_version.questions.get(key="seen-alone")
    resolve_difference(
        case=case,
        place=DifferingPlace(question.key),
        taken="no",
        reason="The worker's own note says so.",
        seen="",
        by=moderator,
    )
    row = sheet_of(item(case), moderator).row("seen-alone")
    assert (row.taken, row.resolution.reason) == ("No", "The worker's own note says so.")
    assert [cell.look.text for cell in row.cells] == ["Yes", "No"]
    other = sheet_of(item(factories.case(case.audit)), moderator)
    assert other.row("seen-alone") is None


def test_a_judgement_at_odds_with_what_was_taken_as_true_says_so(as_, three, moderator):
    case, *_ = three
    place = DifferingPlace("seen-alone")
    resolve_difference(
        case=case, place=place, taken="no", reason="Her note.", seen="", by=moderator
    )
    client, address = as_(moderator), url(case, "judgement", "seen-alone")
    at_odds = "Something else was taken as true: No."
    agreed = {"judgement-seen-alone": "no", "judgement-seen-alone_version": 0}
    assert at_odds not in client.post(address, agreed).json()["shown"]
    other = {"judgement-seen-alone": "yes", "judgement-seen-alone_version": 1}
    assert at_odds in client.post(address, other).json()["shown"]
    assert at_odds in text(client.get(url(case)))


def test_rows_where_returns_differ_come_first_with_what_they_say_counted(three, moderator):
    case, *_ = three
    sheet = sheet_of(item(case), moderator)
    assert [(row.number, row.in_words) for row in sheet.differing] == [("1.1", "1 yes · 1 no")]
    assert [row.number for row in sheet.hidden] == ["1.2", "1.3"]
    assert sheet.hidden_words == "1 question agrees and is hidden, as is 1 in words"
    assert sheet.overall.asked.key == "overall"


def test_the_count_of_what_differs_stays_the_same_while_the_panel_works(as_, three, moderator):
    case, *_ = three
    client = as_(moderator)

    def counted(**query) -> tuple:
        shown = text(client.get(url(case), query))
        assert "Where the returns differ 1 of 3 questions" in shown
        sheet = sheet_of(item(case), moderator)
        return sheet.done, len(sheet.to_agree), [row.number for row in sheet.hidden]

    assert counted() == (0, 2, ["1.2", "1.3"])
    assert counted(question="home-seen") == (0, 2, ["1.2", "1.3"])
    agree(case, moderator, Place("home-seen"))
    assert counted() == (0, 2, ["1.3"])
    agree(case, moderator)
    assert counted() == (1, 2, ["1.3"])


def importance_of(sheet) -> list[str]:
    return [row.asked.key for row in sheet.differing]


def test_the_most_important_difference_comes_first_here_as_in_the_list(as_, moderator):
    version = factories.draft_version()
    part = factories.section(version)
    ordered = factories.scale(version, better="higher")
    rank(ordered, yes=2, partly=1, no=0)
    factories.question(part, "number", key="visits")
    for key in ("near", "far", "counted"):
        factories.question(part, key=key, scale=ordered)
    factories.measure(version.questions.get(key="counted"))
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    panel_return(case, visits=1, near="yes", far="yes", counted="yes")
    panel_return(case, visits=9, near="partly", far="no", counted="partly")
    sheet = sheet_of(item(case), moderator)
    assert importance_of(sheet) == ["counted", "far", "near", "visits"]
    client = as_(moderator)
    of_case = reverse("cases:case_differences", args=[audit.pk, case.pk])
    listed = client.get(of_case).context["shown"].differences
    assert [each.place.key for each in listed] == importance_of(sheet)
    assert "The most important first" in text(client.get(url(case)))
    by_tool = client.get(url(case), {"order": "tool"})
    assert importance_of(by_tool.context["sheet"]) == ["visits", "near", "far", "counted"]
    sent = {"place": "far", "judgement-far": "no"}
    assert "?order=tool&question=far" in client.post(f"{url(case)}?order=tool", sent).url


def test_what_is_about_own_work_is_hidden_with_what_agrees(moderator):
    version = factories.draft_version()
    part = factories.section(version)
    for key, own_work in (("seen", False), ("drift", False), ("asked-why", True)):
        factories.question(part, key=key, own_work=own_work)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for value in ("yes", "no"):
        panel_return(case, seen=value, drift="yes", asked_why=value)
    sheet = sheet_of(item(case), moderator)
    assert importance_of(sheet) == ["seen"]
    assert sheet.hidden_words == (
        "1 question agrees and is hidden, as is 1 about each agency’s own work"
    )
    assert [each.question.key for each in differences_of(audit, moderator)] == ["seen"]


def test_what_only_one_agency_knew_is_shown_with_what_it_said(as_, moderator):
    case = factories.case(panel_audit())
    for value in ("yes", "not_recorded"):
        panel_return(case, seen_alone=value)
    panel_return(case, learning="A neighbour rang.", seen_alone="not_recorded")
    shown = text(as_(moderator).get(url(case)))
    assert "1.1 Was the child seen alone? Yes" in shown
    assert "A neighbour rang." in shown[shown.index("What only one agency knew") :]


def test_with_a_single_return_nothing_is_hidden(as_, moderator):
    case = factories.case(panel_audit())
    panel_return(case, seen_alone="yes", home_seen="no", learning="In words.")
    sheet = sheet_of(item(case), moderator)
    assert [row.number for row in sheet.differing] == ["1.1", "1.2", "1.3"]
    assert sheet.hidden == []
    shown = text(as_(moderator).get(url(case)))
    assert "The one return 3 questions" in shown
    assert "Where the returns differ" not in shown


def test_a_silent_record_is_no_difference(moderator):
    case = factories.case(panel_audit())
    for value in ("yes", "not_recorded"):
        panel_return(case, seen_alone=value)
    sheet = sheet_of(item(case), moderator)
    assert sheet.differing == []
    assert [[row.number for row in rows] for _, rows in sheet.only_one] == [["1.1"]]


def test_a_tool_without_a_grade_is_graded_over_all_by_the_usual_four(moderator):
    found = factories.approved_return(audit=factories.audit(status=Audit.Status.MODERATING))
    overall = sheet_of(item(found.case), moderator).overall
    assert [choice.label for choice in overall.asked.choices][:2] == ["Outstanding", "Good"]


def test_what_an_agency_has_not_let_go_of_is_not_on_the_screen(moderator):
    case = factories.case(panel_audit())
    panel_return(case, seen_alone=("yes", "Approved words."))
    panel_return(case, seen_alone=("no", "Still theirs."), status="submitted")
    for person in (moderator, factories.coordinator()):
        notes = [cell.note for row in sheet_of(item(case), person).rows for cell in row.cells]
        assert "Approved words." in notes
        assert "Still theirs." not in notes


def test_several_choices_are_compared_as_sets_and_agreed_as_one(as_, moderator):
    version = factories.draft_version()
    kinds = factories.scale(version, ("food", "home", "none"))
    kinds.options.filter(code="none").update(counts_as="not_applicable")
    factories.question(factories.section(version), key="kinds", kind="choices", scale=kinds)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for value in (["food"], ["food", "home"]):
        panel_return(case, kinds=value)
    (row,) = sheet_of(item(case), moderator).differing
    assert row.in_words == "2 answers"
    sent = {"place": "kinds", "judgement-kinds": ["food", "home"]}
    assert as_(moderator).post(url(case), sent).status_code == 302
    assert Judgement.objects.get().value == ["food", "home"]
    assert sheet_of(item(case), moderator).row("kinds").agreed.text == "Food; Home"


# the screen


def test_the_screen_takes_at_most_fifteen_queries(as_, moderator):
    factories.partnership()
    case, health, police = two_returns()
    audit = case.audit
    for _ in range(4):
        panel_return(case, seen_alone="partly", home_seen="no", overall="good")
    for _ in range(8):
        two_returns(audit)
    agree(case, moderator)
    add_learning(item=item(case), kind="learning", text="Ask.", by=moderator)
    for agency in (health.agency, police.agency):
        add_case_action(item=item(case), agency=agency, text="Do.", due_on=None, by=moderator)
    meeting = hold_meeting(audit=audit, held_on=date(2026, 1, 5), place="", by=moderator)
    for agency in (health.agency, police.agency):
        record_attendance(meeting=meeting, name="A", agency=agency, state="present", by=moderator)
    client = as_(factories.coordinator())
    client.get(url(case))  # a published tool is read once in a process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url(case))
    assert response.status_code == 200
    assert len(own_statements(queries)) <= 15


def test_the_screen_says_where_the_panel_is_and_nothing_that_identifies(as_, moderator):
    audit = panel_audit()
    plan = factories.plan_type(name="Child protection plan")
    case, *_ = two_returns(audit)
    case.plan_type, case.area = plan, factories.area(name="Lakeside")
    case.save()
    case.subjects.update(age_years=9)
    case.subjects.create(number=2, age_years=3)
    factories.case(audit)
    shown = text(as_(moderator).get(url(case)))
    assert "Case 1 of 2 · aged 8 to 11 · child protection plan · one sibling · Lakeside" in shown


def test_without_a_script_a_judgement_is_saved_by_its_button(as_, three, moderator):
    case, *_ = three
    client = as_(moderator)
    name = "judgement-seen-alone"
    sent = {
        "place": "seen-alone",
        name: "partly",
        f"{name}_rationale": "Once.",
        f"{name}_version": 0,
    }
    response = client.post(url(case), sent)
    assert response.url == f"{url(case)}?question=seen-alone#judged-seen-alone"
    assert Judgement.objects.get().rationale == "Once."
    met = client.post(url(case), sent | {name: "no"})
    assert met.status_code == 409
    shown = text(met)
    assert "Nothing has been saved yet" in shown
    assert "What you put" in shown


def test_what_cannot_be_agreed_is_refused_in_a_sentence(as_, three, moderator):
    case, *_ = three
    client = as_(moderator)
    name = "judgement-seen-alone"
    response = client.post(url(case), {"place": "seen-alone", name: "maybe"})
    assert response.status_code == 422
    assert "Choose one of the answers shown." in text(response)
    assert client.post(url(case), {"place": "no-such-question"}).status_code == 422
    assert (
        client.post(url(case), {"place": "seen-alone", f"{name}_version": "x"}).status_code == 422
    )
    assert client.post(url(case), {"place": "seen-alone", name: "yes\x00"}).status_code == 422
    long = {"place": "seen-alone", f"{name}_rationale": "x" * 4001}
    assert "may have 4,000 characters at most" in text(client.post(url(case), long))
    assert not Judgement.objects.exists()


def test_the_panel_may_agree_that_a_record_is_silent(as_, three, moderator):
    case, *_ = three
    sent = {"place": "seen-alone", "judgement-seen-alone": "not_recorded"}
    as_(moderator).post(url(case), sent)
    kept = Judgement.objects.get()
    assert (kept.state, kept.value) == ("not_recorded", None)
    assert sheet_of(item(case), moderator).row("seen-alone").agreed.text == "Not recorded"


def test_a_number_is_agreed_as_it_is_read(as_, moderator):
    version = factories.draft_version()
    factories.question(factories.section(version), key="visits", kind="number", maximum=10)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    panel_return(case, visits=2)
    client = as_(moderator)
    sent = {"place": "visits", "judgement-visits": "4"}
    assert client.post(url(case), sent).status_code == 302
    assert Judgement.objects.get().value == 4
    assert client.post(url(case), sent | {"judgement-visits": "forty"}).status_code == 422


def test_each_occasion_is_judged_by_itself(as_, moderator):
    case, health, police = two_returns()
    heard = case.audit.tool_version.questions.get(key="felt-heard")
    for found, value in ((health, "yes"), (police, "no")):
        factories.answer(found, heard, value, occasion="child")
    rows = {row.place.code: row for row in sheet_of(item(case), moderator).rows}
    assert rows["felt-heard.child"].number == "2.1 (Child)"
    address = url(case, "judgement", "felt-heard.child")
    response = as_(moderator).post(address, {"judgement-felt-heard.child": "partly"})
    assert response.status_code == 200
    assert Judgement.objects.get().occasion == "child"
    assert sheet_of(item(case), moderator).row("felt-heard.child").agreed.text == "Partly"


# saving while typing


class TestSaving:
    @pytest.fixture
    def save(self, as_, three, moderator):
        case, *_ = three
        client = as_(moderator)

        def send(value, version, rationale="", **more):
            name = "judgement-seen-alone"
            sent = {name: value, f"{name}_rationale": rationale, f"{name}_version": version}
            return client.post(url(case, "judgement", "seen-alone"), sent | more)

        return send

    def test_a_save_says_the_version_and_what_is_shown(self, save):
        answer = save("partly", 0, "Once.").json()
        assert answer["version"] == 1
        assert "Partly" in answer["shown"]
        assert save("partly", 0, "Once.").json()["version"] == 1

    def test_a_save_made_from_something_older_brings_both(self, save, three):
        agree(three[0], factories.coordinator(name="Juno Tidewell"))
        response = save("no", 0, "Never.")
        assert response.status_code == 409
        answer = response.json()
        assert answer["version"] == 1
        assert "Juno Tidewell changed this judgement" in answer["conflict"]
        assert "Never.\n\nOne of two." in answer["conflict"]
        assert "data-question" in answer["question"]

    def test_a_page_of_somebody_else_s_session_saves_nothing(self, save):
        assert save("no", 0, reader="somebody-else").status_code == 401
        assert not Judgement.objects.exists()

    def test_what_is_released_is_refused_in_a_sentence(self, save, three):
        agree(three[0], factories.coordinator())
        agreed_whole(three[0], factories.coordinator())
        released(three[0])
        response = save("no", 1)
        assert response.status_code == 409
        assert "Recall it first" in response.json()["error"]


def test_the_state_says_versions_and_who_is_typing(as_, three, moderator):
    case, *_ = three
    agree(case, factories.coordinator(name="Juno Tidewell"))
    client = as_(moderator)
    state = client.get(url(case, "panel_state")).json()
    assert state["typing"] == "Juno Tidewell is typing"
    assert state["judgements"]["seen-alone//"]["version"] == 1
    Judgement.objects.update(updated_at="2026-01-01T00:00Z")
    assert client.get(url(case, "panel_state")).json()["typing"] == ""


# earlier wordings


def test_every_wording_of_a_judgement_is_one_click_away(client, three, moderator):
    case, *_ = three
    first = agree(case, moderator, entry=said("partly", "One of two."))
    client.force_login(moderator)
    earlier = url(case, "judgement_wordings", "seen-alone")
    assert f'hidden><a href="{earlier}"' in unindented(client.get(url(case)))
    other = factories.user(Role.MODERATOR)
    again = said("no", "Neither of two.", version=first.version, dissent="Health disagrees.")
    agree(case, other, entry=again)
    assert f'data-before><a href="{earlier}"' in unindented(client.get(url(case)))
    response = client.get(earlier)
    found = response.context["wordings"]
    assert [(each.who, [change.label for change in each.changes]) for each in found] == [
        (moderator.name, ["Agreed", "Reason"]),
        (other.name, ["Agreed", "Reason", "Dissent"]),
    ]
    assert "Health disagrees." in text(response)


def test_the_page_of_a_case_leads_to_each_judgement_that_was_worded_anew(as_, three, moderator):
    case, *_ = three
    client, address = as_(moderator), reverse("cases:case", args=[case.audit_id, case.pk])
    earlier = url(case, "judgement_wordings", "seen-alone")
    client.post(url(case), saved("seen-alone", "yes", 0))
    assert earlier not in client.get(address).content.decode()
    client.post(url(case), saved("seen-alone", "no", 1))
    assert earlier in client.get(address).content.decode()


def saved(place: str, value: str, version: int) -> dict:
    name = f"judgement-{place}"
    return {"place": place, name: value, f"{name}_version": version}


def test_what_was_never_judged_has_no_earlier_wording_and_no_question_no_page(
    client, three, moderator
):
    case, *_ = three
    client.force_login(moderator)
    response = client.get(url(case, "judgement_wordings", "home-seen"))
    assert "has said nothing to this question yet" in text(response)
    assert client.get(url(case, "judgement_wordings", "no-such")).status_code == 404
