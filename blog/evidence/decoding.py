"""The text of a file: compression, MHTML and character encodings."""

import binascii
import codecs
import quopri
import re
import zlib
from collections.abc import Iterator

from blog.evidence.encoding_guess import guess_encoding

MAX_BYTES = 5_000_000  # Of a page, after decompression; the rest is not read.
MAX_PDF_BYTES = 10_000_000  # A larger one is not read at all.
_DECLARED_RE = re.compile(rb"""(?:charset|encoding)\s{0,20}=\s{0,20}["']?\s{0,20}([\w.:-]{2,40})""")
_DECLARATION_BYTES = 4096
_PDF_HEADER_BYTES = 1024
_MAX_PARTS = 500
_MAX_NESTED_PARTS = 2
_MAX_HEADER = 20_000
_WIDE_SAMPLE = 4_000  # Bytes.
_MIN_WIDE_SHARE = 0.1  # Of pairs of bytes that are ASCII characters, such as markup.
_MIN_WIDE_LEAD = 8  # Of their zeros, over those of other characters.
_BLANK_LINE_RE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY_RE = re.compile(
    rb"""multipart/[\w.-]{1,40}[^\r\n]{0,500}(?:\r?\n[ \t][^\r\n]{0,500}){0,5}?"""
    rb"""boundary=(?:"([^"\r\n]{1,100})"|([^\s;"]{1,100}))""",
    re.IGNORECASE,
)
_PAGE_TYPE_RE = re.compile(
    rb"^content-type:\s{0,9}(?:text/html|application/xhtml\+xml)", re.IGNORECASE | re.MULTILINE
)
_TRANSFER_RE = re.compile(
    rb"^content-transfer-encoding:\s{0,9}([\w-]{1,40})", re.IGNORECASE | re.MULTILINE
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read the names on the left as the supersets on the right.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # A declaration that can be read as ASCII is wrong.
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
}
# Names that Python does not have: 'x-sjis', 'windows-874', 'iso-8859-8-i', 'utf8mb4'.
_ALIAS_RE = re.compile(
    r"^(?:x-)?(win(?:dows)?-?(?=\d{3})|cp-(?=\d))|^x-|(?<=iso-8859-[68])-[ie]$|mb4$"
)
# Python's text encodings; others, such as 'zip' or 'idna', are not for pages.
_REFUSED_ENCODINGS = frozenset(
    ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"]
)


class UnreadableError(Exception):
    """A file that holds no text. The message says why, `reason` in a word if authors should know:
    'scan', 'fonts', 'encrypted' or 'large'."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


def is_pdf(content: bytes) -> bool:
    """Return whether bytes are a PDF file, also after a few others."""
    return b"%PDF-" in content[:_PDF_HEADER_BYTES]


def unpack(content: bytes, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a page, decompressed if gzip compressed them; at most `limit`."""
    if content[:2] != b"\x1f\x8b":
        return content[:limit]
    try:
        return zlib.decompressobj(wbits=31).decompress(content, limit)
    except zlib.error as error:
        raise UnreadableError("the compressed file is damaged") from error


def is_mhtml(content: bytes) -> bool:
    """Return whether bytes are a saved page with its pictures, as browsers write them."""
    head = content[:_DECLARATION_BYTES]
    return _find_boundary(head) != b"" and re.match(rb"\s{0,9}[A-Za-z-]{2,40}:", head) is not None


def find_html_part(content: bytes) -> tuple[bytes, str]:
    """Return the bytes of the page within an MHTML file, and the encoding in its header.

    The parts are split here because the parser of Python's `email` takes 14 s for a megabyte of
    nested parts.
    """
    for part in _list_parts(content, _MAX_NESTED_PARTS):
        header, body = _split_header(part)
        if not _PAGE_TYPE_RE.search(header):
            continue
        transfer = _TRANSFER_RE.search(header)
        encoding = transfer[1].lower() if transfer else b""
        if encoding == b"quoted-printable":
            body = quopri.decodestring(body)
        elif encoding == b"base64":
            body = _decode_base64(body)
        charset = _DECLARED_RE.search(header)
        return body[:MAX_BYTES], charset[1].decode("ascii") if charset else ""
    raise UnreadableError("the MHTML file contains no page")


def _find_boundary(header: bytes) -> bytes:
    match = _BOUNDARY_RE.search(header)
    return (match[1] or match[2]) if match else b""


def _list_parts(content: bytes, depth: int) -> Iterator[bytes]:
    header, body = _split_header(content)
    if not (boundary := _find_boundary(header)):
        return
    for part in re.split(rb"\r?\n?--" + re.escape(boundary), body, maxsplit=_MAX_PARTS)[1:]:
        part = part.lstrip(b" \t").removeprefix(b"\r").removeprefix(b"\n")
        if depth and _find_boundary(_split_header(part)[0]):
            yield from _list_parts(part, depth - 1)
        else:
            yield part


def _split_header(content: bytes) -> tuple[bytes, bytes]:
    match = _BLANK_LINE_RE.search(content, 0, _MAX_HEADER)
    return (content[: match.start()], content[match.end() :]) if match else (b"", content)


def _decode_base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error as error:
        raise UnreadableError("the MHTML file is damaged") from error


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of bytes; `charset` is the encoding in the HTTP header, if there is one.

    A byte order mark comes first, then UTF-16 without one, then UTF-8 if the bytes are valid,
    because files are often saved as UTF-8 with an older declaration inside. Then header and
    declaration, unless they say UTF-8, then the encoding whose characters are frequent ones. Never
    raises.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    if wide := _find_wide_encoding(content):
        return content.decode(wide, errors="replace")
    declared = _find_declared(content)
    if not content.isascii():
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            # The last character may have been cut.
            if error.end >= len(content) - 4:
                return content.decode("utf-8", errors="replace")
    for name in (charset, declared):
        encoding = _find_encoding(name)
        if encoding and encoding != "utf-8":
            return content.decode(encoding, errors="replace")
    if _is_mostly_utf8(content):
        return content.decode("utf-8", errors="replace")
    return content.decode(guess_encoding(content), errors="replace")


def _find_wide_encoding(content: bytes) -> str:
    """Return the encoding of two bytes a character that a text without a byte order mark is in."""
    sample = content[:_WIDE_SAMPLE]
    if b"\0" not in sample:
        return ""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    least = _MIN_WIDE_SHARE * (len(sample) // 2)
    if second > max(least, _MIN_WIDE_LEAD * first):
        return "utf-16-le"
    return "utf-16-be" if first > max(least, _MIN_WIDE_LEAD * second) else ""


def _find_declared(content: bytes) -> str:
    match = _DECLARED_RE.search(content[:_DECLARATION_BYTES])
    return match[1].decode("ascii") if match else ""


def _find_encoding(name: str) -> str:
    name = _ALIAS_RE.sub(lambda match: "cp" if match[1] else "", name.strip().lower())
    try:
        codec = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    if codec is None or not codec._is_text_encoding or codec.name in _REFUSED_ENCODINGS:
        return ""
    return _SUPERSETS.get(codec.name, codec.name)


def _is_mostly_utf8(content: bytes) -> bool:
    """Return whether most characters beyond ASCII are valid UTF-8."""
    text = content.decode("utf-8", errors="replace")
    errors = text.count("\ufffd")
    return errors * 4 < sum(not character.isascii() for character in text[:200_000])
