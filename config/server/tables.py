"""Create the tables of a new database, and show how far that is."""

from lib.progress import show_step

PROGRESS_STEP = 10


def create_tables() -> None:
    """Apply all migrations. One line of output counts them: 'Creating the tables … 10/73 20/73'."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    applied = 0
    with show_step("Creating the tables") as show_progress:

        def count() -> None:
            nonlocal applied
            applied += 1
            if applied % PROGRESS_STEP == 0:
                show_progress(f"{applied}/{total}")

        call_command("migrate", verbosity=0, interactive=False, on_applied=count)
