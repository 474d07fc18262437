"""Feeds as JSON Feed 1.1, and as Atom and RSS by the templates in templates/public/blog/feeds."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from blog.common import markup
from blog.content.linked_data import drop_empty
from blog.syndication.items import Item, absolute

GENERATOR = "Pullquote"
ICON = "theme/icon.png"  # 512 pixels wide, which readers make smaller.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
# What begins a tag or a comment, or an entity. An invisible word joiner behind it ends that.
_LIKE_TAG, _LIKE_ENTITY = re.compile(r"<(?=[A-Za-z/!?])"), re.compile("&(?=[A-Za-z#])")


@dataclass(frozen=True)
class Feed:
    """`address` is the path of the page that it follows, below which the feed lies; or below
    `folder`, where the page has another feed as well."""

    title: str
    description: str
    address: str
    language: str
    items: list[Item]
    folder: str = ""
    # What may be done with the items, in words, and the address of the licence if there is one.
    rights: str = ""
    licence: str = ""
    # The query strings of this page and of the one with older items, '' for the first and the last.
    here: str = ""
    older: str = ""

    @property
    def place(self) -> str:
        return absolute(self.folder or self.address)

    def links(self, format: str) -> dict[str, str]:
        """Return addresses by their relation: this page, and the others of RFC 5005, section 3."""
        first = f"{self.place}feed.{format}"
        further = {"first": first} if self.here else {}
        if self.older:
            further["next"] = first + self.older
        if self.licence:
            further["license"] = self.licence  # RFC 4946.
        return {"self": first + self.here, **further}

    @property
    def changed(self) -> datetime:
        """An empty feed says the same each time."""
        return max((item.changed for item in self.items), default=datetime(1970, 1, 1, tzinfo=UTC))

    def write(self, format: str) -> tuple[bytes, str]:
        """The feed and its media type."""
        if format == "json":
            return self._json()
        context = {
            "feed": self,
            "home": absolute(self.address),
            "links": self.links(format),
            "generator": GENERATOR,
            "icon": absolute(static(ICON)),
        }
        text = render_to_string(f"blog/feeds/{format}.xml", context)
        return _in_xml(text), f"application/{format}+xml; charset=utf-8"

    def _json(self) -> tuple[bytes, str]:
        """An item's quotations and the feed's licence are under `_pullquote`: an extension."""
        links = self.links("json")
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": absolute(self.address),
            "feed_url": links["self"],
            "icon": absolute(static(ICON)),
            "favicon": absolute(static(ICON)),
            "language": self.language,
            "items": [_json_item(item) for item in self.items],
        }
        if self.description:
            feed["description"] = self.description
        if "next" in links:
            feed["next_url"] = links["next"]
        if self.rights:
            feed["_pullquote"] = drop_empty({"rights": self.rights, "licence": self.licence})
        body = json.dumps(feed, cls=DjangoJSONEncoder, ensure_ascii=False)
        return body.encode(), "application/feed+json"


def _json_item(item: Item) -> dict[str, Any]:
    # An item must have a content, even an empty one; a reader takes other empty members ill.
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
            "_pullquote": {"in_reply_to": item.answers[0]}
            if item.answers
            else {"quotations": item.quotations},
        }
    )


def cdata(html: str) -> SafeString:
    """HTML as the text of an XML element, with nothing in it escaped."""
    return markup.mark_clean(f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>")


def text_or_html(text: str) -> str:
    """Return a text that reads the same whether it is taken for text or for HTML."""
    if "&" not in text and "<" not in text:
        return text
    if unescape(text) != text:
        text = _LIKE_ENTITY.sub("&\u2060", text)
    return _LIKE_TAG.sub("<\u2060", text)


def _in_xml(text: str) -> bytes:
    """In UTF-8, without the characters that XML 1.0 has no way to write (its section 2.2)."""
    body = text.encode("utf-8", "ignore").translate(None, _CONTROLS)  # Surrogates are ignored.
    return body.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
