import pytest
from django.core.management import CommandError, call_command

from agencies.models import Partnership, User
from audits.models import Audit
from auditsite.demo.people import PASSWORD
from tests import factories


@pytest.mark.django_db
def test_loading_twice_says_so_and_changes_nothing(settings, capsys):
    settings.DEMO = True
    call_command("load_demo")
    before = User.objects.count(), Audit.objects.count()
    call_command("load_demo")
    assert "already loaded; nothing was changed" in capsys.readouterr().out
    assert (User.objects.count(), Audit.objects.count()) == before


@pytest.mark.django_db
def test_the_demo_is_refused_where_its_known_password_would_open_a_real_system(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Set DEMO=true"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_demo_is_refused_beside_real_data(settings):
    settings.DEMO = True
    factories.partnership()
    with pytest.raises(CommandError, match="already has partnerships that are not the demo’s"):
        call_command("load_demo")
    assert Partnership.objects.count() == 1


def test_the_main_roles_are_listed_one_to_a_line(capsys):
    call_command("demo_sign_ins")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "Coordinator",
        "Auditor, health",
        "Agency lead, health",
        "Approver",
        "Moderator",
        "Admin",
        "Viewer",
    ]
    assert all(line.endswith(PASSWORD) and ".example" in line for line in lines)
