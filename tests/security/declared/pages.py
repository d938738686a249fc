"""How it is written down what a page does and who reaches it."""

from dataclasses import dataclass, field

from agencies.roles import Role

EVERYBODY = frozenset(Role)


ADMIN = frozenset({Role.ADMIN})


COORDINATOR = frozenset({Role.COORDINATOR})


READ = ("GET",)


WRITE = ("POST",)


FORM = ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """`reach[role]` are the relations a role may open; a page without an object has one, "".

    `seen[role]` are relations whose object the role sees elsewhere, so that a plain 403 tells
    nothing; all else that is refused must answer like what does not exist.
    """

    methods: tuple[str, ...]
    reach: dict[str, set[str]] = field(default_factory=dict)
    kind: str = ""
    seen: dict[str, set[str]] = field(default_factory=dict)

    def welcomes(self, role, relation) -> bool:
        return relation in self.reach.get(role, set())


def page(methods, roles) -> Page:
    return Page(methods, {role: {""} for role in roles})


def of(kind, methods, seen=None, **reach) -> Page:
    """Relations per role, as words: of("return", READ, lead="own unassigned")."""
    return Page(methods, by_role(reach), kind, by_role(seen or {}))


def by_role(words: dict[str, str]) -> dict[str, set[str]]:
    return {Role(role): set(relations.split()) for role, relations in words.items()}


def set_up(kind, methods) -> Page:
    return of(kind, methods, admin="own")


# A lead and an auditor see that there is an audit, and nothing of its panel.
TAKES_PART = {"lead": "own", "auditor": "own"}
