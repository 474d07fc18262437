"""Texts and pictures in the attributes of blocks, for blocks that have no HTML of their own."""

import html
import re
from collections.abc import Iterator
from typing import Any

from lib.urls import is_web_url
from transfer.readers.wxr.body.media_shortcodes import build_embed
from transfer.readers.wxr.pictures import PICTURE_SUFFIXES, has_suffix

_ELEMENT_RE = re.compile(r"<(?:p|h[1-6]|ul|ol|blockquote|table|figure|div|br|strong|em|a)\b")
_WORD_RE = re.compile(r"[^\W\d_]{2,}")
# Fewer words may be the name of a style, a font or an icon.
_MIN_WORD_COUNT = 4
_HEADING_KEYS = ("title", "heading")
_UNSHOWN_KEYS = ("css", "style", "class", "label", "font", "icon", "schema", "query", "svg")
_MAX_TEXTS = 200


def build_divi(attributes: dict[str, Any]) -> str:
    """Return the HTML of a module of Divi 5, which keeps all that it shows in attributes."""
    return "".join(
        _build_divi_value(key, value)
        for key, attribute in attributes.items()
        if (value := _get_divi_value(attribute))
    )


def _get_divi_value(attribute: Any) -> Any:
    """Return what a part of a module shows on large screens, None for its decoration."""
    for name in ("innerContent", "desktop", "value"):
        attribute = attribute.get(name) if isinstance(attribute, dict) else None
    return attribute


def _build_divi_value(key: str, value: Any) -> str:
    if isinstance(value, str):
        if not _WORD_RE.search(value) or value.startswith("$variable("):
            return ""
        if is_web_url(value):
            return build_embed(value)
        if key in _HEADING_KEYS:
            return f"<h3>{value}</h3>"
        return value if _ELEMENT_RE.search(value) else f"<p>{value}</p>"
    if not isinstance(value, dict):
        return ""
    texts = {name: inner for name, inner in value.items() if isinstance(inner, str)}
    text, link = texts.get("text", ""), texts.get("linkUrl") or texts.get("url", "")
    parts = []
    if is_web_url(source := texts.get("src", "")):
        alt = html.escape(texts.get("alt", ""))
        picture = f'<figure><img src="{html.escape(source)}" alt="{alt}"></figure>'
        parts.append(build_embed(source) if "video" in key.lower() else picture)
    if text and is_web_url(link):
        parts.append(f'<p><a href="{html.escape(link)}">{text}</a></p>')
    elif text:
        parts.append(f"<h3>{text}</h3>" if key in _HEADING_KEYS else f"<p>{text}</p>")
    return "".join(parts)


def build_attributes(attributes: dict[str, Any]) -> str:
    """Return the sentences and pictures in the attributes of any other block."""
    return "".join(list(_list_values(attributes, 0))[:_MAX_TEXTS])


def _list_values(value: Any, depth: int) -> Iterator[str]:
    if depth > 10:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _list_values(inner, depth + 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not any(name in key.lower() for name in _UNSHOWN_KEYS):
                yield from _list_values(inner, depth + 1)
    elif isinstance(value, str):
        yield _build_value(value.strip())


def _build_value(value: str) -> str:
    if is_web_url(value):
        is_shown = has_suffix(value, PICTURE_SUFFIXES)
        return f'<figure><img src="{html.escape(value)}" alt=""></figure>' if is_shown else ""
    if _ELEMENT_RE.search(value):
        return value
    has_sentence = len(_WORD_RE.findall(value)) >= _MIN_WORD_COUNT and "{" not in value
    return f"<p>{value}</p>" if has_sentence else ""
