"""Feeds of the site, a label, an author or a source, of comments and of corrections. How they are
written: blog/feed_formats.py.

Who has a feed already costs one query, with the site's settings (blog/feed_state.py). Else there
are two besides it at most: what it is a feed of, and the posts, with which their authors, labels
and quotations come.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accounts.models import User
from blog import access, feed_state
from blog.corrections import with_told
from blog.feed_formats import Feed
from blog.feed_items import comment_item, correction_item, for_feeds, item, with_extras
from blog.feed_state import SQL
from blog.models import (
    Authorship,
    AuthorTally,
    Comment,
    Correction,
    Label,
    Labelling,
    Post,
    PullQuote,
    SiteSettings,
    Source,
)
from blog.models.comments import CommentQuerySet
from blog.models.post_queries import AUTHOR_FIELDS, PostQuerySet
from blog.prepared import Prepared, words
from blog.site import SiteRequest, enter, loads_settings

LENGTH = 20
COMMENTS = 50
CORRECTIONS = 50
# Count it up with a change of what feeds say of the same posts.
RECIPE = 2


def _posts(of: Callable[..., PostQuerySet], *gaps: str) -> dict[str, Prepared[Post]]:
    """By format, from what gives those of a slug."""

    def newest(*slug: str) -> PostQuerySet:
        shown = with_told(of(*slug).for_readers())
        seen = shown.annotate(seen_at=Greatest("updated_at", "published_at"))
        return seen.newest_first()[:LENGTH]

    plain = Prepared(Post, [*gaps], lambda *slug: [newest(*slug)])
    whole = Prepared(Post, [*gaps], lambda *slug: [with_extras(newest(*slug))])
    return {"atom": plain, "rss": plain, "json": whole}


def _of(rows: Callable[[str], QuerySet[Any, Any]]) -> Prepared[Any]:
    """What it is a feed of, by its slug, and all that feeds say of it."""
    return Prepared(Post, words(), lambda slug: [rows(slug)])


def _labelled(slug: str) -> PostQuerySet:
    labellings = Labelling.objects.filter(tag=_key(Label, slug))
    return Post.objects.filter(pk__in=labellings.newest_posts(LENGTH))


def _written(slug: str) -> PostQuerySet:
    authorships = Authorship.objects.filter(user=_key(User, slug))
    return Post.objects.filter(pk__in=authorships.newest_posts(LENGTH))


def _quoting(slug: str) -> PostQuerySet:
    # Pages that stand by themselves quote as well, and are not in feeds.
    newest = PullQuote.objects.newest_posts_of(_key(Source, slug), 2 * LENGTH)
    return Post.objects.filter(pk__in=newest)


def _key(model: type[Model], slug: str) -> Subquery:
    """Looked up once, within the query."""
    rows: QuerySet = model._default_manager.filter(slug=slug)
    return Subquery(rows.order_by().values("pk")[:1])


POSTS = _posts(lambda: Post.objects.published())
LABELLED, WRITTEN, QUOTING = (_posts(of, *words()) for of in (_labelled, _written, _quoting))
LABEL = _of(lambda slug: Label.objects.public().filter(slug=slug).values("name", "slug"))
AUTHOR = _of(lambda slug: AuthorTally.objects.authors().filter(slug=slug).values(*AUTHOR_FIELDS))
SOURCE = _of(lambda slug: Source.objects.public().filter(slug=slug).values("name", "slug"))


@loads_settings
def site(request: SiteRequest, format: str) -> HttpResponse:
    posts = POSTS[format]
    state = _enter(request, posts.sql())
    if state.unchanged:
        return state.unchanged
    return _feed(request, format, state, posts.rows(), "", reverse("home"))


@loads_settings
def label(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    posts = LABELLED[format]
    state = _enter(request, posts.sql(slug), LABEL.sql(slug))
    if state.unchanged:
        return state.unchanged
    found = access.label_for_readers(slug)
    return _feed(request, format, state, posts.rows(slug), found.name, found.get_absolute_url())


@loads_settings
def author(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """404 for who has published nothing."""
    posts = WRITTEN[format]
    state = _enter(request, posts.sql(slug), AUTHOR.sql(slug))
    if state.unchanged:
        return state.unchanged
    person = get_object_or_404(AuthorTally.objects.authors(), slug=slug)
    address = reverse("author_detail", kwargs={"slug": person.slug})
    return _feed(request, format, state, posts.rows(slug), str(person), address)


@loads_settings
def source(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """The posts that quote it. 404 for what only drafts quote."""
    posts = QUOTING[format]
    state = _enter(request, posts.sql(slug), SOURCE.sql(slug))
    if state.unchanged:
        return state.unchanged
    found = access.source_for_readers(slug)
    return _feed(request, format, state, posts.rows(slug), found.name, found.get_absolute_url())


@loads_settings
def comments(request: SiteRequest, format: str) -> HttpResponse:
    """Of the whole site."""
    shown = _newest(Comment.objects.published())
    state = _enter(request, shown.query.sql_with_params())
    if state.unchanged:
        return state.unchanged
    return _comments(request, format, state, shown, _("Comments"), reverse("home"), "/comments/")


@loads_settings
def comments_on(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Of one post, whatever month the address has: not every reader of feeds follows redirects."""
    public = Post.objects.published().filter(slug=slug)
    shown = _newest(Comment.objects.approved().filter(post=Subquery(public.values("pk")[:1])))
    told = public.values("title", "slug", "published_at", "created_at", "language")
    state = _enter(request, shown.query.sql_with_params(), told.query.sql_with_params())
    if state.unchanged:
        return state.unchanged
    post = access.post_to_discuss(slug)
    of = _("Comments on “%(post)s”") % {"post": post.title}
    address = post.get_absolute_url()
    return _comments(request, format, state, shown, of, address, f"{address}comments/")


