"""Reading one version of a tool: what each kind of question asks."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from tests import factories
from tests.cases import kinds_tool

pytestmark = pytest.mark.django_db


def test_every_kind_is_described(client):
    factories.partnership()
    version = kinds_tool.tool()
    client.force_login(factories.user(Role.ADMIN))
    html = client.get(reverse("audits:tool_version", args=[version.pk])).content.decode()
    for words in [
        '<a href="https://example.org/guide" rel="noopener">the guide</a>',
        "Rating of this section",
        kinds_tool.GRADES["requires"][1],
        'class="swatch swatch--red"',
        "One grade for each area:",
        "Total: only when every item is answered",
        "Prompt, not answered",
    ]:
        assert words in html
