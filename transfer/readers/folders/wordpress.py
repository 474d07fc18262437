"""Shortcodes of WordPress, which programs that convert its exports leave in Markdown or HTML."""

import re
from collections.abc import Callable, Mapping
from html import escape

from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.media_shortcodes import PROGRAM_NAMES, build_media_handlers
from transfer.readers.wxr.body.shortcodes import (
    Attributes,
    Handler,
    expand_shortcodes,
    parse_attributes,
)

_MEDIA, _ENCLOSING_MEDIA = build_media_handlers()
_CODE_NAMES = ("sourcecode", "code")
_CAPTION_NAMES = ("caption", "wp_caption")
# Of files that the export lists by number, and a folder does not.
_LISTED_NAMES = ("gallery", "playlist")
_ALONE_NAMES = "|".join(map(re.escape, (*_MEDIA, *_LISTED_NAMES)))
_NAMES = "|".join((_ALONE_NAMES, *_CODE_NAMES, *_CAPTION_NAMES, "embed"))
_SHORTCODE_RE = re.compile(rf"\[(?:{_NAMES})[\s=:\]\\]", re.IGNORECASE)
# Signs that would be Markdown: `\[caption id="attachment\_1"\]`.
_ESCAPED_RE = re.compile(rf"\\\[(/?(?:{_NAMES})\b(?:[^\[\]\n\\]|\\[^\]\n]){{0,2000}})\\\]", re.I)
_ESCAPE_RE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|-])")
# A link of Markdown, or the label of one.
_LINK_RE = re.compile(rf"\[(?:{_ALONE_NAMES})\b[^\[\]\n]{{0,500}}\](?=[(:]|\[(?!/))", re.IGNORECASE)
# The address of a label: `[toc]: /contents`.
_DEFINITION_RE = re.compile(rf"^ {{0,3}}\[({_ALONE_NAMES})\]:", re.MULTILINE | re.IGNORECASE)
_LISTED_RE = re.compile(
    rf"^[ \t]*\[(?P<name>{'|'.join(_LISTED_NAMES)})(?P<attributes>\s[^\[\]\n]*)?\][ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_MARKDOWN_PICTURE = r"!\[[^\[\]]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])"
_LINK_END = r"(?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])"
_CAPTION_RE = re.compile(
    rf"\s*(?P<picture>\[\s*{_MARKDOWN_PICTURE}\s*\]{_LINK_END}|{_MARKDOWN_PICTURE}"
    r"|(?:<a\s[^>]+>\s*)?<img\s[^>]+>(?:\s*</a>)?)(?:\{[^{}\n]*\})?(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)


class _NoAttachments:
    """The index of an export without files that have numbers."""

    def find_attachment(self, _key: str) -> None:
        return None

    def list_attached(self, _parent: str) -> list[str]:
        return []


def has_shortcodes(text: str) -> bool:
    return bool(_SHORTCODE_RE.search(text))


def expand(
    text: str,
    render: Callable[[str], str],
    put_aside: Callable[[str], str],
    build_code: Callable[[str, str], str],
    list_unshown: Callable[[], list[str]],
    notes: dict[str, None],
) -> str:
    """Replace the shortcodes of a text in which code is put aside.

    `render` renders Markdown within a line, and `build_code` builds code in a language.
    `list_unshown` lists the addresses of pictures that belong to the post and are not in its text.
    """
    text = _ESCAPED_RE.sub(lambda match: f"[{_ESCAPE_RE.sub(r'\1', match[1])}]", text)
    if not has_shortcodes(text):
        return text
    labels = set(_DEFINITION_RE.findall(text))
    text = _LINK_RE.sub(lambda match: put_aside(match[0]), text)
    for label in labels:
        text = text.replace(f"[{label}]", put_aside(f"[{label}]"))
    handlers: Mapping[str, Handler] = {
        name: handler if name in PROGRAM_NAMES else _require_address(handler, put_aside)
        for name, handler in _MEDIA.items()
        if name not in _LISTED_NAMES
    }
    enclosing: dict[str, Handler] = {"embed": _isolate(_expand_embed, put_aside)}
    enclosing |= dict.fromkeys(
        _CAPTION_NAMES, lambda options, content, _context: _build_caption(options, content, render)
    )
    enclosing |= dict.fromkeys(
        _CODE_NAMES,
        lambda options, content, _context: build_code(
            options.get("language", options.get("lang", "")), _ESCAPE_RE.sub(r"\1", content or "")
        ),
    )
    context = BodyContext(_NoAttachments())  # type: ignore[arg-type]  # no database is needed
    text = expand_shortcodes(text, handlers, enclosing, context)
    # After code that shows such a shortcode.
    is_only_one = len(_LISTED_RE.findall(text)) == 1
    pictures = list_unshown() if is_only_one else []
    text = _LISTED_RE.sub(lambda match: _build_listed(match, pictures, notes, put_aside), text)
    if context.omitted_blocks:
        note = gettext_noop("Blocks without text were left out: %(names)s.")
        notes[Message(note, {"names": ", ".join(context.omitted_blocks)}).stored] = None
    return text


def _build_listed(
    match: re.Match[str],
    pictures: list[str],
    notes: dict[str, None],
    put_aside: Callable[[str], str],
) -> str:
    """Build the gallery of the pictures that the post has beside its text, unless these are more
    than the gallery lists; numbers name files only in the database of WordPress."""
    listed = parse_attributes(match["attributes"] or "").get("ids", "")
    count = len(listed.split(",")) if listed else len(pictures)
    has_place = match["name"].lower() == "gallery" and 0 < len(pictures) <= count
    if not has_place or len(pictures) < count:
        note = gettext_noop("The export lacks pictures or files that the text shows: %(numbers)s.")
        notes[Message(note, {"numbers": (listed or match["name"])[:200]}).stored] = None
    if not has_place:
        return ""
    figures = (f'<figure><img src="{escape(each)}" alt=""></figure>' for each in pictures)
    return put_aside(f"\n\n<div data-gallery>{''.join(figures)}</div>\n\n")


def _expand_embed(options: Attributes, content: str | None, context: BodyContext) -> str | None:
    return _ENCLOSING_MEDIA["embed"](options, _ESCAPE_RE.sub(r"\1", content or ""), context)


def _isolate(handler: Handler, put_aside: Callable[[str], str]) -> Handler:
    """Let a handler build a block of its own, which is no Markdown."""

    def expand_block(options: Attributes, content: str | None, context: BodyContext) -> str | None:
        html = handler(options, content, context)
        return html and put_aside(f"\n\n{html}\n\n")

    return expand_block


def _require_address(handler: Handler, put_aside: Callable[[str], str]) -> Handler:
    """Leave text such as `[video below]` alone, which has no value and no number."""
    isolated = _isolate(handler, put_aside)

    def expand_block(options: Attributes, content: str | None, context: BodyContext) -> str | None:
        values = " ".join((*options.values(), content or ""))
        has_name = any(not name.isdigit() for name in options)
        is_media = has_name or re.search(r"\d|https?:", values)
        return isolated(options, content, context) if is_media else None

    return expand_block


def _build_caption(
    options: Attributes, content: str | None, render: Callable[[str], str]
) -> str | None:
    match = _CAPTION_RE.fullmatch(content or "")
    if not match:
        return None
    text = match["text"].strip() or options.get("caption", "")
    caption = render(re.sub(r"\s*\n\s*", " ", text))
    figcaption = f"<figcaption>{caption}</figcaption>\n\n" if caption else ""
    return f"\n\n<figure>\n\n{match['picture'].strip()}\n\n{figcaption}</figure>\n\n"
