"""SQL files of migrations: functions and triggers."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunSQL

ROOT = Path(__file__).resolve().parent.parent


def list_sql_of_migrations() -> list[str]:
    """Return the SQL that migrations run, in order, but for what no transaction can run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    migrations = [migration for migration, _ in plan if migration.atomic]
    operations = [operation for migration in migrations for operation in migration.operations]
    return [operation.sql for operation in operations if isinstance(operation, RunSQL)]


def list_functions_and_triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'"
            " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
            " UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " ORDER BY 1"
        )
        return [definition for (definition,) in cursor.fetchall()]


@pytest.mark.django_db
def test_every_sql_file_is_run_by_one_migration() -> None:
    run = list_sql_of_migrations()
    files = {str(file.relative_to(ROOT)): file.read_text() for file in ROOT.glob("*/sql/*.sql")}
    assert files
    assert {name: run.count(sql) for name, sql in files.items()} == dict.fromkeys(files, 1)


@pytest.mark.django_db
def test_sql_files_run_again_change_nothing() -> None:
    before = list_functions_and_triggers()
    with connection.cursor() as cursor:
        for sql in list_sql_of_migrations():
            cursor.execute(sql)
    assert list_functions_and_triggers() == before
