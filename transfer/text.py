"""Text and HTML of exports, without the mistakes that old programs left in them."""

import re
from hashlib import sha256

import lxml.html
from lxml.html import HtmlElement

from blog.common.markup import clean_text

# Control characters that nobody means: those of Windows-1252 stand where they are.
_CONTROL_RE = re.compile("[\x80-\x9f]")
_DOCUMENT_TAG_RE = re.compile(r"</?(?:html|body)\b[^>]*>|<!doctype[^>]*>?", re.IGNORECASE)
_DOCUMENT_END_RE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
# Both halves of a character beyond the first 65,536, as old editors wrote it: `&#55357;&#56832;`.
_HALVES_RE = re.compile(
    r"&#(?:(5[56]\d{3})|[xX]([dD][89abAB][0-9a-fA-F]{2}));"
    r"&#(?:(5[67]\d{3})|[xX]([dD][c-fC-F][0-9a-fA-F]{2}));"
)
_REFERENCE_RE = re.compile(r"&#(?:0*(1(?:2[89]|[345]\d))|[xX]0*([89][0-9a-fA-F]));?")


def clean_imported(text: str) -> str:
    """Remove what cannot be stored, and turn the bytes 0x80 to 0x9F into what they are in
    Windows-1252, as browsers do: `don&#146;t` is "don’t"."""
    text = clean_text(text)
    if "&#" in text:
        text = _HALVES_RE.sub(_join_halves, _REFERENCE_RE.sub(_replace_reference, text))
    return _CONTROL_RE.sub(_read_as_windows, text)


def _read_as_windows(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")


def _replace_reference(match: re.Match[str]) -> str:
    return chr(int(match[1]) if match[1] else int(match[2], 16))


def _join_halves(match: re.Match[str]) -> str:
    high = int(match[1]) if match[1] else int(match[2], 16)
    low = int(match[3]) if match[3] else int(match[4], 16)
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def parse_fragment(html: str, parser: lxml.html.HTMLParser | None = None) -> HtmlElement:
    """Parse HTML into a `div`, also what is a whole document or nothing but a DOCTYPE."""
    source = _DOCUMENT_TAG_RE.sub("", html)
    return lxml.html.fragment_fromstring(source, create_parent="div", parser=parser)


def drop_document_ends(html: str) -> str:
    """Remove `</body>` and `</html>`: the parser would drop what comes after them."""
    return _DOCUMENT_END_RE.sub("", html) if "</" in html else html


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, the same whatever its line ends and the space around it."""
    return sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()
