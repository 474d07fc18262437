"""Copies of pages as looks store them."""

import gzip
from hashlib import sha256
from typing import Any

from blog.evidence.models import PageCopy, QuotedPage
from tests.support import factories as make

URL = "https://example.org/bridge"
BODY = b"<title>The bridge</title><script>alert(1)</script><p>We will rebuild it."
TEXT = "The <bridge>\n\nWe will rebuild it.\nשלום"
TAKEN_AT = make.moment(2024, 5, 3)
EXCHANGE: dict[str, Any] = {
    "url": URL,
    "ip_address": "192.0.2.1",
    "request_line": "GET /bridge HTTP/1.1",
    "request_headers": [["Host", "example.org"]],
    "status_line": "HTTP/1.1 200 OK",
    "headers": [["Content-Type", "text/html"]],
    "is_cut": False,
}


def store_copy(url: str = URL, **values: Any) -> PageCopy:
    page, _is_new = QuotedPage.objects.get_or_create(url=url, host="example.org")
    text = str(values.pop("text", TEXT))
    fields: dict[str, Any] = {
        "requested_url": url,
        "final_url": url,
        "taken_at": TAKEN_AT,
        "status": 200,
        "headers": {},
        "exchanges": [EXCHANGE],
        "body_hash": sha256(BODY).hexdigest(),
        "text_hash": sha256(text.encode()).hexdigest(),
        "body": gzip.compress(BODY),
        "text": gzip.compress(text.encode()),
        "size": len(BODY),
        "text_length": len(text),
        "title": "The <bridge>",
        "byline": "Bo Berg",
        "language": "en",
    }
    return PageCopy.objects.create(page=page, **fields | values)


def store_refused_copy() -> PageCopy:
    """Store what is kept of a page that asks for no copies."""
    return PageCopy.objects.create(
        page=QuotedPage.objects.create(url=URL, host="example.org"),
        requested_url=URL,
        status=200,
        headers={},
        body_hash="a" * 64,
        text_hash="b" * 64,
        size=1,
        text_length=1,
        is_refused=True,
    )
