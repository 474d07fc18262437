"""`manage.py verdict`: whether quotations still stand on pages, as JSON lines."""

import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.management.base import BaseCommand

from blog.evidence.decoding import MAX_PDF_BYTES
from blog.evidence.page_text import PageText, UnreadableError, read_page
from blog.evidence.verdict import Verdict, judge

MAX_PAGES = 400  # Held in memory, about half a megabyte each.


@dataclass(frozen=True, slots=True)
class _Request:
    page: str
    quotation: str


class Command(BaseCommand):
    help = (
        'Read JSON lines {"page": FILE, "quotation": TEXT} from standard input. Print for each the '
        'line {"verdict", "start", "length", "there"}: whether the quotation stands on the page, '
        "where in its text, and the text at that place. FILE is HTML, plain text, MHTML or PDF. "
        'Verdicts: same, typographic, marked, changed; gone and unread have -1, 0 and "".'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                request = _parse(line)
                verdict = judge(request.quotation, _read(request.page))
            except UnreadableError as error:
                self.stderr.write(f"Line {number}: {error}.")
                verdict = Verdict("unread")
            self.stdout.write(json.dumps(_as_json(verdict), ensure_ascii=False))


def _parse(line: bytes) -> _Request:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not a JSON object") from error
    if not isinstance(entry, dict):
        raise UnreadableError("not a JSON object")
    page, quotation = entry.get("page"), entry.get("quotation")
    if not isinstance(page, str) or not isinstance(quotation, str):
        raise UnreadableError("“page” and “quotation” must be texts")
    return _Request(page, quotation)


@lru_cache(maxsize=MAX_PAGES)
def _read(name: str) -> PageText:
    """Read a page once, however many quotations refer to it."""
    try:
        with open(name, "rb") as file:
            return read_page(file.read(MAX_PDF_BYTES + 1))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise UnreadableError(f"{name!r} could not be read: {reason}") from error


def _as_json(verdict: Verdict) -> dict[str, str | int]:
    return {
        "verdict": verdict.kind,
        "start": verdict.start,
        "length": verdict.length,
        "there": verdict.there,
    }
