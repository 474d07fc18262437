"""Read pages of quotations in the process of the test: starting one takes most of a test's time."""

import json
import os
from collections.abc import Callable
from typing import Any

from blog.evidence.page_text import UnreadableError

Answer = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def build_run(answer: Answer) -> Callable[[int, int], int]:
    """Return a replacement for `_run` of a reader, which calls what its process would call."""

    def run(source: int, target: int) -> int:
        with open(source, "rb", closefd=False) as file:
            job, content = json.loads(file.readline()), file.read()
        try:
            reply = answer(content, job)
        except UnreadableError as error:
            reply = {"unreadable": str(error), "reason": error.reason}
        with open(target, "wb", closefd=False) as file:
            file.write(json.dumps(reply).encode())
        return os.EX_OK

    return run
