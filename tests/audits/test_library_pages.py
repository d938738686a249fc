"""From the library: looked at, made a draft, refused where something is in the way."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.drafting import change_draft, undo_change
from audits.models import AuditTool, PlanType, ToolVersion
from audits.services import publish_version
from audits.starter_tools import starter_tools
from audits.tool_files import definition_of, hash_of, import_tool
from tests import factories
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
TOOLS = starter_tools()
SURVEY = TOOLS["practitioner-survey"]


@pytest.fixture
def admin(as_):
    return as_(factories.user(Role.ADMIN))


def tool_url(key="practitioner-survey"):
    return reverse("audits:library_tool", args=[key])


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def renamed(by) -> ToolVersion:
    """The survey as a draft that no longer says what the library says."""
    version = import_tool(content=SURVEY.content)
    return change_draft(
        version=version,
        edit=lambda now: type(now)(
            now.key, now.name, now.audits, sections=now.sections[:1], scales=now.scales
        ),
        what="Cut it short",
        by=by,
    )


def test_every_tool_is_listed_with_what_it_is(admin):
    page = said(admin.get(reverse("audits:library")))
    for starter in TOOLS.values():
        assert starter.definition.name in page
        assert f"{starter.estimate.questions} questions" in page
    assert "A profile that is never averaged" in page
    assert "People asked in a survey" in page


def test_the_list_takes_as_many_queries_however_much_is_there(admin):
    url = reverse("audits:library")
    empty = queries_of(admin, url)
    for starter in TOOLS.values():
        version = import_tool(content=starter.content)
        publish_version(version=version, content_hash=hash_of(version))
    assert queries_of(admin, url) == empty


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_every_question_of_a_tool_can_be_looked_at(admin, key):
    page = said(admin.get(tool_url(key)))
    for question in TOOLS[key].definition.questions[:5]:
        assert question.text in page.replace("&#x27;", "'")
    assert not AuditTool.objects.exists()


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_one_press_makes_a_draft_of_it(admin, key):
    answer = admin.post(tool_url(key))
    version = ToolVersion.objects.get()
    assert answer.url == reverse("audits:build", args=[version.pk])
    assert version.status == ToolVersion.Status.DRAFT
    assert definition_of(version) == TOOLS[key].definition


def test_what_is_here_already_is_said_and_not_made_again(admin):
    version = import_tool(content=SURVEY.content)
    assert "Yours already" in said(admin.get(reverse("audits:library")))
    answer = admin.post(tool_url(), follow=True)
    assert "says exactly this already" in said(answer)
    assert answer.redirect_chain[-1][0] == reverse("audits:tool_version", args=[version.pk])
    assert ToolVersion.objects.count() == 1


def test_a_draft_in_the_way_is_kept_and_the_page_says_what_to_do(admin):
    draft = renamed(factories.user(Role.ADMIN))
    before = definition_of(draft)
    answer = admin.post(tool_url(), follow=True)
    assert "is a draft. Publish it first" in said(answer)
    assert "Put it in place of the draft" in said(answer)
    assert definition_of(ToolVersion.objects.get()) == before


def test_a_draft_can_be_replaced_and_that_taken_back(admin):
    by = factories.user(Role.ADMIN)
    draft = renamed(by)
    before = definition_of(draft)
    admin.post(tool_url(), {"instead": "draft"})
    draft = ToolVersion.objects.get()
    assert hash_of(draft) == SURVEY.content_hash
    undo_change(version=draft, by=by)
    assert definition_of(ToolVersion.objects.get()) == before


def test_a_published_version_of_ones_own_is_followed_by_the_librarys(admin):
    version = renamed(factories.user(Role.ADMIN))
    publish_version(version=version, content_hash=hash_of(version))
    assert "It becomes the version after" in said(admin.get(tool_url()))
    admin.post(tool_url())
    assert [each.number for each in ToolVersion.objects.order_by("number")] == [1, 2]


def test_another_tool_with_the_key_of_the_librarys_is_left_alone(admin):
    version = factories.draft_version()
    AuditTool.objects.filter(pk=version.tool_id).update(key=SURVEY.key)
    answer = admin.post(tool_url(), follow=True)
    assert "audits something else" in said(answer)
    assert ToolVersion.objects.count() == 1


def test_plan_types_that_are_missing_are_added_and_others_kept(admin):
    PlanType.objects.all().delete()
    PlanType.objects.create(key="looked-after", name="Our own word", position=1)
    admin.post(tool_url("setting-own-audit"))
    names = dict(PlanType.objects.values_list("key", "name"))
    assert names["looked-after"] == "Our own word"
    assert len(names) == 5


def test_a_tool_the_library_does_not_have_is_not_found(admin):
    assert admin.get(tool_url("moon")).status_code == 404
    assert admin.post(tool_url("moon")).status_code == 404


def test_only_an_admin_makes_drafts(as_):
    for role in (Role.COORDINATOR, Role.AUDITOR):
        person = factories.user(role, factories.agency() if role == Role.AUDITOR else None)
        assert as_(person).post(tool_url()).status_code in (403, 404)
    assert not ToolVersion.objects.exists()
