"""Feeds of the site, a label, an author or a source, of comments and of corrections. How they are
written: blog/syndication/formats.py.

Two queries at most besides the site's settings: what it is a feed of, and the posts, with which
their authors, labels and quotations come.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.models import Comment, CommentQuerySet
from blog.common.db.prepared import Row, prepare
from blog.common.db.published_date import PublishedQuerySet
from blog.common.pagination import (
    Page,
    build_first_page,
    filter_beyond,
    parse_page_key,
)
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.metadata import descriptions
from blog.models import (
    AuthorCounter,
    Authorship,
    Label,
    Post,
    PostLabel,
    PullQuote,
    SiteSettings,
    Source,
)
from blog.models.post_querysets import PostQuerySet
from blog.read_models.posts import FeedPost, JSONFeedPost, build, columns, read
from blog.syndication.formats import Feed
from blog.syndication.items import (
    FeedComment,
    comment_item,
    correction_item,
    item,
    read_comments,
)
from blog.views.pages import lookup

LENGTH = 20
COMMENTS = 50
CORRECTIONS = 50


type Before = tuple[datetime, int] | None


def _posts_page(
    query: QueryDict, format: str, posts: Callable[[Before], PostQuerySet]
) -> Page[FeedPost]:
    """One query. A further page that has none is 404."""
    before, view = parse_page_key(query), _view(format)
    rows = posts(before).newest_first()[: LENGTH + 1]
    return _page_at(before, read(rows, view), query, LENGTH)


def _view(format: str) -> type[FeedPost]:
    return JSONFeedPost if format == "json" else FeedPost


@cache
def _newest_posts(format: str, count: int) -> Callable[[], list[Row]]:
    posts = Post.objects.published().newest_first()[:count]
    return prepare(lambda: columns(posts, _view(format)))


def _page_at[Row](
    before: Before, rows: list[Row], query: QueryDict, size: int, time: str = "published_at"
) -> Page[Row]:
    """The first page, or that of a key: that of the address, whatever is published meanwhile."""
    page = build_first_page(rows, size, time)
    if before is None:
        return page
    if not page.rows:
        raise Http404
    return replace(page, here=f"?before={query['before']}")


def _published(before: Before) -> PostQuerySet:
    return _until(Post.objects.published(), before)


def _labelled(slug: str, before: Before) -> PostQuerySet:
    post_labels = _until(PostLabel.objects.filter(tag=_key(Label, slug)), before)
    return Post.objects.filter(pk__in=post_labels.newest_posts(LENGTH + 1))


def _written(slug: str, before: Before) -> PostQuerySet:
    authorships = _until(Authorship.objects.filter(user=_key(User, slug)), before)
    return Post.objects.filter(pk__in=authorships.newest_posts(LENGTH + 1))


def _quoting(slug: str, before: Before) -> PostQuerySet:
    # Pages that stand by themselves quote as well, and are not in feeds.
    quotations = _until(PullQuote.objects.all(), before)
    newest = quotations.newest_posts_of(_key(Source, slug), 2 * (LENGTH + 1))
    return Post.objects.filter(pk__in=newest)


def _until(rows: Any, before: Before, time: str = "published_at") -> Any:
    """Those before a time and an id: a post's, where the rows hang on posts and are listed so."""
    pk = rows.post if time == "published_at" and isinstance(rows, PublishedQuerySet) else "pk"
    return filter_beyond(rows, *before, newer=False, time=time, pk=pk) if before else rows


def _key(model: type[Model], slug: str) -> Subquery:
    """Looked up once, within the query."""
    rows: QuerySet = model._default_manager.filter(slug=slug)
    return Subquery(rows.order_by().values("pk")[:1])


def site_feed(request: SiteRequest, format: str) -> HttpResponse:
    if "before" in request.GET:
        page = _posts_page(request.GET, format, _published)
    else:
        page = build_first_page(build(_view(format), _newest_posts(format, LENGTH + 1)()), LENGTH)
    return _feed(request, format, page, "", request.site.tagline, reverse("blog:home"))


def label_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    found = lookup.label_for_readers(slug)
    page = _posts_page(request.GET, format, partial(_labelled, slug))
    about = descriptions.describe_label(request.site, found)
    return _feed(request, format, page, found.name, about, found.get_absolute_url())


