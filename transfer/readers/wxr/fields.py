"""The fields of one `<item>`, `<wp:author>`, `<wp:term>` or `<wp:comment>`."""

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

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
# Parts of namespaces, of which the first that fits counts.
PREFIXES = {
    "/export/1.0/excerpt": "excerpt",
    "/export/1.1/excerpt": "excerpt",
    "/export/1.2/excerpt": "excerpt",
    "wordpress.org/export/": "wp",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/": "dc",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or other term of an item; `domain` is its taxonomy, '' in old exports."""

    domain: str
    slug: str
    name: str


@dataclass(slots=True)
class Fields:
    """Texts by qualified name ("wp:post_id"), without space around them; metadata by key."""

    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    comments: list["Fields"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return a text, '' if there is none."""
        return self.texts.get(name, "")

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
    texts = fields.texts
    for child in element.iterchildren(etree.Element):
        name = qualify(str(child.tag))
        match name:
            case "category":
                fields.terms.append(
                    build_term(child.get("domain", ""), child.get("nicename", ""), get_text(child))
                )
            case "wp:postmeta":
                meta = {qualify(str(part.tag)): get_text(part) for part in child}
                key = meta.get("wp:meta_key", "").strip()
                fields.meta.setdefault(key, []).append(meta.get("wp:meta_value", ""))
            case "wp:comment":
                fields.comments.append(read_fields(child))
            case "wp:commentmeta" | "wp:termmeta":
                pass
            case _:
                if name not in texts:
                    texts[name] = get_text(child).strip()
    return fields


def build_term(domain: str, slug: str, name: str) -> Term:
    """Build the term of an item. Some programs write its slug only, which is the name then."""
    domain, slug, name = domain.strip(), slug.strip(), to_plain_text(name)
    return Term(domain, slug, name or ("" if domain == "author" else unquote(slug)))


@lru_cache(maxsize=1024)
def qualify(tag: str) -> str:
    """Return a tag with the usual prefix of its namespace, whose version and scheme differ."""
    namespace, _brace, local = tag.rpartition("}")
    for part, prefix in PREFIXES.items():
        if part in namespace:
            return f"{prefix}:{local}"
    return local if not namespace else f"{namespace}}}{local}"


def get_text(element: etree._Element) -> str:
    """Return the text of an element; tags in it are part of it, as someone forgot the CDATA."""
    text = element.text or ""
    if len(element):
        children = "".join(etree.tostring(child, encoding="unicode") for child in element)
        text += _NAMESPACE_RE.sub("", children)
    return text


def to_plain_text(markup: str) -> str:
    """Return HTML of one line, such as a title, as plain text."""
    if "<" in markup:
        markup = _BLOCK_TAG_RE.sub(" ", _TAG_RE.sub("", markup))
    text = html.unescape(markup) if "&" in markup else markup
    return " ".join(text.split())
