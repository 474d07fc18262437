"""Blocking migrations are refused with advice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres import operations as concurrent
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Lower, Now, Random

from scripts.migration_locks import ADVICE, find_complaints, list_own_migrations

INDEX = models.Index(fields=["body"], name="busy_body")
POSITIVE = models.CheckConstraint(condition=models.Q(id__gt=0), name="busy_positive")
TO_WRITER: dict[str, Any] = {"to": "blog.Writer", "on_delete": models.CASCADE}
KEY = ("id", models.BigAutoField(primary_key=True))
CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION calm() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE blog_busy IN EXCLUSIVE MODE;
    UPDATE blog_busy SET body = '';
END $$;
"""


@pytest.fixture(autouse=True)
def connected(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Without a transaction, in which Django refuses some operations. SQL is only collected."""
    with django_db_blocker.unblock():
        yield


def add(field: models.Field[Any, Any], model: str = "busy") -> Operation:
    return migrations.AddField(model, "added", field)


def made_now(*more: Operation) -> list[Operation]:
    return [migrations.CreateModel("New", [KEY, ("writer", models.ForeignKey(**TO_WRITER))]), *more]


def nothing(apps: object, schema_editor: object) -> None:
    """A no-op for RunPython."""


def find_rules(operations: list[Operation], atomic: bool = True) -> list[str]:
    """Return the rules that a migration violates, on a table with an index and a constraint."""
    state = ProjectState()
    state.add_model(ModelState("blog", "Writer", [KEY]))
    state.add_model(
        ModelState(
            "blog",
            "Busy",
            [
                KEY,
                ("title", models.CharField(max_length=100)),
                ("body", models.TextField(null=True)),
            ],
            {
                "indexes": [models.Index(fields=["title"], name="busy_title")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(title__gt=""), name="busy_titled")
                ],
            },
        )
    )
    members = {"operations": operations, "atomic": atomic}
    migration = type("Migration", (migrations.Migration,), members)("0999_row", "blog")
    return [complaint.rule for complaint in find_complaints(migration, state)]


@pytest.mark.parametrize(
    ("operation", "rules"),
    [
        (migrations.AddIndex("busy", INDEX), ["require-concurrent-index-creation"]),
        (migrations.RemoveIndex("busy", "busy_title"), ["require-concurrent-index-deletion"]),
        (add(models.IntegerField(default=3)), ["no-db-default"]),
        (add(models.FloatField(db_default=Random())), ["adding-field-with-default"]),
        (
            add(models.DateTimeField(db_default=Now())),
            ["adding-field-with-default"],  # harmless, but unknown to squawk
        ),
        (
            add(
                models.GeneratedField(
                    expression=Lower("title"), output_field=models.TextField(), db_persist=True
                )
            ),
            ["adding-field-with-default"],
        ),
        (
            add(models.IntegerField(null=True, unique=True)),
            ["disallowed-unique-constraint"],
        ),
        (
            add(models.ForeignKey(null=True, **TO_WRITER)),
            ["adding-foreign-key-constraint", "require-concurrent-index-creation"],
        ),
        (
            migrations.AddConstraint("busy", models.UniqueConstraint("title", name="one")),
            ["require-concurrent-index-creation"],
        ),
        (
            migrations.AddConstraint("busy", models.UniqueConstraint(fields=["title"], name="one")),
            ["constraint-missing-not-valid", "disallowed-unique-constraint"],
        ),
        (migrations.AddConstraint("busy", POSITIVE), ["constraint-missing-not-valid"]),
        (
            migrations.AlterField("busy", "body", models.TextField(default="")),
            ["adding-not-nullable-field"],
        ),
        (migrations.AlterField("busy", "title", models.TextField()), ["changing-column-type"]),
        (migrations.RemoveField("busy", "body"), ["ban-drop-column"]),
        (migrations.RenameField("busy", "body", "text"), ["renaming-column"]),
        (migrations.RenameModel("busy", "Calm"), ["renaming-table"]),
        (migrations.DeleteModel("busy"), ["ban-drop-table"]),
        (migrations.RunSQL("LOCK TABLE blog_busy"), ["locks-outright"]),
        (migrations.RunSQL("COMMIT; SELECT 1"), ["transaction-nesting"]),
        (
            migrations.SeparateDatabaseAndState([add(models.IntegerField(default=3))]),
            ["no-db-default"],
        ),
    ],
    ids=lambda value: None if isinstance(value, list) else value.describe(),
)
def test_blocking_or_incompatible_migration_is_refused(
    operation: Operation, rules: list[str]
) -> None:
    assert find_rules([operation]) == rules
    assert set(rules) <= set(ADVICE)


@pytest.mark.parametrize(
    "operations",
    [
        [add(models.IntegerField(null=True))],
        [add(models.IntegerField(db_default=3))],
        [add(models.ForeignKey(null=True, db_constraint=False, db_index=False, **TO_WRITER))],
        [add(models.ManyToManyField("blog.Writer"))],
        [concurrent.AddConstraintNotValid("busy", POSITIVE)],
        [concurrent.ValidateConstraint("busy", "busy_titled")],
        [migrations.RemoveConstraint("busy", "busy_titled")],
        [migrations.AlterField("busy", "title", models.CharField(max_length=100, null=True))],
        [migrations.SeparateDatabaseAndState([], [migrations.RemoveField("busy", "body")])],
        [migrations.RunSQL("ALTER TABLE blog_busy ADD CONSTRAINT one UNIQUE USING INDEX one")],
        [
            migrations.AlterModelTable("busy", "blog_busy"),
            migrations.RenameModel("busy", "Calm"),
        ],
        [migrations.RenameIndex("busy", old_name="busy_title", new_name="calm_title")],
        [migrations.RunPython(nothing)],
        [migrations.RunSQL(CREATE_FUNCTION), add(models.IntegerField(null=True))],
        made_now(migrations.AddIndex("new", models.Index(fields=["writer"], name="new_writer"))),
        made_now(add(models.IntegerField(default=3), "new"), migrations.RunPython(nothing)),
        made_now(add(models.ForeignKey(null=True, **TO_WRITER), "new")),
    ],
    ids=lambda operations: operations[-1].describe(),
)
def test_harmless_migration_is_accepted(operations: list[Operation]) -> None:
    assert find_rules(operations) == []


@pytest.mark.parametrize(
    ("operations", "rules"),
    [
        ([concurrent.AddIndexConcurrently("busy", INDEX)], []),
        ([concurrent.RemoveIndexConcurrently("busy", "busy_title")], []),
        ([migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY one ON blog_busy (title)")], []),
        ([migrations.RunSQL("ALTER TABLE blog_busy VALIDATE CONSTRAINT busy_titled")], []),
        ([add(models.IntegerField(null=True)), migrations.RunPython(nothing)], None),
    ],
)
def test_non_atomic_migration_must_not_wait_for_locks(
    operations: list[Operation], rules: list[str] | None
) -> None:
    assert find_rules(operations, atomic=False) == (
        ["waits-without-limit"] if rules is None else rules
    )


@pytest.mark.parametrize(
    "change", [migrations.RunPython(nothing), migrations.RunSQL("UPDATE blog_busy SET body = ''")]
)
def test_rows_and_tables_are_not_changed_together(change: Operation) -> None:
    assert find_rules([add(models.IntegerField(null=True)), change]) == ["rows-under-a-lock"]


def test_concurrent_index_in_transaction_gets_advice() -> None:
    sql = migrations.RunSQL("CREATE INDEX CONCURRENTLY one ON blog_busy (title)")
    assert find_rules([sql]) == ["ban-concurrent-index-creation-in-transaction"]


def test_complaint_contains_migration_and_advice() -> None:
    migration = migrations.Migration("0999_row", "blog")
    migration.operations = [migrations.RunSQL("LOCK TABLE blog_post")]
    [complaint] = find_complaints(migration, ProjectState())
    assert str(complaint) == (
        "blog.0999_row: locks-outright\n"
        "    LOCK TABLE blog_post;\n"
        "    nobody can use the table meanwhile; there is always another way."
    )


def test_statement_after_function_is_checked() -> None:
    rows = migrations.RunSQL(CREATE_FUNCTION + "UPDATE blog_busy SET body = ''")
    assert find_rules([add(models.IntegerField(null=True)), rows]) == ["rows-under-a-lock"]
    lock = migrations.RunSQL(CREATE_FUNCTION + "LOCK TABLE blog_busy")
    assert find_rules([lock]) == ["locks-outright"]


def test_only_own_migrations_are_checked() -> None:
    listed = {f"{migration.app_label}.{migration.name}" for migration, _ in list_own_migrations()}
    files = Path(__file__).parents[1].glob("*/migrations/0*.py")
    assert listed == {f"{file.parts[-3]}.{file.stem}" for file in files}
