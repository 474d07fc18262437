"""Mobiledoc 0.3.x, the format of posts of Ghost 1 to 4, as HTML."""

from html import escape
from typing import Any

from django.utils.translation import gettext_noop

from lib.parsing import parse_json
from transfer.messages import Message
from transfer.readers.ghost.cards import Notes, render_card
from transfer.readers.values import UnreadableRow, as_line, as_text, build_tag

ATOM = 1
SECTION_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"}
MARKUP_TAGS = {"a", "b", "code", "em", "i", "s", "strong", "sub", "sup", "u", "mark", "del"}


def render_mobiledoc(source: str, notes: Notes) -> str:
    """Return the HTML of a document. Raises UnreadableRow."""
    try:
        document = parse_json(source)
        if not str(document["version"]).startswith("0.3."):
            version = as_line(document["version"])[:20]
            raise UnreadableRow(
                Message(gettext_noop("Mobiledoc %s cannot be read."), version).stored
            )
        return _Document(document, notes).render()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UnreadableRow(gettext_noop("The Mobiledoc of this post is damaged.")) from error


class _Document:
    def __init__(self, document: dict[str, Any], notes: Notes) -> None:
        self.atoms = document.get("atoms", [])
        self.cards = document.get("cards", [])
        self.markups = document.get("markups", [])
        self.sections = document["sections"]
        self.notes = notes

    def render(self) -> str:
        return "".join(self._render_section(section) for section in self.sections)

    def _render_section(self, section: list[Any]) -> str:
        """Render text, a picture, a list or a card: sections 1, 2, 3 and 10."""
        match section:
            case [1, tag, markers, *_attributes]:
                return self._render_text_section(as_line(tag).lower(), markers)
            case [2, address, *_attributes]:
                return render_card("image", {"src": address}, self.notes)
            case [3, tag, items, *_attributes]:
                rows = "".join(build_tag("li", self._render_markers(item)) for item in items)
                return build_tag("ol" if tag == "ol" else "ul", rows)
            case [10, index, *_rest]:
                name, *payload = self.cards[index]
                card = payload[0] if payload and isinstance(payload[0], dict) else {}
                return render_card(as_line(name), card, self.notes)
        raise UnreadableRow(
            gettext_noop("A part of this post is of a kind that Mobiledoc does not have.")
        )

    def _render_text_section(self, tag: str, markers: list[Any]) -> str:
        content = self._render_markers(markers)
        if tag in ("blockquote", "pull-quote", "aside"):
            style = "kg-blockquote-alt" if tag == "aside" else ""
            return build_tag("blockquote", build_tag("p", content), class_=style)
        return build_tag(tag if tag in SECTION_TAGS else "p", content)

    def _render_markers(self, markers: list[Any]) -> str:
        parts, open_tags = [], []
        for kind, opened, closed, value in markers:
            for index in opened:
                tag, *attributes = self.markups[index]
                name = tag if tag in MARKUP_TAGS else "span"
                parts.append(f"<{name}{_build_attributes(attributes)}>")
                open_tags.append(name)
            parts.append(
                self._render_atom(value) if kind == ATOM else escape(as_text(value), False)
            )
            parts += [f"</{open_tags.pop()}>" for _number in range(min(closed, len(open_tags)))]
        return "".join(parts) + "".join(f"</{name}>" for name in reversed(open_tags))

    def _render_atom(self, index: int) -> str:
        name, text, *_payload = self.atoms[index]
        return "<br>" if name == "soft-return" else escape(as_text(text), False)


def _build_attributes(attributes: list[Any]) -> str:
    """Return the attribute of links, from a flat list of names and values."""
    flat = attributes[0] if attributes else []
    pairs = dict(zip(flat[::2], flat[1::2], strict=False))
    return f' href="{escape(as_line(pairs["href"]))}"' if pairs.get("href") else ""
