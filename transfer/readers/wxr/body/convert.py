"""The steps of converting a text, in the order in which WordPress takes them."""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop
from lxml import etree

from transfer.messages import Message
from transfer.readers.wxr.body.blocks import expand_blocks, has_blocks
from transfer.readers.wxr.body.builders import expand_builders
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.elements import iterate_all, parse_html, replace, serialize_html
from transfer.readers.wxr.body.figures import normalize_figures
from transfer.readers.wxr.body.media_shortcodes import build_embed, build_file, build_media_handlers
from transfer.readers.wxr.body.paragraphs import add_paragraphs
from transfer.readers.wxr.body.quotations import normalize_quotations
from transfer.readers.wxr.body.raw import replace_outside
from transfer.readers.wxr.body.shortcodes import expand_shortcodes
from transfer.readers.wxr.body.text_shortcodes import (
    build_text_handlers,
    escape_written_code,
    name_languages,
)
from transfer.readers.wxr.pictures import PICTURE_SUFFIXES, RECORDING_SUFFIXES, has_suffix

# How many names a note lists.
MAX_LISTED = 12
_HANDLERS, _ENCLOSING = build_media_handlers()
_TEXT_HANDLERS = build_text_handlers()
# Shortcodes that are in others, or whose text is none of theirs.
_INNER = {"media-credit": _ENCLOSING.pop("media-credit")}
_CODE = {name: _TEXT_HANDLERS.pop(name) for name in ("sourcecode", "code", "source", "cc")}
_ENCLOSING |= _TEXT_HANDLERS
_PAGE_BREAK_RE = re.compile(r"(?:<p>\s*)?<!--\s*nextpage\s*-->(?:\s*</p>)?")
_MORE_RE = re.compile(r"<!--\s*more\b.*?-->|<!--noteaser-->", re.DOTALL)
_COMMENT_RE = re.compile(r"<!--(?!more-->).*?-->", re.DOTALL)
_RAW_NAMES = ("pre", "script", "style", "textarea")
_URL_LINE_RE = re.compile(
    r"^[ \t]*(?:<p[^<>]*>)?[ \t]*(https?://[^\s<>\"]+)[ \t]*(?:</p>)?[ \t]*$", re.MULTILINE
)
# What any such line has; it begins with a literal, so it is searched for ten times as fast.
_URL_AT_END_RE = re.compile(
    r"http(?<![^\s>]http)s?://[^\s<>\"]+[ \t]*(?:</p>)?[ \t]*$", re.MULTILINE
)
_TAG_RE = re.compile(r"</?([a-zA-Z]+)")
# Elements that are given one form; other texts need no tree.
_NORMALIZED_TAGS = {
    *("figure", "img", "iframe", "object", "embed", "video", "audio", "noscript", "div"),
    *("section", "sup", "html", "body"),
}
# What quotations have that are more than indented text.
_ATTRIBUTED_RE = re.compile(r"<(?:blockquote\s|cite\b)", re.IGNORECASE)
_EMPTY_RE = re.compile(r"<(p|blockquote)(?:\s[^<>]*)?>(?:[\s\u200b\ufeff]|&nbsp;)*</\1>")


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of a post, what could not be converted, and the number of its pages."""

    html: str
    notes: tuple[str, ...] = ()
    page_count: int = 1


def convert_body(content: str, context: BodyContext) -> Body:
    content = _end_comments(content.replace("\r\n", "\n").replace("\r", "\n"))
    content = escape_written_code(content)
    page_count = 1
    if "nextpage" in content:
        content, break_count = _PAGE_BREAK_RE.subn("\n\n", content)
        page_count += break_count
    if "<!--" in content:
        content = _MORE_RE.sub(_normalize_more, content)
    if has_blocks(content):
        markup = expand_blocks(content, context, lambda text: _convert_classic(text, context))
        markup = _expand_all(markup, context)
    else:
        markup = _convert_classic(content, context)
    markup = _remove_comments(markup)
    tags = {name.lower() for name in set(_TAG_RE.findall(markup))}
    root = parse_html(markup) if _needs_tree(markup, tags) else None
    if root is not None:
        if context.footnotes:
            _insert_footnotes(root, context)
        if "blockquote" in tags:
            normalize_quotations(root)
        normalize_figures(root, tags, context)
        markup = serialize_html(root)
    return Body(markup.strip(), tuple(_describe(context)), page_count)


def _needs_tree(markup: str, tags: Collection[str]) -> bool:
    """Return whether a text has elements that are given one form, or empty ones."""
    is_attributed = "blockquote" in tags and _ATTRIBUTED_RE.search(markup)
    return bool(is_attributed or not _NORMALIZED_TAGS.isdisjoint(tags) or _EMPTY_RE.search(markup))


def _end_comments(content: str) -> str:
    """Make text of comments without an end, which would hide what follows."""
    end = content.rfind("-->") + 1
    rest = content[end:]
    return content[:end] + rest.replace("<!--", "&lt;!--") if "<!--" in rest else content


def _convert_classic(text: str, context: BodyContext) -> str:
    """Convert text of the classic editor, in which blank lines separate paragraphs."""
    return add_paragraphs(_embed_urls(_expand_all(text, context)))


def _expand_all(text: str, context: BodyContext) -> str:
    if "[" not in text:
        return text
    if "[cc" in text:
        text = name_languages(text)
    text = expand_shortcodes(text, {}, {**_CODE, **_INNER}, BodyContext(context.index))
    text = expand_builders(text, context)
    return expand_shortcodes(text, _HANDLERS, _ENCLOSING, context)


def _normalize_more(match: re.Match[str]) -> str:
    return "<!--more-->" if "more" in match[0] else ""


def _embed_urls(text: str) -> str:
    """Replace addresses that are alone in their line."""
    if not _URL_AT_END_RE.search(text):
        return text
    return replace_outside(text, _RAW_NAMES, lambda part: _URL_LINE_RE.sub(_embed_url, part))


def _embed_url(match: re.Match[str]) -> str:
    url = html.unescape(match[1])
    if has_suffix(url, PICTURE_SUFFIXES):
        return match[0]
    return build_file(url) if has_suffix(url, RECORDING_SUFFIXES) else build_embed(url)


def _remove_comments(markup: str) -> str:
    if "<!--" not in markup:
        return markup
    return replace_outside(markup, _RAW_NAMES, lambda part: _COMMENT_RE.sub("", part))


def _insert_footnotes(root: etree._Element, context: BodyContext) -> None:
    """Replace the marks of the block editor's footnotes by their texts."""
    for mark in iterate_all(root, "sup"):
        text = context.footnotes.get(mark.get("data-fn") or "")
        note = parse_html(text) if text else None
        if note is not None:
            note.tag = "small"
            note.attrib.clear()
            note.set("data-footnote", "")
            replace(mark, note)


def _describe(context: BodyContext) -> list[str]:
    notes = []
    if context.unknown_shortcodes:
        names = _join(f"[{name}]" for name in context.unknown_shortcodes)
        notes.append(
            Message(
                gettext_noop("Unknown shortcodes stay in the text: %(names)s."), {"names": names}
            ).stored
        )
    if context.omitted_blocks:
        names = _join(context.omitted_blocks)
        notes.append(
            Message(
                gettext_noop("Blocks without text were left out: %(names)s."), {"names": names}
            ).stored
        )
    if context.picture_links:
        urls = _join(context.picture_links)
        notes.append(
            Message(gettext_noop("Pictures were linked to: %(urls)s."), {"urls": urls}).stored
        )
    if context.missing_pictures:
        numbers = _join(context.missing_pictures)
        notes.append(
            Message(
                gettext_noop(
                    "The export lacks pictures or files that the text shows: %(numbers)s."
                ),
                {"numbers": numbers},
            ).stored
        )
    return notes


def _join(names: Iterable[str]) -> str:
    """Join the first names of a list."""
    listed = list(names)
    return ", ".join(listed[:MAX_LISTED]) + (" …" if len(listed) > MAX_LISTED else "")
