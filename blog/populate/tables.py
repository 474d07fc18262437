"""Rows into a table by COPY, several times as fast as INSERT.

What a model does on save is not done: callers give every value as it is to be stored.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

PIECE = 1 << 20  # bytes that the driver sends at a time


class Table:
    """`names` are the fields that differ between rows. Of the others, the database fills those
    that have a default there; the rest get the model's."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
        constant = {
            name: field.get_default()
            for name, field in fields.items()
            if name not in names
            and not (field.primary_key or field.generated or field.has_db_default())
        }
        columns = [fields[name].column for name in [*names, *constant]]
        self.name = model._meta.db_table
        self._constant = tuple(constant.values())
        quoted = ", ".join(map(connection.ops.quote_name, columns))
        self._copy = (
            f"COPY {connection.ops.quote_name(self.name)} ({quoted}) FROM STDIN WITH (FORMAT csv)"
        )

    def text(self, rows: Iterable[tuple]) -> io.StringIO:
        """As COPY reads it. Needs no database."""
        file = io.StringIO()
        # None is NULL, which is not quoted; an empty text is.
        writer = csv.writer(file, quoting=csv.QUOTE_NOTNULL)
        writer.writerows(row + self._constant for row in rows)
        file.seek(0)
        return file

    def copy(self, cursor: Any, text: io.StringIO) -> None:
        cursor.copy_expert(self._copy, text, PIECE)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that no other row gets, of the table's own sequence. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
