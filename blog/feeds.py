"""Feeds of the site, a label, an author or a source, of comments and of corrections. How they are
written: blog/feed_formats.py.

Two queries at most besides the site's settings: what it is a feed of, and the posts, with which
their authors, labels and quotations come.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accounts.models import User
from blog import access
from blog.corrections import with_told
from blog.feed_formats import Feed
from blog.feed_items import comment_item, correction_item, for_feeds, item, with_extras
from blog.models import (
    Authorship,
    AuthorTally,
    Comment,
    Correction,
    Label,
    Labelling,
    Post,
    PullQuote,
    Source,
)
from blog.models.comments import CommentQuerySet
from blog.models.post_queries import PostQuerySet
from blog.prepared import Prepared, words
from blog.site import SiteRequest

LENGTH = 20
COMMENTS = 50
CORRECTIONS = 50


def _posts(of: Callable[..., PostQuerySet], *gaps: str) -> dict[str, Prepared[Post]]:
    """By format, from what gives those of a slug."""

    def newest(*slug: str) -> PostQuerySet:
        shown = with_told(of(*slug).for_readers())
        seen = shown.annotate(seen_at=Greatest("updated_at", "published_at"))
        return seen.newest_first()[:LENGTH]

    plain = Prepared(Post, [*gaps], newest)
    whole = Prepared(Post, [*gaps], lambda *slug: with_extras(newest(*slug)))
    return {"atom": plain, "rss": plain, "json": whole}


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


def site(request: SiteRequest, format: str) -> HttpResponse:
    return _feed(request, format, POSTS[format].rows(), "", reverse("home"))


def label(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    found = access.label_for_readers(slug)
    posts = LABELLED[format].rows(slug)
    return _feed(request, format, posts, found.name, found.get_absolute_url())


def author(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """404 for who has published nothing."""
    person = get_object_or_404(AuthorTally.objects.authors(), slug=slug)
    address = reverse("author_detail", kwargs={"slug": person.slug})
    return _feed(request, format, WRITTEN[format].rows(slug), str(person), address)


def source(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """The posts that quote it. 404 for what only drafts quote."""
    found = access.source_for_readers(slug)
    posts = QUOTING[format].rows(slug)
    return _feed(request, format, posts, found.name, found.get_absolute_url())


def comments(request: SiteRequest, format: str) -> HttpResponse:
    """Of the whole site."""
    shown = _newest(Comment.objects.published())
    return _comments(request, format, shown, _("Comments"), reverse("home"), "/comments/")


def comments_on(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Of one post, whatever month the address has: not every reader of feeds follows redirects."""
    post = access.post_to_discuss(slug)
    shown = _newest(Comment.objects.approved().filter(post=post))
    of = _("Comments on “%(post)s”") % {"post": post.title}
    address = post.get_absolute_url()
    return _comments(request, format, shown, of, address, f"{address}comments/")


def corrections(request: SiteRequest, format: str) -> HttpResponse:
    """What readers are told of posts that changed."""
    told = Correction.objects.published().for_readers()
    seen = told.annotate(seen_at=Greatest("at", "reworded_at", "post__published_at"))
    shown = list(seen.order_by("-at", "-pk")[:CORRECTIONS])
    feed = Feed(
        title=f"{request.site.name}: {_('Corrections and updates')}",
        description="",
        address=reverse("correction_list"),
        language=request.site.language,
        items=[correction_item(note, request.site.name) for note in shown],
    )
    return _answer(request, feed, format, shown)


def _newest(comments: CommentQuerySet) -> list[Comment]:
    return list(for_feeds(comments).order_by("-created_at", "-pk")[:COMMENTS])


def _comments(
    request: SiteRequest, format: str, comments: list[Comment], of: str, address: str, folder: str
) -> HttpResponse:
    feed = Feed(
        title=f"{request.site.name}: {of}",
        description="",
        address=address,
        language=request.site.language,
        items=[comment_item(comment) for comment in comments],
        folder=folder,
    )
    return _answer(request, feed, format, comments)


def _feed(
    request: SiteRequest, format: str, posts: list[Post], of: str, address: str
) -> HttpResponse:
    if of and not posts:
        raise Http404
    is_whole = not request.site.shows_summaries
    feed = Feed(
        title=f"{request.site.name}: {of}" if of else request.site.name,
        description=request.site.tagline,
        address=address,
        language=request.site.language,
        items=[item(post, is_whole) for post in posts],
    )
    return _answer(request, feed, format, posts)


def _answer(request: SiteRequest, feed: Feed, format: str, rows: Sequence[Any]) -> HttpResponse:
    """Each of the rows says as `seen_at` when readers could last see something new in it."""
    body, media_type = feed.write(format)
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    seen_at = int(max(row.seen_at for row in rows).timestamp()) if rows else None
    if seen_at is not None:
        response["Last-Modified"] = http_date(seen_at)
    return get_conditional_response(request, etag, seen_at, response) or response
