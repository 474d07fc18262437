"""Items of JSON Feed 1.0 and 1.1."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from lib.urls import is_web_url
from transfer.items import ExportedSite
from transfer.readers.feeds.entry import FeedEntry, Media, parse_date, text_to_html
from transfer.readers.json_values import Path
from transfer.readers.values import as_line, as_text, build_tag, to_plain_text, to_title

ITEM_PATH = ("items", "item")
HEAD_KEYS = {"title", "home_page_url", "description", "language", "author", "authors"}

type Values = dict[str, Any]


def is_head(path: Path) -> bool:
    return len(path) == 1 and path[0] in HEAD_KEYS


def build_site(head: Values) -> ExportedSite:
    return ExportedSite(
        url=as_line(head.get("home_page_url")),
        title=as_line(head.get("title")),
        description=as_line(head.get("description")),
        language=as_line(head.get("language")),
    )


def build_entry(values: Values, head: Values) -> FeedEntry:
    """Build an entry; authors of the whole feed wrote what names no others."""
    text = as_text(values.get("content_text"))
    content = as_text(values.get("content_html")) or text_to_html(text)
    target = as_line(values.get("external_url"))
    if is_web_url(target) and not _has_address(content, target):
        # What the post is about; such posts link to it by their titles.
        link = build_tag("p", build_tag("a", escape(target), href=target))
        content = (content or text_to_html(as_text(values.get("summary")))) + link
    url = as_line(values.get("url"))
    return FeedEntry(
        identifier=as_line(values.get("id")) or url,
        title=to_title(values.get("title")),
        content=content,
        summary=as_text(values.get("summary")),
        links=(url,) if url else (),
        base=url or as_line(head.get("home_page_url")),
        authors=tuple(_list_authors(values)) or tuple(_list_authors(head)),
        labels=tuple(dict.fromkeys(_list_texts(values.get("tags")))),
        published_at=parse_date(values.get("date_published")),
        updated_at=parse_date(values.get("date_modified")),
        language=as_line(values.get("language")),
        media=tuple(_list_media(values)),
    )


def _has_address(content: str, address: str) -> bool:
    """Return whether HTML has an address, not only as the beginning of a longer one."""
    end = r"(?![.,;:!?]*[\w/?#&=%+~-])"
    return re.search(re.escape(address) + end, unescape(content)) is not None


def _list_texts(value: Any) -> list[str]:
    texts = [as_line(text) for text in (value if isinstance(value, list) else [value])]
    return [text for text in texts if text]


def _list_authors(values: Values) -> Iterator[str]:
    authors = values.get("authors")
    for author in (*(authors if isinstance(authors, list) else []), values.get("author")):
        if isinstance(author, dict) and (name := as_line(author.get("name"))):
            yield name


def _list_media(values: Values) -> Iterator[Media]:
    for name in ("image", "banner_image"):
        if url := as_line(values.get(name)):
            yield Media(url, "image")
            break
    attachments = values.get("attachments")
    for item in attachments if isinstance(attachments, list) else []:
        if isinstance(item, dict) and (url := as_line(item.get("url"))):
            kind = as_line(item.get("mime_type"))
            title = to_plain_text(item.get("title"))
            is_picture = kind.startswith("image")
            yield Media(url, kind, title if not is_picture else "", title if is_picture else "")
