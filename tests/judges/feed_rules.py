"""Strict rules of the feed formats. Each function returns a list of violations."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
from django.utils.encoding import iri_to_uri

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
# RFC 4287: elements allowed in feeds and entries, and elements that may be repeated.
COMMON_ELEMENTS = {"author", "category", "contributor", "id", "link", "rights", "title", "updated"}
FEED_ELEMENTS = COMMON_ELEMENTS | {"entry", "generator", "icon", "logo", "subtitle"}
# RFC 4685, an extension of Atom.
REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
ENTRY_ELEMENTS = COMMON_ELEMENTS | {"content", "published", "source", "summary", REPLY}
REPEATABLE_ELEMENTS = {"author", "category", "contributor", "link", "entry"}


def atom(body: bytes) -> list[str]:
    """Check RFC 4287, section 4."""
    root = lxml.etree.fromstring(body)
    if root.tag != ATOM + "feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(ATOM + "entry")
    violations = [*_atom_part(root, "feed", FEED_ELEMENTS)]
    for number, entry in enumerate(entries, start=1):
        path = f"entry {number}"
        violations += _atom_part(entry, path, ENTRY_ELEMENTS)
        if root.find(ATOM + "author") is None and entry.find(ATOM + "author") is None:
            violations.append(f"{path}: neither it nor the feed has an author")
        if entry.find(ATOM + "content") is None and "alternate" not in _relations(entry):
            violations.append(f"{path}: neither content nor a link to it")
    ids = Counter(entry.findtext(ATOM + "id") for entry in entries)
    return violations + [f"the id {id} is there twice" for id, count in ids.items() if count > 1]


def _relations(element: lxml.etree._Element) -> list[str]:
    return [link.get("rel", "alternate") for link in element.findall(ATOM + "link")]


def _atom_part(element: lxml.etree._Element, path: str, allowed: set[str]) -> Iterator[str]:
    counts = Counter(str(child.tag).removeprefix(ATOM) for child in element)
    for name in ("id", "title", "updated"):
        if not (element.findtext(ATOM + name) or "").strip():
            yield f"{path}: no {name}"
    for name, count in counts.items():
        if name not in allowed:
            yield f"{path}: {name} is not allowed"
        elif count > 1 and name not in REPEATABLE_ELEMENTS:
            yield f"{path}: {count} of {name}"
    links = Counter(
        (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
        for link in element.findall(ATOM + "link")
    )
    if links and any(key[0] == "alternate" and count > 1 for key, count in links.items()):
        yield f"{path}: several alternate links of one type and language"
    if path == "feed" and not {"self", "alternate"} <= set(_relations(element)):
        yield f"{path}: no link to itself or to its page"
    for child in element:
        yield from _atom_child(child, f"{path}: {str(child.tag).removeprefix(ATOM)}")


def _atom_child(child: lxml.etree._Element, path: str) -> Iterator[str]:
    text, name = child.text or "", str(child.tag).removeprefix(ATOM)
    if name in ("updated", "published") and not _is_rfc3339(text):
        yield f"{path} is {text!r}"
    if name == "id" and not urlsplit(text).scheme:
        yield f"{path} {text!r} is no IRI"
    if name == "link" and not _is_address(child.get("href", "")):
        yield f"{path} leads to {child.get('href')!r}"
    if name == "category" and not child.get("term"):
        yield f"{path} without a term"
    if name in ("author", "contributor") and not (child.findtext(ATOM + "name") or "").strip():
        yield f"{path} without a name"
    if name in ("title", "summary", "content", "subtitle", "rights"):
        if child.get("type", "text") not in ("text", "html"):
            yield f"{path} has the type {child.get('type')}"
        if len(child):
            yield f"{path} has elements"
        if child.get("type") == "html":
            yield from _html(text, path)


def rss(body: bytes) -> list[str]:
    """Check RSS 2.0 and the best practice profile of the RSS Advisory Board."""
    root = lxml.etree.fromstring(body)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["this is no RSS 2.0"]
    violations = [
        f"channel: no {name}"
        for name in ("title", "link", "description")
        if not (channel.findtext(name) or "").strip()
    ]
    relations = [link.get("rel") for link in channel.findall(ATOM + "link")]
    if relations.count("self") != 1:
        violations.append("channel: no atom:link to itself")
    for number, item in enumerate(channel.findall("item"), start=1):
        violations += [f"item {number}: {violation}" for violation in _rss_item(item)]
    for date in channel.iter("pubDate", "lastBuildDate"):
        if not _is_rfc822(date.text or ""):
            violations.append(f"{date.tag} is {date.text!r}")
    ids = Counter(guid.text for guid in channel.iter("guid"))
    return violations + [f"the guid {id} is there twice" for id, count in ids.items() if count > 1]


ITEM_ELEMENTS = {"author", "category", "comments", "description", "enclosure"}
ITEM_ELEMENTS |= {"guid", "link", "pubDate", "source", "title"}


def _rss_item(item: lxml.etree._Element) -> Iterator[str]:
    for child in item:
        tag = str(child.tag)
        if not tag.startswith("{") and tag not in ITEM_ELEMENTS:
            yield f"{tag} is not allowed"
    for name in ITEM_ELEMENTS - {"category"}:
        if len(item.findall(name)) > 1:
            yield f"{name} is there twice"
    if not any((item.findtext(name) or "").strip() for name in ("title", "description")):
        yield "neither title nor description"
    if not _is_address(item.findtext("link") or ""):
        yield f"it leads to {item.findtext('link')!r}"
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "no guid"
    elif guid.get("isPermaLink", "true") == "true" and not _is_address(guid.text):
        yield f"the guid {guid.text!r} is no address"
    yield from _html(item.findtext(CONTENT + "encoded") or "", "content:encoded")


def json_feed(body: bytes) -> list[str]:
    """Check JSON Feed 1.1."""
    feed = json.loads(body)
    violations = [*_members(feed, "feed", FEED_MEMBERS, {"version", "title", "items"})]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        violations.append(f"feed.version is {feed.get('version')!r}")
    for number, item in enumerate(feed.get("items", []), start=1):
        path = f"item {number}"
        violations += _members(item, path, ITEM_MEMBERS, {"id"})
        if not ({"content_html", "content_text"} & set(item)):
            violations.append(f"{path}: neither content_html nor content_text")
        for name in ("date_published", "date_modified"):
            if name in item and not _is_rfc3339(item[name]):
                violations.append(f"{path}.{name} is {item[name]!r}")
        violations += _html(item.get("content_html", ""), path)
    ids = Counter(item.get("id") for item in feed.get("items", []))
    return violations + [f"the id {id} is there twice" for id, count in ids.items() if count > 1]


# The type of each member by name; an 'address' is a string with an absolute URL.
AUTHOR_MEMBERS = {"name": "text", "url": "address", "avatar": "address"}
ATTACHMENT_MEMBERS = {
    "url": "address",
    "mime_type": "text",
    "title": "text",
    "size_in_bytes": "number",
    "duration_in_seconds": "number",
}
FEED_MEMBERS: dict[str, Any] = {
    **dict.fromkeys(("version", "title", "description", "user_comment", "language"), "text"),
    **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), "address"),
    "authors": AUTHOR_MEMBERS,
    "expired": "flag",
    "hubs": {"type": "text", "url": "address"},
    "items": "items",
}
ITEM_MEMBERS: dict[str, Any] = {
    **dict.fromkeys(("id", "title", "summary", "language"), "text"),
    **dict.fromkeys(("content_html", "content_text"), "content"),
    **dict.fromkeys(("date_published", "date_modified"), "text"),
    **dict.fromkeys(("url", "external_url", "image", "banner_image"), "address"),
    "authors": AUTHOR_MEMBERS,
    "tags": "texts",
    "attachments": ATTACHMENT_MEMBERS,
}


def _members(value: dict, path: str, known: dict[str, Any], needed: set[str]) -> Iterator[str]:
    for name in sorted(needed - set(value)):
        yield f"{path}: no {name}"
    for name, part in value.items():
        if name.startswith("_"):
            if not isinstance(part, dict):
                yield f"{path}.{name}: an extension is an object"
        elif name not in known:
            yield f"{path}.{name} is not allowed"
        elif isinstance(known[name], dict):
            for inner in part:
                if not inner:
                    yield f"{path}.{name}: one is empty"
                yield from _members(inner, f"{path}.{name}", known[name], set())
        elif not _has_type(part, known[name]):
            yield f"{path}.{name} is {part!r}"


def _has_type(value: Any, type: str) -> bool:
    match type:
        case "address":
            return isinstance(value, str) and _is_address(value)
        case "text":
            return isinstance(value, str) and bool(value)
        case "content":
            return isinstance(value, str)
        case "texts":
            return isinstance(value, list) and all(_has_type(part, "text") for part in value)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
    return isinstance(value, list)


def _html(html: str, path: str) -> Iterator[str]:
    """Check the HTML of an item: feed readers run no scripts and cannot resolve relative URLs."""
    if not html.strip():
        return
    root = lxml.html.fragment_fromstring(html, create_parent=True)
    for element in root.iter():
        if element.tag in ("script", "style", "iframe", "object", "form"):
            yield f"{path}: <{element.tag}>"
        for name, value in element.attrib.items():
            # HTML allows unescaped non-ASCII characters in URLs, feeds do not.
            if name in ("href", "src", "cite") and not _is_address(iri_to_uri(value)):
                yield f"{path}: {name} is {value!r}"
            if name.startswith("on") or name == "style":
                yield f"{path}: the attribute {name}"
        for part in element.get("srcset", "").split(","):
            if part.strip() and not _is_address(part.split()[0]):
                yield f"{path}: srcset has {part.split()[0]!r}"


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    if parts.scheme == "mailto":
        return bool(parts.path)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and value.isascii()


def _is_rfc3339(value: Any) -> bool:
    form = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
    if not isinstance(value, str) or not re.fullmatch(form, value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_rfc822(value: str) -> bool:
    """Whether the date has a four-digit year, as the profile requires."""
    form = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
    if not re.fullmatch(form, value):
        return False
    try:
        return parsedate_to_datetime(value).strftime("%a") == value[:3]
    except ValueError:
        return False
