"""Blank forms as PDF files, and the journey to one."""

import page
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from agencies import jobs
from agencies.models import Job
from agencies.roles import Role
from audits.models import PlanType, ToolVersion
from audits.services import publish_version
from audits.starter_tools import starter_tools
from audits.tool_files import hash_of, import_tool
from reports.blank_printing import form_of, print_tool
from reports.pdf import PdfError
from tests import factories

pytestmark = pytest.mark.django_db
TOOLS = starter_tools()


def version_of(key="practitioner-survey", *, publish=True) -> ToolVersion:
    factories.partnership()
    version = import_tool(content=TOOLS[key].content)
    if publish:
        publish_version(version=version, content_hash=hash_of(version))
    return ToolVersion.objects.select_related("tool").get(pk=version.pk)


def words_of(content) -> str:
    sheets = pypdfium2.PdfDocument(bytes(content))
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    return " ".join(text.split())


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_each_tool_of_the_library_passes_the_automated_pdf_ua_checks(key):
    made = print_tool(version_of(key), file_format="pdf")
    report = page.validate_pdf_bytes(made.content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert report.document.page_count == made.pages > 1


def test_every_question_and_option_can_be_read_in_the_text():
    version = version_of("neglect")
    words = words_of(print_tool(version, file_format="pdf").content)
    for question in version.questions.select_related("scale"):
        assert " ".join(question.text.split()) in words
    for option in version.scales.get(key="overall-grade").options.all():
        assert option.label in words
        assert " ".join(option.descriptor.split()) in words


def test_every_page_is_numbered_and_warns_against_names():
    made = print_tool(version_of(), file_format="pdf")
    for at, sheet in enumerate(pypdfium2.PdfDocument(made.content), start=1):
        text = sheet.get_textpage().get_text_range()
        assert f"Page {at} of {made.pages}" in text
        assert "Write no names" in text


def test_an_edition_for_one_sector_leaves_out_what_it_is_not_asked():
    version = version_of("neglect")
    whole = words_of(print_tool(version, file_format="pdf").content)
    narrow = words_of(print_tool(version, file_format="pdf", sector="police").content)
    assert "Was the partnership’s neglect toolkit used?" in whole
    assert "Was the partnership’s neglect toolkit used?" not in narrow
    assert "For Police" in narrow
    assert "Was the child seen alone by your agency?" in narrow


def test_an_edition_for_one_kind_of_plan_leaves_out_the_others():
    version = version_of("setting-own-audit")
    narrow = form_of(version, plan_type="looked-after")
    titles = [section.title for section in narrow.sections]
    assert "Looked after" in titles
    assert "Child in need and child protection" not in titles


def test_a_question_that_fits_on_a_page_is_never_split():
    version = version_of("multi-agency-case-audit")
    sheets = pypdfium2.PdfDocument(print_tool(version, file_format="pdf").content)
    texts = [" ".join(each.get_textpage().get_text_range().split()) for each in sheets]
    for option in ("Outstanding", "Inadequate"):
        assert sum(text.count(option) for text in texts) >= 6
    for text in texts:
        assert text.count("Outstanding") == text.count("Inadequate")


def test_the_same_version_gives_the_same_bytes():
    version = version_of()
    first, second = (print_tool(version, file_format="pdf").content for _ in range(2))
    assert first == second


def test_a_draft_says_that_it_is_one():
    words = words_of(print_tool(version_of(publish=False), file_format="pdf").content)
    assert "Draft. This version is not published" in words


def test_a_form_on_which_nothing_would_be_asked_is_refused():
    version = version_of("setting-own-audit", publish=False)
    version.sections.update(plan_types=["early-help"])
    with pytest.raises(PdfError, match="asks nothing of Looked after"):
        print_tool(version, file_format="pdf", plan_type="looked-after")


def test_letters_the_typeface_lacks_are_named():
    version = version_of(publish=False)
    version.sections.update(title="About you 🙂")
    with pytest.raises(PdfError, match="no 🙂"):
        print_tool(version, file_format="pdf")


def test_markup_in_a_tool_stays_text():
    version = version_of(publish=False)
    version.sections.update(title="<b>About</b> & <script>alert(1)</script>")
    words = words_of(print_tool(version, file_format="pdf").content)
    assert "<script>alert(1)</script>" in words


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
@pytest.mark.parametrize(("file_format", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_from_the_tool_to_a_file(as_, role, file_format, starts):
    version = version_of("setting-own-audit")
    reader = as_(factories.user(role))
    tool = reader.get(reverse("audits:tool_version", args=[version.pk]))
    ask = reverse("reports:print_tool", args=[version.pk])
    assert ask in tool.content.decode()
    assert "Looked after" in reader.get(ask).content.decode()
    choice = {"sector": "education", "plan_type": "looked-after", "file_format": file_format}
    answer = reader.post(ask, choice)
    job = Job.objects.get()
    assert answer.url == reverse("reports:making_blank_form", args=[job.pk])
    assert "Waiting for a worker" in reader.get(answer.url).content.decode()
    waiting = reader.get(reverse("reports:blank_form", args=[job.pk]))
    assert waiting.url == answer.url
    jobs.run(job.pk)
    assert "The form is ready." in reader.get(answer.url).content.decode()
    file = reader.get(reverse("reports:blank_form", args=[job.pk]))
    assert file.content.startswith(starts)
    name = f"setting-own-audit-1-education-looked-after-blank.{file_format}"
    assert name in file["Content-Disposition"]
    assert file["Cache-Control"] == "no-store"


def test_a_choice_that_is_not_offered_says_what_to_do(as_):
    version = version_of()
    coordinator = as_(factories.coordinator())
    ask = reverse("reports:print_tool", args=[version.pk])
    answer = coordinator.post(ask, {"sector": "circus", "file_format": "exe"})
    assert answer.status_code == 422
    page_ = answer.content.decode()
    assert "Choose a sector from the list." in page_
    assert "Choose a PDF or a Word file." in page_
    assert not Job.objects.exists()


def test_asking_twice_makes_one_job_and_asking_again_replaces_what_was_made(as_):
    version = version_of()
    coordinator = as_(factories.coordinator())
    ask = reverse("reports:print_tool", args=[version.pk])
    for _ in range(2):
        coordinator.post(ask, {"file_format": "docx"})
    first = Job.objects.get()
    jobs.run(first.pk)
    coordinator.post(ask, {"file_format": "docx"})
    again = Job.objects.get()
    assert again.pk != first.pk


def test_what_cannot_be_made_says_why_and_can_be_tried_again(as_):
    version = version_of(publish=False)
    version.sections.update(title="🙂")
    coordinator = as_(factories.coordinator())
    ask = reverse("reports:print_tool", args=[version.pk])
    coordinator.post(ask, {"file_format": "pdf"})
    jobs.run(Job.objects.get().pk)
    shown = coordinator.get(
        reverse("reports:making_blank_form", args=[Job.objects.get().pk])
    ).content.decode()
    assert "The print typeface has no 🙂" in shown
    version.sections.update(title="Better")
    coordinator.post(ask, {"file_format": "pdf", "sector": "", "plan_type": ""})
    jobs.run(Job.objects.get().pk)
    assert Job.objects.get().state == Job.State.DONE


def test_the_command_writes_either_file(tmp_path, capsys):
    version_of("setting-own-audit")
    for file_format, starts in (("pdf", b"%PDF"), ("docx", b"PK")):
        path = tmp_path / f"form.{file_format}"
        call_command(
            "print_tool", "setting-own-audit", "--format", file_format, "--output", str(path)
        )
        assert path.read_bytes().startswith(starts)
    assert "pages)" in capsys.readouterr().out


def test_the_command_names_the_plan_types_there_are(tmp_path):
    version_of("setting-own-audit")
    known = ", ".join(PlanType.objects.values_list("key", flat=True))
    with pytest.raises(CommandError, match=f"no kind of plan “moon”. There are: {known}"):
        call_command(
            "print_tool",
            "setting-own-audit",
            "--plan-type",
            "moon",
            "--output",
            str(tmp_path / "x"),
        )
