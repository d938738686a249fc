"""The builder's pages, as an admin without JavaScript meets them."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import ToolVersion
from audits.tool_rows import definition_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = factories.user(Role.ADMIN)
    client.force_login(person)
    return person


@pytest.fixture
def version(admin):
    made = factories.draft_version()
    section = factories.section(made, title="The child’s voice")
    factories.question(section, key="alone", text="Seen alone?")
    factories.question(section, kind="text", key="why", text="Why not?")
    return made


def address(version, name, *keys):
    return reverse(f"audits:{name}", args=[version.pk, *keys])


def sent(response) -> dict[str, object]:
    """What a browser would send of the page's form: every field with what it shows."""
    context = response.context
    data = {"seen": context["version"].revision}
    for form in [context["form"], *_rows(context)]:
        for field in form:
            value = field.value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value not in (None, ""):
                data[field.html_name] = value
    return data


def _rows(context):
    rows = context.get("items") or context.get("rows")
    return [rows.management_form, *rows.forms] if rows is not None else []


def post(client, url, follow=True, **changes):
    data = sent(client.get(url)) | changes
    return client.post(
        url, {name: value for name, value in data.items() if value is not None}, follow=follow
    )


def test_a_tool_is_started_with_one_section(client, admin):
    values = {"name": "Neglect", "audits": "cases", "section": "The child’s voice"}
    response = client.post(reverse("audits:new_tool"), values, follow=True)
    version = ToolVersion.objects.get()
    assert response.redirect_chain[-1][0] == address(version, "build_section", "the-childs-voice")
    assert version.tool.key == "neglect"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("build", ()),
        ("new_section", ()),
        ("build_section", ("section-1",)),
        ("new_question", ("section-1",)),
        ("build_question", ("alone",)),
        ("build_question", ("why",)),
        ("build_scales", ()),
        ("new_scale", ()),
        ("build_themes", ()),
        ("build_codes", ()),
    ],
)
def test_every_page_shows_the_outline(client, version, name, keys):
    page = client.get(address(version, name, *keys)).content.decode()
    assert "1.1 Seen alone?" in page
    assert "1.2 Why not?" in page


def test_a_question_keeps_its_key_when_it_is_reworded(client, version):
    response = post(client, address(version, "build_question", "alone"), text="Seen on their own?")
    assert "Saved 1.1." in response.content.decode()
    question = definition_of(version).questions[0]
    assert (question.key, question.text) == ("alone", "Seen on their own?")


def test_saving_a_question_unchanged_changes_nothing(client, version):
    before = definition_of(version)
    assert (
        "Nothing was changed"
        in post(client, address(version, "build_question", "alone")).content.decode()
    )
    assert definition_of(version) == before
