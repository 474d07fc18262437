"""What a version needs before its web serves: `python -m config.server.prepare` brings the tables
up to date and collects the static files. With a FOLDER, once for all hosts, what the image has
collected is published there for a server of files."""

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

    database_errors.require()
    call_command("migrate", interactive=False)
    if folder:
        # The web of before goes on: it must find nothing gone that its pages ask for.
        collectstatic.publish(Path(folder))
    elif collectstatic.outdated():
        collectstatic.collect()


if __name__ == "__main__":
    main(*sys.argv[1:])
