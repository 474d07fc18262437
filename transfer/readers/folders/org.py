"""Org as HTML in the forms of `transfer.items`: posts that authors write in Emacs for Hugo.

Nothing is included or run.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from transfer.file_types import is_picture_name
from transfer.readers.folders.html_parts import build_code, build_paragraphs

_KEYWORD_RE = re.compile(r"#\+(?P<name>[\w-]+)(?P<list>\[\])?:\s*(?P<value>.*)", re.IGNORECASE)
_BEGIN_RE = re.compile(r"\s*#\+begin_(?P<name>\w+)\s*(?P<options>.*)", re.IGNORECASE)
_HEADING_RE = re.compile(r"(?P<stars>\*+)\s+(?P<text>.*?)(?:\s+:[\w@:]+:)?\s*$")
_ITEM_RE = re.compile(r"(?P<mark>[-+]|\d+[.)])\s+(?=\S)")
_NOTE_RE = re.compile(r"\[fn:(?P<name>[\w-]+)\]\s+(?P<text>.*)")
_TABLE_RULE_RE = re.compile(r"\s*\|[-+|]+\s*$")
# Org's words for the state of a task, before the text of a heading.
_TASK_RE = re.compile(r"^(?:TODO|DONE)\s+(?=\S)")
_LINK_RE = re.compile(
    r"\[\[(?P<url>[^\[\]]{1,2000})\](?:\[(?P<text>(?:[^\[\]]|\[(?!\[)){0,500})\])?\]"
)
_INLINE_RE = re.compile(
    rf"{_LINK_RE.pattern}"
    r"|\[fn:(?P<note>[\w-]*)(?::(?P<inner>[^\[\]]*))?\]"
    r"|(?P<before>^|(?<=[\s({\"'\-]))(?P<mark>[*/_+=~])(?P<marked>\S(?:.{0,500}?\S)?)(?P=mark)"
    r"(?=$|[\s)}\"'\-.,;:!?])",
    re.DOTALL,
)
_DATE_RE = re.compile(r"^[<\[](\d{4}-\d{2}-\d{2})(?:\s+\w+\.?)?(?:\s+(\d{1,2}:\d{2}))?[>\]]$")
_TAGS = {"*": "strong", "/": "em", "+": "s", "=": "code", "~": "code"}
_CODE_NAMES = {"src", "example", "comment", "latex", "ascii"}


def split(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into metadata, which are keywords such as `#+TITLE:` above its text."""
    metadata: dict[str, Any] = {}
    lines = text.split("\n")
    start = len(lines)
    for position, line in enumerate(lines):
        match = _KEYWORD_RE.fullmatch(line.strip())
        if line.strip() and not match and not line.startswith("# "):
            start = position
            break
        if match:
            name, value = match["name"].lower(), match["value"].strip()
            if match["list"]:
                metadata[name] = value.split()
            elif name == "filetags":
                metadata.setdefault("tags", [tag for tag in value.split(":") if tag.strip()])
            elif dated := _DATE_RE.match(value):
                metadata[name] = " ".join(filter(None, dated.groups()))
            else:
                metadata[name] = value
    return metadata, "\n".join(lines[start:])


def render(text: str) -> str:
    """Render a text as HTML; one that is nested too deeply as plain paragraphs.

    Footnotes that no text refers to are its last paragraphs.
    """
    renderer = _Renderer()
    try:
        html = renderer.render(renderer.collect(text.split("\n")))
    except RecursionError:
        return build_paragraphs(text)
    return html + "".join(f"<p>{note}</p>" for note in renderer.notes.values())


