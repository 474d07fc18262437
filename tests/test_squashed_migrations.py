"""A squashed migration leaves the same database as the migrations that it replaces."""

import difflib
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from operations.backup.database import ClientPrograms, get_server_version
from tests.support import migrated_database
from tests.support.empty_tables import PRESERVED_TABLES

APPS = ("blog", "transfer")
# A site of the first version with `transfer`.
EARLIER = [("blog", "0050_unpublished_languages"), ("transfer", "0001_initial")]
DATABASES = (f"unsquashed_{os.getpid()}", f"squashed_{os.getpid()}")
OPTIONS_RE = re.compile(r"(?<= WITH )\((.*?)\)")
NOT_VALID_SQL = """
SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE NOT convalidated
"""


def get_squashed(loader: MigrationLoader, app: str) -> Migration:
    [migration] = [
        migration
        for (label, _), migration in loader.disk_migrations.items()
        if label == app and migration.replaces
    ]
    return migration


@pytest.mark.parametrize("app", APPS)
def test_squashed_migration_replaces_all_up_to_its_last(app: str) -> None:
    loader = MigrationLoader(None, replace_migrations=False)
    replaces = get_squashed(loader, app).replaces
    plan = loader.graph.forwards_plan(replaces[-1])
    assert replaces == [key for key in plan if key[0] == app]


@pytest.mark.parametrize("app", APPS)
def test_squashed_migration_has_models_and_columns_of_replaced_ones(app: str) -> None:
    loader = MigrationLoader(None, replace_migrations=False)
    squashed = get_squashed(loader, app)
    former, new = (
        loader.project_state(key) for key in (squashed.replaces[-1], (app, squashed.name))
    )
    assert MigrationAutodetector(former, new).changes(loader.graph, trim_to_apps={app}) == {}
    for name, model in former.models.items():
        if name[0] == app:
            assert [*new.models[name].fields] == [*model.fields]
            assert new.models[name].options == model.options


@pytest.mark.django_db
def test_site_with_all_replaced_migrations_needs_no_squashed_one() -> None:
    recorded = MigrationRecorder.Migration.objects.filter(name__contains="_squashed_")
    before = {*recorded.values_list("app", "name")}
    assert {app for app, _ in before} == {*APPS}
    recorded.delete()
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("migrate", verbosity=0)
    assert {*recorded.values_list("app", "name")} == before


@pytest.fixture
def databases(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two databases: an empty one, and a copy of the tests' template."""
    unsquashed, squashed = DATABASES
    with django_db_blocker.unblock():
        former_name = connection.settings_dict["NAME"]
        template = migrated_database.template()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {unsquashed}")
            cursor.execute(f"CREATE DATABASE {squashed} TEMPLATE {template}")
        yield
        connect_to(former_name)
        ContentType.objects.clear_cache()
        with connection._nodb_cursor() as cursor:
            for name in DATABASES:
                cursor.execute(f"DROP DATABASE {name}")


def connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def read_schema() -> list[str]:
    """Return the lines of pg_dump, but for its random keys (`\\restrict`). Options of indexes are
    sorted: their order is that in which they were set."""
    programs = ClientPrograms(get_server_version())
    dump = subprocess.run(
        [programs.folder / "pg_dump", "--schema-only", "--no-owner", *programs.arguments],
        env=programs.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in dump.stdout.splitlines() if not line.startswith("\\")]
    return [OPTIONS_RE.sub(lambda match: str(sorted(match[1].split(", "))), line) for line in lines]


def read_rows() -> dict[str, Any]:
    """Return the rows of an empty site, by their names: their numbers depend on their order."""
    with connection.cursor() as cursor:
        tables = [f'"{table}"' for table in connection.introspection.table_names(cursor)]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables
            )
        )
        filled = {table.strip('"') for (table,) in cursor.fetchall()}
        cursor.execute("SELECT id, domain, name FROM django_site")
        sites = cursor.fetchall()
    permission = ("content_type__app_label", "content_type__model", "codename")
    return {
        "tables": filled,
        "sites": sites,
        "types": {*ContentType.objects.values_list("app_label", "model")},
        "permissions": {*Permission.objects.values_list(*permission, "name")},
        "roles": {
            group.name: {*group.permissions.values_list(*permission)}
            for group in Group.objects.all()
        },
        "migrations": {*MigrationRecorder.Migration.objects.values_list("app", "name")},
    }


def test_migrations_one_by_one_leave_the_database_of_squashed_ones(databases: None) -> None:
    unsquashed, squashed = DATABASES
    connect_to(unsquashed)
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate(EARLIER)
    assert ("blog", "0051_quotations_by_date_said") in MigrationLoader(connection).graph.nodes
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        # An empty table has no rows that a constraint was not compared with.
        cursor.execute(NOT_VALID_SQL)
        for (sql,) in cursor.fetchall():
            cursor.execute(sql)
    schema, rows = read_schema(), read_rows()
    assert rows["tables"] == PRESERVED_TABLES | {"django_migrations"}
    connect_to(squashed)
    assert [*difflib.unified_diff(schema, read_schema(), n=0)] == []
    assert read_rows() == rows
