"""New version, compare, publish and retire, as an admin meets them."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from agencies.roles import Role
from audits.drafting import change_draft
from audits.models import ToolVersion
from audits.services import ToolError
from audits.tool_editing import put_question
from audits.tool_files import hash_of
from audits.versioning import publish_draft, retire_version, start_version
from tests import factories
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = ToolVersion.Status


@pytest.fixture
def first():
    version = factories.draft_version()
    factories.measure(factories.question(factories.section(version), guidance="Look."))
    return factories.published(version)


def url(name, version):
    return reverse(f"audits:{name}", args=[version.pk])


def reworded(version, by):
    key = version.questions.first().key
    change_draft(
        version=version,
        edit=lambda tool: put_question(tool, key, text="Was the child seen on their own?"),
        what="Reworded",
        by=by,
    )
    version.refresh_from_db()
    return version


def test_a_new_version_is_a_draft_that_says_what_the_published_one_says(client, admin, first):
    response = client.post(url("new_version", first))
    draft = first.tool.versions.get(status=Status.DRAFT)
    assert response["Location"] == url("build", draft)
    assert draft.number == 2
    assert hash_of(draft) == hash_of(first)


def test_a_tool_has_one_draft_and_asking_again_leads_to_it(client, admin, first):
    draft = start_version(tool=first.tool, by=admin)
    response = client.post(url("new_version", first), follow=True)
    assert response.redirect_chain[-1][0] == url("build", draft)
    assert "Version 2 is a draft already. Carry on with that one." in response.content.decode()
    assert first.tool.versions.count() == 2


def test_comparing_shows_what_was_reworded_and_what_that_means(client, admin, first):
    draft = reworded(start_version(tool=first.tool, by=admin), admin)
    page = text_of(client.get(url("compare_versions", draft)))
    assert "Version 2 compared with version 1" in page
    assert "Comparable only if a person says so: the wording changed." in page
    assert "Before Question 1.1? Now Was the child seen on their own?" in page


def test_comparing_with_a_version_that_is_not_there_is_not_found(client, admin, first):
    for number in ("9", "x", "0", "-1", "1" * 9):
        address = f"{url('compare_versions', first)}?with={number}"
        assert client.get(address).status_code == 404


def test_the_first_version_says_that_there_is_nothing_to_compare(client, admin, first):
    assert "There is no earlier version" in text_of(client.get(url("compare_versions", first)))


def test_a_draft_is_published_as_it_was_reviewed(client, admin, first):
    draft = reworded(start_version(tool=first.tool, by=admin), admin)
    page = text_of(client.get(url("publish_version", draft)))
    assert hash_of(draft) in page
    assert "Compared with version 1" in page
    response = client.post(url("publish_version", draft), {"seen": draft.revision})
    draft.refresh_from_db()
    assert response["Location"] == url("tool_version", draft)
    assert (draft.status, draft.published_by) == (Status.PUBLISHED, admin)
    assert draft.content_hash == hash_of(draft)
    assert f"by {admin.name}" in text_of(client.get(url("tool_version", draft)))


def test_a_draft_that_changed_since_it_was_reviewed_is_not_published(admin, first):
    draft = start_version(tool=first.tool, by=admin)
    seen = draft.revision
    reworded(draft, admin)
    with pytest.raises(ToolError, match="changed after you opened this page"):
        publish_draft(version=draft, seen=seen, by=admin)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 5000, "٣"])
def test_a_damaged_page_of_review_publishes_nothing(client, admin, first, seen):
    draft = start_version(tool=first.tool, by=admin)
    page = client.post(url("publish_version", draft), {"seen": seen}, follow=True)
    assert "Look at it once more." in text_of(page)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_check_that_must_be_fixed_stops_publishing_on_the_page_and_in_the_service(
    client, admin, first
):
    draft = start_version(tool=first.tool, by=admin)
    factories.section(draft)
    page = text_of(client.get(url("publish_version", draft)))
    assert "1 check must be fixed before this version can be published." in page
    assert "Publish version 2" not in page
    response = client.post(url("publish_version", draft), {"seen": draft.revision}, follow=True)
    assert "Some checks must be fixed" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_draft_that_changes_nothing_is_not_published(admin, first):
    published = publish_draft(
        version=reworded(start_version(tool=first.tool, by=admin), admin), seen=1, by=admin
    )
    again = start_version(tool=first.tool, by=admin)
    with pytest.raises(ToolError, match=f"Nothing differs from version {published.number}"):
        publish_draft(version=again, seen=again.revision, by=admin)


def test_open_audits_are_named_before_and_stay_where_they_are(client, admin, first):
    audit = factories.audit(first, name="Round one")
    draft = reworded(start_version(tool=first.tool, by=admin), admin)
    assert "Round one" in text_of(client.get(url("publish_version", draft)))
    client.post(url("publish_version", draft), {"seen": draft.revision})
    audit.refresh_from_db()
    assert audit.tool_version == first


def test_a_version_is_retired_after_asking_and_its_audits_stay(client, admin, first):
    audit = factories.audit(first, name="Round one")
    page = text_of(client.get(url("retire_version", first)))
    assert "Round one" in page
    client.post(url("retire_version", first))
    first.refresh_from_db()
    audit.refresh_from_db()
    assert (first.status, first.retired_by, audit.tool_version) == (Status.RETIRED, admin, first)
    assert Activity.objects.filter(verb="retired a tool version").exists()


def test_only_a_published_version_can_be_retired(client, admin, first):
    draft = start_version(tool=first.tool, by=admin)
    assert client.post(url("retire_version", draft)).status_code == 404
    with pytest.raises(ToolError):
        retire_version(version=draft, by=admin)


def test_a_tool_whose_versions_are_all_retired_can_still_be_revised(admin, first):
    retire_version(version=first, by=admin)
    assert hash_of(start_version(tool=first.tool, by=admin)) == hash_of(first)


@pytest.mark.parametrize("name", ["compare_versions", "publish_version"])
def test_a_page_costs_the_same_queries_for_many_questions(client, admin, first, name):
    draft = start_version(tool=first.tool, by=admin)
    few = queries_of(client, url(name, draft))
    part = draft.sections.get()
    for _ in range(12):
        factories.question(part, scale=draft.scales.get())
    assert queries_of(client, url(name, draft)) == few


def test_the_outline_marks_what_must_be_fixed_apart_from_what_to_consider(client, admin, first):
    draft = start_version(tool=first.tool, by=admin)
    first_page = client.get(url("build", draft)).content.decode()
    assert "badge--failed" not in first_page
    draft.questions.update(guidance="")
    assert "badge--warning" in client.get(url("build", draft)).content.decode()
    draft.questions.update(show_when={"question": "gone", "answered": True})
    page = client.get(url("build", draft)).content.decode()
    assert "badge--failed" in page
    assert "1 must fix" in page


def test_the_builder_says_what_a_changed_question_means_for_comparing(client, admin, first):
    draft = start_version(tool=first.tool, by=admin)
    page = reverse("audits:build_question", args=[draft.pk, draft.questions.first().key])
    assert "1.1 compared with version 1: comparable." in text_of(client.get(page))
    reworded(draft, admin)
    said = text_of(client.get(page))
    assert "1.1 compared with version 1: comparable only if a person says so" in said


def test_whoever_runs_audits_compares_but_does_not_publish(client, first):
    draft = start_version(tool=first.tool, by=factories.user(Role.ADMIN))
    client.force_login(factories.coordinator())
    assert client.get(url("compare_versions", draft)).status_code == 200
    for name in ("publish_version", "retire_version"):
        assert client.get(url(name, draft)).status_code == 403
    assert client.post(url("new_version", first)).status_code == 403
