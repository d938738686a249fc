"""The crispy template pack, on real Django forms."""

from itertools import chain

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from tests.look.markup import Page


class DateParts(forms.MultiWidget):
    def __init__(self):
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data, files, name):
        return "/".join(filter(None, super().value_from_datadict(data, files, name)))


class EveryWidget(forms.Form):
    name = forms.CharField(help_text="As people say it.")
    email = forms.EmailField()
    cases = forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    count = forms.IntegerField()
    note = forms.CharField(max_length=200, widget=forms.Textarea)
    long_text = forms.CharField(widget=forms.Textarea, help_text="No names.")
    password = forms.CharField(widget=forms.PasswordInput)
    due_on = forms.DateField()
    starts_on = forms.DateField(widget=forms.SelectDateWidget(years=[2026]))
    ends_on = forms.CharField(widget=DateParts, help_text="For example 27 3 2026.")
    area = forms.ChoiceField(choices=[("", "Choose"), ("n", "Lakeside")])
    grade = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("1", "Good"), ("2", "Poor")], help_text="Your own view."
    )
    agencies = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("h", "Health"), ("p", "Police")]
    )
    areas = forms.MultipleChoiceField(choices=[("n", "Lakeside")])
    agreed = forms.BooleanField()
    file = forms.FileField(widget=forms.FileInput)
    version = forms.CharField(widget=forms.HiddenInput)


class Noted(forms.Form):
    note = forms.CharField(max_length=200, widget=forms.Textarea, required=False)


def with_tag(form):
    return Page(render_crispy_form(form, context={"csrf_token": "token"}))


def with_filter(form):
    template = Template("{% load crispy_forms_filters %}<form>{{ form|crispy }}</form>")
    return Page(template.render(Context({"form": form})))


def named_by(page):
    return [value.split() for value in page.having("aria-describedby")]


def shown_fields(form):
    return [field for field in form if not field.is_hidden]


renderings = pytest.mark.parametrize("render", [with_tag, with_filter])
states = pytest.mark.parametrize("data", [None, {}], ids=["new", "refused"])


@renderings
@states
def test_every_control_has_a_label_of_its_own(render, data):
    page = render(EveryWidget(data))
    labelled = [label.attributes["for"] for label in page.all("label")]
    assert sorted(labelled) == sorted(control.attributes["id"] for control in page.controls)
    assert all(label.text.strip() for label in page.all("label"))


@renderings
@states
def test_no_id_is_used_twice(render, data):
    ids = render(EveryWidget(data)).having("id")
    assert len(ids) == len(set(ids))


@renderings
@states
def test_a_group_of_controls_has_its_question_as_legend(render, data):
    page = render(EveryWidget(data))
    assert [legend.text.strip() for legend in page.all("legend")] == [
        "Starts on", "Ends on", "Grade", "Agencies",
    ]  # fmt: skip
    assert len(page.all("fieldset")) == 4


@renderings
@states
def test_everything_named_by_aria_describedby_is_on_the_page(render, data):
    page = render(EveryWidget(data))
    assert named_by(page)
    for identifier in chain.from_iterable(named_by(page)):
        assert page.by_id(identifier).text.strip()


@renderings
def test_each_refused_field_names_its_error_and_says_it_is_invalid(render):
    form = EveryWidget({})
    page = render(form)
    for field in shown_fields(form):
        assert page.by_id(f"{field.auto_id}_error").text.strip().startswith("Error:")
        assert any(f"{field.auto_id}_error" in described for described in named_by(page))


@renderings
def test_the_error_summary_links_to_a_control_for_each_error(render):
    form = EveryWidget({})
    page = render(form)
    links = [link.attributes["href"] for link in page.all("a") if "li" in link.inside]
    assert len(links) == len(shown_fields(form))
    controls = {control.attributes["id"] for control in page.controls}
    assert {link.removeprefix("#") for link in links} <= controls


@renderings
def test_the_error_summary_says_which_field_is_empty(render):
    page = render(EveryWidget({}))
    sentences = [link.text.strip() for link in page.all("a")]
    assert "Fill in “Name”" in sentences
    assert "Choose an answer to “Grade”" in sentences
    assert len(sentences) == len(set(sentences))


