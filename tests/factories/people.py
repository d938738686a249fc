"""Who takes part, as tests name them."""

from itertools import count

from agencies.models import Agency, Area, Membership, Partnership, Sector, User
from agencies.roles import Role

numbers = count(1)


MOST_PLACES = 30_000  # a place is a small integer, and property tests make more rows than that


PASSWORD = "correct horse battery staple"


def place(number: int) -> int:
    return number % MOST_PLACES


def partnership(**fields) -> Partnership:
    return Partnership.objects.get_or_create(
        defaults={"name": "Testshire Safeguarding Children Partnership", "short_name": "Testshire"}
        | fields
    )[0]


def area(**fields) -> Area:
    number = next(numbers)
    return Area.objects.create(**{"name": f"Area {number}", "code": f"a{number}"} | fields)


def agency(sector=Sector.HEALTH, **fields) -> Agency:
    number = next(numbers)
    names = {
        "name": f"Agency {number}",
        "short_name": f"Agency {number}",
        "position": place(number),
    }
    return Agency.objects.create(**names | {"sector": sector} | fields)


def user(role: str | None = None, agency=None, **fields) -> User:
    number = next(numbers)
    person = User(**{"email": f"person{number}@example.org", "name": f"Person {number}"} | fields)
    person.set_unusable_password()
    person.save()
    if role:
        Membership.objects.create(user=person, role=role, agency=agency)
    return person


def coordinator(**fields) -> User:
    return user(Role.COORDINATOR, **fields)


def lead(agency, **fields) -> User:
    return user(Role.LEAD, agency, **fields)


def auditor(agency, **fields) -> User:
    return user(Role.AUDITOR, agency, **fields)


def membership(user, role, agency=None) -> Membership:
    """Another role for somebody; forgets what was read of their roles before."""
    user.__dict__.pop("held", None)
    user.__dict__.pop("roles", None)
    return Membership.objects.create(user=user, role=role, agency=agency)
