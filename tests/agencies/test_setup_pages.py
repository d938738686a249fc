import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agencies.models import Activity, Agency, Membership, Message, User
from agencies.roles import Role
from tests import factories
from tests.pages import queries_of

pytestmark = pytest.mark.django_db


def test_an_empty_installation_says_what_to_do_first(client, admin):
    page = client.get(reverse("audits:setup")).content.decode()
    assert "To do" in page
    assert reverse("agencies:partnership") in page


def test_an_admin_adds_an_agency(client, admin):
    url = reverse("agencies:new_agency")
    values = {
        "name": "Testshire Police",
        "short_name": "Police",
        "sector": "police",
        "position": 1,
        "is_active": "on",
    }
    assert client.post(url, values).status_code == 302
    assert Agency.objects.get().sector == "police"
    assert Activity.objects.filter(verb="added agency", actor_id=admin.pk).exists()


def test_two_agencies_cannot_share_a_name(client, admin):
    existing = factories.agency()
    values = {"name": existing.name, "short_name": "X", "sector": "police", "position": 1}
    response = client.post(reverse("agencies:new_agency"), values)
    assert response.status_code == 200
    assert "already exists" in response.content.decode()


def test_a_new_person_gets_a_link_that_works_once(client, admin):
    agency = factories.agency()
    values = {
        "name": "Wren Applegarth",
        "email": "Wren@Example.org",
        "role": Role.AUDITOR,
        "agency": str(agency.pk),
    }
    client.post(reverse("agencies:new_person"), values)
    person = User.objects.get(email="wren@example.org")
    link = re.search(r"http\S+/key/\S+", Message.objects.get(recipient=person).body)[0]
    path = link.split("/", 3)[3]

    client.logout()
    page = client.get(f"/{path}", follow=True)
    chosen = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    client.post(page.request["PATH_INFO"], chosen)
    person.refresh_from_db()
    assert person.check_password("a long enough phrase")
    assert "password1" not in client.get(f"/{path}", follow=True).content.decode()


@pytest.mark.parametrize(
    ("role", "with_agency", "sentence"),
    [
        (Role.LEAD, False, "Choose the agency this person works for."),
        (Role.VIEWER, True, "This role is for the whole partnership."),
    ],
)
def test_a_role_and_its_agency_must_fit(client, admin, role, with_agency, sentence):
    agency = factories.agency()
    person = factories.user()
    values = {"role": role, "agency": str(agency.pk) if with_agency else ""}
    response = client.post(reverse("agencies:give_role", args=[person.pk]), values)
    assert sentence in response.content.decode()
    assert not person.memberships.exists()


def test_a_new_person_gets_no_role_that_nobody_chose(client, admin):
    form = client.get(reverse("agencies:new_person")).content.decode()
    assert '<option value="" selected>Choose a role</option>' in form
    values = {"name": "Ada Finch", "email": "ada@example.org", "role": ""}
    response = client.post(reverse("agencies:new_person"), values)
    assert "Choose a role." in response.content.decode()
    assert not User.objects.filter(email="ada@example.org").exists()


def test_each_wrong_colour_is_named(client, admin):
    colours = {"brand_colour": "red", "tint_colour": "pale"}
    text = client.post(reverse("agencies:partnership"), colours).content.decode()
    assert "Write the house colour as # and six digits." in text
    assert "Write the pale house colour as # and six digits." in text


def test_nobody_changes_their_own_roles_or_account(client, admin):
    own = admin.memberships.get()
    client.post(reverse("agencies:take_role", args=[own.pk]))
    client.post(reverse("agencies:change_access", args=[admin.pk]))
    client.post(reverse("agencies:give_role", args=[admin.pk]), {"role": Role.COORDINATOR})
    admin.refresh_from_db()
    assert admin.is_active
    assert list(Membership.objects.filter(user=admin)) == [own]


def test_closing_an_account_signs_the_person_out_at_the_next_request(client, admin):
    theirs = Client()
    person = factories.user(Role.VIEWER)
    theirs.force_login(person)
    assert theirs.get(reverse("agencies:messages")).status_code == 200
    client.post(reverse("agencies:change_access", args=[person.pk]))
    assert theirs.get(reverse("agencies:messages")).status_code == 302


