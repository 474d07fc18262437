"""What a feed shows of its posts or comments, written once for Atom (RFC 4287), RSS 2.0 and JSON
Feed 1.1."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Greatest, JSONObject
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog.linked_data import known
from blog.models import Comment, Decision, Figure, Post, PullQuote
from blog.models.comments import SHOWN, CommentQuerySet
from blog.models.post_queries import PostQuerySet

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def with_extras(posts: PostQuerySet) -> PostQuerySet:
    """With what the JSON feed has more, in the same query: quotations and the first picture."""
    quotations = PullQuote.objects.filter(post=OuterRef("pk")).order_by("position")
    pictures = Figure.objects.filter(post=OuterRef("pk"), photo__isnull=False).order_by("position")
    fields = ("text", "attribution", "said_on", "said_precision", "url", "language", "translation")
    people = ("source__name", "source__slug", "speaker__name")
    row = JSONObject(**{name: name for name in (*fields, *people)})
    return posts.annotate(
        quotation_rows=ArraySubquery(quotations.values(row=row)),
        picture=Subquery(pictures.values("photo__image")[:1], output_field=CharField()),
    )


@dataclass(frozen=True)
class Item:
    """A post as all formats show it. `content` is '' where the site shows summaries."""

    id: str
    url: str
    title: str
    content: str
    summary: str
    published: datetime
    changed: datetime
    authors: list[tuple[str, str]]  # Name and address.
    labels: list[str]
    language: str
    quotations: list[dict[str, str]] = field(default_factory=list)
    picture: str = ""
    answers: tuple[str, str] | None = None  # Of a comment: id and address of what it answers.


def item(post: Post, is_whole: bool) -> Item:
    """Of a post of `for_readers()`; with quotations and a picture after `with_extras()`."""
    assert post.published_at is not None
    picture = getattr(post, "picture", None)
    return Item(
        id=_id(post),
        url=absolute(post.get_absolute_url()),
        title=post.title,
        content=_content(post) if is_whole else "",
        summary=post.description,
        published=post.published_at,
        changed=post.changed_at,
        authors=[
            (str(person), absolute(reverse("author_detail", kwargs={"slug": person.slug})))
            for person in post.byline
        ],
        labels=[label.name for label in post.label_list],
        language=post.language,
        quotations=[_quotation(row) for row in getattr(post, "quotation_rows", [])],
        picture=absolute(default_storage.url(picture)) if picture else "",
    )


def for_feeds(comments: CommentQuerySet) -> CommentQuerySet:
    """What `comment_item` reads, in one query; and since when readers see it as it is."""
    shown = comments.for_readers().select_related("post")
    named = (f"post__{name}" for name in ("kind", "title", "slug", "language", "published_at"))
    shown = shown.only(*SHOWN, *named, "post__created_at")
    approved = Decision.objects.filter(comment=OuterRef("pk"), became=Comment.State.APPROVED)
    return shown.annotate(
        answered_at=F("parent__created_at"),
        seen_at=Greatest(
            "created_at", "edited_at", Subquery(approved.order_by("-at").values("at")[:1])
        ),
    )


def comment_item(comment: Comment) -> Item:
    """Of a comment from `for_feeds`. It answers a comment, or the post."""
    post = comment.post
    page = absolute(post.get_absolute_url())
    name = comment.name or pgettext("a commenter", "Anonymous")
    answers = (_id(post), page)
    if comment.parent_id:
        parent = Comment(pk=comment.parent_id, created_at=comment.answered_at)  # type: ignore[attr-defined]
        answers = (_id(parent), absolute(parent.get_absolute_url()))
    return Item(
        id=_id(comment),
        url=absolute(comment.get_absolute_url()),
        title=_("%(name)s on “%(post)s”") % {"name": name, "post": post.title},
        content=comment.html,
        summary="",
        published=comment.created_at,
        changed=comment.edited_at or comment.created_at,
        authors=[(name, "")],
        labels=[],
        language=post.language,
        answers=answers,
    )


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

    @property
    def place(self) -> str:
        return absolute(self.folder or self.address)

    def write(self, format: str) -> tuple[bytes, str]:
        """The feed and its media type."""
        return self._json() if format == "json" else self._xml(format)

    def _xml(self, format: str) -> tuple[bytes, str]:
        kind: type[AtomFeed | RSSFeed] = AtomFeed if format == "atom" else RSSFeed
        feed = kind(
            title=_in_xml(self.title),
            link=absolute(self.address),
            description=_in_xml(self.description or self.title),
            language=self.language,
            feed_url=f"{self.place}feed.{format}",
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
        """An item's quotations are under `_pullquote`, as JSON Feed names its extensions."""
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": absolute(self.address),
            "feed_url": f"{self.place}feed.json",
            "language": self.language,
            "items": [_json_item(item) for item in self.items],
        }
        if self.description:
            feed["description"] = self.description
        body = json.dumps(feed, cls=DjangoJSONEncoder, ensure_ascii=False)
        return body.encode(), "application/feed+json"


