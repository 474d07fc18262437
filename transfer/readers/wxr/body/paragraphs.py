"""Paragraphs of texts in which blank lines separate them, as of the classic editor and comments.

The result is that of `wpautop` as browsers show it, with end tags where that has none.
"""

import re

from transfer.readers.wxr.body.raw import COMMENT, iterate_raw

_BLOCK_TAGS = {
    *("address", "article", "aside", "blockquote", "caption", "center", "col", "colgroup"),
    *("dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"),
    *("hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr"),
    *("ul",),
}
_VOID_BLOCKS = {"hr", "col"}
# Elements whose text is always in paragraphs; None is the top.
_PARAGRAPH_PARENTS = {None, "blockquote", "center", "form", "fieldset"}
# Elements that can hold no paragraphs.
_LINE_PARENTS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "figcaption", "caption", "summary"),
    *("legend", "title", "option"),
}
# Elements between whose children text is only space.
_STRUCTURE_PARENTS = {
    *("table", "thead", "tbody", "tfoot", "tr", "colgroup", "ul", "ol", "dl", "menu"),
    *("dir", "optgroup"),
}
# A start of the key ends an open element of the values.
_ENDED_BY_START = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("tr", "td", "th"),
    "option": ("option",),
}
_INLINE_TAGS = {
    *("a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd"),
    *("mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u"),
}
TAG = r"""</?([a-zA-Z][\w:-]*)(?:(?:[^<>"']++|"[^"]{0,9999}"|'[^']{0,9999}')*+|[^<>]*)>"""
_TOKEN_RE = re.compile(rf"\x02\d+\x03|{TAG}", re.DOTALL)
_RAW_NAMES = {
    *("pre", "script", "style", "textarea", "svg", "math", "object", "select", "video", "audio"),
    *("noscript", COMMENT),
}
_RAW_BLOCKS = ("<pre", "<script", "<style", "<noscript")
# How many open inline elements continue in the next paragraph.
_MAX_CARRIED = 20
_BROKEN_TAG_RE = re.compile(r"<[^<>]*\n")
_DOUBLE_BREAK_RE = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_BLANK_LINE_RE = re.compile(r"\n\s*\n")
_NEWLINE_RE = re.compile(r"(<br\s*/?>)?[ \t]*\n\s*", re.IGNORECASE)
_LINE_END_RE = re.compile(r"\r\n?")


def add_paragraphs(text: str) -> str:
    """Return HTML with `<p>` around what blank lines separate, and `<br>` at other line ends."""
    if "\r" in text:
        text = _LINE_END_RE.sub("\n", text)
    if "<" not in text and "\x02" not in text:
        return "\n".join(_wrap(part) for part in _split(text))
    raw: list[str] = []
    parts: list[str] = []
    position = 0
    for start, end in iterate_raw(text, _RAW_NAMES):
        parts += [text[position:start], f"\x02{len(raw)}\x03"]
        raw.append(text[start:end])
        position = end
    text = "".join(parts) + text[position:]
    if _BROKEN_TAG_RE.search(text):
        text = _TOKEN_RE.sub(lambda match: match[0].replace("\n", " "), text)
    text = _DOUBLE_BREAK_RE.sub("\n\n", text)
    result = _Writer(raw).write(text)
    return re.sub(r"\x02(\d+)\x03", lambda match: raw[int(match[1])], result)


class _Writer:
    """Writes blocks as they are, and the text between them as paragraphs."""

    def __init__(self, raw: list[str]) -> None:
        self._raw = raw
        self._parents: list[str] = []
        self._output: list[str] = []

    def write(self, text: str) -> str:
        start = 0
        for match in _TOKEN_RE.finditer(text):
            if match[1] not in _INLINE_TAGS and self._is_block(match, text):
                self._write_text(text[start : match.start()])
                self._write_block(match)
                start = match.end()
        self._write_text(text[start:])
        return "".join(self._output).strip()

    def _is_block(self, match: re.Match[str], text: str) -> bool:
        if not match[0].startswith("\x02"):
            return match[1].lower() in _BLOCK_TAGS
        raw = self._raw[int(match[0][1:-1])].lower()
        if not raw.startswith("<!--"):
            return raw.startswith(_RAW_BLOCKS)
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        after = text[match.end() : line_end if line_end >= 0 else len(text)]
        return not text[line_start : match.start()].strip() and not after.strip()

    def _write_block(self, match: re.Match[str]) -> None:
        name = (match[1] or "").lower()
        is_end = not name or name in _VOID_BLOCKS or match[0].startswith("</")
        self._output.append(match[0] + "\n" * (is_end or name in _STRUCTURE_PARENTS))
        if not name or name in _VOID_BLOCKS:
            return
        if match[0].startswith("</"):
            if name in self._parents:
                while self._parents.pop() != name:
                    pass
            return
        if self._parents and self._parents[-1] == "p":
            self._parents.pop()
        while self._parents and self._parents[-1] in _ENDED_BY_START.get(name, ()):
            self._parents.pop()
        self._parents.append(name)

    def _write_text(self, text: str) -> None:
        parts = _split(text)
        if not parts:
            return
        parent = self._parents[-1] if self._parents else None
        if len(parts) > 1:
            parts = _balance(parts)
        if parent in _LINE_PARENTS:
            self._output.append("<br><br>".join(map(_break_lines, parts)))
        elif parent in _PARAGRAPH_PARENTS or (len(parts) > 1 and parent not in _STRUCTURE_PARENTS):
            self._output += [f"{_wrap(part)}\n" for part in parts]
        else:
            self._output += [_break_lines(part) for part in parts]


def _split(text: str) -> list[str]:
    pieces = _BLANK_LINE_RE.split(text) if "\n" in text else [text]
    parts = (part.strip(" \t\n") for part in pieces)
    return [part for part in parts if part]


def _wrap(part: str) -> str:
    return f"<p>{_break_lines(part)}</p>"


def _break_lines(part: str) -> str:
    return _NEWLINE_RE.sub("<br>\n", part) if "\n" in part else part


def _balance(parts: list[str]) -> list[str]:
    """End inline elements with each paragraph, and begin them again in the next."""
    opened: list[tuple[str, str]] = []
    result = []
    for part in parts:
        if not opened and "<" not in part:
            result.append(part)
            continue
        start = "".join(tag for _name, tag in opened)
        for match in _TOKEN_RE.finditer(part):
            name = (match[1] or "").lower()
            if name not in _INLINE_TAGS or match[0].endswith("/>"):
                continue
            if not match[0].startswith("</"):
                opened.append((name, match[0]))
            elif name in (open_name for open_name, _tag in opened):
                while opened.pop()[0] != name:
                    pass
        del opened[:-_MAX_CARRIED]
        end = "".join(f"</{name}>" for name, _tag in reversed(opened))
        result.append(f"{start}{part}{end}")
    return result
