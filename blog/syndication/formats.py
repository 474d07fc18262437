"""Serialization as JSON Feed 1.1, and as Atom and RSS by templates/public/blog/feeds."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from blog.common import markup
from blog.common.urls import static_cached
from blog.content.linked_data import drop_empty
from blog.syndication.items import Item, absolute_url

GENERATOR = "Pullquote"
ICON = "theme/icon.png"  # 512 pixels wide; feed readers scale it down.
_CONTROL_CHARACTERS = bytes(set(range(32)) - set(b"\t\n\r"))
# The start of a tag, comment or entity. An invisible word joiner after it makes it plain text.
_TAG_START_RE, _ENTITY_START_RE = re.compile(r"<(?=[A-Za-z/!?])"), re.compile("&(?=[A-Za-z#])")


@dataclass(frozen=True)
class Feed:
    """A feed. `address` is the path of its page.

    The feed's path is below `address`, or below `folder` if the page has another feed as well.
    """

    title: str
    description: str
    address: str
    language: str
    items: list[Item]
    folder: str = ""
    # The rights as text, and the URL of the licence if there is one.
    rights: str = ""
    licence: str = ""
    # Query strings of this page and of the next, '' for the first and after the last.
    here: str = ""
    older: str = ""

    @property
    def base_url(self) -> str:
        return absolute_url(self.folder or self.address)

    def links(self, format: str) -> dict[str, str]:
        """Return URLs by link relation, including pages as in RFC 5005, section 3."""
        first = f"{self.base_url}feed.{format}"
        others = {"first": first} if self.here else {}
        if self.older:
            others["next"] = first + self.older
        if self.licence:
            others["license"] = self.licence  # RFC 4946.
        return {"self": first + self.here, **others}

    @property
    def changed(self) -> datetime:
        """Return the last change, the epoch for an empty feed."""
        return max((item.changed for item in self.items), default=datetime(1970, 1, 1, tzinfo=UTC))

    def render(self, format: str, icon: str = "") -> tuple[bytes, str]:
        """Return the serialized feed and its media type. `icon` is the URL of the site's own."""
        icon = urljoin(settings.SITE_URL, icon or static_cached(ICON))
        if format == "json":
            return self._render_json(icon)
        context = {
            "feed": self,
            "home": absolute_url(self.address),
            "links": self.links(format),
            "generator": GENERATOR,
            "icon": icon,
        }
        text = render_to_string(f"blog/feeds/{format}.xml", context)
        return _encode_xml(text), f"application/{format}+xml; charset=utf-8"

    def _render_json(self, icon: str) -> tuple[bytes, str]:
        """Render JSON. Quotations and the licence are in the extension `_pullquote`."""
        links = self.links("json")
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": absolute_url(self.address),
            "feed_url": links["self"],
            "icon": icon,
            "favicon": icon,
            "language": self.language,
            "items": [_build_json_item(item) for item in self.items],
        }
        if self.description:
            feed["description"] = self.description
        if "next" in links:
            feed["next_url"] = links["next"]
        if self.rights:
            feed["_pullquote"] = drop_empty({"rights": self.rights, "licence": self.licence})
        body = json.dumps(feed, cls=DjangoJSONEncoder, ensure_ascii=False)
        return body.encode(), "application/feed+json"


def _build_json_item(item: Item) -> dict[str, Any]:
    # An item must have content, even if it is empty. Other members must not be empty.
    content = {"content_html": item.content} if item.content else {"content_text": item.summary}
    return content | drop_empty(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "image": item.picture,
            "date_published": item.published,
            "date_modified": item.changed,
            "authors": [
                drop_empty({"name": name, "url": address}) for name, address in item.authors
            ],
            "tags": item.labels,
            "language": item.language,
            "attachments": [
                drop_empty(
                    {
                        "url": enclosure.url,
                        "mime_type": enclosure.content_type,
                        "title": enclosure.title,
                        "size_in_bytes": enclosure.size,
                        "duration_in_seconds": enclosure.seconds or None,
                    }
                )
                for enclosure in item.enclosures
            ],
            "_pullquote": {"in_reply_to": item.in_reply_to[0]}
            if item.in_reply_to
            else {"quotations": item.quotations},
        }
    )


def cdata(html: str) -> SafeString:
    """Wrap HTML in a CDATA section."""
    return markup.mark_clean(f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>")


def text_or_html(text: str) -> str:
    """Return a text that renders the same when interpreted as plain text or as HTML."""
    if "&" not in text and "<" not in text:
        return text
    if unescape(text) != text:
        text = _ENTITY_START_RE.sub("&\u2060", text)
    return _TAG_START_RE.sub("<\u2060", text)


def _encode_xml(text: str) -> bytes:
    """Encode as UTF-8 without the characters that XML 1.0 excludes (section 2.2)."""
    body = text.encode("utf-8", "ignore").translate(
        None, _CONTROL_CHARACTERS
    )  # Surrogates are ignored.
    if b"\xef\xbf" in body:  # A search for both costs three times as much.
        body = body.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    return body
