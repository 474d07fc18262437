"""Feeds of the site, a label, an author or a source, and of comments. How they are written:
blog/feed_formats.py.

Each costs one query besides the site's settings and the look for what it is a feed of: a post's
authors, labels and quotations come with it. The same query tells whether anything has changed.
"""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accounts.models import User
from blog import access
from blog.feed_formats import Feed, comment_item, for_feeds, item, last_change, with_extras
from blog.models import Authorship, Comment, Labelling, Post, PullQuote
from blog.models.comments import CommentQuerySet
from blog.models.post_queries import PostQuerySet
from blog.site import SiteRequest

LENGTH = 20
COMMENTS = 50


def site(request: SiteRequest, format: str) -> HttpResponse:
    return _feed(request, format, Post.objects.published(), "", reverse("home"))


def label(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    found = access.label_for_readers(slug)
    posts = Post.objects.filter(pk__in=Labelling.objects.filter(tag=found).newest_posts(LENGTH))
    return _feed(request, format, posts, found.name, found.get_absolute_url())


def author(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """404 for who has published nothing."""
    person = get_object_or_404(User, slug=slug)
    posts = Post.objects.filter(pk__in=Authorship.objects.filter(user=person).newest_posts(LENGTH))
    address = reverse("author_detail", kwargs={"slug": person.slug})
    return _feed(request, format, posts, str(person), address, or_404=True)


def source(request: SiteRequest, slug: str, format: str) -> HttpResponse:
    """The posts that quote it, each once. 404 for what only drafts quote."""
    found = access.source_for_readers(slug)
    quoted = PullQuote.objects.credited_to(found).values("post")
    posts = Post.objects.published().filter(pk__in=quoted)
    return _feed(request, format, posts, found.name, found.get_absolute_url())


def comments(request: SiteRequest, format: str) -> HttpResponse:
    """Of the whole site."""
    published = Comment.objects.published()
    return _comments(request, format, published, _("Comments"), reverse("home"), "/comments/")


def comments_on(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Of one post, whatever month the address has: not every reader of feeds follows redirects."""
    post = access.post_to_discuss(slug)
    of = _("Comments on “%(post)s”") % {"post": post.title}
    address = post.get_absolute_url()
    approved = post.comments.approved()
    return _comments(request, format, approved, of, address, f"{address}comments/")


def _comments(
    request: SiteRequest,
    format: str,
    comments: CommentQuerySet,
    of: str,
    address: str,
    folder: str,
) -> HttpResponse:
    newest = for_feeds(comments).order_by("-created_at", "-pk")[:COMMENTS]
    feed = Feed(
        title=f"{request.site.name}: {of}",
        description="",
        address=address,
        language=request.site.language,
        items=[comment_item(comment) for comment in newest],
        folder=folder,
    )
    return _answer(request, feed, format)


def _feed(
    request: SiteRequest,
    format: str,
    posts: PostQuerySet,
    of: str,
    address: str,
    or_404: bool = False,
) -> HttpResponse:
    shown = posts.for_readers()
    if format == "json":
        shown = with_extras(shown)
    is_whole = not request.site.shows_summaries
    items = [item(post, is_whole) for post in shown.newest_first()[:LENGTH]]
    if or_404 and not items:
        raise Http404
    feed = Feed(
        title=f"{request.site.name}: {of}" if of else request.site.name,
        description=request.site.tagline,
        address=address,
        language=request.site.language,
        items=items,
    )
    return _answer(request, feed, format)


def _answer(request: SiteRequest, feed: Feed, format: str) -> HttpResponse:
    # Of all that the feed says, so that nothing that changes it can be forgotten here.
    etag = f'"{hashlib.sha256(repr(feed).encode()).hexdigest()[:32]}"'
    changed = last_change(feed.items)
    seconds = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag=etag, last_modified=seconds)
    if response is None:
        body, media_type = feed.write(format)
        response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    return response
