"""Plans of the queries that a function executes."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plan(run: Callable[[], Any]) -> str:
    """Return the plans of the queries that `run` executes, if possible without reading all rows."""
    with CaptureQueriesContext(connection) as queries:
        run()
    lines = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in list(queries):
            sql = query["sql"].lstrip()
            if sql.startswith(("SELECT", "(", "WITH", "UPDATE")):
                cursor.execute("EXPLAIN " + sql)
                lines += [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return "\n".join(lines)
