"""The object that a person may see, or 404: never a hint that there is one they may not."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Visitor
from blog import around, corrections, threads
from blog.models import Correction, Label, Page, Post, ShareLink, Source
from blog.models.post_queries import PostQuerySet
from blog.prepared import Prepared, words


def post_for(user: Visitor, slug: str) -> Post:
    """A published post: one query, and `user` (which may be lazy) is not looked at, so that
    the page can be kept by every cache. Only what is not published asks who is there.

    With `comment_count`, the number of approved comments, and what `Post.told` reads."""
    found = _PUBLISHED.rows(slug)
    return found[0] if found else get_object_or_404(_posts().visible_to(user), slug=slug)


def _posts() -> PostQuerySet:
    told = corrections.with_told(threads.counted(Post.objects.for_readers()))
    return around.with_candidates(told)


_PUBLISHED = Prepared(Post, words(), lambda slug: [_posts().published().filter(slug=slug)])


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


_LABEL = Prepared(Label, words(), lambda slug: [Label.objects.public().filter(slug=slug)])
_SOURCE = Prepared(Source, words(), lambda slug: [Source.objects.public().filter(slug=slug)])


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
