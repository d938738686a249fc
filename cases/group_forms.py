"""Who belongs to a local group of an audit, and which cases are its."""

from django import forms

from agencies.models import User
from audits.models import Audit, LocalGroup
from cases.grouping import may_be_grouped
from cases.models import Case

NO_GROUP = "No local group"


class GroupForm(forms.Form):
    name = forms.CharField(
        label="Name",
        help_text="Such as a district: Lakeside.",
        max_length=80,
        error_messages={"required": "Give the group a name."},
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who belongs to it?",
        help_text="Panel members and agency leads. Of this audit they see the cases of their groups"
        " alone. A lead who is in none sees every case of their agency; a panel member who is in"
        " none sees no case.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from the list.", "list": "Choose people."},
    )

    def __init__(self, *args, group: LocalGroup | None = None, **kwargs):
        if group is not None:
            kwargs["initial"] = {"name": group.name, "people": group.people.all()}
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = may_be_grouped()


class CasesOfGroupsForm(forms.Form):
    """A choice of group for each case of the audit."""

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases: dict[str, Case] = {}
        groups = audit.groups.all()
        for case in audit.cases.select_related("area"):
            name = f"case_{case.pk}"
            self.cases[name] = case
            self.fields[name] = forms.ModelChoiceField(
                groups,
                required=False,
                initial=case.group_id,
                label=f"Local group of {case.reference}",
                empty_label=NO_GROUP,
                widget=forms.Select({"class": "govuk-select"}),
                error_messages={"invalid_choice": f"Choose a group for {case.reference}."},
            )

    @property
    def rows(self) -> list[tuple[Case, forms.BoundField]]:
        return [(case, self[name]) for name, case in self.cases.items()]

    @property
    def groups(self) -> dict[Case, LocalGroup | None]:
        """Once valid: whose each case is."""
        return {case: self.cleaned_data[name] for name, case in self.cases.items()}
