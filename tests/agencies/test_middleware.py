"""Every request: one transaction in the reader's scope, named in the log, refused in the record."""

import logging

import pytest
from django import forms
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import get_resolver, path, reverse
from django.views.defaults import permission_denied

from agencies.models import Activity, Area
from agencies.roles import Role
from auditsite import urls as site
from tests import factories

pytestmark = pytest.mark.django_db
OUR_APPS = {"agencies", "audits", "cases", "reports"}


def test_signed_out_readers_are_sent_to_sign_in(client):
    response = client.get(reverse("audits:setup"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_what_was_written_while_the_session_ran_out_is_shown(client):
    written = {"note": "Seen with a sister <each> time.", "answer": "yes"}
    response = client.post(
        reverse("agencies:new_area"), written, headers={"referer": "https://x.example/setup/"}
    )
    assert response.status_code == 403
    text = response.content.decode()
    assert "Seen with a sister &lt;each&gt; time." in text
    assert text.count("<textarea") == 1
    assert f'{reverse("account_login")}?next=%2Fsetup%2F"' in text


def test_one_word_is_shown_too_each_with_the_name_of_its_field(client):
    written = {
        "what": "Left alone twice.",
        "told_whom": "MASH",
        "told_on_day": "3",
        "case": "3f2b8c1e-5a70-4a55-9d0a-0a5f5e3b1c2d",
        "version": "4",
    }
    text = client.post(reverse("agencies:new_area"), written).content.decode()
    assert "<dt>Told whom</dt><dd>MASH</dd>" in text
    assert "<dt>Told on day</dt><dd>3</dd>" in text
    assert ">What</label>" in text
    assert "3f2b8c1e" not in text
    assert "Version" not in text


def test_one_word_alone_is_shown_and_choices_alone_are_not(client):
    assert client.post(reverse("agencies:new_area"), {"reason": "Snow"}).status_code == 403
    assert client.post(reverse("agencies:new_area"), {"answer": "yes"}).status_code == 302


@pytest.mark.parametrize(
    "name", ["reason", "case-3f2b8c1e-reason", "seen-alone-note", "overall_rationale", "told_whom"]
)
def test_a_small_word_alone_is_shown_where_it_was_written_and_not_where_it_was_chosen(client, name):
    response = client.post(reverse("agencies:new_area"), {name: "snow"})
    assert response.status_code == 403
    assert "<dd>snow</dd>" in response.content.decode()
    assert client.post(reverse("agencies:new_area"), {name: "3"}).status_code == 302
    assert client.post(reverse("agencies:new_area"), {"whom": "leads"}).status_code == 302


def test_what_is_written_in_any_box_of_several_lines_is_shown_be_it_one_small_word(client):
    get_resolver().url_patterns  # noqa: B018 (every form is there once every page is)
    boxes = {
        name
        for form in forms_of(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.Textarea) and form.__module__.split(".")[0] in OUR_APPS
    }
    assert len(boxes) > 10
    for name in boxes:
        response = client.post(reverse("agencies:new_area"), {name: "snow"})
        assert response.status_code == 403, name


def forms_of(parent):
    for form in parent.__subclasses__():
        yield form
        yield from forms_of(form)


def test_a_button_s_address_says_what_it_is(client, admin):
    response = client.get(reverse("agencies:change_access", args=[admin.pk]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "It belongs to a button." in response.content.decode()


def test_an_answer_carries_its_request_id_and_is_never_stored(client, admin):
    response = client.get(reverse("audits:setup"))
    assert len(response["X-Request-ID"]) == 16
    assert response["Cache-Control"] == "no-store"


def test_the_content_policy_allows_nothing_inline(client):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_refused_page_is_recorded_after_the_roll_back(client):
    viewer = factories.user(Role.VIEWER)
    client.force_login(viewer)
    response = client.get(reverse("audits:setup"))
    assert response.status_code == 403
    refusal = Activity.objects.get(actor_id=viewer.pk, verb="refused")
    assert (refusal.object_type, refusal.detail) == ("audits:setup", "GET 403")


def test_a_refused_page_says_why_and_what_to_do(client):
    client.force_login(factories.user(Role.VIEWER))
    said = client.get(reverse("audits:setup")).content.decode()
    assert "You do not have permission to set up tools, agencies and people. Nothing was" in said
    assert "ask the person who runs the audit" in said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [("Only <b>Æthel</b> may.", "Only &lt;b&gt;Æthel&lt;/b&gt; may."), ("", "Your role does not")],
)
def test_the_sentence_of_a_refusal_is_shown_as_text(rf, sentence, said):
    request = rf.get("/")
    request.user = factories.user(Role.VIEWER)
    response = permission_denied(request, PermissionDenied(sentence))
    assert response.status_code == 403
    assert said in response.content.decode()


def write_then_break(request):
    Area.objects.create(name="North", code="north")
    raise RuntimeError("the disk is on fire")


def lose_the_database(request):
    raise OperationalError("server closed the connection unexpectedly")


def sign_out_elsewhere(request):
    Session.objects.all().delete()
    return HttpResponse("made too late")


urlpatterns = [
    *site.urlpatterns,
    path("late/", sign_out_elsewhere),
    path("break/", write_then_break),
    path("lose/", lose_the_database),
]
handler400, handler500 = site.handler400, site.handler500


@pytest.mark.urls(__name__)
def test_an_error_undoes_everything_the_request_wrote(client, admin):
    client.raise_request_exception = False
    assert client.get("/break/").status_code == 500
    assert not Area.objects.filter(name="North").exists()


@pytest.mark.urls(__name__)
def test_an_error_page_names_the_request_and_repeats_nothing(client, admin):
    client.raise_request_exception = False
    response = client.get("/break/")
    body = response.content.decode()
    assert response["X-Request-ID"] in body
    assert "on fire" not in body


@pytest.mark.urls(__name__)
def test_a_database_that_does_not_answer_is_said_to_be_unavailable(client, admin):
    client.raise_request_exception = False
    response = client.get("/lose/")
    assert response.status_code == 503
    assert "not available for the moment" in response.content.decode()


@pytest.mark.urls(__name__)
def test_whoever_signed_out_while_a_page_was_made_is_asked_to_sign_in(client, admin):
    response = client.get("/late/")
    assert response.status_code == 302
    assert response.url == reverse("account_login")


def test_a_post_that_is_too_large_is_refused_in_our_own_words(client, admin):
    response = client.post(reverse("agencies:new_area"), {"name": "x" * (6 * 1024 * 1024)})
    assert response.status_code == 400
    assert "too large" in response.content.decode()


def test_the_log_names_the_page_and_never_what_was_typed(client, admin, caplog):
    with caplog.at_level(logging.INFO, logger="caseaudit"):
        client.get(reverse("agencies:people"), {"q": "Ottoline"})
    lines = [
        record.getMessage() for record in caplog.records if record.name.startswith("caseaudit")
    ]
    assert any("setup/people/ 200" in line for line in lines)
    assert not any("Ottoline" in line for line in lines)


def test_a_password_sent_after_the_session_ended_is_never_shown(client):
    phrase = "seven quiet herons at dawn"
    names = ("oldpassword", "password1", "password2")
    response = client.post(reverse("account_change_password"), dict.fromkeys(names, phrase))
    assert response.status_code == 302
    assert phrase not in response.content.decode()
