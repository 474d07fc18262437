"""Tags of well-known themes and plugins of Hexo, Jekyll and Hugo: notes in the margin, tabs, marked
words, and pictures."""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import dropwhile

from transfer.file_types import is_picture_name
from transfer.readers.folders.figures import build_figure

# Notes beside the text. What stands in the text itself is a third option, or none.
_NOTE_RE = re.compile(
    r"\{\{[<%]\s*(?P<name>sidenote|marginnote|sn|mn)(?=[\s%>])(?P<options>[^{}]{0,300}?)[%>]\}\}"
    r"(?P<text>(?:[^{}]|\{(?!\{)|\}(?!\})){1,4000}?)\{\{[<%]\s*/\s*(?P=name)\s*[%>]\}\}"
)
_QUOTED_RE = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NAMED_NOTE_RE = re.compile(
    r"\s*(?:\"[^\"\s]*\"|'[^'\s]*')\s+(?:\"((?:\\.|[^\"\\])+)\"|'((?:\\.|[^'\\])+)')\s*"
)
_TITLE_RE = re.compile(r"\b(?:title|label|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAB_RE = re.compile(r"^[ \t]*<!--\s*(?:tab|timeline)\b(?P<title>[^\n]*?)-->[ \t]*$", re.MULTILINE)
_TAB_END_RE = re.compile(r"^[ \t]*<!--\s*end(?:tab|timeline)\s*-->[ \t]*$", re.MULTILINE)
# Words within a line: the element that marks them, '' for none.
_MARKS = {
    **{"kbd": "kbd", "emp": "em", "u": "u", "del": "s", "wavy": "", "psw": "", "label": ""},
    **{"span": "", "mark": "", "newthought": "", "checkbox": "", "nota": "", "heimu": ""},
}
_COLOURS = {
    *("default", "primary", "success", "info", "warning", "danger", "blue", "pink", "red"),
    *("purple", "orange", "green", "yellow", "grey", "cyan"),
}
# What tags of Volantis and Butterfly have before a comma, for their look.
_LOOKS = {
    *(*_COLOURS, "gray", "open", "close", "checked", "plus", "minus", "times", "logo", "center"),
    *("left", "right", "small", "large", "huge", "bold", "h1", "h2", "h3", "h4"),
}
_COLOUR_RE = re.compile(r"\s*(?:#[\da-fA-F]{3,8}|var\([^()]*\))\s*")
_ICON_RE = re.compile(r"\s*(?:fa\w{0,8}\s+)?(?:fa|icon\w{0,8})-")
# Names of classes that may stand before the summary of a note.
_NOTE_CLASSES = {*_COLOURS, "no-icon", "icon", "simple", "modern", "flat", "disabled", "warn"}


def expand_notes(text: str, render: Callable[[str], str]) -> str:
    """Make footnotes of notes in the margin; `render` renders Markdown within a line."""

    def replace(match: re.Match[str]) -> str:
        is_placed = "=" not in match["options"]
        quoted = _QUOTED_RE.findall(match["options"]) if is_placed else []
        labels = [one or two for one, two in quoted]
        label = escape(labels[2], quote=False) if len(labels) > 2 else ""
        title = _TITLE_RE.search(match["options"])
        texts = [title[1] or title[2] or ""] if title else labels[:2]
        # Other options with words are a title of the note.
        parts = [text for text in texts if " " in text] if not label else []
        return f"{label}{build_note(': '.join((*parts, match['text'].strip())), render)}"

    return _NOTE_RE.sub(replace, text)


def build_note(text: str, render: Callable[[str], str]) -> str:
    """Build a footnote."""
    return f"<small data-footnote>{render(' '.join(text.split()))}</small>"


def name_tabs(text: str) -> str:
    """Make bold lines of the titles that tabs and timelines of Hexo have in comments."""
    if not re.search(r"\{%-?\s*(?:tabs|timeline)\b", text):
        return text

    def replace(match: re.Match[str]) -> str:
        title = match["title"].partition("@")[0].strip()
        return f"\n**{title}**\n" if title else "\n"

    return _TAB_END_RE.sub("\n", _TAB_RE.sub(replace, text))


def find_summary(options: str) -> str:
    """Find the summary of a note of Hexo behind its classes: `info no-icon Mind the gate`."""
    quoted = [one or two for one, two in _QUOTED_RE.findall(options)]
    shown = [text for text in quoted if not _ICON_RE.match(text)]
    terms = _QUOTED_RE.sub("", options).split()
    rest = list(dropwhile(_NOTE_CLASSES.__contains__, terms))
    # A word in lower case that comes first is a class of the author's own.
    if len(rest) == len(terms) and rest and re.match("[a-z]", rest[0]):
        rest = []
    return " ".join((*shown, *rest))


def drop_look(text: str) -> str:
    """Drop the words for the look of a tag, which stand before a comma: `red open, Mind it`."""
    look, comma, rest = text.partition(",")
    is_look = comma and all(word in _LOOKS for word in look.split())
    return (rest if is_look else text).strip()


def drop_colours(text: str) -> str:
    """Drop the colours behind the last commas: `Mind it,#fff,blue`."""
    parts = text.split(",")
    while len(parts) > 1 and (_COLOUR_RE.fullmatch(parts[-1]) or parts[-1].strip() in _COLOURS):
        parts.pop()
    return ",".join(parts).strip()


def build_tag(name: str, text: str, placed: Sequence[str], render: Callable[[str], str]) -> str:
    """Build the HTML of a tag without an end; '' for another one.

    `text` is all that stands behind its name, `placed` are its options by place.
    """
    parts = [part.strip(" \t\n\"'") for part in text.split(",")]
    if name in _MARKS and text:
        return _build_mark(name, text)
    if name == "btn" and len(parts) > 1 and parts[1]:
        # Volantis has the look and the label before the address.
        is_last = "/" not in parts[0] and "/" in "".join(parts[2:3])
        address = parts[2] if is_last else parts[0]
        link = f'<a href="{escape(address)}">{escape(parts[1], quote=False)}</a>'
        return link if re.search(r"[/#:.]", address) else ""
    if name in ("fi", "fullimage", "full-image") and is_picture_name(parts[0]):
        alt, title = (*parts[1:3], "", "")[:2]
        return build_figure(parts[0], escape(title, quote=False), alt=alt)
    is_image = name == "image" and text[:1] not in "\"'" and "=" in "".join(parts[1:])
    if is_image and is_picture_name(parts[0]):
        named = dict(part.partition("=")[::2] for part in parts[1:] if "=" in part)
        return build_figure(parts[0], escape(named.get("alt", ""), quote=False))
    if name in ("sidenote", "marginnote") and (note := _NAMED_NOTE_RE.fullmatch(text)):
        return build_note(re.sub(r"\\(.)", r"\1", note[1] or note[2]), render)
    if name in ("marginfigure", "maincolumnfigure", "maincolumn", "fullwidth"):
        start = name == "marginfigure"
        address, caption = "".join(placed[start : start + 1]), " ".join(placed[start + 1 :])
        is_picture = is_picture_name(address) or "://" in address
        return build_figure(address, render(caption)) if is_picture else ""
    return ""


def _build_mark(name: str, text: str) -> str:
    look, _sign, label = text.partition("@")
    if name == "label" and label and look.strip() in ("", *_COLOURS):
        text = label
    if quoted := _QUOTED_RE.fullmatch(text):
        text = quoted[1] or quoted[2] or ""
    listed = (drop_look(text) if name in ("span", "checkbox") else text).split()
    if name == "label" and len(listed) > 1:
        listed = listed[1:] if listed[0] in _COLOURS else listed
        listed = listed[:-1] if listed[-1] in _COLOURS else listed
    shown = escape(" ".join(listed), quote=False)
    tag = _MARKS[name]
    return f"<{tag}>{shown}</{tag}>" if tag else shown
