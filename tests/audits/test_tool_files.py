from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from agencies.models import Activity
from audits.models import AuditTool, Option, PlanType, Question, ToolVersion
from audits.services import publish_version
from audits.tool_files import (
    DraftInTheWay,
    OtherKindOfTool,
    ToolFileError,
    definition_of,
    export_file,
    export_tool,
    hash_of,
    import_tool,
    read_file,
)
from tests.audits.tool_texts import SMALL, broken

LIBRARY = Path(__file__).resolve().parents[2] / "audits" / "library"
NEGLECT = (LIBRARY / "neglect.yaml").read_bytes()
CHANGED = broken("Seen alone?", "Was the child seen alone?")


def import_small(content: bytes = SMALL.encode(), **options) -> ToolVersion:
    return import_tool(content=content, **options)


def publish(version: ToolVersion) -> ToolVersion:
    return publish_version(version=version, content_hash=hash_of(version))


@pytest.mark.django_db
def test_what_is_imported_is_what_the_file_says():
    assert definition_of(import_tool(content=NEGLECT)) == read_file(NEGLECT)


@pytest.mark.django_db
def test_a_tool_goes_out_and_in_and_out_again_without_changing_a_byte():
    version = import_tool(content=NEGLECT)
    first = export_tool(version)
    forget(version)
    assert export_tool(import_tool(content=first.encode())) == first


def forget(version: ToolVersion) -> None:
    version.questions.all().delete()
    version.delete()
    AuditTool.objects.all().delete()


@pytest.mark.django_db
def test_the_library_tool_covers_every_theme_asked_for():
    keys = {question.key for question in import_tool(content=NEGLECT).questions.all()}
    assert not THEMES - keys


THEMES = {
    "neglect-named",
    "chronology-recorded",
    "three-factors",
    "three-factors-linked",
    "father-information",
    "father-spoken-to",
    "seen-alone",
    "own-words",
    "information-shared",
    "risk-responded",
    "threshold-applied",
    "drift",
    "plan-quality",
    "toolkit-used",
    "management-oversight",
    "supervision",
    "escalation",
    "school-attendance",
    "home-seen",
    "health-involved",
    "re-referrals",
    "help-declined",
    "impact",
    "good-practice",
    "areas-for-development",
    "overall-grade",
    "tool-fit",
}


@pytest.mark.django_db
def test_every_question_has_guidance_except_the_one_that_follows_another():
    without = import_tool(content=NEGLECT).questions.filter(guidance="")
    assert [question.key for question in without] == ["tool-changes"]


@pytest.mark.django_db
def test_the_published_measures_are_asked_of_every_sector_and_never_switched_off():
    version = import_tool(content=NEGLECT)
    for measure in version.measures.filter(key__in=PUBLISHED).select_related("question__section"):
        for asked in (measure.question, measure.question.section):
            assert (asked.sectors, asked.show_when) == ([], None)
        assert (measure.unit, measure.question.required) == ("return", False)


PUBLISHED = {
    "chronology",
    "father-information",
    "drift",
    "seen-alone",
    "information-shared",
    "risk-responded",
    "management-oversight",
}


@pytest.mark.django_db
def test_the_same_content_gives_the_same_version_back():
    version = publish(import_small())
    assert import_small() == version
    assert ToolVersion.objects.count() == 1


@pytest.mark.django_db
def test_other_content_makes_the_next_version_and_leaves_the_published_one():
    before = hash_of(publish(import_small()))
    changed = import_small(CHANGED)
    assert (changed.number, changed.status) == (2, ToolVersion.Status.DRAFT)
    assert hash_of(ToolVersion.objects.get(number=1)) == before


@pytest.mark.django_db
def test_a_number_in_the_file_is_kept_when_it_is_free():
    numbered = broken("name: Small tool", "name: Small tool, version: 4")
    assert publish(import_small(numbered)).number == 4
    assert import_small(CHANGED).number == 5


@pytest.mark.django_db
def test_a_draft_is_replaced_only_when_asked():
    import_small()
    with pytest.raises(DraftInTheWay, match="Small tool, version 1 is a draft"):
        import_small(CHANGED)
    replaced = import_small(CHANGED, replace_draft=True)
    assert [version.pk for version in ToolVersion.objects.all()] == [replaced.pk]
    assert Question.objects.get(key="alone").text == "Was the child seen alone?"
    assert Option.objects.count() == 2


@pytest.mark.django_db
def test_a_faulty_file_leaves_nothing_behind():
    with pytest.raises(ToolFileError):
        import_small(broken("scale: seen", "scale: sene"))
    assert not AuditTool.objects.exists()


@pytest.mark.django_db
def test_importing_is_recorded():
    version = import_small()
    assert Activity.objects.about(version).get().verb == "imported a tool version"


