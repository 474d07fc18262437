"""The command that creates the first account of a site."""

import os
import sys


def get_account_command() -> str:
    """Return the command for a shell in the project's folder, with the Python that runs the site.

    It names no settings: the sign-in page shows it to everybody as long as there is no account.
    """
    python = os.path.relpath(sys.executable or "python")
    name = python if python.startswith(".venv") else "python"
    return f"{name} manage.py createsuperuser"
