"""The second wall: PostgreSQL row-level security, told per transaction who is asking.

Without a scope a protected table looks empty. A scope lasts as long as its transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from agencies.roles import Role

REACHES_ALL = frozenset({Role.COORDINATOR, Role.MODERATOR})


@dataclass(frozen=True)
class Scope:
    """Whose rows may be touched: every agency's, or those of `agencies` only."""

    user_id: str = ""
    reaches_all: bool = False
    agencies: frozenset = field(default_factory=frozenset)

    def settings(self) -> list[str]:
        reach = "all" if self.reaches_all else ""
        return [str(self.user_id), reach, ",".join(sorted(map(str, self.agencies)))]


SYSTEM = Scope(reaches_all=True)
_active: ContextVar[Scope | None] = ContextVar("active_scope", default=None)


def scope_of(user) -> Scope:
    if not user.is_authenticated:
        return Scope()
    return Scope(user.pk, bool(user.roles & REACHES_ALL), user.agency_ids())


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Open a transaction in which protected rows are those of `scope`; nests."""
    outer = _active.get()
    with transaction.atomic():
        _apply(scope)
        token = _active.set(scope)
        try:
            yield
        finally:
            _active.reset(token)
        if outer is not None and not transaction.get_rollback():
            _apply(outer)


def acting_as_system():
    """For background work and commands, which answer to no single agency."""
    return acting(SYSTEM)


def _apply(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('caseaudit.user', %s, true), "
            "set_config('caseaudit.reach', %s, true), "
            "set_config('caseaudit.agencies', %s, true)",
            scope.settings(),
        )


# These hold no case data, and memberships decide the scope, so they cannot depend on it.
UNPROTECTED = frozenset({"agencies_membership", "agencies_agency_areas"})
INSERT_BY_ANYONE = frozenset({"agencies_activity"})
APPEND_ONLY = frozenset({"agencies_activity"})
READ_ONLY = frozenset({"cases_answerhistory", "cases_judgementhistory"})

REACHES_ALL_SQL = "(SELECT current_setting('caseaudit.reach', true) = 'all')"
AGENCIES_SQL = (
    "(SELECT string_to_array(NULLIF(current_setting('caseaudit.agencies', true), ''), ','))::uuid[]"
)
OWN_ROWS = f"{REACHES_ALL_SQL} OR agency_id = ANY ({AGENCIES_SQL})"
# An identity with an owner never leaves that agency: not even for those who reach all others.
# An agency's number for a case is that agency's and theirs.
CASES_KNOWN = f"""(owner_id IS NULL AND {REACHES_ALL_SQL}) OR (
    (owner_id IS NULL OR owner_id = ANY ({AGENCIES_SQL}))
    AND (agency_id IS NULL OR agency_id = ANY ({AGENCIES_SQL})) AND EXISTS (
        SELECT 1 FROM cases_involvement involved
        WHERE involved.case_id = cases_identity.case_id
          AND involved.agency_id = ANY ({AGENCIES_SQL})
          AND involved.state IN ('to_confirm', 'known')))"""
# Whoever is told of an area's concerns may belong to any agency, or to none.
CONCERNS_TOLD = f"""{OWN_ROWS}
    OR raised_by_id = (SELECT NULLIF(current_setting('caseaudit.user', true), ''))::uuid
    OR EXISTS (
        SELECT 1 FROM agencies_concerncontact contact
        WHERE contact.user_id = (SELECT NULLIF(current_setting('caseaudit.user', true), ''))::uuid
          AND (contact.area_id IS NULL OR cases_concern.area_id IS NULL
               OR contact.area_id = cases_concern.area_id))"""
# Seen through the wall of the concern it is about.
NOTES_OF_CONCERNS = (
    "EXISTS (SELECT 1 FROM cases_concern concern WHERE concern.id = cases_concernnote.concern_id)"
)
# Who could be drawn is for coordinators, and for the work of the system.
OF_COORDINATORS = f"""{REACHES_ALL_SQL} AND (SELECT
    NULLIF(current_setting('caseaudit.user', true), '') IS NULL
    OR EXISTS (SELECT 1 FROM agencies_membership held
        WHERE held.user_id = NULLIF(current_setting('caseaudit.user', true), '')::uuid
          AND held.role = 'coordinator'))"""
# An agency may know that a case it was asked about, or has to act on, has been before the panel.
MODERATED = f"""{OWN_ROWS} OR EXISTS (
        SELECT 1 FROM cases_involvement involved
        WHERE involved.case_id = cases_moderation.case_id
          AND involved.agency_id = ANY ({AGENCIES_SQL}))
    OR EXISTS (
        SELECT 1 FROM cases_caseaction asked WHERE asked.moderation_id = cases_moderation.id
          AND asked.agency_id = ANY ({AGENCIES_SQL}))"""
# Which of the panel's meetings looked at it.
OF_MODERATIONS = (
    "EXISTS (SELECT 1 FROM cases_moderation moderation "
    "WHERE moderation.id = cases_moderation_meetings.moderation_id)"
)
# What was agreed there, once it is released; what else was said stays with the panel.
JUDGED = f"""{REACHES_ALL_SQL} OR EXISTS (
        SELECT 1 FROM cases_moderation moderation
        WHERE moderation.id = cases_judgement.moderation_id
          AND moderation.released_at IS NOT NULL)"""
OTHERWISE = {
    "cases_candidate": OF_COORDINATORS,
    "cases_candidatefile": OF_COORDINATORS,
    "cases_identity": CASES_KNOWN,
    "cases_identityimport": OF_COORDINATORS,
    "cases_concern": CONCERNS_TOLD,
    "cases_concernnote": NOTES_OF_CONCERNS,
    # What the panel and the coordinator make of a case, across agencies.
    "cases_resolution": REACHES_ALL_SQL,
    "cases_differencecount": REACHES_ALL_SQL,
    "cases_voice": REACHES_ALL_SQL,
    "cases_voicehistory": REACHES_ALL_SQL,
    "cases_moderation": MODERATED,
    "cases_moderation_meetings": OF_MODERATIONS,
    "cases_judgement": JUDGED,
    "cases_judgementhistory": REACHES_ALL_SQL,
    "cases_learningpoint": REACHES_ALL_SQL,
    "reports_takenpoint": REACHES_ALL_SQL,
}

# The way in of the function cases_destroy_due_identities, which runs as the owner of the tables:
# every identity whose last day has passed, whoever it belongs to.
DESTROYED_WHEN_DUE = """
    DROP POLICY IF EXISTS destroyed_when_due ON cases_identity;
    CREATE POLICY destroyed_when_due ON cases_identity TO CURRENT_USER USING (EXISTS (
        SELECT 1 FROM cases_case JOIN audits_audit audit ON audit.id = cases_case.audit_id
        WHERE cases_case.id = cases_identity.case_id
          AND audit.identities_until < (now() AT TIME ZONE 'Europe/London')::date));
