"""Tags of well-known themes and plugins of Hexo, Jekyll and Hugo: notes in the margin, tabs, marked
words, and pictures."""

import re
from collections.abc import Callable, Sequence
from html import escape

_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
# Notes beside the text. What stands in the text itself is a third option, or none.
_NOTE_RE = re.compile(
    r"\{\{[<%]\s*(?P<name>sidenote|marginnote|sn|mn)(?=[\s%>])(?P<options>[^{}]{0,300}?)[%>]\}\}"
    r"(?P<text>(?:[^{}]|\{(?!\{)|\}(?!\})){1,4000}?)\{\{[<%]\s*/\s*(?P=name)\s*[%>]\}\}"
)
_QUOTED_RE = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TAB_RE = re.compile(r"^[ \t]*<!--\s*tab\b(?P<title>[^\n]*?)-->[ \t]*$", re.MULTILINE)
_TAB_END_RE = re.compile(r"^[ \t]*<!--\s*endtab\s*-->[ \t]*$", re.MULTILINE)
# Words within a line: the element that marks them, '' for none.
_MARKS = {
    **{"kbd": "kbd", "emp": "em", "u": "u", "del": "s", "wavy": "", "psw": "", "label": ""},
    **{"span": "", "mark": "", "newthought": "", "checkbox": "", "nota": "", "heimu": ""},
}
_COLOURS = {
    *("default", "primary", "success", "info", "warning", "danger", "blue", "pink", "red"),
    *("purple", "orange", "green", "yellow", "grey", "cyan"),
}
# Names of classes that may stand before the summary of a note.
_NOTE_CLASSES = {*_COLOURS, "no-icon", "icon", "simple", "modern", "flat", "disabled", "warn"}


def expand_notes(text: str, render: Callable[[str], str]) -> str:
    """Make footnotes of notes in the margin; `render` renders Markdown within a line."""

    def replace(match: re.Match[str]) -> str:
        labels = [one or two for one, two in _QUOTED_RE.findall(match["options"])]
        label = escape(labels[2], quote=False) if len(labels) > 2 else ""
        return f"{label}{build_note(match['text'], render)}"

    return _NOTE_RE.sub(replace, text)


def build_note(text: str, render: Callable[[str], str]) -> str:
    """Build a footnote."""
    return f"<small data-footnote>{render(' '.join(text.split()))}</small>"


def name_tabs(text: str) -> str:
    """Make bold lines of the titles that tabs of Hexo have in comments."""
    if "{% tabs" not in text and "{%tabs" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        title = match["title"].partition("@")[0].strip()
        return f"\n**{title}**\n" if title else "\n"

    return _TAB_END_RE.sub("\n", _TAB_RE.sub(replace, text))


def find_summary(options: str) -> str:
    """Find the summary of a note of Hexo behind its classes: `info no-icon Mind the gate`."""
    terms = _QUOTED_RE.sub("", options).split()
    rest = [word for word in terms if word not in _NOTE_CLASSES]
    return " ".join(rest) if len(rest) < len(terms) else ""


def build_tag(name: str, text: str, placed: Sequence[str], render: Callable[[str], str]) -> str:
    """Build the HTML of a tag without an end; '' for another one.

    `text` is all that stands behind its name, `placed` are its options by place.
    """
    parts = [part.strip() for part in text.split(",")]
    if name in _MARKS and text:
        return _build_mark(name, text, placed)
    if name == "btn" and len(parts) > 1 and parts[1]:
        return f'<a href="{escape(parts[0])}">{escape(parts[1], quote=False)}</a>'
    if name in ("fi", "fullimage", "full-image") and parts[0].lower().endswith(_IMAGE_SUFFIXES):
        alt, title = (*parts[1:3], "", "")[:2]
        return _build_figure(parts[0], escape(title, quote=False), alt)
    if name == "image" and len(parts) > 1 and parts[0].lower().endswith(_IMAGE_SUFFIXES):
        named = dict(part.partition("=")[::2] for part in parts[1:] if "=" in part)
        return _build_figure(parts[0], escape(named.get("alt", ""), quote=False))
    if name in ("sidenote", "marginnote") and len(placed) > 1:
        return build_note(placed[1], render)
    if name in ("marginfigure", "maincolumnfigure", "maincolumn", "fullwidth"):
        start = name == "marginfigure"
        address, caption = (*placed[start:], "", "")[:2]
        return _build_figure(address, render(caption)) if address else ""
    return ""


def _build_mark(name: str, text: str, placed: Sequence[str]) -> str:
    terms = text.partition("@")[2] or text if name == "label" else text
    if name == "newthought" or len(placed) == 1:
        terms = placed[0]
    listed = terms.split()
    if name in ("label", "span") and len(listed) > 1:
        listed = listed[1:] if listed[0] in _COLOURS else listed
        listed = listed[:-1] if listed[-1] in _COLOURS else listed
    shown = escape(" ".join(listed), quote=False)
    tag = _MARKS[name]
    return f"<{tag}>{shown}</{tag}>" if tag else shown


def _build_figure(address: str, caption: str, alt: str = "") -> str:
    figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
    picture = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    return f"\n\n<figure>{picture}{figcaption}</figure>\n\n"
