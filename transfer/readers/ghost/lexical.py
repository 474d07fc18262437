"""Lexical, the format of posts since Ghost 5, as HTML."""

from html import escape
from typing import Any

from django.utils.translation import gettext_noop

from lib.parsing import parse_json
from transfer.readers.ghost.cards import CARDS, Notes, render_card
from transfer.readers.ghost.rows import Values
from transfer.readers.values import UnreadableRow, as_line, as_number, as_text, build_tag

MAX_DEPTH = 100
# Bits of the format of a text, the innermost element first.
TEXT_FORMATS = (
    (16, "code"),
    (1, "strong"),
    (2, "em"),
    (4, "s"),
    (8, "u"),
    (32, "sub"),
    (64, "sup"),
    (128, "mark"),
)
TEXT_NODES = {"text", "extended-text", "tk", "code-highlight"}
LINK_NODES = {"link", "autolink", "at-link"}
QUOTE_NODES = {"quote", "extended-quote", "aside"}
HEADING_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def render_lexical(source: str, notes: Notes) -> str:
    """Return the HTML of a document. Raises UnreadableRow."""
    try:
        root = parse_json(source)["root"]
        return _Renderer(notes).render_children(root, 0)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableRow(
            gettext_noop("The Lexical document of this post is damaged.")
        ) from error


class _Renderer:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def render_children(self, node: Values, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise UnreadableRow(gettext_noop("This post is nested too deeply."))
        return "".join(self._render(child, depth + 1) for child in node.get("children") or [])

    def _render(self, node: Values, depth: int) -> str:
        kind = as_line(node.get("type"))
        if kind in TEXT_NODES:
            return _render_text(node)
        if kind in CARDS and "children" not in node:
            return render_card(kind, node, self.notes)
        if kind in ("linebreak", "zwnj", "tab", "at-link-search"):
            return "<br>" if kind == "linebreak" else "\t" * (kind == "tab")
        content = self.render_children(node, depth)
        if kind == "paragraph":
            return build_tag("p", content) if content.strip() else ""
        if kind in ("heading", "extended-heading"):
            tag = as_line(node.get("tag"))
            return build_tag(tag if tag in HEADING_TAGS else "h2", content)
        if kind in QUOTE_NODES:
            style = "kg-blockquote-alt" if kind == "aside" else ""
            return build_tag(
                "blockquote", content if "<p>" in content else build_tag("p", content), class_=style
            )
        if kind == "list":
            return self._render_list(node, depth)
        if kind in LINK_NODES:
            return build_tag("a", content, href=as_line(node.get("url")))
        if kind in ("listitem", "root"):
            return content
        if kind == "code":
            return build_tag("pre", build_tag("code", content))
        if content:
            return build_tag("p", content)
        return render_card(kind, node, self.notes)

    def _render_list(self, node: Values, depth: int) -> str:
        """Render a list; one nested in it is an item of its own, and belongs to the one before."""
        rows: list[str] = []
        for item in node.get("children") or []:
            content = self._render(item, depth + 1)
            children = item.get("children") or [{}]
            if rows and children[0].get("type") == "list":
                rows[-1] += content
            else:
                rows.append(content)
        is_ordered = node.get("tag") == "ol" or node.get("listType") == "number"
        start = as_number(node.get("start"))
        return build_tag(
            "ol" if is_ordered else "ul",
            "".join(build_tag("li", row) for row in rows),
            start=str(start) if is_ordered and start > 1 else "",
        )


def _render_text(node: dict[str, Any]) -> str:
    html, bits = escape(as_text(node.get("text")), quote=False), as_number(node.get("format"))
    for bit, tag in TEXT_FORMATS:
        if bits & bit:
            html = build_tag(tag, html)
    return html
