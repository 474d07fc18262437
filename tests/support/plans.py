"""Plans of the queries that a function executes."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# As VACUUM does: what waits for an index, of earlier tests as well, makes it look expensive.
MERGE_WAITING_SQL = """
SELECT gin_clean_pending_list(pg_class.oid)
FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin'
"""


def plan(run: Callable[[], Any]) -> str:
    """Return the plans of the queries that `run` executes, if possible without reading all rows.

    A filter costs what it costs among very many rows. At PostgreSQL's own price, a filter on each
    of a thousand rows may be cheaper than an index that the rows of earlier tests have swollen.
    """
    with CaptureQueriesContext(connection) as queries:
        run()
    lines = []
    with connection.cursor() as cursor:
        cursor.execute(MERGE_WAITING_SQL)
        cursor.execute("ANALYZE")  # So that it does not matter what autovacuum knows.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL cpu_operator_cost = 0.1")
        for query in list(queries):
            sql = query["sql"].lstrip()
            if sql.startswith(("SELECT", "(", "WITH", "UPDATE")):
                cursor.execute("EXPLAIN " + sql)
                lines += [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on; RESET cpu_operator_cost")
    return "\n".join(lines)
