"""Who takes part in an audit: a tick for each agency, a guest from outside, chosen cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.db.models import Count, Q

from agencies.models import Agency, Sector, User
from agencies.roles import Role
from audits.models import Audit
from cases.models import Case, Involvement


@dataclass
class AgencyRow:
    """`chosen`: how many cases were chosen for it, where it joins chosen ones only."""

    agency: Agency
    takes_part: bool
    joins_chosen: bool
    leads: str
    auditors: str
    chosen: int = 0


def offered(audit: Audit):
    """Active agencies of the partnership, and whoever takes part already."""
    ours = Q(is_active=True, is_guest=False)
    return Agency.objects.filter(ours | Q(participations__audit=audit)).distinct()


@dataclass
class EarlierGuest:
    agency: Agency
    leads: str
    audits: str


def earlier_guests(audit: Audit) -> list[EarlierGuest]:
    """Agencies from outside that were invited to another audit, and take no part in this one."""
    found = (
        Agency.objects.filter(is_active=True, is_guest=True, participations__isnull=False)
        .exclude(participations__audit=audit)
        .prefetch_related("participations__audit")
        .order_by("short_name")
        .distinct()
    )
    leads = named_in(Role.LEAD)
    return [
        EarlierGuest(
            agency,
            ", ".join(leads.get(agency.pk, [])),
            ", ".join(each.audit.name for each in agency.participations.all()),
        )
        for agency in found
    ]


class AgenciesForm(forms.Form):
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose agencies from the list."},
    )
    chosen = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose agencies from the list."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, audit: Audit, **kwargs):
        super().__init__(*args, **kwargs)
        self.audit = audit
        self.fields["agencies"].queryset = self.fields["chosen"].queryset = offered(audit)
        self.fields["version"].initial = audit.plan_version

    @property
    def every_case(self) -> list[Agency]:
        return [each for each in self.cleaned_data["agencies"] if each not in self.chosen_cases]

    @property
    def chosen_cases(self) -> list[Agency]:
        """One that is not ticked to take part joins no case."""
        ticked = set(self.cleaned_data["agencies"])
        return [each for each in self.cleaned_data["chosen"] if each in ticked]

    def sectors(self) -> list[tuple[str, list[AgencyRow]]]:
        """Agencies as ticked, by sector in the order of the list of sectors."""
        order = list(Sector.values)
        rows = sorted(self._rows(), key=lambda row: order.index(row.agency.sector))
        grouped = groupby(rows, key=lambda row: row.agency.get_sector_display())
        return [(name, list(found)) for name, found in grouped]

    def _rows(self) -> Iterable[AgencyRow]:
        takes_part, joins_chosen = self._ticked()
        counted = Involvement.objects.filter(case__audit=self.audit).order_by().values("agency")
        cells = dict(counted.annotate(Count("pk")).values_list("agency", "pk__count"))
        leads, auditors = named_in(Role.LEAD), named_in(Role.AUDITOR)
        for agency in offered(self.audit).order_by("position", "short_name"):
            yield AgencyRow(
                agency,
                str(agency.pk) in takes_part,
                str(agency.pk) in joins_chosen,
                ", ".join(leads.get(agency.pk, [])),
                ", ".join(auditors.get(agency.pk, [])),
                cells.get(agency.pk, 0),
            )

    def _ticked(self) -> tuple[set[str], set[str]]:
        if self.is_bound:
            return set(self.data.getlist("agencies")), set(self.data.getlist("chosen"))
        found = list(self.audit.participations.all())
        return (
            {str(each.agency_id) for each in found},
            {str(each.agency_id) for each in found if each.chosen_cases},
        )


def named_in(role: Role) -> dict:
    """Who holds a role of an agency, by agency."""
    found = {}
    held = User.objects.filter(memberships__role=role, is_active=True)
    for agency, name in held.values_list("memberships__agency", "name").order_by("name"):
        if agency:
            found.setdefault(agency, []).append(name)
    return found


class CasesForm(forms.Form):
    """Which cases an agency that joins chosen ones only is asked about."""

    cases = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        required=False,
        label="Cases",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose cases of this audit."},
    )

    def __init__(self, *args, audit: Audit, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cases"].queryset = audit.cases.all()
        asked = Involvement.objects.filter(case__audit=audit, agency=agency)
        self.fields["cases"].initial = list(asked.values_list("case", flat=True))
