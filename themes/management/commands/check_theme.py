"""`manage.py check_theme`: check a theme, and the site's pages with it."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from themes.site_check import check_pages


class Command(BaseCommand):
    help = (
        "Checks the templates and style sheets of a theme, and renders pages of this site with "
        "it: at most two of each kind that the home page leads to. Changes nothing."
    )
    requires_system_checks = ["templates"]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "theme",
            nargs="?",
            help="name of a bundled theme, or path of a folder; without it, that of THEME",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["theme"]:
            # The settings read the theme, and the system checks need it.
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_theme"]
            environment = {**os.environ, "THEME": options["theme"]}
            sys.exit(subprocess.run(command, env=environment).returncode)
        if settings.THEME is None:
            raise CommandError("Name a theme, or set THEME.")
        results = check_pages(settings.THEME)
        problems = [
            f"{address}: {problem}" for address, messages in results.items() for problem in messages
        ]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems on {len(results)} pages; see above.")
        self.stdout.write(f"{settings.THEME.name} keeps the contract on {len(results)} pages.")
