"""Who takes part in the demo. Nobody here exists; the addresses cannot receive mail."""

from dataclasses import dataclass

from agencies.models import Sector
from agencies.roles import Role

PASSWORD = "lantern-orchard-kettle"
DOMAIN = "merrowdale.example"

PARTNERSHIP = {
    "name": "Merrowdale Safeguarding Children Partnership",
    "short_name": "Merrowdale",
    "website": DOMAIN,
    "brand_colour": "#0f4a56",
    "tint_colour": "#e8f1f1",
    "is_demo": True,
}

AREAS = {"lakeside": "Lakeside", "upper-fold": "Upper Fold", "tarnmouth": "Tarnmouth"}


@dataclass(frozen=True)
class AgencyData:
    sector: str
    short_name: str
    name: str


AGENCIES = (
    AgencyData(
        Sector.CHILDREN_SOCIAL_CARE, "Children’s social care", "Merrowdale Children’s Services"
    ),
    AgencyData(Sector.HEALTH, "Health", "Merrowdale Community Health"),
    AgencyData(Sector.POLICE, "Police", "Merrowdale Constabulary"),
    AgencyData(Sector.EDUCATION, "Education", "Merrowdale Schools and Nurseries"),
    AgencyData(Sector.EARLY_HELP, "Early help", "Merrowdale Family Hubs"),
    AgencyData(Sector.HOUSING, "Housing", "Merrowdale Homes"),
)
SECTORS = tuple(agency.sector for agency in AGENCIES)


@dataclass(frozen=True)
class PersonData:
    """`sector` names the agency of a lead or an auditor."""

    name: str
    role: Role
    job_title: str
    sector: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


CSC, HEALTH, POLICE, EDUCATION, EARLY_HELP, HOUSING = SECTORS

COORDINATOR = PersonData("Juno Tidewell", Role.COORDINATOR, "Partnership business officer")
APPROVER = PersonData("Hester Larkwhistle", Role.APPROVER, "Chair of the audit subgroup")
PEOPLE = (
    PersonData("Basil Thistledown", Role.ADMIN, "Systems officer"),
    COORDINATOR,
    PersonData("Marlow Finchley", Role.MODERATOR, "Designated nurse"),
    PersonData("Ione Gatherwood", Role.MODERATOR, "Principal social worker"),
    APPROVER,
    PersonData("Sorrel Pennyfold", Role.VIEWER, "Lay member of the board"),
    PersonData("Jonty Quickthorn", Role.LEAD, "Service manager", CSC),
    PersonData("Tansy Underbough", Role.AUDITOR, "Team manager", CSC),
    PersonData("Corin Sedgeley", Role.AUDITOR, "Practice supervisor", CSC),
    PersonData("Odalys Pemberwick", Role.LEAD, "Head of safeguarding", HEALTH),
    PersonData("Wren Applegarth", Role.AUDITOR, "Named nurse", HEALTH),
    PersonData("Nell Brambledown", Role.AUDITOR, "Specialist health visitor", HEALTH),
    PersonData("Piers Oxlip", Role.LEAD, "Detective inspector", POLICE),
    PersonData("Linnet Farrowgate", Role.AUDITOR, "Detective sergeant", POLICE),
    PersonData("Dilys Fernleigh", Role.LEAD, "Safeguarding adviser to schools", EDUCATION),
    PersonData("Perrin Oatleaf", Role.AUDITOR, "Designated safeguarding lead", EDUCATION),
    PersonData("Rafe Marl", Role.LEAD, "Family hub manager", EARLY_HELP),
    PersonData("Clover Nettlebed", Role.AUDITOR, "Senior family worker", EARLY_HELP),
    PersonData("Edda Millrace", Role.LEAD, "Head of tenancies", HOUSING),
    PersonData("Fennel Cobblestone", Role.AUDITOR, "Tenancy support manager", HOUSING),
)


@dataclass(frozen=True)
class SignIn:
    """One line of the list of people a visitor may sign in as."""

    role: str
    name: str
    email: str
    password: str = PASSWORD

    def __str__(self) -> str:
        return f"{self.role:<28} {self.email:<38} {self.password}"


SHOWN = (
    "Juno Tidewell",
    "Wren Applegarth",
    "Odalys Pemberwick",
    "Hester Larkwhistle",
    "Marlow Finchley",
    "Basil Thistledown",
    "Sorrel Pennyfold",
)


def sign_ins() -> list[SignIn]:
    """The main roles, one person each."""
    by_name = {person.name: person for person in PEOPLE}
    return [_sign_in(by_name[name]) for name in SHOWN]


def _sign_in(person: PersonData) -> SignIn:
    short_names = {agency.sector: agency.short_name for agency in AGENCIES}
    place = f", {short_names[person.sector].lower()}" if person.sector else ""
    return SignIn(f"{person.role.label}{place}", person.name, person.email)
