"""Keys that are reserved before their rows are stored."""

from django.db import connection, models

_RESERVE_SQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Return keys that no row of the table has or will get by itself. One query."""
    with connection.cursor() as cursor:
        names = [model._meta.db_table, model._meta.pk.column]
        cursor.execute(_RESERVE_SQL, [*names, count])
        return [key for (key,) in cursor.fetchall()]
