"""A link with which somebody chooses their password: once, for a while, and never a way to ask."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.account_links import (
    MOST_A_DAY,
    State,
    TooManyLinks,
    choose_password,
    find_link,
    password_link,
    renew_run_out,
    send_link,
    state_of,
)
from agencies.models import AccountLink, Message
from agencies.roles import Role
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
CHOSEN = {"password1": "a long enough phrase", "password2": "a long enough phrase"}


@pytest.fixture
def person():
    return factories.user(Role.VIEWER)


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def page(token: str, name="account_link") -> str:
    return reverse(f"agencies:{name}", args=[token])


def age(days: float) -> None:
    """Every link was made so many days earlier."""
    for link in AccountLink.objects.all():
        link.made_at -= timedelta(days=days)
        link.expires_at -= timedelta(days=days)
        link.save()


def test_a_link_opens_as_often_as_it_is_looked_at_and_chooses_a_password_once(client, person):
    token = token_of(password_link(person))
    for _ in range(2):
        assert "Choose a password" in text_of(client.get(page(token)))
    answer = client.post(page(token), CHOSEN, follow=True)
    assert "Your password is chosen. Sign in with it now." in text_of(answer)
    person.refresh_from_db()
    assert person.check_password(CHOSEN["password1"])
    again = client.post(page(token), dict.fromkeys(CHOSEN, "another long phrase"))
    assert (again.status_code, "has been used" in text_of(again)) == (410, True)
    person.refresh_from_db()
    assert person.check_password(CHOSEN["password1"])


def test_the_link_says_nothing_of_its_owner_and_only_its_hash_is_kept(person):
    link = password_link(person)
    token = token_of(link)
    assert len(token) == 43
    assert not {str(person.pk), person.pk.hex, person.email, person.name} & {link, token}
    assert token not in str(AccountLink.objects.values().get())


def test_of_two_that_use_it_at_once_one_is_too_late(person):
    link = find_link(token_of(password_link(person)))
    assert choose_password(link=link, password="first")
    assert not choose_password(link=link, password="second")


def test_a_weak_password_is_refused_and_uses_nothing_up(client, person):
    token = token_of(password_link(person))
    answer = client.post(page(token), {"password1": "short", "password2": "short"})
    assert answer.status_code == 422
    assert state_of(find_link(token), timezone.now()) == State.WORKS


def test_only_the_newest_link_works(client, person):
    first, second = token_of(password_link(person)), token_of(password_link(person))
    assert "There is a newer link" in text_of(client.get(page(first)))
    assert client.get(page(second)).status_code == 200


def test_a_link_that_ran_out_offers_a_new_one_to_the_same_address(client, person):
    token = token_of(password_link(person))
    age(4)
    assert "This link has run out" in text_of(client.get(page(token)))
    client.post(page(token, "new_account_link"))
    (sent,) = Message.objects.filter(recipient=person)
    fresh = token_of(re.search(r"http\S+/key/\S+", sent.body)[0])
    assert client.get(page(fresh)).status_code == 200


def test_asking_anew_answers_alike_whatever_the_link(client, person):
    used, out = token_of(password_link(person)), token_of(password_link(factories.user()))
    choose_password(link=find_link(used), password="x")
    age(4)
    asked = [
        client.post(page(token, "new_account_link"), follow=True)
        for token in (used, out, "A" * 43, "nonsense")
    ]
    assert len({(each.status_code, text_of(each)) for each in asked}) == 1
    assert Message.objects.count() == 1


def test_a_closed_account_looks_like_none(client, person):
    token = token_of(password_link(person))
    person.is_active = False
    person.save()
    closed, none = client.get(page(token)), client.get(page("A" * 43))
    assert (closed.status_code, text_of(closed)) == (none.status_code, text_of(none))


def test_no_more_than_a_few_links_a_day(person):
    for _ in range(MOST_A_DAY):
        password_link(person)
    with pytest.raises(TooManyLinks, match="links in a day"):
        password_link(person)
    age(1.1)
    password_link(person)


def test_an_admin_reads_that_no_more_are_sent(client, admin, person):
    url = reverse("agencies:invite", args=[person.pk])
    for _ in range(MOST_A_DAY):
        assert "has been sent a new link" in text_of(client.post(url, follow=True))
    assert "links in a day" in text_of(client.post(url, follow=True))


class TestBeat:
    """People who were invited and never came."""

    def test_is_sent_a_new_link_when_theirs_has_run_out(self, person):
        send_link(user=person)
        assert renew_run_out(timezone.now()) == 0
        age(3.1)
        assert [renew_run_out(timezone.now()) for _ in range(2)] == [1, 0]
        assert Message.objects.filter(recipient=person).count() == 2

    def test_is_left_alone_after_a_few(self, person):
        send_link(user=person)
        for _ in range(5):
            age(3.1)
            renew_run_out(timezone.now())
        assert person.links.count() == 3

    @pytest.mark.parametrize("came", [{"last_login": timezone.now()}, {"is_active": False}])
    def test_is_nothing_to_somebody_who_came_or_was_closed_out(self, person, came):
        send_link(user=person)
        age(3.1)
        type(person).objects.filter(pk=person.pk).update(**came)
        assert renew_run_out(timezone.now()) == 0

    def test_sends_nothing_to_somebody_without_a_role(self):
        send_link(user=factories.user())
        age(3.1)
        assert renew_run_out(timezone.now()) == 0
