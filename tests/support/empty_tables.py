"""Empty the tables after a test whose transactions were real, in a hundredth of Django's time.

Django truncates all tables, which makes hundreds of files anew, and then has the signal
post_migrate create every permission again: half a second of CPU time after each browser test.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.test import TransactionTestCase

# What post_migrate makes in these tables depends on the code alone.
KEPT = {"auth_permission", "django_content_type", "django_site"}
# Deleted rows leave their space behind. A table with more of it is truncated.
MAX_SIZE = 256 * 1024  # bytes


def empty_tables(case: TransactionTestCase, flush: Callable[[TransactionTestCase], None]) -> None:
    """Delete all rows but those of KEPT; call `flush`, Django's way, if a table has grown."""
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', pg_relation_size('{table}')"
                f' WHERE EXISTS (SELECT FROM "{table}")'
                for table in connection.introspection.django_table_names()
                if table not in KEPT
            )
        )
        found = dict(cursor.fetchall())
        if found and max(found.values()) <= MAX_SIZE:
            # Neither foreign keys nor counters have anything to do where all tables are emptied.
            deletes = "; ".join(f'DELETE FROM "{table}"' for table in found)
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deletes}")
            return
    if found:
        flush(case)
