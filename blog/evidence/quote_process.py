"""Sandboxed process that reads one page for an author and marks its quotations.

`quote_reader.read` starts it; the job and the reply are those of `page_process`, with lines and
quotations besides.
"""

from dataclasses import astuple
from typing import Any

from blog.evidence import page_process
from blog.evidence.page_text import read_page
from blog.evidence.quote_lines import list_lines
from blog.evidence.saved_page import find_address


def main() -> None:
    page_process.main(read)


def read(content: bytes, job: dict[str, Any]) -> dict[str, Any]:
    charset, is_html = job["charset"], job["is_html"]
    page = read_page(content, charset=charset, is_html=is_html)
    lines, quotations = list_lines(page, content, charset, is_html=is_html is not False)
    return page_process.describe(page, content, job) | {
        "address": find_address(content, charset) if is_html is not False else "",
        "lines": [astuple(line) for line in lines],
        "quotations": [astuple(quotation) for quotation in quotations],
    }
