"""Sandboxed process that reads one page and judges quotations.

`page_reader.read` starts it for each page, with limits in the arguments and one line of JSON with
the quotations and the page on standard input. It writes one line of JSON. It has no environment,
limited memory and time, and imports no Django.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from blog.evidence.page_facts import PageFacts, read_facts
from blog.evidence.page_text import PageText, UnreadableError, read_page
from blog.evidence.verdict import judge
from lib import sandbox

Answer = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def main(answer: Answer | None = None) -> None:
    """Answer the job on standard input; `read` does, unless another function is given."""
    answer = answer or read
    sandbox.limit_resources(json.loads(sys.argv[1]))
    with open(0, "rb", closefd=False) as source:
        job = json.loads(source.readline())
        content = source.read()
    try:
        reply = answer(content, job)
    except UnreadableError as error:
        reply = {"unreadable": str(error), "reason": error.reason}
    with open(1, "wb", closefd=False) as target:
        target.write(json.dumps(reply).encode())


def read(content: bytes, job: dict[str, Any]) -> dict[str, Any]:
    page = read_page(content, charset=job["charset"], is_html=job["is_html"])
    return describe(page, content, job)


def describe(page: PageText, content: bytes, job: dict[str, Any]) -> dict[str, Any]:
    """Return what a page says, and a verdict for each quotation of the job."""
    if page.is_pdf or job["is_html"] is False:
        facts = PageFacts(page.byline, page.date)
    else:
        facts = read_facts(content, job["charset"])
    verdicts = [judge(quotation, page) for quotation in job["quotations"]]
    return {
        "text": page.text,
        "title": page.title,
        "language": page.language,
        "is_wall": page.is_wall,
        "is_cut": page.is_cut,
        "byline": facts.byline,
        "date": facts.date,
        "is_copy_refused": facts.is_copy_refused,
        "verdicts": [[verdict.kind, verdict.start, verdict.length] for verdict in verdicts],
    }
