"""The fields of one `<item>`, `<wp:author>`, `<wp:term>` or `<wp:comment>`."""

import html
import re
from dataclasses import dataclass, field

from lxml import etree

# Other tags, such as `<html>` in a title, are text.
_TAG_RE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp"
    r"|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?/?>|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
_BLOCK_TAG_RE = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|figure|figcaption|hr|pre|table|tr|td|th|tbody|dl|dt"
    r"|dd|section|article|center)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_NAMESPACE_RE = re.compile(r' xmlns(?::[\w-]+)?="[^"]*"')
_SPACE_RE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or other term of an item; `domain` is its taxonomy, '' in old exports."""

    domain: str
    slug: str
    name: str


@dataclass(slots=True)
class Fields:
    """Texts by qualified name ("wp:post_id"), as in the file; metadata by key, in order."""

    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    comments: list["Fields"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return a text without space around it, '' if there is none."""
        return self.texts.get(name, "").strip()

    def get_number(self, name: str) -> str:
        """Return a number as text, '' for zero or none."""
        value = self.get(name)
        return value.lstrip("0") if value.isascii() and value.isdigit() else ""

    def get_meta(self, *keys: str) -> str:
        """Return the first metadata that is not empty."""
        for key in keys:
            for value in self.meta.get(key, ()):
                if value.strip():
                    return value.strip()
        return ""


def read_fields(element: etree._Element) -> Fields:
    fields = Fields()
    for child in element.iterchildren(etree.Element):
        name = qualify(child)
        match name:
            case "category":
                text = to_plain_text(get_text(child))
                domain = child.get("domain", "").strip()
                fields.terms.append(Term(domain, child.get("nicename", "").strip(), text))
            case "wp:postmeta":
                key, value = _read_meta(child)
                fields.meta.setdefault(key, []).append(value)
            case "wp:comment":
                fields.comments.append(read_fields(child))
            case "wp:commentmeta" | "wp:termmeta":
                pass
            case _:
                fields.texts.setdefault(name, get_text(child))
    return fields


def qualify(element: etree._Element) -> str:
    """Return the name with its prefix; the namespaces of exports differ, their prefixes do not."""
    tag = str(element.tag)
    local = tag.rpartition("}")[2]
    return f"{element.prefix}:{local}" if element.prefix else local


def get_text(element: etree._Element) -> str:
    """Return the text of an element; tags in it are part of it, as someone forgot the CDATA."""
    text = element.text or ""
    if len(element):
        children = "".join(etree.tostring(child, encoding="unicode") for child in element)
        text += _NAMESPACE_RE.sub("", children)
    return text


def _read_meta(element: etree._Element) -> tuple[str, str]:
    texts = {qualify(child): get_text(child) for child in element.iterchildren(etree.Element)}
    return texts.get("wp:meta_key", "").strip(), texts.get("wp:meta_value", "")


def to_plain_text(markup: str) -> str:
    """Return HTML of one line, such as a title, as plain text."""
    if "<" in markup:
        markup = _BLOCK_TAG_RE.sub(" ", _TAG_RE.sub("", markup))
    text = html.unescape(markup) if "&" in markup else markup
    return _SPACE_RE.sub(" ", text).strip()
