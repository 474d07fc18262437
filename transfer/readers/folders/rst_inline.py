"""Inline markup of reStructuredText as HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

_CODE_RE = re.compile(r"``(.{1,500}?)``", re.DOTALL)
_INLINE_RE = re.compile(
    r"(?P<before>^|(?<=[\s\"'(\[{<\-/:–—]))"
    r"(?:\*\*(?P<strong>\S(?:.{0,500}?\S)?)\*\*"
    r"|\*(?P<em>[^\s*](?:[^*]{0,500}[^\s*])?)\*"
    r"|(?P<role>:[\w:+.-]{1,50}:)?`(?P<text>[^`]{1,500})`(?P<link>__?)?"
    r"|\[(?P<note>\#?[\w.-]*|\*)\]_"
    r"|\|(?P<substitution>[^\s|](?:[^|]{0,100}[^\s|])?)\|_{0,2}"
    r"|(?P<name>\w[\w.-]{0,100}?)(?P<sign>__?))"
    r"(?=$|[\s\"')\]}>\-/\\:.,;!?–—])",
    re.DOTALL,
)
_TARGET_RE = re.compile(r"(?P<text>.*?)\s*<(?P<url>[^<>]+)>$", re.DOTALL)
_ESCAPED_RE = re.compile(r"\\(.)", re.DOTALL)
_ROLE_TAGS = {
    **{"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup"},
    **{"code": "code", "literal": "code", "math": "code", "emphasis": "em", "strong": "strong"},
}


@dataclass
class References:
    """What texts refer to by name: addresses, footnotes, and the HTML of substitutions."""

    targets: dict[str, str] = field(default_factory=dict)
    anonymous: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    automatic_notes: list[str] = field(default_factory=list)
    substitutions: dict[str, str] = field(default_factory=dict)


def normalize_name(name: str) -> str:
    return " ".join(name.strip("`").lower().split())


def render_inline(text: str, references: References) -> str:
    """Render a text within a paragraph."""
    parts: list[str] = []
    end = 0
    for match in _CODE_RE.finditer(text):
        parts.append(_render_prose(text[end : match.start()], references))
        parts.append(f"<code>{escape(match[1], quote=False)}</code>")
        end = match.end()
    return "".join((*parts, _render_prose(text[end:], references)))


def _render_prose(text: str, references: References) -> str:
    escaped: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        escaped.append("" if match[1].isspace() else match[1])
        return f"\ue000{len(escaped) - 1}\ue001"

    def restore(match: re.Match[str]) -> str:
        return escape(escaped[int(match[1])], quote=False)

    prose = _ESCAPED_RE.sub(put_aside, text.replace("\ue000", "").replace("\ue001", ""))
    html = _render_marks(prose, lambda match: _render_mark(match, references))
    return re.sub("\ue000(\\d+)\ue001", restore, html)


def _render_marks(text: str, render: Callable[[re.Match[str]], str]) -> str:
    parts: list[str] = []
    end = 0
    for match in _INLINE_RE.finditer(text):
        parts += [escape(text[end : match.start()], quote=False), render(match)]
        end = match.end()
    return "".join((*parts, escape(text[end:], quote=False)))


def _render_mark(match: re.Match[str], references: References) -> str:
    if match["strong"]:
        return f"<strong>{escape(match['strong'], quote=False)}</strong>"
    if match["em"]:
        return f"<em>{escape(match['em'], quote=False)}</em>"
    if match["note"] is not None:
        return _render_note(match, references)
    if match["substitution"]:
        name = normalize_name(match["substitution"])
        return references.substitutions.get(name, escape(match[0], quote=False))
    if match["name"]:
        target = references.targets.get(normalize_name(match["name"]))
        if match["sign"] == "__" and references.anonymous:
            target = references.anonymous.pop(0)
        text = escape(match["name"], quote=False)
        return f'<a href="{escape(target)}">{text}</a>' if target else escape(match[0], quote=False)
    return _render_interpreted(match, references)


def _render_note(match: re.Match[str], references: References) -> str:
    name = match["note"]
    if name in ("#", "*"):
        note = references.automatic_notes.pop(0) if references.automatic_notes else ""
    else:
        note = references.notes.pop(name.lower(), "")
    return f"<small data-footnote>{note}</small>" if note else escape(match[0], quote=False)


def _render_interpreted(match: re.Match[str], references: References) -> str:
    """Render a text in backquotes: a link, or a text with a role."""
    text, role = match["text"], (match["role"] or "").strip(":")
    embedded = _TARGET_RE.match(text)
    if match["link"]:
        if embedded:
            label, url = embedded["text"] or embedded["url"], embedded["url"]
            url = references.targets.get(normalize_name(url.rstrip("_")), url)
            references.targets.setdefault(normalize_name(label), url)
        else:
            label, url = text, references.targets.get(normalize_name(text), "")
            if match["link"] == "__" and references.anonymous:
                url = references.anonymous.pop(0)
        shown = escape(" ".join(label.split()), quote=False)
        return f'<a href="{escape("".join(url.split()))}">{shown}</a>' if url else shown
    tag = _ROLE_TAGS.get(role, "" if role else "em")
    shown = escape(embedded["text"] if embedded and role else text, quote=False)
    return f"<{tag}>{shown}</{tag}>" if tag else shown
