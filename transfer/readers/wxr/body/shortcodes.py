"""Shortcodes: `[name attribute="value"]` and `[name]…[/name]`.

Only known names are shortcodes: `[sic]`, `[…]` and `[9/11]` are text. What looks like an unknown
one with attributes stays in the text and is noted.
"""

import html
import re
from collections.abc import Callable, Mapping

from lib.urls import is_web_url
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.raw import COMMENT, iterate_raw

type Attributes = Mapping[str, str]
# Takes attributes (those without a name are numbered), and the content or None; returns HTML, or
# None if it is no shortcode after all.
type Handler = Callable[[Attributes, str | None, BodyContext], str | None]

_ATTRIBUTES = r"""(?:[^\[\]"']++|"[^"]{0,9999}"|'[^']{0,9999}')*+"""
_SHORTCODE_RE = re.compile(
    rf"\[(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?=[\s/\]=:])(?:{_ATTRIBUTES}|[^\[\]]*))\]"
)
_ATTRIBUTE_RE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)"""
)
_QUOTES = str.maketrans("\u201c\u201d\u2033\u201e\u00ab\u00bb", '""""""')
# Text in which shortcodes are not replaced.
_CODE_NAMES = ("pre", "code", "script", "style", "textarea", COMMENT)


def expand_shortcodes(
    text: str,
    handlers: Mapping[str, Handler],
    enclosing: Mapping[str, Handler],
    context: BodyContext,
) -> str:
    """Replace the shortcodes that have a handler; those of `enclosing` need an end tag."""
    if "[" not in text:
        return text
    output: list[str] = []
    position = 0
    unclosed: set[str] = set()
    code_spans = list(iterate_raw(text, _CODE_NAMES))
    code_spans.reverse()
    for match in _SHORTCODE_RE.finditer(text):
        if match.start() < position:
            continue
        while code_spans and code_spans[-1][1] <= match.start():
            code_spans.pop()
        if code_spans and code_spans[-1][0] <= match.start():
            continue
        name = match["name"].lower()
        handler = handlers.get(name) or enclosing.get(name)
        if match.start() > position and text[match.start() - 1] == "[":
            if handler and text.startswith("]", match.end()):
                # `[[name]]` is how texts write a shortcode that is none.
                output += [text[position : match.start() - 1], match[0]]
                position = match.end() + 1
            continue
        if handler is None:
            _note_unknown(match, context)
            continue
        content, end = _find_content(text, match, unclosed)
        if content is None and name not in handlers:
            continue
        result = handler(parse_attributes(match["attributes"]), content, context)
        if result is not None:
            output += [text[position : match.start()], result]
            position = end
    output.append(text[position:])
    return "".join(output)


def _find_content(text: str, match: re.Match[str], unclosed: set[str]) -> tuple[str | None, int]:
    """Return the text up to the end tag, None if there is none, and where the shortcode ends.

    `unclosed` are the names that occur no more in the rest of the text.
    """
    name = match["name"].lower()
    if name in unclosed or match["attributes"].rstrip().endswith("/"):
        return None, match.end()
    tag_re = re.compile(rf"\[(/)?{re.escape(name)}(?=[\s\]=])[^\[\]]*\]", re.IGNORECASE)
    tag = tag_re.search(text, match.end())
    if tag is None:
        unclosed.add(name)
    # If the same shortcode begins again before it, the end tag belongs to that one.
    if tag is None or not tag[1]:
        return None, match.end()
    return text[match.end() : tag.start()], tag.end()


def parse_attributes(text: str) -> dict[str, str]:
    """Return attributes by name in lower case; those without a name by position ("0")."""
    attributes: dict[str, str] = {}
    if '"' not in text and "'" not in text:
        # The quotes themselves may be entities or typographic.
        text = html.unescape(text).translate(_QUOTES)
    text = text.strip().removesuffix("/").strip()
    if text.startswith(("=", ":")):
        # `[youtube=https://…]`
        return {"0": html.unescape(text[1:]).strip().strip("\"'")}
    for match in _ATTRIBUTE_RE.finditer(text):
        if match[1] and not is_web_url(match[0]):
            value = next((group for group in match.groups()[1:4] if group is not None), "")
            attributes.setdefault(match[1].lower(), html.unescape(value))
        else:
            value = next((group for group in match.groups()[4:] if group is not None), match[0])
            attributes[str(sum(key.isdigit() for key in attributes))] = html.unescape(value)
    return attributes


def _note_unknown(match: re.Match[str], context: BodyContext) -> None:
    name, attributes = match["name"], match["attributes"]
    has_values = re.search(r"""\s[\w-]+\s*=\s*["'&\w\u201c\u2033]""", attributes) is not None
    if has_values and "<" not in attributes:
        context.unknown_shortcodes.setdefault(name)
