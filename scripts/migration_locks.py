"""Check that migrations can run while the site is in use: a step of `make lint`.

squawk finds SQL statements that block a table, or break the previous version that still serves;
ADVICE tells how to avoid them in Django. Further checks are below. Tables that the migration itself
creates are exempt.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import django
from django.apps import apps
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).resolve().parent.parent
MIN_POSTGRESQL_VERSION = "16"

# Accepted exceptions: ("blog.0004_name", "rule"): "the reason".
NEW_DATABASES = "it runs in databases without any of the migrations that it replaces"
ACCEPTED: dict[tuple[str, str], str] = {
    ("blog.0001_squashed_0090_help_of_links", "rows-under-a-lock"): NEW_DATABASES,
    ("transfer.0001_squashed_0012_decisions_about_parts", "rows-under-a-lock"): NEW_DATABASES,
    (
        "transfer.0001_squashed_0012_decisions_about_parts",
        "require-concurrent-index-creation",
    ): "a new database has no redirects",
}

TWO_RELEASES = (
    "the version that still serves asks for it. Take it out of the models in this release"
    " (SeparateDatabaseAndState with state_operations) and out of the database in the next; name"
    " that migration in ACCEPTED"
)
# Advice for each rule that we enforce. squawk's others are matters of taste, such as 32-bit
# integers, or only concern the new version, such as new NULL values.
ADVICE = {
    "adding-field-with-default": "each row is written anew under a lock: add the column without,"
    " fill it in batches, then set the default. One that is the same for all rows, as Now() is,"
    " writes nothing: name it in ACCEPTED",
    "adding-foreign-key-constraint": "both tables are locked while all rows are compared: add it"
    " with db_constraint=False and db_index=False, index it with AddIndexConcurrently, add the"
    " constraint by RunSQL as NOT VALID, and validate it in a later migration",
    "adding-not-nullable-field": "all rows are read under a lock: add a check that it is not null"
    " with AddConstraintNotValid, validate that in the next migration, then set NOT NULL, which"
    " trusts it; name that migration in ACCEPTED",
    "adding-required-field": "rows that are there have no value for it: give it a db_default",
    "adding-serial-primary-key-field": "an index is built under a lock: add the column, build a"
    " unique index CONCURRENTLY, and make that the key",
    "ban-concurrent-index-creation-in-transaction": "set atomic = False in the migration",
    "ban-drop-column": TWO_RELEASES,
    "ban-drop-table": TWO_RELEASES,
    "ban-truncate-cascade": "it empties tables that it does not name: delete in batches",
    "changing-column-type": "each row is written anew under a lock, and the version that still"
    " serves knows the former type: add a second column, fill both, and change over in the next"
    " release. A varchar that gets longer writes nothing: name it in ACCEPTED",
    "constraint-missing-not-valid": "all rows are read under a lock: use AddConstraintNotValid,"
    " and ValidateConstraint in a migration of its own",
    "disallowed-unique-constraint": "its index is built under a lock: make a UNIQUE INDEX"
    " CONCURRENTLY by RunSQL, then the constraint USING INDEX (SeparateDatabaseAndState)",
    "renaming-column": TWO_RELEASES,
    "renaming-table": "the version that still serves asks for it: let it keep its name, by"
    " db_table in the model, and AlterModelTable before the RenameModel",
    "require-concurrent-index-creation": "nobody can write while it is built: use"
    " AddIndexConcurrently in a migration of its own with atomic = False",
    "require-concurrent-index-deletion": "use RemoveIndexConcurrently in a migration of its own"
    " with atomic = False",
    "require-concurrent-reindex": "write CONCURRENTLY, in a migration with atomic = False",
    "transaction-nesting": "leave BEGIN and COMMIT to Django",
    # Our own.
    "locks-outright": "nobody can use the table meanwhile; there is always another way",
    "no-db-default": "the version that still serves inserts rows without it: give it a db_default",
    "rows-under-a-lock": "what the migration locks stays locked until all rows are done: change"
    " rows in a migration of its own",
    "waits-without-limit": "`migrate` bounds the wait for a lock only where it can begin again: put"
    " this into a migration that is atomic",
}
LOCK_RE = re.compile(r"^\s*(LOCK|CLUSTER|VACUUM\s*\(?\s*FULL)\b.*", re.I | re.M)
CHANGE_ROWS_RE = re.compile(r"^\s*(UPDATE|DELETE)\b", re.I | re.M)
WAIT_RE = re.compile(
    r"^\s*(ALTER TABLE(?!.*VALIDATE CONSTRAINT)|CREATE TRIGGER|DROP TABLE).*", re.I | re.M
)
# Function bodies run when the function is called, not in the migration.
FUNCTION_BODY_RE = re.compile(r"(?<=\bAS\s)(\$\w*\$).*?\1", re.I | re.S)
CREATE_TABLE_RE = re.compile(r'^CREATE TABLE "(\w+)"', re.M)
TABLE_RE = re.compile(r'^(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX .*? ON) "(\w+)"')


class Complaint(NamedTuple):
    migration: str
    rule: str
    statement: str

    def __str__(self) -> str:
        return f"{self.migration}: {self.rule}\n    {self.statement}\n    {ADVICE[self.rule]}."


def find_complaints(migration: Migration, state: ProjectState) -> list[Complaint]:
    """Return all complaints about a migration that starts from `state`."""
    name, sql = f"{migration.app_label}.{migration.name}", _collect_sql(migration, state)
    complaints = {*_run_squawk(sql), *_check_sql(sql, migration), *_check_operations(migration)}
    return [Complaint(name, rule, statement) for rule, statement in sorted(complaints)]


def _collect_sql(migration: Migration, state: ProjectState) -> str:
    """Collect the migration's SQL outside of a transaction, so that CREATE INDEX CONCURRENTLY in an
    atomic migration is reported with our advice instead of failing."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state.clone(), editor, collect_sql=True)
    sql = "\n".join(editor.collected_sql)
    return f"BEGIN;\n{sql}\nCOMMIT;" if migration.atomic else sql


