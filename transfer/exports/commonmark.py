"""HTML of posts as CommonMark, with the tables and footnotes of GitHub and Markdown Extra.

CommonMark and Python-Markdown must read the same, so lists are indented by four spaces and marks
that only one of them knows are character references. What Markdown lacks stays HTML.
"""

import re
from html import escape

import lxml.html
from lxml.html import HtmlElement

from blog.common import markup
from transfer.exports.dialect import MORE

SEPARATOR = "<!-- -->"  # Between two lists or two quotations, which would be one otherwise.
_LISTS = {"ul", "ol"}
_HTML_MARKS = {"s", "ins", "sup", "sub"}
_HEADINGS = {"h2": "##", "h3": "###", "h4": "####"}
_SPACES_RE = re.compile(r"[ \t\r\n\f]+")
_ESCAPED = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_[]"}
    | {sign: f"&#{ord(sign)};" for sign in "~|{}$"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
_URL_SIGNS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in ' <>\\`{}|"'} | {"&": "&amp;"})
# At the start of a line these begin a heading, a list, a definition or an underline.
_LINE_START_RE = re.compile(r"^(?:([#+-])|([=:])|(\d{1,9})([.)]))")
_SHORTCODE_RE = re.compile(r"\{\{|\{%")


def escape_text(text: str) -> str:
    """Escape plain text within a paragraph; line ends become spaces."""
    return _SPACES_RE.sub(" ", markup.clean_text(text)).translate(_ESCAPED)


def format_link(text: str, url: str, title: str = "") -> str:
    """Format a link whose text is Markdown."""
    shown = f' "{escape(_SPACES_RE.sub(" ", title)).translate(_TITLE_SIGNS)}"' if title else ""
    return f"[{text}]({format_url(url)}{shown})" if url else text


def format_url(url: str) -> str:
    """Format the destination of a link, in angle brackets if it has parentheses."""
    address = markup.clean_text(url).translate(_URL_SIGNS)
    return f"<{address}>" if "(" in address or ")" in address else address


_TITLE_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_[]{}~|"})


def protect_lines(text: str) -> str:
    """Escape what would begin another block at the start of the lines of a paragraph."""
    return "\n".join(map(_protect_line, text.split("\n")))


def _protect_line(line: str) -> str:
    line = line.lstrip(" ")

    def replace(match: re.Match[str]) -> str:
        sign, entity, number, mark = match.groups()
        if sign:
            return f"\\{sign}"
        return f"&#{ord(entity)};" if entity else f"{number}\\{mark}"

    return _LINE_START_RE.sub(replace, line)


def quote(blocks: list[str]) -> str:
    """Return blocks as one block quote."""
    text = join_blocks(blocks)
    return "\n".join(
        f"> {line}".rstrip() if not line.endswith("  ") else f"> {line}"
        for line in text.split("\n")
    )


