"""What a request must leave as it was, as one digest of the rows that are there."""

import re
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

PEOPLE = ("user", "membership", "agency", "area", "partnership", "concerncontact")
TOOLS = ("audittool", "toolversion", "section", "scale", "option", "question", "measure")
CHANGES = re.compile("(INSERT|UPDATE|DELETE)", re.IGNORECASE)
PASSED_OVER = re.compile("(django_session|agencies_cache|agencies_activity)")
OF_AUDIT = "SELECT id FROM cases_auditreturn WHERE audit_id <> %(audit)s"


def fingerprint(statements: list[str], **given) -> str:
    """Of all rows that these statements find, whatever their order."""
    union = " UNION ALL ".join(statements)
    statement = f"SELECT md5(string_agg(said, '|' ORDER BY said)) FROM ({union}) everything"
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()[0]


@contextmanager
def writes():
    """A list of the statements that change rows meanwhile; what keeps sessions is passed over."""
    found = []

    def noted(execute, sql, params, many, context):
        if CHANGES.match(sql) and not PASSED_OVER.search(sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        yield found


def of_people() -> list[str]:
    """Who there is and what is asked, which no form about a case changes."""
    models = [("agencies", name) for name in PEOPLE] + [("audits", name) for name in TOOLS]
    return [_all(apps.get_model(*each)._meta.db_table) for each in models]


def of_cases() -> list[str]:
    """Every row of every case, return and survey."""
    return [_all(table) for table in (*_tables("cases"), "audits_audit")]


def of_other_agencies() -> list[str]:
    rows = _with("agency")
    return [f"{_all(table)} WHERE said.agency_id <> %(agency)s" for table in rows]


def of_other_audits() -> list[str]:
    found = [f"{_all(table)} WHERE said.audit_return_id IN ({OF_AUDIT})"
             for table in _with("audit_return")]  # fmt: skip
    found += [f"{_all('audits_audit')} WHERE said.id <> %(audit)s"]
    return found + [f"{_all(table)} WHERE said.audit_id <> %(audit)s"
                    for table in _with("audit")]  # fmt: skip


def of_other_responses() -> list[str]:
    found = [f"{_all(table)} WHERE said.audit_return_id <> %(own)s"
             for table in _with("audit_return")]  # fmt: skip
    return [*found, f"{_all('cases_auditreturn')} WHERE said.id <> %(own)s", *of_people()]


def _all(table: str) -> str:
    return f"SELECT '{table} ' || said::text AS said FROM {table} said"


def _tables(label: str) -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config(label).get_models()]


def _with(field: str) -> list[str]:
    return [
        model._meta.db_table
        for model in apps.get_app_config("cases").get_models()
        if any(each.name == field for each in model._meta.fields)
    ]
