"""WARC/1.1 file of a copy, composed from what is stored with it.

The same copy always has the same file: record IDs follow from its key, and no clock is asked.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from hashlib import sha256
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.encoding import iri_to_uri
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from blog.evidence.copies import read_copy_file
from blog.evidence.decoding import is_mhtml, is_pdf
from blog.evidence.exchanges import StoredExchange, read_exchanges
from blog.evidence.models import PageCopy

VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
CONTENT_TYPE = "application/warc"
# Of an RFC 9110 field name; a reader of the file would not find others.
_NAME_RE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Headers of the transfer that are not true of the recorded body get this prefix, as in other
# archives.
ORIGINAL_PREFIX = "X-Archive-Orig-"


def build_warc(copy: PageCopy) -> bytes | None:
    """Return the file, compressed record by record; None if the copy has no body any more.

    At most the body (MAX_PDF_BYTES) and 64 KB for each of six responses, all in memory.
    """
    body = read_copy_file(copy)
    if body is None:
        return None
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    for record in _build_records(copy, body):
        writer.write_record(record)
    return out.getvalue()


def _build_records(copy: PageCopy, body: bytes) -> Iterator[ArcWarcRecord]:
    info = {
        "software": "Pullquote",
        "format": "WARC File Format 1.1",
        "conformsTo": CONFORMS_TO,
        "publisher": settings.SITE_URL,
        "description": _describe(copy),
    }
    block = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode()
    warcinfo = {"WARC-Filename": get_file_name(copy)}
    yield _build_record(copy, "warcinfo", warcinfo, block, "application/warc-fields")
    exchanges = read_exchanges(copy.exchanges)
    for number, exchange in enumerate(exchanges, 1):
        is_last = number == len(exchanges)
        yield _build_response(copy, exchange, number, body if is_last else b"", is_last=is_last)
        yield _build_request(copy, exchange, number)
    if not exchanges:
        target = {"WARC-Target-URI": iri_to_uri(copy.final_url or copy.requested_url)}
        target["WARC-Payload-Digest"] = _digest(body)
        yield _build_record(copy, "resource", target, body, _find_type(copy, body))


def _describe(copy: PageCopy) -> str:
    if copy.is_handed_in:
        return "A file that an author saved and handed in. It was not fetched from the address."
    if not copy.exchanges:
        return "The page as it was fetched, without the response around it."
    return "The response as it was fetched, but for its transfer coding. No script was run."


def _build_response(
    copy: PageCopy, exchange: StoredExchange, number: int, body: bytes, *, is_last: bool
) -> ArcWarcRecord:
    """Return the record of a response. The bodies of redirects are not kept."""
    headers = [
        (_mark_untrue(name, value, len(body)), value)
        for name, value in exchange["headers"]
        if _NAME_RE.fullmatch(name)
    ]
    fields = _build_fields(exchange)
    fields["WARC-Payload-Digest"] = _digest(body)
    if exchange["is_cut"]:
        fields["WARC-Truncated"] = "length"
    elif not is_last:
        fields["WARC-Truncated"] = "unspecified"
    block = _build_head(exchange["status_line"], headers) + body
    kind = "application/http; msgtype=response"
    return _build_record(copy, "response", fields, block, kind, number)


def _build_request(copy: PageCopy, exchange: StoredExchange, number: int) -> ArcWarcRecord:
    fields = _build_fields(exchange)
    fields["WARC-Concurrent-To"] = _build_id(copy, "response", number)
    fields["WARC-Payload-Digest"] = _digest(b"")
    headers = [(name, value) for name, value in exchange["request_headers"]]
    block = _build_head(exchange["request_line"], headers)
    return _build_record(
        copy, "request", fields, block, "application/http; msgtype=request", number
    )


def _build_fields(exchange: StoredExchange) -> dict[str, str]:
    return {"WARC-Target-URI": exchange["url"], "WARC-IP-Address": exchange["ip_address"]}


def _mark_untrue(name: str, value: str, size: int) -> str:
    """Return the name of a header, with a prefix if it does not describe the recorded body."""
    lower = name.lower()
    if lower == "transfer-encoding" or (lower == "content-length" and value != str(size)):
        return ORIGINAL_PREFIX + name
    return name


def _build_head(first_line: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _build_record(
    copy: PageCopy,
    kind: str,
    fields: Mapping[str, str],
    block: bytes,
    content_type: str,
    number: int = 0,
) -> ArcWarcRecord:
    """Return a record with this very block, which `warcio` would otherwise parse and rewrite."""
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _build_id(copy, kind, number)),
        ("WARC-Date", f"{copy.taken_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        *fields.items(),
        ("WARC-Block-Digest", _digest(block)),
    ]
    if kind != "warcinfo":
        headers.append(("WARC-Warcinfo-ID", _build_id(copy, "warcinfo", 0)))
    rec_headers = StatusAndHeaders("", headers, protocol=VERSION)
    return ArcWarcRecord("warc", kind, rec_headers, BytesIO(block), None, content_type, len(block))


def _build_id(copy: PageCopy, kind: str, number: int) -> str:
    name = f"{settings.SITE_URL}/copies/{copy.pk}/{copy.body_hash}/{kind}/{number}"
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"


def _digest(content: bytes) -> str:
    """Return SHA-256 in hexadecimal, so that the digest of a payload is `PageCopy.body_hash`."""
    return f"sha256:{sha256(content).hexdigest()}"


def _find_type(copy: PageCopy, body: bytes) -> str:
    if declared := copy.headers.get("content-type"):
        return declared
    if is_pdf(body):
        return "application/pdf"
    return "multipart/related" if is_mhtml(body) else "text/html"


def get_file_name(copy: PageCopy) -> str:
    return f"copy-{copy.pk}.warc.gz"
