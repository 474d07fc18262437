"""SQL files that migrations run: functions and triggers, for which Django has no operations."""

from pathlib import Path

from django.db.migrations import RunSQL

ROOT = Path(__file__).resolve().parent.parent


def run_sql(path: str) -> RunSQL:
    """Return an operation that runs a file such as "blog/sql/search.sql".

    The reverse is a no-op: triggers are dropped with their tables, and files are idempotent.
    """
    return RunSQL((ROOT / path).read_text(), RunSQL.noop)
