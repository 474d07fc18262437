"""Prepare a deployment: `python -m config.server.prepare [FOLDER]` migrates the database, collects
static files, and says how to create the first account. With a FOLDER, shared by all hosts, it
copies the image's collected files there for a file server instead."""

import os
import shlex
import sys
from pathlib import Path

from accounts import first_account
from lib.garbage_collection import paused_collection
from lib.progress import show_step


def main(folder: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    with paused_collection():
        django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from config.server import database_errors
    from config.server.tables import create_tables
    from storage import collectstatic
    from themes.checks import exit_if_broken

    exit_if_broken()
    database_errors.check_connection()
    if is_empty():
        create_tables()
    else:
        call_command("migrate", interactive=False)
    if folder:
        # The previous version still serves: its files must stay.
        collectstatic.publish(Path(folder))
    elif collectstatic.is_outdated():
        with show_step("Collecting the static files"):
            collectstatic.collect()
    if not has_superuser():
        print("There is no account for the desk yet. Create it here, in another terminal:")
        print(f"    {get_account_command()}")
        print(f"Then sign in at {settings.SITE_URL}/admin/", flush=True)


def is_empty() -> bool:
    """Return whether no migration was applied yet. Later ones are listed as they are applied."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connection).has_table()


def get_account_command() -> str:
    """Return the command that creates the first account, for a shell without our environment.

    Of the settings it names the folder and the address only: a database URL has a password in it.
    """
    from django.conf import settings

    folder = os.environ.get("VAR_DIR")
    command = f"VAR_DIR={shlex.quote(folder)} " if folder else ""
    if settings.SITE_URL != "http://localhost:8000":  # The default needs no setting.
        command += f"SITE_URL={shlex.quote(settings.SITE_URL)} "
    return command + first_account.get_account_command()


def has_superuser() -> bool:
    from accounts.models import User

    return User.objects.filter(is_superuser=True).exists()


if __name__ == "__main__":
    main(*sys.argv[1:])