class _Renderer:
    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.caption = ""

    def collect(self, lines: list[str]) -> list[str]:
        """Collect footnotes, and return the lines without them.

        One that is referred to in another footnote keeps its mark there.
        """
        others: list[str] = []
        notes: dict[str, str] = {}
        name = ""
        for line in lines:
            if match := _NOTE_RE.match(line):
                name = match["name"]
                notes[name] = match["text"]
            elif name and line.strip():
                notes[name] += f" {line.strip()}"
            else:
                name = ""
                others.append(line)
        self.notes = {name: self.render_inline(note) for name, note in notes.items()}
        return others

    def render(self, lines: list[str]) -> str:
        parts: list[str] = []
        position = 0
        while position < len(lines):
            html, position = self._render_block(lines, position)
            parts.append(html)
        return "".join(parts)

    def _render_block(self, lines: list[str], position: int) -> tuple[str, int]:
        line = lines[position]
        if begin := _BEGIN_RE.fullmatch(line):
            return self._render_delimited(lines, position, begin)
        if match := _KEYWORD_RE.fullmatch(line.strip()):
            return self._render_keyword(match), position + 1
        if not line.strip() or line.startswith("# "):
            return "", position + 1
        if match := _HEADING_RE.fullmatch(line):
            level = min(len(match["stars"]) + 1, 6)
            title = self.render_inline(_TASK_RE.sub("", match["text"]))
            return f"<h{level}>{title}</h{level}>", position + 1
        if line.strip().upper() == ":PROPERTIES:":
            end = _find(lines, position, lambda each: each.strip().upper() == ":END:")
            return "", end + 1
        if re.fullmatch(r"-{5,}\s*", line):
            return "<hr>", position + 1
        if line.lstrip().startswith("|"):
            return self._render_table(lines, position)
        if line.startswith(": "):
            end = _find(lines, position, lambda each: not each.startswith(":"))
            return build_code("\n".join(each[2:] for each in lines[position:end])), end
        if _ITEM_RE.match(line):
            return self._render_list(lines, position)
        return self._render_paragraph(lines, position)

    def _render_keyword(self, match: re.Match[str]) -> str:
        if match["name"].lower() == "caption":
            self.caption = match["value"]
        if match["name"].lower() in ("more", "html"):
            return match["value"] if match["name"].lower() == "html" else "<hr data-jump>"
        return ""

    def _render_delimited(
        self, lines: list[str], position: int, begin: re.Match[str]
    ) -> tuple[str, int]:
        name = begin["name"].lower()
        mark = f"#+end_{name}"
        end = _find(lines, position, lambda each: each.strip().lower() == mark)
        inner = lines[position + 1 : end]
        if name in _CODE_NAMES:
            language = begin["options"].split()[0] if begin["options"] and name == "src" else ""
            return build_code("\n".join(inner), language) if name != "comment" else "", end + 1
        if name in ("export", "html"):
            return "\n".join(inner), end + 1
        if name == "verse":
            rows = "<br>".join(self.render_inline(each) for each in inner)
            return f"<p>{rows}</p>", end + 1
        content = self.render(inner)
        return (f"<blockquote>{content}</blockquote>" if name == "quote" else content), end + 1

    def _render_table(self, lines: list[str], position: int) -> tuple[str, int]:
        end = _find(lines, position, lambda each: not each.lstrip().startswith("|"))
        rows = [
            "".join(
                f"<td>{self.render_inline(cell)}</td>"
                for cell in line.strip().strip("|").split("|")
            )
            for line in lines[position:end]
            if not _TABLE_RULE_RE.match(line)
        ]
        if end - position > 1 and _TABLE_RULE_RE.match(lines[position + 1]):
            rows[0] = rows[0].replace("<td>", "<th>").replace("</td>", "</th>")
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>", end

    def _render_list(self, lines: list[str], position: int) -> tuple[str, int]:
        items: list[str] = []
        is_ordered = lines[position][0].isdigit()
        while position < len(lines) and (match := _ITEM_RE.match(lines[position])):
            end = _find(lines, position + 1, lambda each: bool(each) and not each.startswith(" "))
            rest = [line.removeprefix("  ") for line in lines[position + 1 : end]]
            inner = [lines[position][match.end() :], *rest]
            items.append(f"<li>{self.render(inner)}</li>")
            position = end
        tag = "ol" if is_ordered else "ul"
        return f"<{tag}>{''.join(items)}</{tag}>", position

    def _render_paragraph(self, lines: list[str], position: int) -> tuple[str, int]:
        end = _find(lines, position + 1, _ends_paragraph)
        text = "\n".join(line.strip() for line in lines[position:end])
        picture = _LINK_RE.fullmatch(text)
        if picture and not picture["text"] and is_picture_name(picture["url"]):
            caption = self.render_inline(self.caption)
            self.caption = ""
            figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
            return f"<figure>{_build_picture(picture['url'])}{figcaption}</figure>", end
        return f"<p>{self.render_inline(text)}</p>", end

    def render_inline(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        text = text.strip()
        for match in _INLINE_RE.finditer(text):
            parts += [escape(text[end : match.start()], quote=False), self._render_mark(match)]
            end = match.end()
        return "".join((*parts, escape(text[end:], quote=False)))

    def _render_mark(self, match: re.Match[str]) -> str:
        if match["url"]:
            if not match["text"] and is_picture_name(match["url"]):
                return _build_picture(match["url"])
            url = match["url"].removeprefix("file:")
            return f'<a href="{escape(url)}">{escape(match["text"] or url, quote=False)}</a>'
        if match["mark"]:
            tag = _TAGS.get(match["mark"])
            is_code = tag == "code"
            inner = match["marked"] if is_code else self.render_inline(match["marked"])
            inner = escape(inner, quote=False) if is_code else inner
            return f"<{tag}>{inner}</{tag}>" if tag else inner
        note = match["inner"] or self.notes.pop(match["note"] or "", "")
        return f"<small data-footnote>{note}</small>" if note else escape(match[0], quote=False)


def _find(lines: list[str], position: int, matches: Callable[[str], bool]) -> int:
    """Return the place of the first line that matches, or the end."""
    places = (number for number in range(position, len(lines)) if matches(lines[number]))
    return next(places, len(lines))


def _ends_paragraph(line: str) -> bool:
    is_block = line.startswith(("#+", "* ", "** ", "|")) or _ITEM_RE.match(line)
    return not line.strip() or bool(is_block)


def _build_picture(url: str) -> str:
    return f'<img src="{escape(url.removeprefix("file:"))}" alt="">'
