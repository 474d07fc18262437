"""Sandboxed process that reads one page for an author and marks its quotations.

`quote_reader.read` starts it; the job and the reply are those of `page_process`, with lines and
quotations besides.
"""

from dataclasses import astuple
from typing import Any

from blog.evidence import page_process
from blog.evidence.page_text import read_page
from blog.evidence.quote_lines import list_lines, list_page_starts
from blog.evidence.saved_page import find_address


def main() -> None:
    page_process.main(read)


def read(content: bytes, job: dict[str, Any]) -> dict[str, Any]:
    charset = job["charset"]
    page = read_page(content, charset=charset, is_html=job["is_html"])
    is_html = job["is_html"] is not False and not page.is_pdf
    lines, quotations = list_lines(page, content, charset, is_html=is_html)
    return page_process.describe(page, content, job) | {
        "address": find_address(content, charset) if is_html else "",
        "lines": [astuple(line) for line in lines],
        "quotations": [astuple(quotation) for quotation in quotations],
        "page_starts": [astuple(start) for start in list_page_starts(page, len(lines))],
    }
