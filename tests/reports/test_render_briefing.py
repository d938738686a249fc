"""manage.py render_briefing: a PDF without a browser or a worker."""

import pytest
from django.core.management import CommandError, call_command

from reports.models import Briefing
from tests import factories
from tests.reports.worker import written_briefing

pytestmark = pytest.mark.django_db


def render(audit, path) -> None:
    call_command("render_briefing", audit.reference_prefix, "--output", str(path))


def test_an_audits_newest_briefing_is_rendered_and_its_figures_printed(tmp_path, capsys):
    briefing = written_briefing()
    path = tmp_path / "briefing.pdf"
    render(briefing.audit, path)
    assert path.read_bytes().startswith(b"%PDF")
    assert "1 of 2 returns" in capsys.readouterr().out


def test_an_audit_without_a_briefing_gets_a_draft_that_is_not_kept(tmp_path):
    factories.partnership()
    audit = factories.audit(factories.measured_version())
    factories.approved_return(audit=audit)
    render(audit, tmp_path / "draft.pdf")
    assert (tmp_path / "draft.pdf").read_bytes().startswith(b"%PDF")
    assert not Briefing.objects.exists()


def test_what_cannot_be_printed_is_refused_with_its_sentence(tmp_path):
    briefing = written_briefing()
    Briefing.objects.update(content=briefing.content | {"title": "x" * 70})
    with pytest.raises(CommandError, match="cut 10"):
        render(briefing.audit, tmp_path / "briefing.pdf")
    assert not (tmp_path / "briefing.pdf").exists()


def test_a_file_that_cannot_be_written_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        render(written_briefing().audit, tmp_path / "missing" / "briefing.pdf")
