"""The object that a person may see, or 404: never a hint that there is one they may not."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Visitor
from blog import around, corrections, page_words, threads
from blog.models import Correction, Label, Page, Post, ShareLink, Source
from blog.models.post_queries import PostQuerySet
from blog.prepared import Prepared, words
from blog.site import SiteRequest


def post_for(request: SiteRequest, slug: str) -> Post:
    """A published post with the words of its page, what stands around it, and ON_PAGE of its
    fields: one query. Where the words are out of date, without them but with all fields: two.
    `request.user` is not looked at, so that the page can be kept by every cache; only what is not
    published asks who is there.

    With `comment_count`, the number of approved comments. What has all fields has what `Post.told`
    reads, and what `page_words.keep` does."""
    maker = page_words.maker(request.site)
    found = _PAGE.rows(slug, request.site.time_zone, maker)
    if found and not page_words.are_good(found[0]):
        found = [_with_page(whole, found[0]) for whole in _WHOLE.rows(slug, maker)]
    return found[0] if found else get_object_or_404(_posts().visible_to(request.user), slug=slug)


ON_PAGE = (
    *("kind", "slug", "status", "published_at", "created_at", "language", "html"),
    *("comments_mode", "comments_close_after"),
)


def _page(slug: str, time_zone: str, maker: str) -> PostQuerySet:
    posts = threads.counted(Post.objects.only(*ON_PAGE).published().filter(slug=slug))
    return page_words.with_words(around.with_around(posts, time_zone), maker)


# Two dozen looks into indexes: to plan them takes several times as long.
_PAGE = Prepared(Post, words(3), _page, whatever_values=True)


def _posts() -> PostQuerySet:
    return corrections.with_told(Post.objects.for_readers())


def _whole(slug: str, maker: str) -> PostQuerySet:
    return page_words.with_source(_posts().published().filter(slug=slug), maker)


_WHOLE = Prepared(Post, words(2), _whole)


def _with_page(whole: Post, page: Post) -> Post:
    for name in ("comment_count", "around_rows"):
        setattr(whole, name, getattr(page, name))
    return whole


def post_to_discuss(slug: str) -> Post:
    """A published post, as `for_readers()` has it. One query."""
    return get_object_or_404(Post.objects.published().for_readers(), slug=slug)


def page_for(user: Visitor, slug: str) -> Page:
    """As `post_for`."""
    return _visible(Page.objects.for_readers(), user, slug)


def _visible(posts: PostQuerySet, user: Visitor, slug: str) -> Any:
    found = posts.published().filter(slug=slug).first()
    return found or get_object_or_404(posts.visible_to(user), slug=slug)


def changes_for_readers(pk: int) -> Correction:
    """What changed in a published post, with the post. One query. What was withdrawn is 404, and a
    typo has no page."""
    told = Correction.objects.published().for_readers(with_changes=True)
    return get_object_or_404(told, pk=pk)


def label_for_readers(slug: str) -> Label:
    """One query. A label that only drafts have is 404."""
    return _one(_LABEL.rows(slug))


def source_for_readers(slug: str) -> Source:
    """One query. A source that only drafts quote is 404."""
    return _one(_SOURCE.rows(slug))


_LABEL = Prepared(Label, words(), lambda slug: Label.objects.public().filter(slug=slug))
_SOURCE = Prepared(Source, words(), lambda slug: Source.objects.public().filter(slug=slug))


def _one[Row: Model](rows: list[Row]) -> Row:
    if not rows:
        raise Http404
    return rows[0]


def shared_post(token: str) -> ShareLink | None:
    """What the address of a share link leads to, as long as it does, with its post as
    `for_readers()` has it. Two queries."""
    link = ShareLink.objects.live().at(token).first()
    if link is not None:
        link.post = Post.every.for_readers().get(pk=link.post_id)
    return link
