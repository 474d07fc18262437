"""Entries of RSS and Atom."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import lxml.etree
from lxml.etree import _Element

from lib.urls import is_web_url
from transfer.items import ExportedSite
from transfer.readers.feeds.entry import (
    FeedEntry,
    Media,
    parse_date,
    text_to_html,
    urljoin_safely,
)
from transfer.readers.values import as_line, as_text, to_plain_text, to_title

# Prefixes of the namespaces that are read; RSS and Atom themselves have none here.
PREFIXES = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/2007/app": "app:",
    "http://purl.org/atom/app#": "app:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_TAG_RE = re.compile(r"<[a-zA-Z][^>]*>")
_NAMESPACE_RE = re.compile(r"""\sxmlns(?::[\w.-]+)?="[^"]*\"""")
_ADDRESS_RE = re.compile(r"\S+@\S+\.\S+")
_NAME_IN_BRACKETS_RE = re.compile(r"\S+@\S+\s+\((.+)\)")


def get_name(element: _Element) -> str:
    """Return the name of an element with the usual prefix of its namespace, or as written."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if not tag.startswith("{"):
        return tag
    namespace, _bracket, name = tag[1:].partition("}")
    return f"{PREFIXES.get(namespace, 'other:')}{name}"


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What stands before the first entry. `base` is the address that a feed declares for the
    addresses in it; `authors` wrote what names no others."""

    site: ExportedSite
    base: str = ""
    authors: tuple[str, ...] = ()


def build_head(head: _Element) -> FeedHead:
    channel = _Fields(next((part for part in head if get_name(part) == "channel"), head))
    links = [link for link in channel.list_links() if link.startswith("http")]
    base = urljoin_safely(_get_base(head), _get_base(channel.element))
    language = channel.get_text("language", "dc:language") or _get_language(head)
    site = ExportedSite(
        url=next(iter(links), base),
        title=to_plain_text(channel.get_html("title")),
        description=to_plain_text(
            channel.get_html("description", "tagline", "subtitle", "itunes:summary")
        ),
        language=language.replace("_", "-"),
    )
    return FeedHead(site, base, channel.list_authors())


def build_entry(element: _Element, head: FeedHead) -> FeedEntry:
    fields = _Fields(element)
    identifier = fields.get_text("guid", "id") or as_line(element.get(f"{{{_RDF}}}about"))
    links = [urljoin_safely(head.site.url, link) for link in fields.list_links()]
    if _is_address(fields, identifier, links):
        links.append(identifier)
    # Before the text, which takes the namespaces of XHTML away.
    base, is_draft = _find_base(element, head.base), fields.is_draft
    return FeedEntry(
        identifier=identifier,
        title=fields.get_title(),
        content=fields.get_html(
            *("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem")
        ),
        summary=fields.get_html("description", "summary", "dc:description", "itunes:summary"),
        links=tuple(links),
        base=base or next(iter(links), head.site.url),
        authors=fields.list_authors() or _list_authors_of_source(fields) or head.authors,
        labels=fields.list_labels(),
        published_at=parse_date(
            fields.get_text(
                *("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created"),
                "created",
            )
        ),
        updated_at=parse_date(fields.get_text("updated", "modified", "dcterms:modified")),
        language=fields.get_text("dc:language") or _get_language(element),
        media=tuple(fields.list_media()),
        is_draft=is_draft,
    )


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"


def _find_base(element: _Element, base: str) -> str:
    """Return the declared address that those in an entry are relative to, or ''."""
    content = [part for part in element if get_name(part) == "content"]
    for part in (element, *content[:1]):
        base = urljoin_safely(base, _get_base(part))
    return base


def _get_base(element: _Element) -> str:
    return as_line(element.get(f"{{{_XML}}}base"))


def _get_language(element: _Element) -> str:
    return as_line(element.get(f"{{{_XML}}}lang"))


def _list_authors_of_source(fields: "_Fields") -> tuple[str, ...]:
    """Return the authors in an entry's `source`, the feed that it comes from."""
    sources = fields.list_parts("source")
    return _Fields(sources[0]).list_authors() if sources else ()


def _is_address(fields: "_Fields", identifier: str, links: list[str]) -> bool:
    """Return whether the ID of an entry is an address of its page as well.

    WordPress says that `/?p=12` is none, but it leads to the post.
    """
    if not is_web_url(identifier):
        return False
    flags = [part.get("isPermaLink", "true") for part in fields.list_parts("guid")]
    hosts = {link.split("/")[2:3][0] for link in links if link.startswith("http")}
    return (bool(flags) and "false" not in flags) or identifier.split("/")[2] in hosts


class _Fields:
    """The children of an element by name."""

    def __init__(self, element: _Element) -> None:
        self.element = element

    @property
    def is_draft(self) -> bool:
        drafts = (part for part in self.element.iter() if get_name(part) == "app:draft")
        return any(part.text == "yes" for part in drafts)

    def list_parts(self, *names: str) -> list[_Element]:
        return [part for part in self.element if get_name(part) in names]

    def get_text(self, *names: str) -> str:
        """Return the text of the first of some names that has one."""
        for name in names:
            for part in self.list_parts(name):
                if text := as_line(_get_text(part)):
                    return text
        return ""

    def get_html(self, *names: str) -> str:
        """Return the HTML of the first of some names that has any."""
        for name in names:
            for part in self.list_parts(name):
                if html := _get_html(part).strip():
                    return html
        return ""

    def get_title(self) -> str:
        """Return the title as plain text; RSS does not tell whether it is HTML."""
        titles = self.list_parts("title")
        is_html = titles and titles[0].get("type") in ("html", "xhtml", "text/html")
        if is_html or (titles and titles[0].get("mode") == "base64"):
            return to_plain_text(_get_html(titles[0]))
        title = self.get_text("title", "dc:title", "media:title")
        return title if _is_atom(self.element) else to_title(title)

    def list_links(self) -> list[str]:
        """Return the addresses of the page, the original before those of a counting service."""
        links = [as_line(_get_text(part)) for part in self.list_parts("feedburner:origLink")]
        for part in self.list_parts("link"):
            if part.get("rel", "alternate") == "alternate":
                links.append(as_line(part.get("href") or _get_text(part)))
        return [link for link in dict.fromkeys(links) if link]

    def list_authors(self) -> tuple[str, ...]:
        names = []
        for part in self.list_parts("author", "dc:creator"):
            name = next((child for child in part if get_name(child) == "name"), None)
            names.append(_to_author_name(_get_text(part if name is None else name)))
        names = [name for name in names if name]
        if not names:
            others = self.list_parts("managingEditor", "itunes:author")
            names = [_to_author_name(_get_text(part)) for part in others[:1]]
        return tuple(dict.fromkeys(name for name in names if name))

    def list_labels(self) -> tuple[str, ...]:
        labels = []
        for part in self.list_parts("category", "dc:subject"):
            if "schemas.google.com" in part.get("scheme", ""):
                continue
            label = part.get("label") or part.get("term") or _get_text(part)
            labels.append(to_plain_text(label) if "&" in label else as_line(label))
        return tuple(dict.fromkeys(label for label in labels if label))

    def list_media(self) -> Iterator[Media]:
        """Yield enclosures, content of Atom that is a file, and media; of several sizes of a
        picture the first."""
        for part in self.list_parts("enclosure"):
            if url := as_line(part.get("url")):
                yield Media(url, part.get("type", ""))
        for part in self.list_parts("link"):
            if part.get("rel") == "enclosure" and (url := as_line(part.get("href"))):
                yield Media(url, part.get("type", ""), as_line(part.get("title")))
        for part in self.list_parts("content"):
            kind = part.get("type", "")
            if "/" in kind and not kind.startswith("text/") and (url := as_line(part.get("src"))):
                yield Media(url, kind)
        yield from self._list_yahoo_media()

    def _list_yahoo_media(self) -> Iterator[Media]:
        contents = self.list_parts("media:content")
        for group in self.list_parts("media:group"):
            contents += _Fields(group).list_parts("media:content")[:1]
        for part in contents or self.list_parts("media:thumbnail")[:1]:
            fields = _Fields(part)
            url = as_line(part.get("url"))
            if not url or "gravatar.com" in url:
                continue
            kind = part.get("type") or part.get("medium") or ("image" if not contents else "")
            yield Media(
                url,
                kind,
                title=to_plain_text(fields.get_html("media:description")),
                alt=to_plain_text(fields.get_html("media:title")),
                credit=fields.get_text("media:credit"),
            )


def _to_author_name(text: str) -> str:
    """Return the name in `mail@example.org (Name)`; never the address alone."""
    line = as_line(text)
    if match := _NAME_IN_BRACKETS_RE.fullmatch(line):
        return as_line(match[1])
    return as_line(_ADDRESS_RE.sub("", line).strip(" <>()"))


def _is_atom(element: _Element) -> bool:
    return get_name(element).rpartition(":")[2] in ("entry", "feed")


def _get_text(element: _Element) -> str:
    return as_text("".join(str(part) for part in element.itertext()))


def _get_html(element: _Element) -> str:
    """Return the HTML of a text construct: text, escaped HTML, or XHTML within it."""
    kind, mode = element.get("type", ""), element.get("mode", "")
    if mode == "base64":
        return _decode_base64(element)
    if get_name(element).startswith("xhtml:"):
        return _serialize(element)
    if any(isinstance(child.tag, str) for child in element):
        return as_text(element.text) + "".join(_serialize(child) for child in element)
    text = as_text(element.text)
    is_atom = get_name(element) in ("content", "summary", "title", "subtitle", "tagline")
    if is_atom and element.get("src"):
        return ""
    if is_atom and kind in ("", "text", "text/plain") and mode != "escaped":
        is_rss_title = get_name(element) == "title" and not kind
        return text if is_rss_title else text_to_html(text)
    return text


def _decode_base64(element: _Element) -> str:
    """Return the HTML that Atom 0.3 has as base64; '' if it is none."""
    try:
        return b64decode(_get_text(element)).decode("utf-8", "replace")
    except ValueError:
        return ""


def _serialize(element: _Element) -> str:
    """Return an element as HTML, without namespaces; the div of Atom is only an envelope."""
    if get_name(element) == "xhtml:div" and not element.attrib:
        inner = escape(as_text(element.text), quote=False)
        inner += "".join(_serialize(child) for child in element)
        return inner + escape(as_text(element.tail), quote=False)
    for part in element.iter():
        if isinstance(part.tag, str) and "}" in part.tag:
            part.tag = part.tag.rpartition("}")[2]
    html = str(lxml.etree.tostring(element, encoding="unicode", method="html"))
    return as_text(_TAG_RE.sub(lambda tag: _NAMESPACE_RE.sub("", tag[0]), html))