def _run_squawk(sql: str) -> Iterator[tuple[str, str]]:
    squawk = Path(sys.executable).parent / "squawk"
    options = [
        "--reporter=json",
        f"--pg-version={MIN_POSTGRESQL_VERSION}",
        f"--config={os.devnull}",
    ]
    result = subprocess.run([squawk, *options], input=sql, capture_output=True, text=True)
    if result.stderr:
        raise RuntimeError(result.stderr)
    created = set(CREATE_TABLE_RE.findall(sql))
    for finding in json.loads(result.stdout):
        statement = sql.splitlines()[finding["line"]].strip()
        table = TABLE_RE.search(statement)
        if finding["rule_name"] in ADVICE and not (table and table[1] in created):
            yield finding["rule_name"], statement


def _check_sql(sql: str, migration: Migration) -> Iterator[tuple[str, str]]:
    sql = FUNCTION_BODY_RE.sub("", sql)
    if match := LOCK_RE.search(sql):
        yield "locks-outright", match[0].strip()
    if not migration.atomic and (match := WAIT_RE.search(sql)):
        yield "waits-without-limit", match[0].strip()


def _check_operations(migration: Migration) -> Iterator[tuple[str, str]]:
    flat = list(_flatten(migration.operations))
    created = {op.name_lower for op in flat if isinstance(op, operations.CreateModel)}
    for op in flat:
        if isinstance(op, operations.AddField) and op.model_name_lower not in created:
            field = op.field
            if not (field.null or field.many_to_many or field.generated or field.has_db_default()):
                yield "no-db-default", op.describe()
    rows = [op for op in flat if _changes_rows(op)]
    made_or_changed = [op for op in flat if op not in rows]
    if (
        migration.atomic
        and rows
        and not all(
            isinstance(op, operations.CreateModel) or getattr(op, "model_name_lower", "") in created
            for op in made_or_changed
        )
    ):
        yield "rows-under-a-lock", rows[0].describe()


def _flatten(several: Iterable[Operation]) -> Iterator[Operation]:
    for op in several:
        if isinstance(op, operations.SeparateDatabaseAndState):
            yield from _flatten(op.database_operations)
        else:
            yield op


def _changes_rows(op: Operation) -> bool:
    if isinstance(op, operations.RunSQL):
        return bool(CHANGE_ROWS_RE.search(FUNCTION_BODY_RE.sub("", str(op.sql))))
    return isinstance(op, operations.RunPython)


def list_own_migrations() -> list[tuple[Migration, ProjectState]]:
    """Return all migrations of the project's own apps, each with the state that it starts from."""
    loader = MigrationLoader(connection, replace_migrations=False)
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    return [
        (migration, loader.project_state(key, at_end=False))
        for key, migration in sorted(loader.disk_migrations.items())
        if key[0] in own
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    refused = [
        complaint
        for migration, state in list_own_migrations()
        for complaint in find_complaints(migration, state)
        if (complaint.migration, complaint.rule) not in ACCEPTED
    ]
    for complaint in refused:
        print(complaint)
    return len(refused)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
