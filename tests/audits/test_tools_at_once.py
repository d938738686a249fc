"""Two admins at the same tool at the same moment; on a database that really commits."""

import pytest

from agencies.rls import acting_as_system
from audits.drafting import StaleDraft, change_draft, undo_change
from audits.models import ToolVersion
from audits.services import ToolError
from audits.starter_tools import starter_tools
from audits.tool_editing import put_section
from audits.tool_files import DraftInTheWay, hash_of, import_tool
from audits.tool_rows import definition_of
from audits.versioning import publish_draft, retire_version, start_version
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def admins(count=2):
    return [factories.user("admin") for _ in range(count)]


def draft(by) -> ToolVersion:
    return import_tool(content=next(iter(starter_tools().values())).content, by=by)


def retitling(version, title):
    """A change of the first section."""

    def edit(now):
        return put_section(now, now.sections[0].key, title=title)

    return lambda by: change_draft(version=version, edit=edit, what=title, by=by)


def refusals(said) -> list[type]:
    return [type(each) for each in said if each]


def test_one_file_brought_in_twice_makes_one_version():
    with acting_as_system():
        people = admins(3)
    content = next(iter(starter_tools().values())).content
    said = at_once([(by, lambda by: import_tool(content=content, by=by)) for by in people])
    assert set(refusals(said)) <= {DraftInTheWay}
    with acting_as_system():
        assert ToolVersion.objects.count() == 1


def test_a_draft_is_published_once():
    with acting_as_system():
        people = admins()
        made = draft(people[0])
    publish = [(by, lambda by: publish_draft(version=made, seen=0, by=by)) for by in people]
    assert refusals(at_once(publish)) == [ToolError]


def test_what_is_published_is_what_the_hash_seals_whoever_edits_meanwhile():
    with acting_as_system():
        people = admins()
        made = draft(people[0])
    said = at_once(
        [
            (people[0], lambda by: publish_draft(version=made, seen=0, by=by)),
            (people[1], retitling(made, "Edited meanwhile.")),
        ]
    )
    assert refusals(said) == [ToolError]
    with acting_as_system():
        made.refresh_from_db()
        assert made.status == "draft" or made.content_hash == hash_of(made)


def test_undo_takes_back_what_was_seen_and_nothing_that_came_between():
    with acting_as_system():
        people = admins()
        made = draft(people[0])
        mine = retitling(made, "Mine.")(people[0])
    said = at_once(
        [
            (people[0], lambda by: undo_change(version=made, by=by, seen=mine.revision)),
            (people[1], retitling(made, "Theirs.")),
        ]
    )
    assert set(refusals(said)) <= {StaleDraft}
    with acting_as_system():
        assert definition_of(made).sections[0].title == "Theirs."


def test_a_tool_gets_one_draft_and_is_retired_once():
    with acting_as_system():
        people = admins()
        made = draft(people[0])
        publish_draft(version=made, seen=0, by=people[0])
    starts = [(by, lambda by: start_version(tool=made.tool, by=by)) for by in people]
    assert refusals(at_once(starts)) == [ToolError]
    retirements = [(by, lambda by: retire_version(version=made, by=by)) for by in people]
    assert refusals(at_once(retirements)) == [ToolError]
