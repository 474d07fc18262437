"""reStructuredText as HTML in the forms of `transfer.items`: what posts of Pelican and Nikola have.

Nothing is included or run. Unknown directives keep their text.
"""

import re
from html import escape
from textwrap import dedent
from typing import Any

from transfer.readers.folders.rst_inline import References, normalize_name, render_inline

_RULE_RE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
_FIELD_RE = re.compile(r":(?P<name>[^:\s][^:]*):(?:\s+(?P<value>.*))?$")
_DIRECTIVE_RE = re.compile(
    r"\.\. +(?:\|(?P<subject>[^|]+)\| +)?(?P<name>[\w:+.-]+?):: *(?P<text>.*)"
)
_NOTE_RE = re.compile(r"\.\. +\[(?P<name>[#*]?[\w.-]*)\] *(?P<text>.*)")
_TARGET_RE = re.compile(r"(?:\.\. +_(?P<name>`[^`]+`|[^:]+): *|__ +)(?P<url>.*)")
_ITEM_RE = re.compile(r"(?P<mark>[-*+•]|(?P<number>\d+|#|[A-Za-z])[.)]|\(\w+\)) +(?=\S)")
_ATTRIBUTION_RE = re.compile(r"(?:---?|—) *(?=\S)")
_TABLE_RE = re.compile(r"(?:\+[-=+]+\+|=+(?: +=+)+)\s*$")
_CODE_NAMES = {"code", "code-block", "sourcecode", "highlight", "parsed-literal", "math", "listing"}
_QUOTATION_NAMES = {"epigraph", "pull-quote", "highlights", "pullquote", "quote", "blockquote"}
_TITLED_NAMES = {"admonition", "topic", "sidebar", "rubric", "table", "csv-table", "list-table"}
_NOTICE_NAMES = {
    *("note", "warning", "tip", "hint", "important", "attention", "caution", "danger", "error"),
    "seealso",
}
_LEFT_OUT_NAMES = {"contents", "meta", "include", "default-role", "role", "sectnum", "target-notes"}
_VIDEO_URLS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "soundcloud": "https://soundcloud.com/{}",
}
_JUMP_BREAKS = ("TEASER_END", "PELICAN_END_SUMMARY")
_MAX_DEPTH = 30


