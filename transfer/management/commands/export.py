"""`manage.py export FORMAT PATH`: export the blog to a file."""

import signal
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from blog.models import SiteSettings
from transfer.exports.formats import FORMATS, export
from transfer.exports.selection import ExportError, build_selection

PROGRESS_INTERVAL = 1.0  # In seconds.


class Command(BaseCommand):
    help = "Export the blog, or the posts of an author, a label or a year, to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        lines = [f"  {name:<10}{each.purpose}" for name, each in FORMATS.items()]
        parser.epilog = "formats:\n" + "\n".join(lines)
        parser.add_argument("format", help="one of those below")
        parser.add_argument("path", type=Path, help="a new file")
        parser.add_argument("--author", default="", metavar="USERNAME", help="only their posts")
        parser.add_argument("--label", default="", metavar="NAME", help="only posts with it")
        parser.add_argument("--year", type=int, metavar="YYYY", help="only posts of that year")

    def handle(
        self,
        *args: Any,
        format: str,
        path: Path,
        author: str,
        label: str,
        year: int | None,
        **options: Any,
    ) -> None:
        counts: dict[str, int] = {}
        shown_at = time.monotonic()

        def report(name: str, count: int) -> None:
            nonlocal shown_at
            counts[name] = count
            now = time.monotonic()
            if sys.stdout.isatty() and now - shown_at >= PROGRESS_INTERVAL:
                shown_at = now
                self.stdout.write(f"\r{count} {name} …", ending="")
                self.stdout.flush()

        # SIGTERM raises KeyboardInterrupt, so that no partial export is left.
        previous_handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with SiteSettings.load().activated():
                export(format, path, build_selection(author, label, year), report)
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGTERM, previous_handler)
        parts = [f"{count} {name}" for name, count in counts.items()] or ["no posts"]
        size = filesizeformat(path.stat().st_size)
        self.stdout.write(f"{path}: {', '.join(parts)}, {size}.")
