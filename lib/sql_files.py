"""Files of SQL that migrations run: functions and triggers, which Django has no operations for."""

from pathlib import Path

from django.db.migrations import RunSQL

ROOT = Path(__file__).resolve().parent.parent


def run_sql(path: str) -> RunSQL:
    """Read a file such as "blog/sql/search.sql" and run it as one operation.

    Nothing undoes it: triggers go with their tables, and a file can be run again, since its
    statements are all CREATE OR REPLACE or have the same effect twice.
    """
    return RunSQL((ROOT / path).read_text(), RunSQL.noop)