class _Dated:
    """An empty feed says the same each time: Django would take the present moment for its date."""

    def latest_post_date(self) -> datetime:
        items: list[dict[str, Any]] = self.items  # type: ignore[attr-defined]
        return max(
            (item["updateddate"] for item in items), default=datetime(1970, 1, 1, tzinfo=UTC)
        )


class AtomFeed(_Dated, Atom1Feed):
    """With the text as content, every author, and what a comment answers (RFC 4685)."""

    def root_attributes(self) -> dict[str, str]:
        threads = {"xmlns:thr": "http://purl.org/syndication/thread/1.0"}
        return super().root_attributes() | (threads if self.feed["is_threaded"] else {})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
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
            attributes = {"type": "html", "xml:lang": item["language"]}
            handler.addQuickElement("content", item["content"], attributes)


class RSSFeed(_Dated, Rss201rev2Feed):
    """With the text as `content:encoded`, and every author as `dc:creator`."""

    def rss_attributes(self) -> dict[str, str]:
        more = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return super().rss_attributes() | more | {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name, _uri in item["authors"]:
            handler.addQuickElement("dc:creator", name)
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


def _quotation(row: dict[str, Any]) -> dict[str, str]:
    """What is known of it; what is not is left out."""
    slug = row["source__slug"]
    length = {"year": 4, "month": 7}.get(row["said_precision"], 10)
    found = {
        "text": row["text"],
        "attribution": row["attribution"],
        "source": row["source__name"],
        "source_url": absolute(reverse("source_detail", kwargs={"slug": slug})) if slug else "",
        "speaker": row["speaker__name"],
        "said": (row["said_on"] or "")[:length],
        "read_at": row["url"],
        "language": row["language"],
        "translation": row["translation"],
    }
    return known(found)


def _in_xml(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write (its section 2.2)."""
    return _NOT_IN_XML.sub("", text)


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def _id(row: Post | Comment) -> str:
    """A tag URI (RFC 4151): it stays when the address changes."""
    host = urlsplit(settings.SITE_URL).hostname
    kind = "comment" if isinstance(row, Comment) else "post"
    return f"tag:{host},{row.created_at:%Y-%m-%d}:{kind}-{row.pk}"


def _content(post: Post) -> str:
    """The post as stored, with addresses that hold outside of the site, and plain pictures: what
    readers of feeds do with sizes, or with a page's hints to a browser, is anybody's guess."""
    here = absolute(post.get_absolute_url())
    plain = re.sub(r"</?picture>|<source(?: [a-z]+=\"[^\"]*\")*>", "", post.html)
    complete = re.sub(r'(\b(?:href|src|cite)=")/(?!/)', rf"\1{settings.SITE_URL}/", plain)
    return re.sub(r'(\bhref=")#', rf"\1{here}#", complete)