def test_extra_fields_in_a_post_change_nothing_undeclared(client, admin):
    person = factories.user(name="Before")
    values = {"name": "After", "email": person.email, "is_active": "", "password": "x", "id": "1"}
    client.post(reverse("agencies:person", args=[person.pk]), values)
    stored = User.objects.get(pk=person.pk)
    assert (stored.name, stored.is_active, stored.password) == ("After", True, person.password)


def test_people_can_be_found_by_name_role_and_agency(client, admin):
    agency = factories.agency()
    factories.lead(agency, name="Odalys Pemberwick")
    factories.user(name="Somebody Else")
    for query in ({"q": "pemberw"}, {"role": "lead"}, {"agency": str(agency.pk)}):
        page = client.get(reverse("agencies:people"), query).content.decode()
        assert "Odalys Pemberwick" in page
        assert "Somebody Else" not in page


@pytest.fixture
def guest(db):
    agency = factories.agency(name="Far Shire Hospice", is_guest=True)
    return factories.lead(agency, name="Guest Lead")


@pytest.mark.parametrize("standing", ["", "partnership", "guest"])
def test_guests_are_marked_in_words_and_the_lists_filter_by_it(client, admin, guest, standing):
    ours = factories.lead(factories.agency(name="Testshire Police"), name="Standing Lead")
    Membership.objects.create(user=ours, role=Role.LEAD, agency=guest.memberships.get().agency)
    for page, of_theirs, of_ours in (
        ("agencies:people", "Guest Lead", "Standing Lead"),
        ("agencies:agencies", "Far Shire Hospice", "Testshire Police"),
    ):
        shown = client.get(reverse(page), {"standing": standing}).content.decode()
        shown = shown[shown.index("<tbody>") :]
        assert (f">{of_theirs}</a>" in shown) == (standing != "partnership")
        assert (f">{of_ours}</a>" in shown) == (standing != "guest")
        assert shown.count("Guest: invited for one audit") == (standing != "partnership")


def test_a_guest_is_not_counted_as_set_up(client, admin, guest):
    page = client.get(reverse("audits:setup")).content.decode()
    assert "0 agencies, 0 with a lead" in page
    assert "1 person, 0 coordinators" in page


@pytest.mark.parametrize(
    "query",
    [{"standing": "royal"}, {"role": "emperor"}, {"agency": "x"}, {"page": "-9"}, {"q": "\0"}],
)
def test_nonsense_in_the_address_is_ignored(client, admin, query):
    assert client.get(reverse("agencies:people"), query).status_code == 200


def test_the_list_of_people_costs_the_same_whatever_its_length(client, admin):
    factories.lead(factories.agency())
    few = queries_of(client, reverse("agencies:people"))
    for _ in range(20):
        factories.lead(factories.agency())
    assert queries_of(client, reverse("agencies:people")) == few


def test_a_message_is_read_by_the_person_it_was_sent_to_and_nobody_else(client, admin):
    own = Message.objects.create(recipient=admin, subject="Yours", body="Body")
    other = Message.objects.create(recipient=factories.user(), subject="Not yours", body="Body")
    assert client.get(reverse("agencies:message", args=[own.pk])).status_code == 200
    assert client.get(reverse("agencies:message", args=[other.pk])).status_code == 404


def test_the_first_admin_comes_from_the_command_line_with_a_link_that_works(client, capsys):
    call_command("add_admin", "Ada@Example.org", "Ada Example")
    link = re.search(r"http\S+/key/\S+", capsys.readouterr().out)[0]
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert "password1" in page.content.decode()
    assert User.objects.get(email="ada@example.org").roles == {Role.ADMIN}


@pytest.mark.parametrize("email", ["taken@example.org", "not an address"])
def test_an_admin_with_an_impossible_address_is_refused_in_a_sentence(email):
    factories.user(email="taken@example.org")
    with pytest.raises(CommandError, match=r"\."):
        call_command("add_admin", email, "Ada Example")
