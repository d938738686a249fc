"""What a tool costs the database does not depend on how much it asks."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.services import publish_version
from audits.starter_tools import starter_tools
from audits.tool_documents import to_yaml
from audits.tool_files import hash_of, import_tool
from tests.bench.large_tools import MANY, large_definition

pytestmark = pytest.mark.django_db
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')


def tables_of(queries) -> Counter:
    """Table -> statements that start at it."""
    return Counter(found[1] for each in queries if (found := TABLE.search(each["sql"])))


def imported_and_published(tool) -> Counter:
    with CaptureQueriesContext(connection) as queries:
        version = import_tool(content=to_yaml(tool).encode())
        publish_version(version=version, content_hash=hash_of(version))
    return tables_of(queries.captured_queries)


def test_importing_and_publishing_take_the_same_statements_whatever_the_size():
    large = large_definition()
    assert len(large.questions) == MANY
    small = replace(starter_tools()["neglect"].definition, key="small")
    assert imported_and_published(small) == imported_and_published(large)
