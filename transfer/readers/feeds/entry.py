"""An entry of a feed of any format, and the items that it becomes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from transfer.file_types import is_picture_name
from transfer.items import ExportedPicture, ExportedPost, Status
from transfer.readers.html_fragments import (
    attribute_quotations,
    inline_footnotes,
    parse_fragment,
    serialize_children,
)
from transfer.readers.values import as_line, as_moment, as_text, build_tag, to_plain_text

_BLOCK_RE = re.compile(r"<(?:p|div|br|ul|ol|table|blockquote|figure|h[1-6])\b", re.IGNORECASE)
_CUT_OFF_RE = re.compile(r"(?:\[?\s*(?:…|\.\.\.)\s*\]?)\s*$")
_LINK_ATTRIBUTES = ("href", "src", "cite", "poster", "data")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that an entry has besides its text. Texts are plain."""

    url: str
    kind: str = ""
    title: str = ""
    alt: str = ""
    credit: str = ""

    @property
    def is_picture(self) -> bool:
        if self.kind:
            return self.kind.startswith("image")
        return is_picture_name(urlsplit_path(self.url))


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What an entry says; addresses are relative to `base`.

    `title` is plain text, `content` and `summary` are HTML. `links` are addresses of the post, the
    best one first.
    """

    identifier: str = ""
    title: str = ""
    content: str = ""
    summary: str = ""
    links: tuple[str, ...] = ()
    base: str = ""
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""
    media: tuple[Media, ...] = ()
    is_draft: bool = False

    @property
    def key(self) -> str:
        """What identifies the entry: its ID, its address, or a hash of its title and date."""
        if key := self.identifier or next(iter(self.links), ""):
            return key
        date = self.published_at.isoformat() if self.published_at else ""
        text = f"{self.title}\n{date}" if self.title or date else self.content + self.summary
        return blake2b(text.encode(), digest_size=16).hexdigest()


def build_items(entry: FeedEntry, key: str) -> Iterator[ExportedPicture | ExportedPost]:
    """Yield the pictures of an entry that have texts of their own, and its post.

    Raises NestedTooDeeply.
    """
    media = [
        Media(urljoin_safely(entry.base, item.url), item.kind, item.title, item.alt, item.credit)
        for item in entry.media
    ]
    links = tuple(dict.fromkeys(urljoin_safely(entry.base, link) for link in entry.links))
    body = entry.content or entry.summary
    root = parse_fragment(body) if body.strip() else None
    html = _normalize(root, entry, links) if root is not None else ""
    pictures = [item for item in media if item.is_picture and item.url not in unescape(html)]
    files = [item for item in media if not item.is_picture and item.url not in unescape(html)]
    for number, picture in enumerate(media):
        if picture.is_picture and (picture.title or picture.alt or picture.credit):
            yield ExportedPicture(
                key=f"{key}#{number}",
                urls=(picture.url,),
                alt=picture.alt,
                caption=picture.title,
                credit=picture.credit,
            )
    yield ExportedPost(
        key=key,
        title=entry.title,
        html=html + "".join(_build_figures(pictures[1:], files)),
        summary=_find_summary(entry, root, links),
        slug=_find_slug(links),
        language=entry.language.replace("_", "-"),
        status=Status.DRAFT if entry.is_draft else Status.PUBLISHED,
        published_at=entry.published_at or entry.updated_at,
        updated_at=entry.updated_at,
        authors=entry.authors,
        labels=entry.labels,
        former_urls=links,
        lead_picture=pictures[0].url if pictures else "",
        notes=tuple(_list_notes(entry)),
    )


def parse_date(value: object) -> datetime | None:
    """Parse the date of a feed: of RFC 822, or ISO 8601 with or without time; UTC by default."""
    text = as_line(value)
    if moment := as_moment(text) or as_moment(f"{text}T00:00:00"):
        return moment
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def text_to_html(text: str) -> str:
    """Return plain text as paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n", as_text(text).strip())
    return "".join(
        build_tag("p", escape(paragraph.strip(), quote=False).replace("\n", "<br>"))
        for paragraph in paragraphs
        if paragraph.strip()
    )


def urljoin_safely(base: str, url: str) -> str:
    """Return an absolute address; as it stands if there is no base, or it is malformed."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url.strip()


def urlsplit_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _normalize(root: HtmlElement, entry: FeedEntry, links: tuple[str, ...]) -> str:
    """Return HTML with absolute addresses, without what the feed has added to it."""
    for image in root.xpath(".//img[@width='1' and @height='1']"):
        image.drop_tree()
    _remove_credit_of_feed(root, links)
    if entry.base:
        for element in root.iter():
            for name in _LINK_ATTRIBUTES:
                if (url := element.get(name)) and not url.startswith("#"):
                    element.set(name, urljoin_safely(entry.base, url))
    attribute_quotations(root)
    inline_footnotes(root)
    return serialize_children(root)


def _remove_credit_of_feed(root: HtmlElement, links: tuple[str, ...]) -> None:
    """Remove WordPress's last paragraph, which links to the post and to the home page only."""
    last = root[-1] if len(root) else None
    if last is None or last.tag != "p" or (last.tail or "").strip():
        return
    urls = last.xpath("./a/@href")
    is_home = len(urls) == 2 and urlsplit_path(urls[1]).strip("/") == ""
    is_post = any(urls[0] in (link, link.partition("?")[0]) for link in links) if urls else False
    if is_home and is_post and len(last.text_content()) < 400 and not last.xpath(".//img"):
        last.drop_tree()


def _cut_credit(markup: str, links: tuple[str, ...]) -> str:
    """Return the HTML of a summary without WordPress's last paragraph."""
    root = parse_fragment(markup) if "</p>" in markup else None
    if root is None:
        return markup
    _remove_credit_of_feed(root, links)
    return serialize_children(root)


def _build_figures(pictures: list[Media], files: list[Media]) -> Iterator[str]:
    for picture in pictures:
        caption = build_tag("figcaption", escape(picture.title)) if picture.title else ""
        image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}">'
        yield build_tag("figure", image + caption, data_credit=picture.credit)
    for file in files:
        caption = build_tag("figcaption", escape(file.title)) if file.title else ""
        yield build_tag("figure", caption, data_file=file.url)


def _find_summary(entry: FeedEntry, root: HtmlElement | None, links: tuple[str, ...]) -> str:
    """Return the summary as plain text; '' for the beginning of the text, or all of it."""
    if not entry.content or not entry.summary:
        return ""
    summary = to_plain_text(_cut_credit(entry.summary, links))
    text = "".join(root.text_content().split()) if root is not None else ""
    start = "".join(_CUT_OFF_RE.sub("", summary).split())
    return "" if not start or text.startswith(start[:200]) else summary


def _find_slug(links: tuple[str, ...]) -> str:
    """Return the last part of the address, without the extension of a page."""
    path = urlsplit_path(links[0]).rstrip("/") if links else ""
    name = unquote(path.rpartition("/")[2])
    name = re.sub(r"\.(?:html?|php|aspx?)$", "", name)
    return name if re.search(r"[^\W\d_]", name) and name != "index" else ""


def _list_notes(entry: FeedEntry) -> Iterator[str]:
    if entry.content:
        return
    if not entry.summary:
        yield gettext_noop("The feed has no text of this post.")
    elif not _BLOCK_RE.search(entry.summary) or _CUT_OFF_RE.search(to_plain_text(entry.summary)):
        yield gettext_noop("The feed seems to have only a summary of this post.")
