"""Earlier audits, of which only results survive, as a coordinator enters and reads them."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from agencies.roles import Role
from reports.briefings import Snapshot
from reports.counting import audit_figures
from reports.earlier_audits import delete_earlier_audit, enter_earlier_audit, figure_names
from reports.models import EarlierAudit, EarlierResult
from tests import factories
from tests.pages import queries_of
from tests.reports.test_figures_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    """Two shares, one of them asked at two time points, and a median; two returns approved."""
    version = factories.draft_version()
    section = factories.section(version)
    factories.measure(factories.question(section), key="chronology", name="A chronology was kept")
    visits = factories.question(section, "number", maximum=10, required=False)
    factories.measure_of_numbers(visits, key="visits", label="Visits")
    again = factories.section(version, repeats="time_point")
    seen = factories.question(again, required=False)
    factories.measure(seen, key="seen", name="The child was seen")
    made = factories.audit(factories.published(version))
    for value in ("yes", "no"):
        factories.approved_return(audit=made, value=value)
    return made


@pytest.fixture
def tool(audit):
    return audit.tool_version.tool


@pytest.fixture
def reader(client):
    factories.partnership(minimum_denominator=20)
    person = factories.coordinator()
    client.force_login(person)
    return person


def page(name, *about) -> str:
    return reverse(f"reports:{name}", args=about)


def sent(tool, **said) -> dict:
    rows = {f"survives-{key}": "nothing" for key in figure_names(tool)}
    about = {
        "name": "File review",
        "month": "5",
        "year": "2020",
        "source": "Report to the board, page 4",
        "version": "1",
    }
    return about | rows | {name.replace("__", "-"): value for name, value in said.items()}


def figures_page(client, audit) -> str:
    return text_of(client.get(page("figures", audit.pk)))


def test_there_is_a_row_for_every_share_that_has_a_figure_and_none_for_a_median(audit, tool):
    assert set(figure_names(tool)) == set(audit_figures(audit).figures)
    assert list(figure_names(tool)) == ["chronology", "seen@first", "seen@later"]


def test_a_coordinator_enters_a_per_cent_a_count_and_a_count_out_of_how_many(client, reader, tool):
    said = sent(
        tool,
        survives__chronology="percent",
        percent__chronology="37.5%",
        unit__chronology="return",
        period="Spring 2020",
    ) | {
        "survives-seen@first": "count",
        "count-seen@first": "12",
        "note-seen@first": "From the minutes.",
        "survives-seen@later": "share",
        "count-seen@later": "12",
        "out_of-seen@later": "30",
        "unit-seen@later": "return",
    }
    answer = client.post(page("add_earlier_audit", tool.key), said, follow=True)
    seen = text_of(answer)
    assert "“File review” is saved." in seen
    assert "File review Spring 2020 Source: Report to the board, page 4" in seen
    assert "A chronology was kept 37.5% of returns; of how many is not known" in seen
    assert "12; of what and of how many is not known From the minutes." in seen
    assert "40% of returns (12 of 30)" in seen
    assert f"Entered by {reader.name}" in seen
    assert Activity.objects.filter(verb="entered an earlier audit", actor_id=reader.pk).exists()
    kept = EarlierResult.objects.get(measure="chronology")
    assert (kept.percent, kept.count, kept.out_of) == (Decimal("37.5"), None, None)


WRONG = [
    ({"name": " "}, "Enter the name of the earlier audit."),
    ({"source": ""}, "Say where its figures come from."),
    ({"month": ""}, "Choose a month."),
    ({"month": "13"}, "Choose a month."),
    ({"year": "20"}, "Enter the year as four digits, 1990 or later."),
    ({"year": "99999"}, "Enter the year as four digits, 1990 or later."),
    ({"year": "3000"}, "An earlier audit lies in the past."),
    ({"survives__chronology": "percent"}, "Enter the per cent, or choose what else survives."),
    ({"survives__chronology": "count"}, "Enter the count, or choose what else survives."),
    (
        {"survives__chronology": "share", "count__chronology": "3"},
        "Enter out of how many, or choose “A count alone”.",
    ),
    ({"percent__chronology": "37"}, "Empty this box, or choose what survives to go with it."),
    (
        {
            "survives__chronology": "percent",
            "percent__chronology": "37",
            "out_of__chronology": "30",
        },
        "Empty this box",
    ),
    ({"survives__chronology": "percent", "percent__chronology": "37.25"}, "one decimal place"),
    ({"survives__chronology": "percent", "percent__chronology": "101"}, "from 0 to 100"),
    ({"survives__chronology": "percent", "percent__chronology": "-1"}, "from 0 to 100"),
    ({"survives__chronology": "percent", "percent__chronology": "NaN"}, "from 0 to 100"),
    ({"survives__chronology": "count", "count__chronology": "1,2"}, "Enter a whole number"),
    ({"survives__chronology": "count", "count__chronology": "9" * 30}, "Enter a whole number"),
    (
        {
            "survives__chronology": "share",
            "count__chronology": "31",
            "out_of__chronology": "30",
        },
        "Enter a count of 30 or fewer",
    ),
    (
        {"survives__chronology": "share", "count__chronology": "0", "out_of__chronology": "0"},
        "Nothing can be counted out of 0.",
    ),
    ({"note__chronology": "From the minutes."}, "Choose what survives, or empty the note."),
    ({"survives__chronology": "guess"}, "Choose from the list."),
    ({"survives__chronology": "count", "unit__chronology": "family"}, "Choose from the list."),
    ({"version": ""}, "Open the page again: it is not complete."),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=str)
def test_what_is_wrong_is_refused_and_what_was_typed_is_kept(client, reader, tool, wrong, sentence):
    said = sent(tool, **{"note": "Four agencies took part."} | wrong)
    answer = client.post(page("add_earlier_audit", tool.key), said)
    assert answer.status_code == 422
    seen = answer.content.decode()
    assert "There is a problem" in seen
    assert sentence in seen
    assert "Four agencies took part." in seen
    assert not EarlierAudit.objects.exists()


def test_a_refused_box_is_named_by_its_measure_and_column(client, reader, tool):
    said = sent(tool, survives__chronology="count")
    answer = client.post(page("add_earlier_audit", tool.key), said)
    sentence = "Enter the count, or choose what else survives."
    assert f"There is a problem A chronology was kept: {sentence}" in text_of(answer)
    assert f"Error: Count: {sentence}" in text_of(answer)
    assert 'aria-describedby="id_count-chronology_error"' in answer.content.decode()


def test_a_month_that_is_still_to_come_is_refused(client, reader, tool):
    coming = timezone.localdate() + timedelta(days=32)
    said = sent(tool, month=str(coming.month), year=str(coming.year))
    answer = client.post(page("add_earlier_audit", tool.key), said)
    assert "An earlier audit lies in the past" in answer.content.decode()


def test_the_same_audit_is_not_entered_twice(client, reader, tool):
    client.post(page("add_earlier_audit", tool.key), sent(tool))
    answer = client.post(page("add_earlier_audit", tool.key), sent(tool))
    assert answer.status_code == 422
    assert "There is an earlier audit of this name and month already." in text_of(answer)
    assert EarlierAudit.objects.count() == 1


def test_it_is_changed_and_what_no_longer_survives_goes(client, reader, tool):
    found = factories.earlier_audit(
        tool, {"chronology": {"percent": "37"}, "seen@first": {"count": 2}}
    )
    shown = client.get(page("change_earlier_audit", found.pk)).content.decode()
    assert 'value="37.0"' not in shown, "as a person would write it"
    assert 'value="37"' in shown
    said = sent(tool, survives__chronology="count", count__chronology="9")
    assert client.post(page("change_earlier_audit", found.pk), said).status_code == 302
    found.refresh_from_db()
    assert (found.name, found.month, found.version) == ("File review", date(2020, 5, 1), 2)
    (kept,) = found.results.all()
    assert (kept.measure, kept.percent, kept.count) == ("chronology", None, 9)
    assert Activity.objects.filter(verb="changed an earlier audit").exists()


def test_two_coordinators_do_not_overwrite_each_other(client, reader, tool):
    found = factories.earlier_audit(tool)
    change = page("change_earlier_audit", found.pk)
    client.post(change, sent(tool, source="Mine"))
    answer = client.post(change, sent(tool, source="Typed on the old page"))
    assert answer.status_code == 409
    assert "Somebody else changed this earlier audit" in text_of(answer)
    assert "Typed on the old page" in answer.content.decode()
    found.refresh_from_db()
    assert found.source == "Mine"


def test_a_result_of_a_measure_that_is_gone_keeps_its_row(client, reader, tool):
    found = factories.earlier_audit(tool, {"long-gone": {"count": 3}})
    said = sent(tool) | {"survives-long-gone": "count", "count-long-gone": "3"}
    assert client.post(page("change_earlier_audit", found.pk), said).status_code == 302
    assert found.results.get().measure == "long-gone"


def test_it_is_deleted_only_after_a_question(client, reader, tool):
    found = factories.earlier_audit(tool, {"chronology": {"percent": "37"}})
    delete = page("delete_earlier_audit", found.pk)
    assert "no figure is changed" in text_of(client.get(delete))
    assert EarlierAudit.objects.exists()
    client.post(delete)
    assert not EarlierAudit.objects.exists()
    assert Activity.objects.filter(verb="deleted an earlier audit", object_id=found.pk).exists()


def test_only_those_who_run_audits_write_and_only_readers_of_figures_read(client, tool):
    found = factories.earlier_audit(tool)
    viewer = factories.user(Role.VIEWER)
    assert not EarlierAudit.objects.visible_to(viewer).exists()
    with pytest.raises(PermissionDenied):
        enter_earlier_audit(
            tool=tool, results=[], by=viewer, name="N", month=date(2020, 1, 1), source="S"
        )
    with pytest.raises(PermissionDenied):
        delete_earlier_audit(earlier=found, by=viewer)
    client.force_login(viewer)
    assert client.get(page("earlier_audits", tool.key)).status_code == 403
    assert client.get(page("change_earlier_audit", found.pk)).status_code == 404


def test_a_result_stands_beside_the_figure_of_its_measure(client, reader, audit, tool):
    factories.earlier_audit(
        tool,
        {"chronology": {"percent": "37", "note": "From the minutes."}},
        name="File review",
        period="Spring 2020",
    )
    seen = figures_page(client, audit)
    said = "Earlier audit, Spring 2020: 37%; of what and of how many is not known."
    assert seen.count("Earlier audit, ") == 1
    assert f"{said} From the minutes. File review" in seen


def test_the_latest_stands_first_and_a_later_or_foreign_one_nowhere(client, reader, audit, tool):
    factories.earlier_audit(tool, {"chronology": {"count": 5}}, month=date(2019, 1, 1))
    factories.earlier_audit(tool, {"chronology": {"count": 6}}, month=date(2020, 2, 1))
    after = audit.due_on.replace(day=1) + timedelta(days=32)
    factories.earlier_audit(tool, {"chronology": {"count": 7}}, month=after.replace(day=1))
    other = factories.measured_version().tool
    factories.earlier_audit(other, {"chronology": {"count": 8}})
    seen = figures_page(client, audit)
    assert seen.index("Earlier audit, February 2020: 6;") < seen.index("January 2019: 5;")
    assert seen.count("Earlier audit, ") == 2


def test_no_figure_chart_or_briefing_changes_when_an_earlier_audit_is_entered(
    client, reader, audit, tool
):
    briefing = factories.briefing(audit)
    before = audit_figures(audit)
    drawn = client.get(page("figures", audit.pk)).content.decode()
    factories.earlier_audit(tool, {"chronology": {"percent": "37"}, "seen@first": {"count": 5}})
    after = audit_figures(audit)
    assert after.fingerprint == before.fingerprint
    assert after.figures == before.figures
    assert Snapshot.of(after, briefing).figures == Snapshot.of(before, briefing).figures
    beside = client.get(page("figures", audit.pk)).content.decode()
    for mark in ("<svg", "<rect", "breakdown__row", 'class="table"', "<tr>"):
        assert beside.count(mark) == drawn.count(mark), mark


def test_the_figures_page_costs_the_same_with_ten_earlier_audits(client, reader, audit, tool):
    address = page("figures", audit.pk)
    factories.earlier_audit(tool, {"chronology": {"percent": "37"}})
    few = queries_of(client, address)
    for number in range(9):
        factories.earlier_audit(tool, {"chronology": {"count": number}, "seen@first": {"count": 1}})
    assert queries_of(client, address) == few


def test_the_list_costs_the_same_with_ten_earlier_audits(client, reader, tool):
    address = page("earlier_audits", tool.key)
    factories.earlier_audit(tool, {"chronology": {"percent": "37"}})
    few = queries_of(client, address)
    for number in range(9):
        factories.earlier_audit(tool, {"chronology": {"count": number}, "seen@first": {"count": 1}})
    assert queries_of(client, address) == few


def test_json_keeps_it_apart_from_figures_and_says_that_it_has_no_denominator(audit, tool, capsys):
    factories.earlier_audit(
        tool,
        {"chronology": {"percent": "37.5"}, "seen@first": {"count": 12, "out_of": 30}},
        period="Spring 2020",
        source="Report",
    )
    call_command("figures", str(audit.pk), "--json")
    content = json.loads(capsys.readouterr().out)
    assert content["fingerprint"] == audit_figures(audit).fingerprint
    alone, share = content["earlier"]
    assert (alone["measure"], alone["when"], alone["source"]) == (
        "chronology",
        "Spring 2020",
        "Report",
    )
    assert (alone["percent"], alone["has_denominator"]) == (37.5, False)
    assert not {"n", "d"} & set(alone)
    assert (share["n"], share["d"], share["has_denominator"]) == (12, 30, True)


def test_it_is_reached_from_the_figures_and_from_the_tool(client, reader, audit, tool):
    address = page("earlier_audits", tool.key)
    for url in (
        page("figures", audit.pk),
        reverse("audits:tool_version", args=[audit.tool_version_id]),
    ):
        assert address in client.get(url).content.decode()
    client.force_login(factories.user(Role.ADMIN))
    tool_page = client.get(reverse("audits:tool_version", args=[audit.tool_version_id]))
    assert address not in tool_page.content.decode()
