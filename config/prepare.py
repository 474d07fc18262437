"""What a version needs before its web serves, once for all hosts: `python -m config.prepare FOLDER`
brings the tables up to date and publishes the static files in FOLDER."""

import os
import sys
from pathlib import Path


def main(folder: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from config import database, static

    database.require()
    call_command("migrate", interactive=False)
    # The web of before goes on: it must find nothing gone that its pages ask for.
    static.publish(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
