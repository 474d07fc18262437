"""`manage.py extract`: what is extracted from an article or from attribution lines, as JSON."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.extraction.article import extract_article
from blog.extraction.attribution import Attribution, parse_attribution


class Command(BaseCommand):
    help = "Print the title, date, quotations and figures of an article as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="Article to read; standard input by default.")
        parser.add_argument("--html", action="store_true", help="Read HTML rather than plain text.")
        parser.add_argument(
            "--attributions",
            action="store_true",
            help="Read attribution lines; print a JSON object for each.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = self._read(options["file"])
        if options["attributions"]:
            for line in source.removesuffix("\n").split("\n"):
                self.stdout.write(json.dumps(as_json(parse_attribution(line)), ensure_ascii=False))
            return
        extraction = extract_article(source, is_html=options["html"])
        self.stdout.write(json.dumps(extraction.as_json(), ensure_ascii=False, indent=2))

    def _read(self, name: str | None) -> str:
        if not name:
            return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
        try:
            with open(name, encoding="utf-8-sig", errors="replace", newline="") as file:
                return file.read()
        except OSError as error:
            raise CommandError(f"{name} could not be read: {error.strerror}.") from error


def as_json(attribution: Attribution) -> dict[str, str]:
    """Return the fields of a line, with the date under 'said' as the editor calls it."""
    fields = asdict(attribution)
    fields["said"] = fields.pop("date_said")
    return fields
