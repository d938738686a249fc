"""The admin’s list of plan types."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Activity
from agencies.roles import Role
from audits.models import PlanType
from audits.plan_types import (
    USUAL,
    InUse,
    add_usual_plan_types,
    free_key,
    move_plan_type,
    remove_plan_type,
)
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"audits:{name}", args=args)


@pytest.fixture
def admin():
    return factories.user(Role.ADMIN)


@pytest.fixture
def client(as_, admin):
    return as_(admin)


def names() -> list[str]:
    return [each.name for each in PlanType.objects.all()]


class TestList:
    def test_a_new_installation_starts_from_the_usual_six(self, client):
        assert "None yet: start from the usual six" in text_of(client.get(url("setup")))
        assert "Add the usual six" in text_of(client.get(url("plan_types")))
        said = text_of(client.post(url("usual_plan_types"), follow=True))
        assert "The usual plan types are added." in said
        assert names() == [name for _, name in USUAL]
        assert "6 plan types" in text_of(client.get(url("setup")))

    def test_the_usual_ones_are_added_once(self, admin):
        factories.plan_type(key="looked-after", name="In care")
        assert add_usual_plan_types(by=admin) == 5
        assert add_usual_plan_types(by=admin) == 0
        assert names()[0] == "In care"

    def test_an_admin_adds_one_at_the_end_of_the_list(self, client, admin):
        factories.plan_type()
        values = {"name": "Care leaver", "is_active": "on"}
        response = client.post(url("new_plan_type"), values, follow=True)
        assert "Care leaver is saved." in text_of(response)
        added = PlanType.objects.last()
        assert (added.key, added.name) == ("care-leaver", "Care leaver")
        assert Activity.objects.filter(verb="added plan type", actor_id=admin.pk).exists()

    def test_renaming_keeps_the_key_that_tools_name(self, client):
        found = factories.plan_type(key="child-in-need", name="Child in need")
        values = {"name": "Family Help (was CIN)", "is_active": "on"}
        client.post(url("plan_type", found.pk), values)
        found.refresh_from_db()
        assert (found.key, found.name) == ("child-in-need", "Family Help (was CIN)")

    def test_a_retired_one_cannot_be_chosen_and_stays_where_it_is(self, client):
        found = factories.plan_type()
        client.post(url("plan_type", found.pk), {"name": found.name})
        assert "Retired" in text_of(client.get(url("plan_types")))
        assert not PlanType.objects.in_use().exists()
        assert list(PlanType.objects.in_use(also=found.pk)) == [found]

    @pytest.mark.parametrize("name", ["", "Looked after", "LOOKED AFTER", "a\0b", "x" * 81])
    def test_a_name_that_is_blank_taken_or_odd_is_refused_with_a_sentence(self, client, name):
        factories.plan_type(name="Looked after")
        response = client.post(url("new_plan_type"), {"name": name})
        assert "There is a problem" in text_of(response)
        assert PlanType.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("Family Help", "family-help"),
            ("計画", "plan"),
            ("Taken", "taken-3"),
            ("x" * 80, "x" * 50),
        ],
    )
    def test_a_key_is_made_from_the_name_and_is_free(self, name, key):
        for taken in ("taken", "taken-2"):
            factories.plan_type(key=taken)
        assert free_key(name) == key


class TestOrder:
    def test_buttons_move_one_place(self, client):
        first, _, third = (factories.plan_type(name=name) for name in "ABC")
        client.post(url("move_plan_type", third.pk, "up"))
        assert names() == ["A", "C", "B"]
        client.post(url("move_plan_type", first.pk, "down"))
        assert names() == ["C", "A", "B"]

    def test_the_page_and_the_forms_keep_the_order(self, client):
        for position, name in ((3, "Zeta"), (1, "Mu"), (2, "Alpha")):
            factories.plan_type(name=f"Plan {name}", position=position)
        said = text_of(client.get(url("plan_types")))
        places = [said.index(f"Plan {name}") for name in ("Mu", "Alpha", "Zeta")]
        assert places == sorted(places)

    def test_the_ends_of_the_list_stay(self, admin):
        first, last = factories.plan_type(name="A"), factories.plan_type(name="B")
        move_plan_type(plan_type=first, up=True, by=admin)
        move_plan_type(plan_type=last, up=False, by=admin)
        assert names() == ["A", "B"]

    def test_another_way_than_up_or_down_does_not_exist(self, client):
        assert (
            client.post(url("move_plan_type", factories.plan_type().pk, "left")).status_code == 404
        )


class TestDeleting:
    def test_one_that_nothing_names_is_deleted_after_a_question(self, client):
        found = factories.plan_type(name="Spare")
        assert "Delete Spare?" in text_of(client.get(url("remove_plan_type", found.pk)))
        said = text_of(client.post(url("remove_plan_type", found.pk), follow=True))
        assert "Spare is deleted." in said
        assert not PlanType.objects.exists()

    def test_one_that_a_case_or_a_tool_names_stays(self, client, admin):
        on_a_case, in_a_section, in_a_question = (factories.plan_type() for _ in range(3))
        factories.case(factories.audit(), plan_type=on_a_case)
        section = factories.section(factories.draft_version(), plan_types=[in_a_section.key])
        factories.question(section, plan_types=[in_a_question.key])
        for found in (on_a_case, in_a_section, in_a_question):
            with pytest.raises(InUse, match="Retire it instead"):
                remove_plan_type(plan_type=found, by=admin)
            said = text_of(client.get(url("remove_plan_type", found.pk)))
            assert "cannot be deleted" in said
            said = text_of(client.post(url("remove_plan_type", found.pk), follow=True))
            assert "Retire it instead" in said
        assert PlanType.objects.count() == 3


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VIEWER])
def test_the_list_is_the_admins_alone(role):
    found, by = factories.plan_type(), factories.user(role)
    for refused in (
        lambda: add_usual_plan_types(by=by),
        lambda: move_plan_type(plan_type=found, up=True, by=by),
        lambda: remove_plan_type(plan_type=found, by=by),
    ):
        with pytest.raises(PermissionDenied):
            refused()
