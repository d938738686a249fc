import pytest
from django.urls import reverse

from tests.look.markup import Page


def said_in(response):
    return " ".join(response.content.decode().split())


def test_a_wrong_password_is_answered_with_what_to_do(client, db):
    response = client.post(
        reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}
    )
    assert "do not go together. Check both, or choose a new password." in said_in(response)
    assert "<title>Error: Sign in - Case Audit</title>" in said_in(response)


def test_the_sign_in_page_never_gives_the_password_back(client, db):
    response = client.post(
        reverse("account_login"), {"login": "x@example.org", "password": "secret9"}
    )
    assert "secret9" not in said_in(response)


def test_the_address_is_kept_after_a_wrong_password(client, db):
    response = client.post(reverse("account_login"), {"login": "x@example.org", "password": "no"})
    assert Page(said_in(response)).by_id("id_login").attributes["value"] == "x@example.org"


def test_a_used_reset_link_says_how_to_get_another(client, db):
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "used-up"})
    response = client.get(url, follow=True)
    assert "This link no longer works" in said_in(response)
    assert reverse("account_reset_password") in said_in(response)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_every_control_of_an_account_page_has_a_label(name, client, db):
    page = Page(said_in(client.get(reverse(name))))
    labelled = {label.attributes["for"] for label in page.all("label")}
    asked = [c for c in page.controls if c.tag != "button"]
    assert {control.attributes["id"] for control in asked} <= labelled


def test_nobody_makes_an_account_here(client, db):
    response = client.get(reverse("account_signup"))
    assert "Accounts are made for you" in said_in(response)