"""


def build_walls(database) -> None:
    """Grant the application's role its rights and protect every table; run after each migrate."""
    with database.cursor() as cursor:
        cursor.execute(_grants(settings.APPLICATION_ROLE))
        for table in protected_tables(cursor):
            cursor.execute(_policy(table))
            if table == "cases_identity":
                cursor.execute(DESTROYED_WHEN_DUE)


def protected_tables(cursor) -> list[str]:
    """Every table with an agency_id, and those with a rule of their own."""
    cursor.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' "
        "AND table_type = 'BASE TABLE' AND (column_name = 'agency_id' OR table_name = ANY(%s))",
        [list(OTHERWISE)],
    )
    return sorted({table for (table,) in cursor.fetchall()} - UNPROTECTED)


def _grants(role: str) -> str:
    revoked = [f'REVOKE UPDATE, DELETE ON "{table}" FROM "{role}"' for table in APPEND_ONLY]
    revoked += [f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM "{role}"' for table in READ_ONLY]
    return ";".join(
        [
            f'GRANT USAGE ON SCHEMA public TO "{role}"',
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
            f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
            *(f"DO $$ BEGIN {sql}; EXCEPTION WHEN undefined_table THEN END $$" for sql in revoked),
        ]
    )


def _policy(table: str) -> str:
    rule = OTHERWISE.get(table, OWN_ROWS)
    check = "true" if table in INSERT_BY_ANYONE else rule
    return f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS own_rows ON "{table}";
        CREATE POLICY own_rows ON "{table}" USING ({rule}) WITH CHECK ({check});
    """
