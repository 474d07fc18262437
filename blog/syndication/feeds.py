"""Feeds of posts (of the site, a label, a series, an author or a source), comments and corrections.

At most two queries besides the site's settings: the subject of the feed, and its posts with their
authors, labels and quotations. For serialization see blog/syndication/formats.py.
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
from blog.common.pagination import Page, build_first_page, filter_beyond, parse_page_key
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
    SeriesPart,
    SiteSettings,
    Source,
)
from blog.models.post_querysets import PostQuerySet
from blog.read_models.posts import FeedPost, JSONFeedPost, build, read, select_columns
from blog.syndication.formats import Feed
from blog.syndication.items import (
    FeedComment,
    build_comment_item,
    build_correction_item,
    build_item,
    read_comments,
)
from blog.views.pages import lookup

POSTS_PER_FEED = 20
COMMENTS_PER_FEED = 50
CORRECTIONS_PER_FEED = 50


type PageKey = tuple[datetime, int] | None


def _fetch_posts(
    query: QueryDict, format: str, posts: Callable[[PageKey], PostQuerySet]
) -> Page[FeedPost]:
    """Fetch a page of posts. One query. An empty page after the first is 404."""
    before, view = parse_page_key(query), _get_view(format)
    rows = posts(before).newest_first()[: POSTS_PER_FEED + 1]
    return _build_page(before, read(rows, view), query, POSTS_PER_FEED)


def _get_view(format: str) -> type[FeedPost]:
    return JSONFeedPost if format == "json" else FeedPost


@cache
def _prepare_newest(format: str, count: int) -> Callable[[], list[Row]]:
    posts = Post.objects.published().newest_first()[:count]
    # Otherwise a small table of labels is scanned for each post.
    return prepare(lambda: select_columns(posts, _get_view(format)), is_generic=True)


def _build_page[Row](
    before: PageKey, rows: list[Row], query: QueryDict, size: int, time: str = "published_at"
) -> Page[Row]:
    """Build the first page, or the page of the key in the URL."""
    page = build_first_page(rows, size, time)
    if before is None:
        return page
    if not page.rows:
        raise Http404
    return replace(page, here=f"?before={query['before']}")


def _query_posts(before: PageKey) -> PostQuerySet:
    return _filter_before(Post.objects.published(), before)


def _query_label_posts(slug: str, before: PageKey) -> PostQuerySet:
    post_labels = _filter_before(PostLabel.objects.filter(tag=_key(Label, slug)), before)
    return Post.objects.filter(pk__in=post_labels.newest_posts(POSTS_PER_FEED + 1))


def _query_series_posts(key: int, before: PageKey) -> PostQuerySet:
    parts = SeriesPart.objects.filter(series=key)
    return _filter_before(Post.objects.published().filter(pk__in=parts.values("post")), before)


def _query_author_posts(slug: str, before: PageKey) -> PostQuerySet:
    authorships = _filter_before(Authorship.objects.filter(user=_key(User, slug)), before)
    return Post.objects.filter(pk__in=authorships.newest_posts(POSTS_PER_FEED + 1))


def _query_source_posts(slug: str, before: PageKey) -> PostQuerySet:
    # Fetch twice as many, because pages also have quotations but are not in feeds.
    quotations = _filter_before(PullQuote.objects.all(), before)
    newest = quotations.newest_posts_of(_key(Source, slug), 2 * (POSTS_PER_FEED + 1))
    return Post.objects.filter(pk__in=newest)


def _filter_before(rows: Any, before: PageKey, time: str = "published_at") -> Any:
    """Filter rows before a key: of a post if the rows are sorted by the date of their posts."""
    pk = rows.post if time == "published_at" and isinstance(rows, PublishedQuerySet) else "pk"
    return filter_beyond(rows, *before, newer=False, time=time, pk=pk) if before else rows


def _key(model: type[Model], slug: str) -> Subquery:
    """Return a subquery for a key, evaluated once."""
    rows: QuerySet = model._default_manager.filter(slug=slug)
    return Subquery(rows.order_by().values("pk")[:1])


def site_feed(request: SiteRequest, format: str) -> HttpResponse:
    if "before" in request.GET:
        page = _fetch_posts(request.GET, format, _query_posts)
    else:
        page = build_first_page(
            build(_get_view(format), _prepare_newest(format, POSTS_PER_FEED + 1)()), POSTS_PER_FEED
        )
    return _render_posts(request, format, page, "", request.site.tagline, reverse("blog:home"))


def label_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    label = lookup.get_label_or_404(slug)
    page = _fetch_posts(request.GET, format, partial(_query_label_posts, slug))
    about = descriptions.describe_label(request.site, label)
    return _render_posts(request, format, page, label.name, about, label.get_absolute_url())


def series_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """Posts of a series, newest first as in every feed."""
    series = lookup.get_series_or_404(slug)
    page = _fetch_posts(request.GET, format, partial(_query_series_posts, series.pk))
    about = descriptions.describe_series(request.site, series)
    return _render_posts(request, format, page, series.name, about, series.get_absolute_url())


def author_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """404 for an author without published posts."""
    person = get_object_or_404(AuthorCounter.objects.authors(), slug=slug)
    address = reverse("blog:author-detail", kwargs={"slug": person.slug})
    page = _fetch_posts(request.GET, format, partial(_query_author_posts, slug))
    about = descriptions.describe_author(request.site, person)
    return _render_posts(request, format, page, str(person), about, address)


def source_feed(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """Posts that quote the source. 404 if only drafts quote it."""
    source = lookup.get_source_or_404(slug)
    page = _fetch_posts(request.GET, format, partial(_query_source_posts, slug))
    about = descriptions.describe_posts_quoting(request.site, source)
    return _render_posts(request, format, page, source.name, about, source.get_absolute_url())


def comment_feed(request: SiteRequest, format: str) -> HttpResponse:
    """Comments on all posts."""
    page = _fetch_comments(Comment.objects.published(), request.GET)
    about = descriptions.describe_comments(request.site)
    folder = "/comments/"
    return _render_comments(
        request, format, page, _("Comments"), about, reverse("blog:home"), folder
    )


def post_comment_feed(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Comments on a post. Ignores the month, as some feed readers follow no redirects."""
    post = lookup.get_post_or_404(slug)
    page = _fetch_comments(Comment.objects.approved().filter(post=post), request.GET)
    title = _("Comments on “%(post)s”") % {"post": post.title}
    about = descriptions.describe_comments_on(request.site, post)
    address = post.get_absolute_url()
    return _render_comments(request, format, page, title, about, address, f"{address}comments/")


