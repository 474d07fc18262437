"""Keys of some of the rows that an index finds."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_SOME_SQL = "WITH matching AS MATERIALIZED ({}) SELECT * FROM matching LIMIT %s"


def fetch_some_keys(rows: QuerySet[Any], limit: int) -> list[int]:
    """Return the keys of at most `limit` rows, in no order. One query.

    It is planned for all rows, so it reads the indexes of their conditions. Planned for the first
    few, it would compare the table from its beginning, and all of it for two words that are
    frequent, but never together.
    """
    try:
        sql, parameters = rows.order_by().values_list("pk", flat=True).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SOME_SQL.format(sql), [*parameters, limit])
        return [key for (key,) in cursor.fetchall()]
