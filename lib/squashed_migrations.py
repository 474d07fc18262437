"""Squashed migrations, whose models are rendered once."""

from collections.abc import Sequence

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# The primary key of nearly all tables.
ID = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)


class SquashedOperations(SeparateDatabaseAndState):
    """Run operations between which no models are rendered.

    After each operation, Django renders its model again with all models that are related to it,
    through others as well: here nearly all models of the project. The operations may refer to each
    other's models in any order. All of them see the models as they are after the last one, so none
    may change or rename what another one created. `state_operations` are `database_operations` by
    default.
    """

    def __init__(
        self,
        database_operations: Sequence[Operation],
        state_operations: Sequence[Operation] | None = None,
    ) -> None:
        super().__init__(
            database_operations,
            database_operations if state_operations is None else state_operations,
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # The next access renders them.
        super().state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.database_operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        # Indexes and constraints, which SQL files of the same migration may need.
        for sql in schema_editor.deferred_sql:
            schema_editor.execute(sql, None)
        schema_editor.deferred_sql.clear()

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.database_operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Run {len(self.database_operations)} squashed operations"
