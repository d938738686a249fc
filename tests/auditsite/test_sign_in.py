"""Signing in by e-mail: plain sentences, no hints about who has an account, a limit on guessing."""

import pytest
from django.urls import reverse

from agencies.models import Activity, Message
from agencies.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "an ordinary long phrase"


@pytest.fixture
def person():
    someone = factories.user(Role.VIEWER, email="wren@example.org")
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def sign_in(client, password, email="wren@example.org"):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_the_right_password_leads_home_and_is_recorded(client, person):
    assert sign_in(client, PASSWORD).url == reverse("home")
    assert Activity.objects.filter(verb="signed in", actor_id=person.pk).exists()


def test_e_mail_addresses_ignore_case(client, person):
    assert sign_in(client, PASSWORD, "Wren@Example.ORG").status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, person):
    wrong, unknown = sign_in(client, "nonsense"), sign_in(client, "nonsense", "no@example.org")
    assert wrong.status_code == unknown.status_code == 200
    assert sentence(wrong) == sentence(unknown)


def sentence(response) -> str:
    return str(response.context["form"].non_field_errors())


def test_guessing_is_stopped_for_that_person_and_nobody_else(client, person):
    other = factories.user(Role.VIEWER, email="juno@example.org")
    other.set_password(PASSWORD)
    other.save()
    answers = [sign_in(client, f"guess {number}") for number in range(9)]
    assert answers[-1].status_code == 429 or sign_in(client, PASSWORD).status_code != 302
    assert sign_in(client, PASSWORD, "juno@example.org").status_code == 302


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown(client, person):
    url = reverse("account_reset_password")
    known = client.post(url, {"email": "wren@example.org"})
    unknown = client.post(url, {"email": "no@example.org"})
    assert known.url == unknown.url
    assert Message.objects.get().recipient == person


def test_nobody_can_sign_up(client):
    values = {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post(reverse("account_signup"), values)
    assert "account" in page.content.decode().lower()
    assert not type(factories.user()).objects.filter(email="x@example.org").exists()


def test_a_page_asked_for_before_signing_in_opens_afterwards(client, person):
    asked = reverse("agencies:messages")
    response = client.post(
        f"{reverse('account_login')}?next={asked}",
        {"login": "wren@example.org", "password": PASSWORD, "next": asked},
    )
    assert response.url == asked


def test_an_empty_sign_in_names_the_fields_as_the_page_does(client, person):
    body = client.post(reverse("account_login"), {}).content.decode()
    assert "E-mail address" in body
    assert "“Email”" not in body


def test_only_the_demonstration_offers_to_sign_in_as_somebody(client, settings):
    offer = "Try it as somebody"
    assert offer not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    assert offer in client.get(reverse("account_login")).content.decode()


def test_the_messages_of_the_demonstration_are_nowhere_else(client, settings, person):
    Message.objects.create(recipient=person, subject="Choose a password", body="A link")
    assert client.get(reverse("demo_messages")).status_code == 404
    settings.DEMO = True
    assert "Choose a password" in client.get(reverse("demo_messages")).content.decode()
