"""One element of an XML file, parsed alone."""

import html
import re
from collections.abc import Mapping

from lxml import etree

# Bytes that XML forbids but exports contain; NUL would end the text.
_FORBIDDEN_BYTES = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NONCHARACTER_RE = re.compile("[\ufffe\uffff]")
_CDATA_RE = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE_RE = re.compile(r"&(?:(amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);|(\w{2,31};))?")
_STRAY_BRACKET_RE = re.compile(r"<(?![A-Za-z_/!?])")


def _build_parser(*, is_lenient: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=is_lenient,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


_STRICT_PARSER = _build_parser(is_lenient=False)
_LENIENT_PARSER = _build_parser(is_lenient=True)


class ElementParser:
    """Parses elements around which the namespaces are declared.

    A prefix without a namespace stays a part of the tag ("app:draft"). Forbidden characters are
    dropped, invalid UTF-8 becomes U+FFFD. HTML entities such as `&nbsp;` become characters, and a
    bare `&` or `<` stays in the text.
    """

    def __init__(self, namespaces: Mapping[str | None, str]) -> None:
        attributes = "".join(
            f' xmlns{":" * bool(prefix)}{prefix or ""}="{html.escape(uri)}"'
            for prefix, uri in namespaces.items()
        )
        self._start_tag = f"<_{attributes}>".encode()

    def parse(self, data: bytes) -> etree._Element | None:
        """Parse the bytes of one element, which may be malformed; None if there is none."""
        data = data.translate(None, _FORBIDDEN_BYTES)
        try:
            return etree.fromstring(self._start_tag + data + b"</_>", _STRICT_PARSER)[0]
        except (etree.XMLSyntaxError, IndexError):
            text = _repair(data.decode("utf-8", "replace"))
        try:
            root = etree.fromstring(self._start_tag + text.encode() + b"</_>", _LENIENT_PARSER)
        except etree.XMLSyntaxError:
            return None
        return root[0] if root is not None and len(root) else None


def _repair(text: str) -> str:
    """Escape what a parser would drop from the text around CDATA sections."""
    parts = _CDATA_RE.split(_NONCHARACTER_RE.sub("", text))
    parts[::2] = [
        _STRAY_BRACKET_RE.sub("&lt;", _REFERENCE_RE.sub(_escape_reference, part))
        for part in parts[::2]
    ]
    return "".join(parts)


def _escape_reference(match: re.Match[str]) -> str:
    if match[1]:
        return match[0] if _is_character(match[1]) else ""
    return html.escape(html.unescape(match[0]), quote=False)


def _is_character(reference: str) -> bool:
    """Return whether a reference is to a character that XML allows."""
    if not reference.startswith("#"):
        return True
    digits = reference[1:]
    if len(digits) > 10:
        return False
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF
