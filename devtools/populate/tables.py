"""Rows into a table by COPY, several times as fast as INSERT.

What a model does on save is not done, nor what triggers do: callers give every value as it is to
be stored.
"""

import io
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

PIECE = 1 << 22  # bytes that the driver sends at a time


class Table:
    """`names` are the fields that differ between rows. Of the others, the database fills those
    that have a default there; the rest get the model's. `further` values of a row are not of the
    table."""

    def __init__(
        self, model: type[models.Model], names: Iterable[str], further: Iterable[str] = ()
    ) -> None:
        fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
        kept = {field.attname: field for field in model._meta.fields}
        constant = {
            name: field.get_default()
            for name, field in fields.items()
            if name not in names
            and not (field.primary_key or field.generated or field.has_db_default())
        }
        self.name = model._meta.db_table
        self._constant = "".join(f"\t{as_copied(value)}" for value in constant.values())
        columns = [[kept[name].column for name in some] for some in (names, constant)]
        self.columns, self.sent = (
            ", ".join([f'"{name}"' for name in (*columns[0], *between, *columns[1])])
            for between in ((), further)
        )

    def text(self, rows: Iterable[tuple | str]) -> io.BytesIO:
        """As COPY reads it; a row may be so already. Needs no database."""
        end = f"{self._constant}\n"
        lines = [row if isinstance(row, str) else "\t".join(map(as_copied, row)) for row in rows]
        lines.append("")
        # As bytes, since a StringIO takes four for each letter, and a million posts are many.
        return io.BytesIO(end.join(lines).encode())

    def copy(self, cursor: Any, text: io.BytesIO, into: str = "") -> None:
        cursor.copy_expert(f'COPY "{into or self.name}" ({self.sent}) FROM STDIN', text, PIECE)


def as_copied(value: Any) -> str:
    """As COPY's text format has a value."""
    if value is None:
        return r"\N"
    text = value if type(value) is str else str(value)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
    return text


def new_keys(model: type[models.Model], count: int) -> range:
    """The next ones of the table's own sequence, in a row. One query. If somebody else takes one in
    that moment, storing rows with it fails."""
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(keys, nextval(keys) + %s) + 1"
            " FROM pg_get_serial_sequence(%s, 'id') AS keys",
            [count - 1, model._meta.db_table],
        )
        end = cursor.fetchone()[0]
    return range(end - count, end)
