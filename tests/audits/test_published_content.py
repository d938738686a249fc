"""What published versions say is read once in a process; drafts are read every time."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audits.models import ToolVersion, published_content
from audits.services import publish_version
from tests import factories

pytestmark = pytest.mark.django_db


def texts(version) -> list[str]:
    found = ToolVersion.objects.ready_to_ask().get(pk=version.pk)
    return [question.text for question in found.ordered_questions]


def test_a_published_version_is_read_once():
    version = factories.small_version()
    first = texts(version)
    with CaptureQueriesContext(connection) as queries:
        assert texts(version) == first
    assert len(queries) == 1


def test_its_status_is_read_every_time():
    version = factories.small_version()
    assert ToolVersion.objects.ready_to_ask().get(pk=version.pk).status == "published"
    ToolVersion.objects.filter(pk=version.pk).update(
        status="retired", retired_at=version.published_at
    )
    assert ToolVersion.objects.ready_to_ask().get(pk=version.pk).status == "retired"


def test_a_draft_is_read_every_time():
    version = factories.draft_version()
    question = factories.question(factories.section(version))
    assert texts(version) == [question.text]
    question.text = "Said otherwise?"
    question.save()
    assert texts(version) == ["Said otherwise?"]


def test_a_publication_that_was_rolled_back_is_not_remembered():
    version = factories.draft_version()
    question = factories.question(factories.section(version))
    with transaction.atomic():
        publish_version(version=version, content_hash="0" * 64)
        texts(version)
        transaction.set_rollback(True)
    question.text = "Said otherwise?"
    question.save()
    fresh = ToolVersion.objects.get(pk=version.pk)
    publish_version(version=fresh, content_hash="0" * 64)
    assert texts(version) == ["Said otherwise?"]


def test_only_so_many_versions_are_kept(monkeypatch):
    monkeypatch.setattr(published_content, "MOST_KEPT", 2)
    versions = [factories.small_version() for _ in range(3)]
    for version in versions:
        texts(version)
    with CaptureQueriesContext(connection) as oldest:
        texts(versions[0])
    with CaptureQueriesContext(connection) as newest:
        texts(versions[2])
    assert len(oldest) > len(newest) == 1