def split(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into metadata and text: a title, and below it fields such as `:date: …`."""
    lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
    metadata: dict[str, Any] = {}
    start = _skip_blank(lines, 0)
    title, end = _read_title(lines, start)
    if title and end:
        metadata["title"] = title
        start = end
    position = _skip_blank(lines, start)
    name = ""
    while position < len(lines):
        match = _FIELD_RE.match(lines[position])
        if match:
            name = match["name"].lower()
            metadata[name] = (match["value"] or "").strip()
        elif name and lines[position].startswith(" "):
            metadata[name] = f"{metadata[name]} {lines[position].strip()}".strip()
        else:
            break
        position += 1
    return metadata, "\n".join(lines[position if name else start :]).lstrip("\n")


def render(text: str) -> str:
    """Render a text as HTML."""
    lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
    renderer = _Renderer()
    renderer.collect(lines)
    return renderer.render(lines, 0) + renderer.list_unplaced_notes()


def _skip_blank(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _read_title(lines: list[str], position: int) -> tuple[str, int]:
    """Return the title of a section and where its text begins; 0 if there is none here."""
    window = (*lines[position : position + 3], "", "", "")
    if _RULE_RE.match(window[0]) and window[1].strip() and _RULE_RE.match(window[2]):
        return window[1].strip(), position + 3
    is_title = bool(window[0].strip()) and not window[0].startswith((" ", ".. "))
    if is_title and _RULE_RE.match(window[1]) and not _RULE_RE.match(window[0]):
        return window[0].strip(), position + 2
    return "", 0


def _read_indented(lines: list[str], position: int) -> tuple[list[str], int]:
    """Read the lines up to the next one without an indent; return them without theirs."""
    start = position
    while position < len(lines) and (not lines[position] or lines[position].startswith(" ")):
        position += 1
    block = dedent("\n".join(lines[start:position])).strip("\n")
    return (block.split("\n") if block else []), position


class _Renderer:
    def __init__(self) -> None:
        self.references = References()
        self.styles: list[str] = []

    def collect(self, lines: list[str]) -> None:
        """Collect addresses, footnotes and substitutions, which may be below their places."""
        notes: list[tuple[str, list[str]]] = []
        for position, line in enumerate(lines):
            text = line.strip()
            if match := _NOTE_RE.match(text):
                inner = _read_indented(lines, position + 1)[0] if line[:1] == "." else []
                notes.append((match["name"], [match["text"], *inner]))
            elif (match := _DIRECTIVE_RE.match(text)) and match["subject"]:
                self._add_substitution(match, _read_indented(lines, position + 1)[0])
            elif match := _TARGET_RE.match(text):
                if match["name"] is None or match["name"] == "_":
                    self.references.anonymous.append(match["url"])
                elif match["url"]:
                    self.references.targets[normalize_name(match["name"])] = match["url"]
        for name, note in notes:
            html = self._render_line(" ".join(note))
            if name in ("#", "*"):
                self.references.automatic_notes.append(html)
            else:
                self.references.notes[name.lower()] = html

    def list_unplaced_notes(self) -> str:
        """Return the footnotes that nothing refers to, as paragraphs."""
        notes = (*self.references.notes.values(), *self.references.automatic_notes)
        return "".join(f"<p>{note}</p>" for note in notes)

    def render(self, lines: list[str], depth: int) -> str:
        parts: list[str] = []
        position = 0
        while (position := _skip_blank(lines, position)) < len(lines):
            html, position = self._render_block(lines, position, depth)
            parts.append(html)
        return "".join(parts)

    def _render_line(self, text: str) -> str:
        return render_inline(text.strip(), self.references)

    def _render_block(self, lines: list[str], position: int, depth: int) -> tuple[str, int]:
        line = lines[position]
        if depth > _MAX_DEPTH:
            return f"<pre><code>{escape(chr(10).join(lines[position:]))}</code></pre>", len(lines)
        if line.startswith(" "):
            inner, end = _read_indented(lines, position)
            return self._render_quotation(inner, depth), end
        if line.startswith(".. ") or line in ("..", "__") or line.startswith("__ "):
            return self._render_explicit(lines, position, depth)
        if _TABLE_RE.match(line):
            return _render_literal(lines, position)
        title, end = _read_title(lines, position)
        if end:
            return self._render_heading(lines, position, title), end
        if _RULE_RE.match(line) and len(line) > 3:
            return "<hr>", position + 1
        if _ITEM_RE.match(line):
            return self._render_list(lines, position, depth)
        if line.startswith("| "):
            end = next((n for n in range(position, len(lines)) if lines[n][:1] != "|"), len(lines))
            rows = (self._render_line(row[1:]) for row in lines[position:end])
            return f"<p>{'<br>'.join(rows)}</p>", end
        if line.startswith(">>> "):
            return _render_literal(lines, position)
        is_term = position + 1 < len(lines) and lines[position + 1].startswith(" ")
        if is_term and not line.endswith("::"):
            inner, end = _read_indented(lines, position + 1)
            term = self._render_line(line)
            return f"<dl><dt>{term}</dt><dd>{self.render(inner, depth + 1)}</dd></dl>", end
        return self._render_paragraph(lines, position)

    def _render_heading(self, lines: list[str], position: int, title: str) -> str:
        has_overline = bool(_RULE_RE.match(lines[position]))
        style = lines[position][0] * 2 if has_overline else lines[position + 1][0]
        if style not in self.styles:
            self.styles.append(style)
        level = min(self.styles.index(style) + 2, 6)
        return f"<h{level}>{self._render_line(title)}</h{level}>"

    def _render_paragraph(self, lines: list[str], position: int) -> tuple[str, int]:
        end = position
        while end < len(lines) and lines[end].strip():
            end += 1
        text = "\n".join(lines[position:end])
        if not text.endswith("::"):
            return f"<p>{self._render_line(text)}</p>", end
        code, after = _read_indented(lines, end)
        shown = text.removesuffix("::").rstrip() + ("" if text.endswith(" ::") else ":")
        paragraph = f"<p>{self._render_line(shown)}</p>" if text != "::" else ""
        return paragraph + (_build_code(code) if code else ""), after if code else end

    def _render_list(self, lines: list[str], position: int, depth: int) -> tuple[str, int]:
        items: list[str] = []
        is_ordered = _ITEM_RE.match(lines[position])["mark"] not in "-*+•"  # type: ignore[index]
        while position < len(lines) and (match := _ITEM_RE.match(lines[position])):
            if (match["mark"] not in "-*+•") != is_ordered:
                break
            first = " " * match.end() + lines[position][match.end() :]
            rest, end = _read_item(lines, position + 1)
            inner = dedent("\n".join([first, *rest])).split("\n")
            items.append(f"<li>{self.render(inner, depth + 1)}</li>")
            position = _skip_blank(lines, end)
        tag = "ol" if is_ordered else "ul"
        return f"<{tag}>{''.join(items)}</{tag}>", position

    def _render_quotation(self, lines: list[str], depth: int) -> str:
        """Render an indented text; a last paragraph that begins with dashes is its attribution."""
        start = max((n for n, line in enumerate(lines) if not line.strip()), default=-1) + 1
        footer = ""
        if start and (match := _ATTRIBUTION_RE.match(lines[start])):
            text = " ".join((lines[start][match.end() :], *lines[start + 1 :]))
            footer = f"<footer>{self._render_line(text)}</footer>"
            lines = lines[:start]
        return f"<blockquote>{self.render(lines, depth + 1)}{footer}</blockquote>"

    def _render_explicit(self, lines: list[str], position: int, depth: int) -> tuple[str, int]:
        line = lines[position]
        inner, end = _read_indented(lines, position + 1)
        if match := _DIRECTIVE_RE.match(line):
            if match["subject"]:
                return "", end
            return self._render_directive(match["name"].lower(), match["text"], inner, depth), end
        if any(line[3:].startswith(name) for name in _JUMP_BREAKS):
            return "<hr data-jump>", position + 1
        return "", end

    def _render_directive(self, name: str, text: str, lines: list[str], depth: int) -> str:
        options, content = _read_options(lines)
        if name in ("image", "figure", "thumbnail"):
            return self._render_figure(text, options, content)
        if name in _CODE_NAMES:
            return _build_code(content or [text], text if content else "")
        if name in _QUOTATION_NAMES:
            return self._render_quotation(content or [text], depth)
        if name == "raw":
            return "\n".join(content) if "html" in text else ""
        if name in _LEFT_OUT_NAMES:
            return ""
        if name in _VIDEO_URLS and text:
            url = text if text.startswith("http") else _VIDEO_URLS[name].format(text.split()[0])
            return f'<figure data-embed="{escape(url)}"></figure>'
        inner = self.render(content, depth + 1)
        if name in _NOTICE_NAMES:
            first = f"<p>{self._render_line(text)}</p>" if text else ""
            return f"<div><p><strong>{name.capitalize()}</strong></p>{first}{inner}</div>"
        title = f"<p><strong>{self._render_line(text)}</strong></p>"
        return f"<div>{title if text and name in _TITLED_NAMES else ''}{inner}</div>"

    def _render_figure(self, url: str, options: dict[str, str], content: list[str]) -> str:
        alt, caption = escape(options.get("alt", "")), self._render_line(" ".join(content))
        picture = f'<img src="{escape(url.strip())}" alt="{alt}">'
        return f"<figure>{picture}{f'<figcaption>{caption}</figcaption>' * bool(caption)}</figure>"

    def _add_substitution(self, match: re.Match[str], lines: list[str]) -> None:
        name, text = normalize_name(match["subject"]), match["text"]
        if match["name"] == "image":
            alt = escape(_read_options(lines)[0].get("alt", ""))
            self.references.substitutions[name] = f'<img src="{escape(text)}" alt="{alt}">'
        elif match["name"] in ("replace", "unicode"):
            self.references.substitutions[name] = self._render_line(" ".join((text, *lines)))


def _read_item(lines: list[str], position: int) -> tuple[list[str], int]:
    start = position
    while position < len(lines) and (not lines[position] or lines[position].startswith(" ")):
        position += 1
    return lines[start:position], position


def _read_options(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split the lines of a directive into its options and its content."""
    options: dict[str, str] = {}
    position = 0
    while position < len(lines) and (match := _FIELD_RE.match(lines[position])):
        options[match["name"].lower()] = (match["value"] or "").strip()
        position += 1
    return options, lines[_skip_blank(lines, position) :]


def _render_literal(lines: list[str], position: int) -> tuple[str, int]:
    """Render a table or a session of Python as it is typed, up to the next empty line."""
    end = position
    while end < len(lines) and lines[end].strip():
        end += 1
    return _build_code(lines[position:end]), end


def _build_code(lines: list[str], language: str = "") -> str:
    mark = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{mark}>{escape(chr(10).join(lines), quote=False)}</code></pre>"