def join_blocks(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


class Converter:
    """Converts the prose of one post; `notes` are the footnotes until now, as Markdown."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def convert(self, html: str) -> list[str]:
        """Convert PROSE HTML into blocks of Markdown."""
        return self._convert_children(markup.parse_fragment(html), is_nested=False)

    def convert_phrases(self, html: str) -> str:
        """Convert INLINE HTML into a paragraph."""
        return protect_lines(self._convert_content(markup.parse_fragment(html)).strip())

    def format_notes(self) -> str:
        return join_blocks(
            [f"[^{number}]: {note}" for number, note in enumerate(self.notes, start=1)]
        )

    def _convert_children(self, parent: HtmlElement, is_nested: bool) -> list[str]:
        """Convert blocks, and phrases between them, to blocks of Markdown."""
        blocks: list[str] = []
        run = [escape_text(parent.text or "")]
        previous = ""

        def end_run() -> None:
            nonlocal previous
            if text := "".join(run).strip(" \n"):
                blocks.append(protect_lines(text))
                previous = "p"
            run.clear()

        for child in parent:
            if child.tag not in markup.BLOCK_TAGS:
                run += [self._convert_phrase(child), escape_text(child.tail or "")]
                continue
            end_run()
            if block := self._convert_block(child, is_nested):
                kind = "list" if child.tag in _LISTS else str(child.tag)
                if kind == previous and kind in {"list", "blockquote"}:
                    blocks.append(SEPARATOR)
                blocks.append(block)
                previous = kind
            run.append(escape_text(child.tail or ""))
        end_run()
        return blocks

    def _convert_block(self, element: HtmlElement, is_nested: bool) -> str:
        tag = element.tag
        if tag in _HEADINGS:
            text = self._convert_content(element).replace("  \n", " ").strip()
            text = re.sub(r"#+$", lambda match: "\\#" * len(match[0]), text)
            return f"{_HEADINGS[tag]} {text}" if text else ""
        if tag in _LISTS:
            return self._convert_list(element)
        if tag == "blockquote":
            blocks = self._convert_children(element, is_nested=True)
            return quote(blocks) if blocks else ""
        if tag == "hr":
            return MORE if element.get("data-jump") is not None else "* * *"
        if tag == "pre":
            return _convert_code(element, is_nested)
        if tag == "table":
            return self._convert_table(element)
        if tag == "p":
            return protect_lines(self._convert_content(element).strip(" \n"))
        return serialize_html(element)

    def _convert_list(self, element: HtmlElement) -> str:
        start = element.get("start", "1")
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
        items = []
        for item in element.iterchildren("li"):
            marker = f"{number}." if element.tag == "ol" else "-"
            indent = max(4, len(marker) + 1)
            number += 1
            text = self._convert_item(item)
            lines = [f"{' ' * indent}{line}" if line else "" for line in text.split("\n")]
            items.append(marker.ljust(indent) + "\n".join(lines)[indent:])
        is_loose = any("\n\n" in item for item in items)
        return ("\n\n" if is_loose else "\n").join(items)

    def _convert_item(self, item: HtmlElement) -> str:
        blocks = self._convert_children(item, is_nested=True)
        is_tight = [child.tag for child in item if child.tag in markup.BLOCK_TAGS] in (
            [],
            ["p"],
            ["ul"],
            ["ol"],
            ["p", "ul"],
            ["p", "ol"],
        )
        return ("\n" if is_tight else "\n\n").join(blocks)

    def _convert_table(self, table: HtmlElement) -> str:
        """Convert a table; one with a caption, spans or headers of rows stays HTML."""
        rows = [list(row) for row in table.iter("tr")]
        headers = [[cell.tag == "th" for cell in row] for row in rows]
        is_plain = (
            rows
            and all(headers[0])
            and not any(map(any, headers[1:]))
            and len({len(row) for row in rows}) == 1
            and table.find("caption") is None
            and not table.xpath(".//@rowspan|.//@colspan")
        )
        if not is_plain:
            return serialize_html(table)
        lines = [[self._convert_cell(cell) for cell in row] for row in rows]
        alignments = {"center": ":-:", "end": "--:"}
        rule = [alignments.get(cell.get("data-align", ""), "---") for cell in rows[0]]
        return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))

    def _convert_cell(self, cell: HtmlElement) -> str:
        return self._convert_content(cell).replace("  \n", "<br>").strip()

    def _convert_content(self, element: HtmlElement) -> str:
        parts = [escape_text(element.text or "")]
        for child in element:
            parts += [self._convert_phrase(child), escape_text(child.tail or "")]
        return "".join(parts)

    def _convert_phrase(self, element: HtmlElement) -> str:
        tag = element.tag
        if tag == "br":
            return "  \n"
        if tag == "code":
            return _convert_code_span(element)
        inner = self._convert_content(element)
        if tag == "small":
            self.notes.append(protect_lines(inner.replace("  \n", " ").strip()))
            return f"[^{len(self.notes)}]"
        if tag == "a":
            return format_link(inner, element.get("href", ""), element.get("title", ""))
        if tag in {"em", "strong"}:
            return _emphasize(inner, tag)
        if tag in _HTML_MARKS:
            return f"<{tag}>{inner}</{tag}>"
        return inner


def _emphasize(inner: str, tag: str) -> str:
    """Mark emphasis by asterisks, or by HTML where the signs next to them could prevent it."""
    if inner and inner[0].isalnum() and inner[-1].isalnum():
        marks = "*" if tag == "em" else "**"
        return f"{marks}{inner}{marks}"
    return f"<{tag}>{inner}</{tag}>" if inner.strip() else inner


def _convert_code_span(element: HtmlElement) -> str:
    text = _SPACES_RE.sub(" ", element.text_content())
    if "|" in text or "\\" in text or "`" in text or _SHORTCODE_RE.search(text):
        return f"<code>{escape_text(text)}</code>"
    return f"`{text}`" if text.strip() else text


def _convert_code(element: HtmlElement, is_nested: bool) -> str:
    code = element.find("code")
    text = (element if code is None else code).text_content().strip("\n")
    language = "" if code is None else (code.get("class") or "").removeprefix("language-")
    if _SHORTCODE_RE.search(text):
        html = escape(text, quote=False).replace("{", "&#123;")
        return f"<pre><code>{html}</code></pre>"
    if is_nested:
        return "\n".join(f"    {line}" for line in text.split("\n"))
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def serialize_html(element: HtmlElement) -> str:
    return keep_html(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def keep_html(html: str) -> str:
    """Return a block of HTML as one line, as an empty line would end it, without shortcodes."""
    return _SPACES_RE.sub(" ", html).replace("{", "&#123;")