def correction_feed(request: SiteRequest, format: str) -> HttpResponse:
    """Corrections and updates of all posts."""
    notes = Correction.objects.published().for_readers()
    dated = notes.annotate(seen_at=Greatest("created_at", "reworded_at", "post__published_at"))
    page: Page[Any] = fetch_page(dated, request.GET, CORRECTIONS_PER_FEED, "created_at")
    site = request.site
    title, about = descriptions.describe_list(site, "blog:correction-list")
    feed = Feed(
        title=f"{site.name}: {title}",
        description=about,
        address=reverse("blog:correction-list"),
        language=site.language,
        items=[build_correction_item(note, site.name) for note in page.rows],
        rights=format_rights(site),
        licence=site.licence_url,
        here=page.here,
        older=page.older,
    )
    return respond(request, feed, format, page.rows)


def _fetch_comments(comments: CommentQuerySet, query: QueryDict) -> Page[FeedComment]:
    return fetch_page(comments, query, COMMENTS_PER_FEED, "created_at", read_comments)


def fetch_page[Row](
    rows: QuerySet[Any],
    query: QueryDict,
    size: int,
    time: str,
    read: Callable[[QuerySet[Any]], list[Row]] = list,
) -> Page[Row]:
    """Fetch a page of rows. One query. An empty page after the first is 404."""
    before = parse_page_key(query)
    rows = _filter_before(rows, before, time).order_by(f"-{time}", "-pk")[: size + 1]
    return _build_page(before, read(rows), query, size, time)


def _render_comments(
    request: SiteRequest,
    format: str,
    page: Page[FeedComment],
    title: str,
    about: str,
    address: str,
    folder: str,
) -> HttpResponse:
    """Render comments, without a licence: commenters keep their rights."""
    feed = Feed(
        title=f"{request.site.name}: {title}",
        description=about,
        address=address,
        language=request.site.language,
        items=[build_comment_item(comment) for comment in page.rows],
        folder=folder,
        here=page.here,
        older=page.older,
    )
    return respond(request, feed, format, page.rows)


def _render_posts(
    request: SiteRequest, format: str, page: Page[FeedPost], title: str, about: str, address: str
) -> HttpResponse:
    if title and not page.rows:
        raise Http404
    site = request.site
    feed = Feed(
        title=f"{site.name}: {title}" if title else site.name,
        description=about,
        address=address,
        language=site.language,
        items=[build_item(post, is_whole=not site.shows_summaries) for post in page.rows],
        rights=format_rights(site),
        licence=site.licence_url,
        here=page.here,
        older=page.older,
    )
    return respond(request, feed, format, page.rows)


def format_rights(site: SiteSettings) -> str:
    return f"{site.name}: {site.get_licence_url_display()}"


def respond(request: SiteRequest, feed: Feed, format: str, rows: Sequence[Any]) -> HttpResponse:
    """Respond with the feed or 304. `seen_at` of a row is when its content last changed."""
    icon = request.site.get_picture("icon")
    body, media_type = feed.render(format, icon.url if icon else "")
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    seen_at = int(max(row.seen_at for row in rows).timestamp()) if rows else None
    if seen_at is not None:
        response["Last-Modified"] = http_date(seen_at)
    answer = get_conditional_response(request, etag, seen_at, response) or response
    # Feeds are public and identical for everyone, so browser-based feed readers may fetch them.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
