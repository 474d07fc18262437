"""Prepare a deployment: `python -m config.server.prepare [FOLDER]` migrates the database, collects
static files, and says how to create the first account. With a FOLDER, shared by all hosts, it
copies the image's collected files there for a file server instead."""

import os
import sys
from pathlib import Path


def main(folder: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from config.server import database_errors
    from storage import collectstatic
    from themes.checks import exit_if_broken

    exit_if_broken()
    database_errors.check_connection()
    call_command("migrate", interactive=False)
    if folder:
        # The previous version still serves: its files must stay.
        collectstatic.publish(Path(folder))
    elif collectstatic.is_outdated():
        collectstatic.collect()
    if not has_superuser():
        python = os.path.relpath(sys.executable)
        command = f"{python if python.startswith('.venv') else 'python'} manage.py createsuperuser"
        print(f"There is no account for the desk yet. Create it with: {command}")


def has_superuser() -> bool:
    from accounts.models import User

    return User.objects.filter(is_superuser=True).exists()


if __name__ == "__main__":
    main(*sys.argv[1:])
