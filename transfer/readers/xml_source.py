"""XML files of any encoding as UTF-8, and what stands before their root."""

import codecs
import io
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport
from transfer.readers.encodings import detect_encoding

MAX_PROLOG_BYTES = 64 * 1024
_CHUNK_CHARACTERS = 1 << 18
# Bytes that are no UTF-8 are damage, unless there are many, and hardly any letters in UTF-8.
_MIN_DAMAGED, _MAX_VALID_SHARE = 20, 0.1
_COMPRESSED_STARTS = (b"PK\3\4", b"\x1f\x8b")
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The first bytes of `<?xml` in UTF-16 without a byte order mark.
_UTF16_STARTS = {b"<\0?\0": "utf-16-le", b"\0<\0?": "utf-16-be"}
_DECLARED_ENCODING_RE = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_SUPPORTED_ENCODING_RE = re.compile(
    r"iso8859-\d+|cp125\d|koi8-[rut]|gb2312|gbk|gb18030|big5|shift_jis|cp932|euc_(jp|kr)"
    r"|cp949|utf-16(-[lb]e)?|mac-(roman|cyrillic)|tis-620|cp874|cp866"
)
_PROLOG_PART_RE = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ROOT_RE = re.compile(rb"<([A-Za-z_][\w.:-]*)[\s/>]")
# A root of several letters, and no tag of a warning in HTML such as `<br />`.
_MARKUP_ROOT_RE = re.compile(rb"<(?!(?:font|div|pre|table)\b)[A-Za-z_][\w.-]*[\w.:-]{2,}[\s/>]")
_DECLARATION_RE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CONFLICT_RE = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)


def open_utf8(path: Path) -> BinaryIO:
    """Open an XML file as UTF-8; one in another encoding is converted into a temporary file.

    Bytes that are invalid in the encoding become U+FFFD. Raises NotAnExport for an encoding that is
    unknown or cannot be told.
    """
    file = path.open("rb")
    try:
        encoding = _detect_encoding(file.read(MAX_PROLOG_BYTES))
        file.seek(0)
        return _convert(file, encoding) if encoding else file
    except BaseException:
        file.close()
        raise


def _detect_encoding(start: bytes) -> str:
    """Return the name of an encoding other than UTF-8, or ''."""
    if start.startswith(_UTF32_BOMS):
        raise NotAnExport(gettext_noop("The file is encoded as UTF-32: save it as UTF-8."))
    if start.startswith(_UTF16_BOMS):
        return "utf-16"
    if encoding := _UTF16_STARTS.get(start[:4]):
        return encoding
    declared = _DECLARED_ENCODING_RE.search(start)
    if declared is None or start.startswith(codecs.BOM_UTF8):
        return _guess_encoding(start)
    name = declared[1].decode("ascii")
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        encoding = "unknown"
    if encoding in ("utf-8", "ascii") or encoding.startswith("utf-16"):
        # A declaration that is read as ASCII is not UTF-16, whatever it says.
        return _guess_encoding(start)
    if _SUPPORTED_ENCODING_RE.fullmatch(encoding):
        return encoding
    message = gettext_noop("The encoding %(name)s is not supported: save the file as UTF-8.")
    raise NotAnExport(message, {"name": name[:40]})


def _guess_encoding(start: bytes) -> str:
    """Guess the encoding of a text that is no UTF-8, although it has to be; '' if it is."""
    text = start.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    valid = sum(not char.isascii() for char in text) - damaged
    if damaged < _MIN_DAMAGED or valid > damaged * _MAX_VALID_SHARE:
        return ""
    encoding = detect_encoding(start)
    return "" if encoding == "utf-8" else encoding


def _convert(file: BinaryIO, encoding: str) -> BinaryIO:
    with ExitStack() as stack:
        target = stack.enter_context(tempfile.TemporaryFile())
        reader = stack.enter_context(io.TextIOWrapper(file, encoding, "replace", newline=""))
        while text := reader.read(_CHUNK_CHARACTERS):
            target.write(text.encode("utf-8", "replace"))
        target.seek(0)
        reader.close()
        stack.pop_all()
    return target


def build_conflict_error() -> NotAnExport:
    return NotAnExport(
        gettext_noop("The file has conflict markers (<<<<<<<) of a merge: export it again.")
    )


def find_root(start: bytes) -> tuple[int, str]:
    """Return where the root's tag begins in the first bytes of a file, and its name.

    Bytes before `<?xml` are skipped: servers put warnings there. Raises NotAnExport for a file
    that is no XML, has a DOCTYPE or conflict markers.
    """
    if start.startswith(_COMPRESSED_STARTS):
        raise NotAnExport(
            gettext_noop("The file is compressed: unpack it, and choose the XML file in it.")
        )
    position = _skip_prolog(start, 3 * start.startswith(codecs.BOM_UTF8))
    declaration = start.find(b"<?xml", position)
    if declaration > 0 and not _MARKUP_ROOT_RE.match(start, position):
        position = _skip_prolog(start, declaration)
    if _DECLARATION_RE.search(start, 0, position + 10):
        raise NotAnExport(
            gettext_noop("The file has a DOCTYPE, which no export has: export it again.")
        )
    if CONFLICT_RE.search(start, 0, position + 8):
        raise build_conflict_error()
    root = _ROOT_RE.match(start, position)
    if root is None:
        raise NotAnExport(
            gettext_noop("The file is no XML: choose the file that your blog exported.")
        )
    return position, root[1].decode("utf-8", "replace")


def _skip_prolog(start: bytes, position: int) -> int:
    while part := _PROLOG_PART_RE.match(start, position):
        position = part.end()
    return position


def peek(path: Path) -> str:
    """Return the first 64 KB of a file as text, '' if it cannot be read or is compressed: a zip may
    have the text of one of its files in it. Never raises."""
    try:
        with path.open("rb") as file:
            start = file.read(MAX_PROLOG_BYTES)
        if start.startswith(_COMPRESSED_STARTS):
            return ""
        return start.decode(_detect_encoding(start) or "utf-8", "replace")
    except (OSError, NotAnExport):
        return ""
