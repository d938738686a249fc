"""The forms of a tool and of one section of a draft."""

from django import forms

from audits.forms.fields import (
    Line,
    Lines,
    PlanTypesField,
    kept_sectors,
    plan_type_choices,
    sectors_field,
    ticked_sectors,
)
from audits.forms.questions import LINK_HELP
from audits.models import AuditTool, Section
from audits.tool_definition import SectionDefinition

ONCE = "once"
REPEATS = [(value or ONCE, label) for value, label in Section.Repeats.choices]


class ToolForm(forms.Form):
    name = Line(max_length=120, label="Name of the tool")
    audits = forms.ChoiceField(
        choices=AuditTool.Audits.choices,
        widget=forms.RadioSelect,
        initial=AuditTool.Audits.CASES,
        label="What it audits",
    )
    description = Lines(
        max_length=2000,
        required=False,
        help_text="What the tool is for, in a sentence or two.",
    )

    def __init__(self, *args, fixed: bool = False, **options):
        """`fixed`: a version is published, so what the tool audits stays."""
        super().__init__(*args, **options)
        if fixed:
            self.fields["audits"].disabled = True
            self.fields[
                "audits"
            ].help_text = (
                "A published version audits this, so it stays. Start another tool for another use."
            )


class CopyToolForm(ToolForm):
    """Of a tool there is: what it audits goes with its questions."""

    audits = None


class NewToolForm(ToolForm):
    section = Line(
        max_length=120,
        label="Title of its first section",
        help_text="You can change it, and add more, on the next page.",
    )


class SectionForm(forms.Form):
    title = Line(max_length=120)
    guidance = Lines(
        max_length=2000, required=False, help_text="Shown under the title. " + LINK_HELP
    )
    repeats = forms.ChoiceField(choices=REPEATS, label="How often it is asked")
    sectors = sectors_field(label="Who is asked")
    plan_types = PlanTypesField()
    picked = forms.BooleanField(required=False, label="Only when the auditor picks it as relevant")

    def __init__(self, *args, plan_types=(), **options):
        super().__init__(*args, **options)
        self.fields["plan_types"].choices = plan_type_choices(tuple(plan_types))

    @property
    def fields_of_section(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("title", "guidance", "picked")},
            "repeats": "" if cleaned["repeats"] == ONCE else cleaned["repeats"],
            "sectors": kept_sectors(cleaned["sectors"]),
            "plan_types": tuple(
                key for key, _ in self.fields["plan_types"].choices if key in cleaned["plan_types"]
            ),
        }


def initial_of(section: SectionDefinition) -> dict[str, object]:
    return {
        "title": section.title,
        "guidance": section.guidance,
        "repeats": section.repeats or ONCE,
        "picked": section.picked,
        "sectors": ticked_sectors(section.sectors),
        "plan_types": list(section.plan_types),
    }