@renderings
def test_the_error_summary_is_shown_once_and_asks_for_focus(render):
    page = render(EveryWidget({}))
    (summary,) = page.all("div", **{"data-module": "govuk-error-summary"})
    assert summary.attributes["tabindex"] == "-1"


def test_a_form_without_errors_has_no_summary():
    assert "There is a problem" not in render_crispy_form(EveryWidget())


@pytest.mark.parametrize("help_text", ["", "No names."])
def test_a_counted_text_area_is_described_with_and_without_help_text(help_text):
    form = Noted()
    form.fields["note"].help_text = help_text
    (area,) = with_tag(form).all("textarea")
    expected = ["id_note_helptext"] if help_text else []
    assert area.attributes["aria-describedby"].split() == [*expected, "id_note-info"]


def test_a_counted_text_area_never_cuts_off_what_was_written():
    page = with_tag(Noted({"note": "a" * 201}))
    (area,) = page.all("textarea")
    assert "maxlength" not in area.attributes
    assert area.text.strip() == "a" * 201


def test_a_text_area_starting_with_a_blank_line_keeps_it():
    html = render_crispy_form(Noted({"note": "\nSecond line"}))
    assert ">\n\nSecond line</textarea>" in html


def test_what_people_typed_is_escaped():
    html = render_crispy_form(Noted({"note": "</textarea><b>x</b>"}))
    assert "<b>x</b>" not in html


def test_help_text_is_escaped():
    form = Noted()
    form.fields["note"].help_text = "<b>x</b>"
    assert "<b>x</b>" not in render_crispy_form(form)


def test_answers_are_kept_when_a_form_is_refused():
    page = with_tag(EveryWidget({"name": "Neglect", "grade": "2", "agencies": ["p"], "area": "n"}))
    assert page.by_id("id_name").attributes["value"] == "Neglect"
    assert "checked" in page.by_id("id_grade_1").attributes
    assert "checked" in page.by_id("id_agencies_1").attributes
    assert "checked" not in page.by_id("id_agencies_0").attributes
    chosen = [option for option in page.all("option") if "selected" in option.attributes]
    assert "Lakeside" in [option.text for option in chosen]


def test_optional_fields_say_so():
    (label,) = with_tag(Noted()).all("label")
    assert " ".join(label.text.split()) == "Note (optional)"


def test_a_part_of_a_date_has_its_own_label():
    page = with_tag(EveryWidget())
    words = {label.attributes["for"]: label.text for label in page.all("label")}
    assert [words[f"id_ends_on_{part}"] for part in (0, 1, 2)] == ["Day", "Month", "Year"]
    assert [words[f"id_starts_on_{part}"] for part in ("day", "month", "year")] == [
        "Day", "Month", "Year",
    ]  # fmt: skip


def test_a_form_with_a_file_is_sent_as_multipart():
    (form,) = with_tag(EveryWidget()).all("form")
    assert form.attributes["enctype"] == "multipart/form-data"


def test_the_submit_button_is_green_unless_its_class_says_otherwise():
    form = Noted()
    form.helper = FormHelper()
    form.helper.add_input(Submit("save", "Save"))
    form.helper.add_input(Submit("later", "Later", css_class="govuk-button--secondary"))
    save, later = with_tag(form).all("button")
    assert save.attributes["class"].split() == ["govuk-button"]
    assert later.attributes["class"].split() == ["govuk-button", "govuk-button--secondary"]
    assert (save.attributes["name"], save.text) == ("save", "Save")


def test_a_post_form_carries_the_token_and_a_get_form_does_not():
    form = Noted()
    form.helper = FormHelper()
    assert with_tag(form).all("input", name="csrfmiddlewaretoken")
    form.helper.form_method = "get"
    assert not with_tag(form).all("input", name="csrfmiddlewaretoken")


def test_two_forms_on_a_page_share_no_id():
    first = render_crispy_form(EveryWidget({}, prefix="a"))
    second = render_crispy_form(EveryWidget({}, prefix="b"))
    ids = Page(first + second).having("id")
    assert len(ids) == len(set(ids))


def test_a_refused_file_field_shows_its_error():
    class Upload(forms.Form):
        file = forms.FileField(widget=forms.FileInput)

    page = with_tag(Upload({}, {"file": SimpleUploadedFile("empty.txt", b"")}))
    assert "empty" in page.by_id("id_file_error").text
