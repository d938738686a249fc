"""Which round came before, and which child was in it already."""

from django import forms

from audits.models import Audit
from cases.answering.rounds import earlier_rounds
from cases.models import Case

NO_ROUND = "No round came before"
NEW_CHILD = "Not in that round"


class RoundForm(forms.Form):
    """The earlier round; once it is chosen, also an earlier case for each case of this audit."""

    previous = forms.ModelChoiceField(
        Audit.objects.none(),
        required=False,
        label="The round before",
        empty_label=NO_ROUND,
        help_text="Auditors are then offered what their agency answered in it, answer by answer.",
        error_messages={"invalid_choice": "Choose an earlier audit that used the same tool."},
    )

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = {}
        self.fields["previous"].queryset = earlier_rounds(audit)
        self.fields["previous"].initial = audit.previous_id
        if audit.previous_id:
            self._ask_of_each_case(audit)

    def _ask_of_each_case(self, audit: Audit) -> None:
        earlier = Case.objects.filter(audit=audit.previous_id)
        known = audit.cases.filter(owner=None).select_related("area").prefetch_related("subjects")
        for case in known:
            name = f"case_{case.pk}"
            self.cases[name] = case
            self.fields[name] = forms.ModelChoiceField(
                earlier,
                required=False,
                initial=case.follows_id,
                label=f"{case.reference} is about the same child as",
                empty_label=NEW_CHILD,
                widget=forms.Select({"class": "govuk-select"}),
                error_messages={
                    "invalid_choice": f"Choose for {case.reference} a case of the round before."
                },
            )

    @property
    def rows(self) -> list[tuple[Case, forms.BoundField]]:
        return [(case, self[name]) for name, case in self.cases.items()]

    @property
    def same_child(self) -> dict[Case, Case | None]:
        """Nothing while the round is being changed: its cases are asked about next."""
        if "previous" in self.changed_data:
            return {}
        return {case: self.cleaned_data[name] for name, case in self.cases.items()}
