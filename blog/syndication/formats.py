"""What a feed shows of its posts or comments, written once for Atom (RFC 4287), RSS 2.0 and JSON
Feed 1.1."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from blog.content.linked_data import known
from blog.syndication.items import Item, absolute

GENERATOR = "Pullquote"
ICON = "theme/icon.png"  # 512 pixels wide, which readers make smaller.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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

    def write(self, format: str) -> tuple[bytes, str]:
        """The feed and its media type."""
        return self._json() if format == "json" else self._xml(format)

    def _xml(self, format: str) -> tuple[bytes, str]:
        kind: type[AtomFeed | RSSFeed] = AtomFeed if format == "atom" else RSSFeed
        links = self.links(format)
        feed = kind(
            title=_in_xml(self.title),
            link=absolute(self.address),
            description=_in_xml(self.description or self.title),
            subtitle=_in_xml(self.description) or None,
            language=self.language,
            feed_url=links.pop("self"),
            feed_copyright=_in_xml(self.rights) or None,
            links=links,
            feed_guid=self.place,
            is_threaded=any(item.answers for item in self.items),
        )
        for item in self.items:
            feed.add_item(
                title=_in_xml(item.title),
                link=item.url,
                description=_in_xml(item.summary),
                pubdate=item.published,
                updateddate=item.changed,
                unique_id=item.id,
                unique_id_is_permalink=False,
                categories=[_in_xml(label) for label in item.labels],
                authors=[(_in_xml(name), address) for name, address in item.authors],
                language=item.language,
                content=_in_xml(item.content),
                answers=item.answers,
            )
        return feed.writeString("utf-8").encode(), str(feed.content_type)

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
            feed["_pullquote"] = known({"rights": self.rights, "licence": self.licence})
        body = json.dumps(feed, cls=DjangoJSONEncoder, ensure_ascii=False)
        return body.encode(), "application/feed+json"


class _Dated:
    """An empty feed says the same each time: Django would take the present moment for its date."""

    def latest_post_date(self) -> datetime:
        items: list[dict[str, Any]] = self.items  # type: ignore[attr-defined]  # Django's, not in its stubs
        return max(
            (item["updateddate"] for item in items), default=datetime(1970, 1, 1, tzinfo=UTC)
        )


class AtomFeed(_Dated, Atom1Feed):
    """With the text as content, every author, and what a comment answers (RFC 4685)."""

    def root_attributes(self) -> dict[str, str]:
        threads = {"xmlns:thr": "http://purl.org/syndication/thread/1.0"}
        return super().root_attributes() | (threads if self.feed["is_threaded"] else {})

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})
        handler.addQuickElement("generator", GENERATOR)
        handler.addQuickElement("icon", absolute(static(ICON)))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        # Django gives a description out as HTML; a summary is text, which is Atom's default.
        super().add_item_elements(handler, item | {"description": None})
        if item["description"]:
            handler.addQuickElement("summary", item["description"])
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")
        if item["answers"]:
            ref, href = item["answers"]
            attributes = {"ref": ref, "href": href, "type": "text/html"}
            handler.addQuickElement("thr:in-reply-to", "", attributes)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


class RSSFeed(_Dated, Rss201rev2Feed):
    """With the text as `content:encoded`, and every author as `dc:creator`.

    A description is HTML, so text is escaped for it. Of a title or a name RSS does not say which it
    is, and readers guess: those read the same as either.
    """

    def rss_attributes(self) -> dict[str, str]:
        more = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return super().rss_attributes() | more | {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_root_elements(self, handler: Any) -> None:
        for name in ("title", "description", "feed_copyright"):
            self.feed[name] = _as_text_or_html(self.feed[name] or "") or None
        super().add_root_elements(handler)
        for relation, address in self.feed["links"].items():
            handler.addQuickElement("atom:link", "", {"rel": relation, "href": address})
        handler.addQuickElement("generator", GENERATOR)
        handler.startElement("image", {})
        handler.addQuickElement("url", absolute(static(ICON)))
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("link", self.feed["link"])
        handler.endElement("image")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        described = item["description"]
        texts = {
            "title": _as_text_or_html(item["title"]),
            "description": escape(described, quote=False) if described else None,
            "categories": [_as_text_or_html(name) for name in item["categories"]],
        }
        super().add_item_elements(handler, item | texts)
        for name, _uri in item["authors"]:
            handler.addQuickElement("dc:creator", _as_text_or_html(name))
        handler.addQuickElement("dc:language", item["language"])
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


def _json_item(item: Item) -> dict[str, Any]:
    # An item must have a content, even an empty one; a reader takes other empty members ill.
    content = {"content_html": item.content} if item.content else {"content_text": item.summary}
    return content | known(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "image": item.picture,
            "date_published": item.published,
            "date_modified": item.changed,
            "authors": [known({"name": name, "url": address}) for name, address in item.authors],
            "tags": item.labels,
            "language": item.language,
            "_pullquote": {"in_reply_to": item.answers[0]}
            if item.answers
            else {"quotations": item.quotations},
        }
    )


def _as_text_or_html(text: str) -> str:
    """Return a text that reads the same whether it is taken for text or for HTML."""
    if unescape(text) != text:
        text = _LIKE_ENTITY.sub("&\u2060", text)
    return _LIKE_TAG.sub("<\u2060", text)


def _in_xml(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write (its section 2.2)."""
    return _NOT_IN_XML.sub("", text)
