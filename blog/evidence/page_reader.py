"""Read a fetched page in a process of its own, with limits of memory and time."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml

from blog.evidence.page_text import MAX_TEXT_LENGTH
from blog.evidence.verdict import Verdict
from lib import sandbox
from lib.parsing import parse_json

MAX_MEMORY = 1_000_000_000  # Bytes of address space.
MAX_CPU_SECONDS = 20
MAX_SECONDS = 30
MAX_OUTPUT = 32 * 1024 * 1024
NICENESS = 5
KINDS = ("same", "typographic", "marked", "changed", "gone", "unread")
_REASONS = ("scan", "fonts", "encrypted", "large")
_MAX_FACT_LENGTH = 300


class PageRefusedError(Exception):
    """The page holds no text, or is too heavy to be read. `reason` is as in UnreadableError."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class PageTooHeavyError(PageRefusedError):
    """The process ended at one of its limits."""


@dataclass(frozen=True)
class ReadPage:
    """The text of a page, what it says of itself, and a verdict for each quotation.

    With `is_cut` the page is longer, and more may stand there.
    """

    text: str
    title: str
    language: str
    byline: str
    date: str
    is_wall: bool
    is_cut: bool
    is_copy_refused: bool
    verdicts: list[Verdict]


def read(
    content: bytes, quotations: Sequence[str], charset: str = "", is_html: bool | None = None
) -> ReadPage:
    """Read a page and judge quotations on it.

    Raises PageRefusedError for any content. The process may have been taken over by a hostile page,
    so its reply is validated.
    """
    job = {"quotations": list(quotations), "charset": charset, "is_html": is_html}
    reply = exchange(content, job, _run)
    try:
        return parse_page(reply, len(quotations))
    except (ValueError, TypeError, KeyError) as error:
        raise PageRefusedError(str(error)) from error


def exchange(content: bytes, job: Mapping[str, Any], run: Callable[[int, int], int]) -> Any:
    """Return what a process replies to a job and a page, as JSON that is not validated.

    `run` takes the files of its input and output, and returns its exit status. Raises
    PageRefusedError.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(json.dumps(job).encode() + b"\n" + content)
        source.seek(0)
        status = run(source.fileno(), target.fileno())
        target.seek(0)
        output = target.read(MAX_OUTPUT)
    if status != 0:
        raise PageTooHeavyError(f"exit status {status}")
    try:
        return parse_json(output)
    except ValueError as error:
        raise PageRefusedError(str(error)) from error


def _run(source: int, target: int) -> int:
    return run_module("blog.evidence.page_process", source, target, MAX_SECONDS)


def run_module(module: str, source: int, target: int, max_seconds: float) -> int:
    """Run a module with the limits of a page; return its exit status."""
    limits = {
        "memory": MAX_MEMORY,
        "seconds": MAX_CPU_SECONDS,
        "output": MAX_OUTPUT,
        "niceness": NICENESS,
    }
    return sandbox.run(
        module,
        [limits],
        packages=Path(lxml.__file__).parents[1],
        source=source,
        target=target,
        max_seconds=max_seconds,
    )


def parse_page(reply: Any, count: int) -> ReadPage:
    """Return the reply. Raises PageRefusedError if it is a refusal; KeyError, TypeError or
    ValueError if it is not one of ours."""
    if "unreadable" in reply:
        reason = reply["reason"]
        message = str(reply["unreadable"])[:_MAX_FACT_LENGTH]
        raise PageRefusedError(message, reason if reason in _REASONS else "")
    text = check_text(reply["text"], MAX_TEXT_LENGTH)
    verdicts = [_parse_verdict(row, text) for row in reply["verdicts"]]
    if len(verdicts) != count:
        raise ValueError("verdicts are missing")
    title, language, byline, date = (
        check_text(reply[name], None)[:_MAX_FACT_LENGTH]
        for name in ("title", "language", "byline", "date")
    )
    return ReadPage(
        text=text,
        title=title,
        language=language,
        byline=byline,
        date=date,
        is_wall=reply["is_wall"] is True,
        is_cut=reply["is_cut"] is True,
        is_copy_refused=reply["is_copy_refused"] is True,
        verdicts=verdicts,
    )


def _parse_verdict(row: Any, text: str) -> Verdict:
    kind, start, length = row
    if kind not in KINDS or type(start) is not int or type(length) is not int:
        raise ValueError("not a verdict")
    if kind in ("gone", "unread"):
        return Verdict(kind)
    if not (0 <= start < len(text) and 0 < length <= len(text) - start):
        raise ValueError("not a place in the text")
    return Verdict(kind, start, length, text[start : start + length])


def check_text(value: Any, limit: int | None) -> str:
    """Return a text that PostgreSQL can store, with each character at the same place."""
    if not isinstance(value, str) or (limit is not None and len(value) > limit):
        raise ValueError("not a text")
    return value.replace("\0", " ").encode(errors="replace").decode()
