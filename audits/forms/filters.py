"""The filters above the list of tools and above what a version asks; nonsense is ignored."""

from django import forms

from agencies.models import Sector
from audits.models import PlanType, ToolVersion
from audits.reading_filter import Chosen


class Filter(forms.Form):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            kind = "select" if isinstance(field, forms.ChoiceField) else "input"
            field.widget.attrs["class"] = f"govuk-{kind}"

    def chose(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")


class ToolFilter(Filter):
    q = forms.CharField(required=False, max_length=100, label="Name")
    audits = forms.ChoiceField(
        required=False,
        label="Audits",
        choices=[
            ("", "Anything"),
            ("cases", "Cases"),
            ("organisations", "Organisations"),
            ("own_cases", "An agency’s own cases"),
            ("respondents", "People asked in a survey"),
        ],
    )
    status = forms.ChoiceField(
        required=False,
        label="With a version that is",
        choices=[("", "Any state"), *ToolVersion.Status.choices],
    )

    def of(self, tools):
        if self.chose("q"):
            tools = tools.filter(name__icontains=self.chose("q"))
        if self.chose("audits"):
            tools = tools.filter(audits=self.chose("audits"))
        if self.chose("status"):
            tools = tools.filter(versions__status=self.chose("status")).distinct()
        return tools.order_by("name")


class QuestionFilter(Filter):
    """`chosen` is what to show of the version."""

    sector = forms.ChoiceField(
        required=False, label="Asked of", choices=[("", "Every sector"), *Sector.choices]
    )
    plan_type = forms.ChoiceField(required=False, label="On the plan")
    code = forms.ChoiceField(required=False, label="Under the code")

    def __init__(self, data, *, version: ToolVersion):
        super().__init__(data)
        used = {key for part in _parts(version) for key in part.plan_types}
        plans = PlanType.objects.filter(key__in=used) if used else ()
        self.fields["plan_type"].choices = [("", "Any plan")] + [
            (each.key, each.name) for each in plans
        ]
        self.fields["code"].choices = [("", "Any or none"), *_codes(version)]
        for name in ("plan_type", "code"):
            if len(self.fields[name].choices) == 1:
                del self.fields[name]

    @property
    def chosen(self) -> Chosen:
        kind, _, named = self.chose("code").partition(":")
        return Chosen(
            sector=self.chose("sector"),
            plan_type=self.chose("plan_type"),
            framework=named if kind == "framework" else "",
            code=named if kind == "code" else "",
        )


def _parts(version: ToolVersion):
    return [*version.sections.all(), *version.ordered_questions]


def _codes(version: ToolVersion) -> list[tuple[str, object]]:
    """Each framework as a group: all of it, then each of its codes."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in version.codes.all():
        group = groups.setdefault(
            code.framework, [(f"framework:{code.framework}", f"All of {code.framework}")]
        )
        group.append((f"code:{code.key}", f"{code.code} {code.label}".strip()))
    return list(groups.items())
