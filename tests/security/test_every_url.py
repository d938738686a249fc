"""Every URL × method × role × relation to the object. A URL nobody declared fails."""

from http import HTTPMethod
from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.security.declared import DECLARED, OWN_ACCOUNT, PUBLIC
from tests.security.world import ANONYMOUS

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DENIED = {403, 404}
WELCOME = {200, 302, 400, 409, 422}


def url_names(resolver=None, namespace="") -> dict[str, URLPattern]:
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found[f"{namespace}{entry.name}"] = entry
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= url_names(entry, inner)
    return found


def test_every_url_is_declared_and_every_declaration_is_a_url():
    assert set(url_names()) == set(DECLARED) | set(PUBLIC) | OWN_ACCOUNT


class Answer(NamedTuple):
    status_code: int
    url: str


@pytest.fixture(scope="module")
def answers() -> dict[tuple, Answer]:
    """By reader, method and URL. The world stays as it is, so each is asked once for every test."""
    return {}


@pytest.fixture
def ask(readers, answers):
    """Send one request as one reader, then undo what it did."""

    def send(reader, method, url):
        if (reader, method, url) not in answers:
            with transaction.atomic():
                response = readers[reader].generic(method, url)
                transaction.set_rollback(True)
            answers[reader, method, url] = Answer(
                response.status_code, getattr(response, "url", "")
            )
        return answers[reader, method, url]

    return send


def relations(page, world) -> dict[str, dict]:
    return world.objects[page.kind] if page.kind else {"": {}}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_signed_out_readers_are_sent_to_sign_in(name, world, ask):
    for kwargs in relations(DECLARED[name], world).values():
        for method in METHODS:
            response = ask(ANONYMOUS, method, reverse(name, kwargs=kwargs))
            assert response.status_code == 302, (name, method)
            assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_each_role_reaches_exactly_what_is_declared(name, world, ask):
    page = DECLARED[name]
    for role in world.people:
        for relation, kwargs in relations(page, world).items():
            for method in page.methods:
                status = ask(role, method, reverse(name, kwargs=kwargs)).status_code
                expected = WELCOME if page.welcomes(role, relation) else DENIED
                assert status in expected, (name, method, role, relation, status)


@pytest.mark.parametrize("name", sorted(name for name, page in DECLARED.items() if page.kind))
def test_what_a_role_may_not_see_answers_like_what_does_not_exist(name, world, ask):
    page = DECLARED[name]
    for role in world.people:
        for method in page.methods:
            answers = {
                ask(role, method, reverse(name, kwargs=kwargs)).status_code
                for relation, kwargs in relations(page, world).items()
                if not page.welcomes(role, relation) and relation not in page.seen.get(role, ())
            }
            assert len(answers) <= 1, (name, method, role, answers)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_method_that_is_not_declared_is_refused(name, world, ask):
    """Asked where the role is most at home: by its method a request is refused for any object."""
    page = DECLARED[name]
    for role in world.people:
        url = reverse(name, kwargs=most_at_home(page, role, world))
        for method in set(METHODS) - set(page.methods):
            status = ask(role, method, url).status_code
            assert status in {405, *DENIED}, (name, method, role, status)


def most_at_home(page, role, world) -> dict:
    found = relations(page, world)
    return next(
        (found[each] for each in found if page.welcomes(role, each)), next(iter(found.values()))
    )


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_ones_own_account_opens_for_everybody_who_signed_in(name, world, ask):
    for method in METHODS:
        assert ask(ANONYMOUS, method, reverse(name)).status_code == 302
        for role in world.people:
            assert ask(role, method, reverse(name)).status_code in {200, 302, 405}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_open_without_an_account(name, ask):
    methods = [method.value for method in (HTTPMethod.GET, HTTPMethod.POST)]
    for method in methods:
        status = ask(ANONYMOUS, method, reverse(name, kwargs=PUBLIC[name])).status_code
        assert status < 500, (name, method, status)
