"""PDF: whether it is complete, and how many pages it names without compression."""

import re
from itertools import islice
from typing import IO

from blog.content.media_files.facts import DamagedFile, Facts, build_facts, measure

_TAIL = 2048
_CHUNK, _OVERLAP = 1 << 20, 2048
MAX_NODES = 5000  # Nodes of the page tree that are read in each chunk.
_NODE_RE = re.compile(rb"/Type\s?/Pages\b")
_COUNT_RE = re.compile(rb"/Count\s+([0-9]{1,6})\b")


def is_pdf(head: bytes) -> bool:
    return head.startswith(b"%PDF-")


def read_pdf(file: IO[bytes]) -> Facts:
    """Read the number of pages. Raises DamagedFile for a file without its end."""
    file.seek(max(0, measure(file) - _TAIL))
    if b"%%EOF" not in file.read():
        raise DamagedFile
    return build_facts(pages=_count_pages(file))


def _count_pages(file: IO[bytes]) -> int:
    """Return the largest number of pages that a node of the page tree names, or 0."""
    file.seek(0)
    pages, before = 0, b""
    while chunk := file.read(_CHUNK):
        text = before + chunk
        for match in islice(_NODE_RE.finditer(text), MAX_NODES):
            start, end = max(0, match.start() - _OVERLAP), match.end() + _OVERLAP
            node_start = max(start, text.rfind(b"<<", start, match.start()))
            node_end = text.find(b">>", match.end(), end)
            node = text[node_start : node_end if node_end >= 0 else end]
            pages = max([pages, *map(int, _COUNT_RE.findall(node))])
        before = text[-_OVERLAP:]
    return pages