@loads_settings
def corrections(request: SiteRequest, format: str) -> HttpResponse:
    """What readers are told of posts that changed."""
    told = Correction.objects.published().for_readers()
    seen = told.annotate(seen_at=Greatest("at", "reworded_at", "post__published_at"))
    shown = seen.order_by("-at", "-pk")[:CORRECTIONS]
    state = _enter(request, shown.query.sql_with_params())
    if state.unchanged:
        return state.unchanged
    feed = Feed(
        title=f"{request.site.name}: {_('Corrections and updates')}",
        description="",
        address=reverse("correction_list"),
        language=request.site.language,
        items=[correction_item(note, request.site.name) for note in shown],
    )
    return _answer(state, feed, format)


class _State:
    """What the reader is to know of the feed; `unchanged` is the answer where they know it."""

    def __init__(self, request: SiteRequest, found: dict[str, Any], of: bool) -> None:
        site = request.site
        said = (
            *(RECIPE, settings.SITE_URL, request.path, found["items"], found["of"]),
            *(site.name, site.tagline, site.language, site.time_zone, site.shows_summaries),
        )
        self.etag = f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'
        self.seen_at: int | None = found["seen_at"]
        is_there = found["of"] is not None or not of
        self.unchanged = is_there and get_conditional_response(
            request, etag=self.etag, last_modified=self.seen_at
        )
        if self.unchanged:
            self.tell(self.unchanged)

    def tell(self, response: HttpResponse) -> None:
        response["ETag"] = self.etag
        if self.seen_at is not None:
            response["Last-Modified"] = http_date(self.seen_at)


def _enter(request: SiteRequest, items: SQL, of: SQL | None = None) -> _State:
    """The one query of who has the feed already."""
    site = SiteSettings.load(*feed_state.of_feed(items, of))
    enter(request, site)
    return _State(request, site.beside, of is not None)


def _newest(comments: CommentQuerySet) -> CommentQuerySet:
    return for_feeds(comments).order_by("-created_at", "-pk")[:COMMENTS]


def _comments(
    request: SiteRequest,
    format: str,
    state: _State,
    comments: CommentQuerySet,
    of: str,
    address: str,
    folder: str,
) -> HttpResponse:
    feed = Feed(
        title=f"{request.site.name}: {of}",
        description="",
        address=address,
        language=request.site.language,
        items=[comment_item(comment) for comment in comments],
        folder=folder,
    )
    return _answer(state, feed, format)


def _feed(
    request: SiteRequest, format: str, state: _State, posts: list[Post], of: str, address: str
) -> HttpResponse:
    is_whole = not request.site.shows_summaries
    items = [item(post, is_whole) for post in posts]
    if of and not items:
        raise Http404
    feed = Feed(
        title=f"{request.site.name}: {of}" if of else request.site.name,
        description=request.site.tagline,
        address=address,
        language=request.site.language,
        items=items,
    )
    return _answer(state, feed, format)


def _answer(state: _State, feed: Feed, format: str) -> HttpResponse:
    body, media_type = feed.write(format)
    response = HttpResponse(body, content_type=media_type)
    state.tell(response)
    return response