@pytest.mark.django_db
def test_the_commands_import_publish_and_export(tmp_path, capsys):
    source, target = tmp_path / "in.yaml", tmp_path / "out.yaml"
    source.write_text(SMALL, encoding="utf-8")
    call_command("import_tool", source, "--publish")
    call_command("export_tool", "small", "--output", target)
    assert "Small tool, version 1: published." in capsys.readouterr().out
    call_command("export_tool", "small", "--number", "1")
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_import_command_names_the_line_of_an_unknown_scale(tmp_path):
    source = tmp_path / "in.yaml"
    source.write_bytes(broken("scale: seen", "scale: sene"))
    with pytest.raises(CommandError, match="Line 14: There is no scale “sene”"):
        call_command("import_tool", source)
    assert not AuditTool.objects.exists()


@pytest.mark.django_db
def test_the_commands_say_what_they_cannot_find(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_tool", tmp_path / "missing.yaml")
    with pytest.raises(CommandError, match="There is no tool “small”. Tools here: none yet"):
        call_command("export_tool", "small")
    import_small()
    with pytest.raises(CommandError, match="There is no version 3 of the tool “small”"):
        call_command("export_tool", "small", "--number", "3")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_tool", "small", "--output", tmp_path)


@pytest.mark.django_db
def test_what_a_published_tool_audits_stays():
    publish(import_small())
    other = broken("key: small,", "key: small, audits: organisations,")
    with pytest.raises(OtherKindOfTool, match="Give the file another key"):
        import_small(other)
    tool = AuditTool.objects.get()
    assert (tool.audits, tool.versions.count()) == ("cases", 1)


@pytest.mark.django_db
def test_what_a_tool_that_is_only_a_draft_audits_comes_with_its_new_draft():
    import_small()
    version = import_small(
        broken("key: small,", "key: small, audits: organisations,")
        .replace(b"name: Small tool", b"name: Other")
        .replace(b"    label: Seen alone\n", b"    label: Seen alone\n    unit: organisation\n"),
        replace_draft=True,
    )
    assert (version.tool.audits, version.tool.name) == ("organisations", "Other")


@pytest.mark.django_db
def test_plan_types_that_a_file_names_are_added_and_those_here_keep_their_names():
    PlanType.objects.create(key="cin", name="Child in need", position=1)
    named = broken(
        "scales:",
        "plan_types:\n  - {key: cin, name: CIN}\n  - {key: fh, name: Family Help}\nscales:",
    ).replace(b"title: The", b"plan_types: [cin, fh]\n    title: The")
    import_small(named)
    names = list(PlanType.objects.order_by("position").values_list("name", flat=True))
    assert names == ["Child in need", "Family Help"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_tool_leaves_one_installation_and_enters_another_the_same(path):
    version = import_tool(content=path.read_bytes())
    text, workbook = export_file(version, "yaml"), export_file(version, "xlsx")
    forget(version)
    again = import_tool(content=workbook)
    assert (export_file(again, "yaml"), export_file(again, "xlsx")) == (text, workbook)
    forget(again)
    last = import_tool(content=text)
    assert (export_file(last, "yaml"), export_file(last, "xlsx")) == (text, workbook)


@pytest.mark.django_db
def test_the_commands_take_and_give_workbooks(tmp_path, capsys):
    source, book, text = tmp_path / "in.yaml", tmp_path / "out.xlsx", tmp_path / "out.yaml"
    source.write_text(SMALL, encoding="utf-8")
    call_command("import_tool", source)
    call_command("export_tool", "small", "--output", book)
    call_command("export_tool", "small", "--format", "yaml", "--output", text)
    forget(ToolVersion.objects.get())
    call_command("import_tool", book)
    call_command("export_tool", "small")
    assert text.read_text(encoding="utf-8") in capsys.readouterr().out


@pytest.mark.django_db
def test_the_commands_name_sheet_and_row_and_print_no_workbook(tmp_path):
    version = import_small()
    book = openpyxl.load_workbook(BytesIO(export_file(version, "xlsx")))
    book["Questions"]["G2"] = "sene"
    book.save(tmp_path / "faulty.xlsx")
    with pytest.raises(CommandError, match="Questions, row 2: There is no scale “sene”"):
        call_command("import_tool", tmp_path / "faulty.xlsx", "--replace-draft")
    (tmp_path / "text.xlsx").write_text(SMALL, encoding="utf-8")
    with pytest.raises(CommandError, match="not an Excel workbook"):
        call_command("import_tool", tmp_path / "text.xlsx")
    with pytest.raises(CommandError, match="cannot be printed"):
        call_command("export_tool", "small", "--format", "xlsx")
    assert ToolVersion.objects.get() == version