def author_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """404 for who has published nothing."""
    person = get_object_or_404(AuthorCounter.objects.authors(), slug=slug)
    address = reverse("blog:author-detail", kwargs={"slug": person.slug})
    page = _posts_page(request.GET, format, partial(_written, slug))
    about = descriptions.describe_author(request.site, person)
    return _feed(request, format, page, str(person), about, address)


def source_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """The posts that quote it. 404 for what only drafts quote."""
    found = lookup.source_for_readers(slug)
    page = _posts_page(request.GET, format, partial(_quoting, slug))
    about = descriptions.describe_posts_quoting(request.site, found)
    return _feed(request, format, page, found.name, about, found.get_absolute_url())


def comment_feed(request: SiteRequest, format: str) -> HttpResponse:
    """Of the whole site."""
    page = _comments_page(Comment.objects.published(), request.GET)
    about = descriptions.describe_comments(request.site)
    folder = "/comments/"
    return _comments(request, format, page, _("Comments"), about, reverse("blog:home"), folder)


def post_comment_feed(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Of one post, whatever month the address has: not every reader of feeds follows redirects."""
    post = lookup.post_to_discuss(slug)
    page = _comments_page(Comment.objects.approved().filter(post=post), request.GET)
    of = _("Comments on “%(post)s”") % {"post": post.title}
    about = descriptions.describe_comments_on(request.site, post)
    address = post.get_absolute_url()
    return _comments(request, format, page, of, about, address, f"{address}comments/")


def correction_feed(request: SiteRequest, format: str) -> HttpResponse:
    """What readers are told of posts that changed."""
    told = Correction.objects.published().for_readers()
    seen = told.annotate(seen_at=Greatest("at", "reworded_at", "post__published_at"))
    page: Page[Any] = _page(seen, request.GET, CORRECTIONS, "at")
    site = request.site
    title, about = descriptions.describe_list(site, "blog:correction-list")
    feed = Feed(
        title=f"{site.name}: {title}",
        description=about,
        address=reverse("blog:correction-list"),
        language=site.language,
        items=[correction_item(note, site.name) for note in page.rows],
        rights=_rights(site),
        licence=site.licence_url,
        here=page.here,
        older=page.older,
    )
    return _answer(request, feed, format, page.rows)


def _comments_page(comments: CommentQuerySet, query: QueryDict) -> Page[FeedComment]:
    return _page(comments, query, COMMENTS, "created_at", read_comments)


def _page[Row](
    rows: QuerySet[Any],
    query: QueryDict,
    size: int,
    time: str,
    read: Callable[[QuerySet[Any]], list[Row]] = list,
) -> Page[Row]:
    """One query. A further page that has none is 404."""
    before = parse_page_key(query)
    rows = _until(rows, before, time).order_by(f"-{time}", "-pk")[: size + 1]
    return _page_at(before, read(rows), query, size, time)


def _comments(
    request: SiteRequest,
    format: str,
    page: Page[FeedComment],
    of: str,
    about: str,
    address: str,
    folder: str,
) -> HttpResponse:
    """Without a licence: what readers write is theirs."""
    feed = Feed(
        title=f"{request.site.name}: {of}",
        description=about,
        address=address,
        language=request.site.language,
        items=[comment_item(comment) for comment in page.rows],
        folder=folder,
        here=page.here,
        older=page.older,
    )
    return _answer(request, feed, format, page.rows)


def _feed(
    request: SiteRequest, format: str, page: Page[FeedPost], of: str, about: str, address: str
) -> HttpResponse:
    if of and not page.rows:
        raise Http404
    site = request.site
    feed = Feed(
        title=f"{site.name}: {of}" if of else site.name,
        description=about,
        address=address,
        language=site.language,
        items=[item(post, is_whole=not site.shows_summaries) for post in page.rows],
        rights=_rights(site),
        licence=site.licence_url,
        here=page.here,
        older=page.older,
    )
    return _answer(request, feed, format, page.rows)


def _rights(site: SiteSettings) -> str:
    return f"{site.name}: {site.get_licence_url_display()}"


def _answer(request: SiteRequest, feed: Feed, format: str, rows: Sequence[Any]) -> HttpResponse:
    """Each of the rows says as `seen_at` when readers could last see something new in it."""
    body, media_type = feed.write(format)
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    seen_at = int(max(row.seen_at for row in rows).timestamp()) if rows else None
    if seen_at is not None:
        response["Last-Modified"] = http_date(seen_at)
    answer = get_conditional_response(request, etag, seen_at, response) or response
    # Feeds are public and the same for all: readers in browsers may fetch them from other sites.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
