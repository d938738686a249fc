import pytest
from django.conf import settings
from django.test import Client

from agencies.rls import acting_as_system
from tests.browser.answers import audit_return, auditor, return_url
from tests.look.conftest import browser_type_launch_args, complaints

__all__ = ["audit_return", "auditor", "browser_type_launch_args", "complaints", "return_url"]


@pytest.fixture
def sign_in(page, live_server):
    """Sign a person in without the form, and give their page."""

    def as_(person):
        client = Client()
        with acting_as_system():
            client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return as_
