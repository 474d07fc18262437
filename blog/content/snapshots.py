"""Rows before and after a change, and how to undo it without losing what others changed since."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet


@dataclass(frozen=True)
class SnapshotTable:
    """The columns of a table that a change can affect.

    A restored row also gets its former values of `maintained`, which triggers and periodic tasks
    write: they are not compared.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    maintained: tuple[str, ...] = ()

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.order_by()


Tables = Mapping[str, SnapshotTable]
Snapshot = dict[str, dict[str, dict[str, Any]]]


def load_snapshot(tables: Tables, conditions: Mapping[str, Q]) -> Snapshot:
    """Load rows by table and key. Keys and dates are strings, as in JSON. One query a table."""
    return {
        name: {
            str(row.pop("pk")): {column: _to_json(value) for column, value in row.items()}
            for row in table.rows.filter(conditions[name]).values(
                "pk", *table.columns, *table.maintained
            )
        }
        for name, table in tables.items()
    }


def _to_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def is_changed(tables: Tables, before: Snapshot, after: Snapshot) -> bool:
    return any(
        before[name].keys() != after[name].keys()
        or any(not _is_same(table, row, after[name][key]) for key, row in before[name].items())
        for name, table in tables.items()
    )


def _is_same(table: SnapshotTable, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[column] == other[column] for column in table.columns)


def undo_changes(
    tables: Tables, before: Snapshot, after: Snapshot, now: Snapshot, removed: Collection[str]
) -> int:
    """Restore the rows that a change wrote, except where others changed them since.

    `now` are the present rows with any key of `before` and `after`. Rows that the change created
    are deleted from the tables `removed`. Returns the number of rows with changes that stay.
    Raises IntegrityError if a new row has a restored name or path. For each table, a query for
    deleted rows and one for each set of values, because there can be hundreds of thousands.
    """
    left = 0
    for name in removed:  # First, because nothing refers to them.
        created = after[name].keys() - before[name].keys()
        present = {key: now[name][key] for key in created if key in now[name]}
        same = [k for k, row in present.items() if _is_same(tables[name], row, after[name][k])]
        left += len(present) - len(same)
        if same:
            tables[name].rows.filter(pk__in=same).delete()
    for name, table in tables.items():
        left += _restore_rows(table, before[name], after[name], now[name])
    return left


def _restore_rows(table: SnapshotTable, before: dict, after: dict, now: dict) -> int:
    left, deleted, changed = 0, [], defaultdict[str, list[str]](list)
    for key, row in before.items():
        if key not in after:
            if key not in now:
                columns = (*table.columns, *table.maintained)
                deleted.append(table.model(pk=key, **{column: row[column] for column in columns}))
            continue
        columns = tuple(c for c in table.columns if row[c] != after[key][c])
        present = now.get(key, {})
        unchanged = {c: row[c] for c in columns if c in present and present[c] == after[key][c]}
        left += len(unchanged) < len(columns)
        if unchanged:
            changed[json.dumps(unchanged)].append(key)
    for values, keys in changed.items():
        table.rows.filter(pk__in=keys).update(**json.loads(values))
    if deleted:
        table.model._default_manager.bulk_create(deleted)
    return left
