"""Feeds with the full text, of the site, a label or an author.

Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.
"""

import hashlib
import re
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import MD5
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from accounts.models import User
from blog import access
from blog.linked_data import known
from blog.models import Authorship, Labelling, Post, PullQuote, SiteSettings
from blog.models.posts import PostQuerySet
from blog.site import SiteRequest

LENGTH = 20


class AtomFeed(Atom1Feed):
    """With the text as content, and every author."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        language = {"xml:lang": item["language"]}
        handler.addQuickElement("content", item["content"], {"type": "html"} | language)


class RSSFeed(Rss201rev2Feed):
    """With the text as `content:encoded`, and every author as `dc:creator`."""

    def rss_attributes(self) -> dict[str, str]:
        more = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return super().rss_attributes() | more | {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["content"])


def site(request: SiteRequest, format: str) -> HttpResponse:
    """One query where nothing has changed, else four; five as JSON."""
    return _feed(request, format, Post.objects.published(), request.site.name, reverse("home"))


def label(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """One query more than the site's."""
    found = access.label_for_readers(slug)
    posts = Post.objects.filter(pk__in=Labelling.objects.filter(tag=found).newest_posts(LENGTH))
    title = f"{request.site.name}: {found.name}"
    return _feed(request, format, posts, title, found.get_absolute_url())


def author(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """One query more than the site's; 404 for who has published nothing."""
    person = get_object_or_404(User, slug=slug)
    posts = Post.objects.filter(pk__in=Authorship.objects.filter(user=person).newest_posts(LENGTH))
    address = reverse("author_detail", kwargs={"slug": person.slug})
    return _feed(request, format, posts, f"{request.site.name}: {person}", address, or_404=True)


def _feed(
    request: SiteRequest,
    format: str,
    posts: PostQuerySet,
    title: str,
    address: str,
    or_404: bool = False,
) -> HttpResponse:
    newest = posts.newest_first()
    state = list(newest.values_list("pk", "slug", "title", "published_at", MD5("html"))[:LENGTH])
    if or_404 and not state:
        raise Http404
    etag = '"' + hashlib.sha256(repr((title, state)).encode()).hexdigest()[:32] + '"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    found = list(Post.objects.for_readers().filter(pk__in=[row[0] for row in state]).newest_first())
    make = _json if format == "json" else _xml
    response = make(request.site, format, found, title, address)
    response["ETag"] = etag
    return response


def _xml(
    site: SiteSettings, format: str, posts: list[Post], title: str, address: str
) -> HttpResponse:
    kind: type[AtomFeed | RSSFeed] = AtomFeed if format == "atom" else RSSFeed
    feed = kind(
        title=title,
        link=_absolute(address),
        description=site.tagline or title,
        language=site.language,
        feed_url=_absolute(f"{address}feed.{format}"),
        feed_guid=_absolute(address),
    )
    for post in posts:
        feed.add_item(
            title=post.title,
            link=_absolute(post.get_absolute_url()),
            description=post.description,
            pubdate=post.published_at,
            updateddate=max(post.updated_at, post.published_at or post.updated_at),
            unique_id=_id(post),
            unique_id_is_permalink=False,
            categories=[label.name for label in post.label_list],
            authors=[str(person) for person in post.byline],
            language=post.language,
            content=_content(post),
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _json(
    site: SiteSettings, format: str, posts: list[Post], title: str, address: str
) -> HttpResponse:
    """JSON Feed 1.1; each item's quotations are under `_pullquote`, as its extensions are named."""
    quotations: dict[int, list[dict[str, str]]] = defaultdict(list)
    quoted = PullQuote.objects.filter(post__in=posts).select_related("source", "speaker")
    for quotation in quoted.order_by("post", "position"):
        quotations[quotation.post_id].append(_quotation(quotation))
    items = [
        # An item must have a content, even an empty one; a reader takes other empty members ill.
        {"content_html": _content(post)}
        | known(
            {
                "id": _id(post),
                "url": _absolute(post.get_absolute_url()),
                "title": post.title,
                "summary": post.description,
                "date_published": post.published_at,
                "date_modified": post.updated_at,
                "authors": [
                    {
                        "name": str(person),
                        "url": _absolute(reverse("author_detail", kwargs={"slug": person.slug})),
                    }
                    for person in post.byline
                ],
                "tags": [label.name for label in post.label_list],
                "language": post.language,
                "_pullquote": {"quotations": quotations[post.pk]},
            }
        )
        for post in posts
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": _absolute(address),
        "feed_url": _absolute(f"{address}feed.json"),
        "language": site.language,
        "items": items,
    }
    if site.tagline:
        feed["description"] = site.tagline
    return JsonResponse(feed, content_type="application/feed+json")


def _quotation(quotation: PullQuote) -> dict[str, str]:
    """What is known of it; what is not is left out."""
    found = {
        "text": quotation.text,
        "attribution": quotation.attribution,
        "source": quotation.source.name if quotation.source else "",
        "source_url": _absolute(quotation.source.get_absolute_url()) if quotation.source else "",
        "speaker": quotation.speaker.name if quotation.speaker else "",
        "said": quotation.said,
        "read_at": quotation.url,
        "language": quotation.language,
        "translation": quotation.translation,
    }
    return known(found)


def _absolute(path: str) -> str:
    return settings.SITE_URL + path


def _id(post: Post) -> str:
    """A tag URI (RFC 4151): it stays when the address changes."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{post.created_at:%Y-%m-%d}:post-{post.pk}"


def _content(post: Post) -> str:
    """The post as stored, with addresses that hold outside of the site, and plain pictures: what
    readers of feeds do with sizes, or with a page's hints to a browser, is anybody's guess."""
    here = _absolute(post.get_absolute_url())
    plain = re.sub(r"</?picture>|<source(?: [a-z]+=\"[^\"]*\")*>", "", post.html)
    absolute = re.sub(r'(\b(?:href|src|cite)=")/(?!/)', rf"\1{settings.SITE_URL}/", plain)
    return re.sub(r'(\bhref=")#', rf"\1{here}#", absolute)
