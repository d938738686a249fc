"""An agency from outside, and who leads and answers there."""

from django import forms

from agencies.models import Agency, Sector, User
from agencies.roles import Role

LEAD_TOO = (
    "May be its lead: then nobody there can check the work, so you accept it, and it is marked "
    "“not agency-approved”."
)


def name_of(whom: str, help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=100,
        label=f"Name of its {whom}",
        help_text=help_text,
        error_messages={"required": f"Enter the name of its {whom}."},
    )


def email_of(whom: str, help_text: str, *, required: bool = True) -> forms.EmailField:
    return forms.EmailField(
        required=required,
        label=f"E-mail address of its {whom}",
        help_text=help_text,
        error_messages={
            "required": f"Enter the e-mail address of its {whom}.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
    )


class GuestForm(forms.Form):
    name = forms.CharField(
        max_length=40,
        label="Name of the agency",
        help_text="As it is written in tables, up to 40 characters.",
        error_messages={"required": "Enter the name of the agency."},
    )
    sector = forms.ChoiceField(
        choices=[("", "Choose a sector"), *Sector.choices],
        help_text="Decides which sections of the audit tool it is asked.",
        error_messages={
            "required": "Choose its sector.",
            "invalid_choice": "Choose a sector from the list.",
        },
    )
    lead_name = name_of("lead", "Whoever says which cases it knows and approves its returns.")
    lead_email = email_of("lead", "They get an account, and a link to choose a password.")
    auditor_name = name_of(
        "auditor", "Whoever reads its records and answers. " + LEAD_TOO, required=False
    )
    auditor_email = email_of("auditor", "Leave both empty to name somebody later.", required=False)
    chosen_cases = forms.BooleanField(
        required=False, label="It joins chosen cases only, such as a child’s own school"
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        said = super().clean()
        for given, needed, what in (
            ("auditor_name", "auditor_email", "e-mail address"),
            ("auditor_email", "auditor_name", "name"),
        ):
            if said.get(given) and not said.get(needed) and needed not in self.errors:
                self.add_error(needed, f"Enter the {what} of its auditor too.")
        return said

    @property
    def people(self) -> list[str]:
        """Who is told, of a valid form."""
        said = self.cleaned_data
        names = {said["lead_email"].casefold(): said["lead_name"]}
        if said["auditor_email"]:
            names.setdefault(said["auditor_email"].casefold(), said["auditor_name"])
        return list(names.values())

    @staticmethod
    def said_of(agency: Agency) -> dict:
        """What was filled in of one that was invited before."""
        lead = User.objects.holding(Role.LEAD, agency).order_by("name").first()
        said = {"name": agency.name[:40], "sector": agency.sector}
        return said | {"lead_name": lead.name, "lead_email": lead.email} if lead else said


class GuestAuditorForm(forms.Form):
    name = name_of("auditor", LEAD_TOO)
    email = email_of("auditor", "Somebody new gets an account, and a link to choose a password.")
