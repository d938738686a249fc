"""manage.py figures says what the page says, to people without a browser."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.formats import date_format

from audits.models import Audit
from reports.counting import audit_figures
from reports.figures import Figure
from reports.partitions import Partition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    version = factories.draft_version()
    section = factories.section(version)
    factories.measure(factories.question(section), theme="voice", label="Seen alone")
    factories.measure(
        factories.question(section), theme="plans", label="Plan", unit="case", case_rule="any"
    )
    made = factories.audit(factories.published(version), name="Deep dive", reference_prefix="NEG25")
    factories.approved_return(audit=made)
    factories.approved_return(audit=made, value="no")
    factories.audit_return(audit=made)
    return made


def printed(capsys, *arguments) -> str:
    call_command("figures", *arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["NEG25", "neg25"])
def test_figures_are_printed_with_what_was_left_out(name, audit, capsys):
    lines = printed(capsys, name).splitlines()
    assert lines[:2] == [
        "Deep dive (NEG25)",
        "2 of 3 returns approved, from 2 cases and 2 agencies",
    ]
    (line,) = [line for line in lines if line.startswith("Seen alone")]
    assert line.split("  ")[-1] == "1 of 2 returns; left out: 1 not returned"


def test_of_a_rolling_audit_they_are_so_far(audit, capsys):
    Audit.objects.filter(pk=audit.pk).update(is_rolling=True)
    today = date_format(timezone.localdate(), "j M Y")
    said = f"So far: 2 of 3 returns, as at {today}, from 2 cases and 2 agencies"
    assert printed(capsys, "NEG25").splitlines()[1] == said
    assert json.loads(printed(capsys, "NEG25", "--json"))["so_far"] is True


def test_an_audit_can_be_named_by_its_id(audit, capsys):
    assert "Deep dive" in printed(capsys, str(audit.pk))


def test_json_holds_the_figures_themselves(audit, capsys):
    content = json.loads(printed(capsys, "NEG25", "--json"))
    (seen, _) = [Figure.from_json(each) for each in content["figures"]]
    assert seen.partition == Partition(counted=1, not_counted=1, not_returned=1)
    assert content["facts"]["expected"] == 3
    assert content["fingerprint"] == audit_figures(audit).fingerprint


def test_a_theme_narrows_what_is_printed(audit, capsys):
    out = printed(capsys, "NEG25", "--theme", "plans")
    assert "Plan" in out
    assert "Seen alone" not in out


def test_an_unknown_theme_names_the_themes(audit):
    with pytest.raises(CommandError, match="Themes here: voice, plans"):
        call_command("figures", "NEG25", "--theme", "weather")


def test_an_unknown_audit_names_the_audits_and_exits_with_1(audit):
    with pytest.raises(CommandError, match=r"no audit “NEG99”\. Audits here: NEG25\.") as refusal:
        call_command("figures", "NEG99")
    assert refusal.value.returncode == 1


def test_an_empty_installation_says_that_there_are_no_audits():
    with pytest.raises(CommandError, match="Audits here: none yet"):
        call_command("figures", "NEG25")


def test_totals_and_added_measures_are_printed_too(db):
    section = factories.section(factories.draft_version())
    factories.question(section)
    visits = factories.question(section, "number", maximum=10)
    factories.measure_of_numbers(visits, key="visits", label="Visits")
    audit = factories.audit(factories.published(section.version))
    factories.measure(section.questions.first(), key="own", label="Own", audit=audit)
    made = factories.answered_return(audit=audit)
    factories.answer(made, visits, 4)
    factories.move(made, "approved")
    printed, written = StringIO(), StringIO()
    call_command("figures", audit.reference_prefix, stdout=printed)
    assert "median 4 of 10, from 4 to 4, in 1 of 1 return" in printed.getvalue()
    assert "1 of 1 return (added to this audit)" in printed.getvalue()
    call_command("figures", audit.reference_prefix, "--json", stdout=written)
    content = json.loads(written.getvalue())
    assert [each["rule"]["key"] for each in content["spreads"]] == ["visits"]
    assert content["added"] == ["own"]
