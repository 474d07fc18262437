"""Empty the tables after a test with real transactions, a hundred times faster than Django.

Django truncates all tables, which recreates hundreds of files, and then sends post_migrate, which
recreates all permissions: half a second of CPU time after each browser test.
"""

from collections.abc import Callable

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction

from accounts import roles

# The rows that migrations and post_migrate create in these tables depend only on the code.
PRESERVED_TABLES = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_site",
}
# Of no model: the counters of sign-in, which would go on counting in later tests.
FURTHER_TABLES = ("accounts_cache",)
# DELETE does not free disk space, so larger tables are truncated.
MAX_SIZE = 256 * 1024  # bytes


def empty_tables(flush: Callable[[], None]) -> None:
    """Delete all rows outside PRESERVED_TABLES, or call Django's `flush` if a table is large."""
    sizes = {}
    tables = {*connection.introspection.django_table_names(), *FURTHER_TABLES} - PRESERVED_TABLES
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', pg_relation_size('{table}')"
                f' WHERE EXISTS (SELECT FROM "{table}")'
                for table in tables
            )
        )
        sizes = dict(cursor.fetchall())
        if sizes and max(sizes.values()) <= MAX_SIZE:
            # Skip foreign keys and counter triggers, because all tables are emptied.
            deletes = "; ".join(f'DELETE FROM "{table}"' for table in sizes)
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deletes}")
            return
        if sizes:
            cursor.execute(f"TRUNCATE {', '.join(FURTHER_TABLES)}")
    if sizes:
        flush()
        roles.apply(Group, Permission)
