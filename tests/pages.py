"""What a page says to its reader, and what it costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.look.markup import Page


def text_of(response) -> str:
    """The words of its main part, its blanks made one."""
    return " ".join(Page(response.content.decode()).all("main")[0].text.split())


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
