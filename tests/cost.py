"""Statements a request makes of its own, apart from what every request makes."""

# The session, who it is, what they may do, whose rows they may touch, and the transaction.
OF_EVERY_REQUEST = (
    "django_session",
    'FROM "agencies_user" WHERE "agencies_user"."id"',
    'FROM "agencies_membership"',
    "set_config('caseaudit",
)
OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


def own_statements(queries) -> list[str]:
    """Of a CaptureQueriesContext."""
    return [
        query["sql"]
        for query in queries.captured_queries
        if not query["sql"].startswith(OF_THE_TRANSACTION)
        and not any(part in query["sql"] for part in OF_EVERY_REQUEST)
    ]
