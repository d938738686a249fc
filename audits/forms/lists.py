"""The lists of themes and of framework codes of a draft, edited as rows or typed in bulk."""

from django import forms
from django.core.exceptions import ValidationError

from audits.forms.fields import Line, Lines
from audits.forms.rows import rows_form
from audits.tool_definition import CodeDefinition, ThemeDefinition


class ThemeRow(forms.Form):
    main = "name"
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    name = Line(max_length=80, required=False, label="Theme")


class CodeRow(forms.Form):
    main = "code"
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    framework = Line(max_length=80, required=False)
    code = Line(max_length=30, required=False)
    label = Line(max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("code") and not cleaned.get("framework") and "framework" not in self.errors:
            self.add_error("framework", "Say which framework this code belongs to.")
        said = cleaned.get("framework") or cleaned.get("label")
        if said and not cleaned.get("code") and "code" not in self.errors:
            self.add_error("code", "Write the code, or empty the whole row.")
        return cleaned


ThemeRows = rows_form(ThemeRow, "themes")
CodeRows = rows_form(CodeRow, "codes")


class MoreThemes(forms.Form):
    more = Lines(
        max_length=8000,
        required=False,
        rows=4,
        label="Add several",
        help_text="One theme a line.",
    )

    def clean_more(self) -> list[ThemeDefinition]:
        names = [line for line in self.cleaned_data["more"].splitlines() if line]
        long = next((name for name in names if len(name) > 80), None)
        if long:
            raise ValidationError(f"“{long[:40]}…” has more than 80 characters. Shorten it.")
        return [ThemeDefinition("", " ".join(name.split())) for name in names]


class MoreCodes(forms.Form):
    more = Lines(
        max_length=40000,
        required=False,
        rows=4,
        label="Add several",
        help_text=(
            "One code a line: framework, code and label, with tabs or commas between them. Lines"
            " can be pasted from a spreadsheet."
        ),
    )

    def clean_more(self) -> list[CodeDefinition]:
        lines = enumerate(self.cleaned_data["more"].splitlines(), start=1)
        return [_code_in(number, line) for number, line in lines if line]


def _code_in(number: int, line: str) -> CodeDefinition:
    parts = [" ".join(part.split()) for part in line.split("\t" if "\t" in line else ",", 2)]
    framework, code, label = [*parts, "", "", ""][:3]
    if not framework or not code:
        raise ValidationError(
            f"Line {number}: write the framework and the code with a comma between them."
        )
    for name, text, most in (
        ("framework", framework, 80),
        ("code", code, 30),
        ("label", label, 200),
    ):
        if len(text) > most:
            raise ValidationError(f"Line {number}: the {name} has more than {most} characters.")
    return CodeDefinition("", framework, code, label)


def theme_rows(themes) -> list[dict]:
    return [{"key": theme.key, "name": theme.name} for theme in themes]


def code_rows(codes) -> list[dict]:
    return [
        {"key": each.key, "framework": each.framework, "code": each.code, "label": each.label}
        for each in codes
    ]


def themes_of(rows: list[dict], there: set[str]) -> list[ThemeDefinition]:
    return [ThemeDefinition(_known(row["key"], there), row["name"]) for row in rows]


def codes_of(rows: list[dict], there: set[str]) -> list[CodeDefinition]:
    return [
        CodeDefinition(_known(row["key"], there), row["framework"], row["code"], row["label"])
        for row in rows
    ]


def _known(key: str, there: set[str]) -> str:
    """A key that was sent and is not there is made anew; each is used once."""
    if key not in there:
        return ""
    there.discard(key)
    return key
