"""Replace a photo in the figures of locked posts and record that, or put it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from blog import revisions
from blog.editing.approvals import update_approval
from blog.models import Figure, PhotoChange, Post
from blog.revisions import GeneratedNote

# What the record of a replacement has of each figure: its key, that of its post, its caption.
FigureEntry = Sequence[Any]


@dataclass(frozen=True)
class RestoredFigures:
    """The keys of posts with the former photo, and of those that others changed since."""

    posts: set[int]
    kept_posts: set[int]


def replace_figures(change: PhotoChange, posts: Collection[int], by: User) -> None:
    """Replace the photo of a change in locked posts, and add their figures to its record.

    A figure's caption stays if it was edited there. Each post with a revision gets another. The
    change is not saved. About ten queries for each 500 posts, and two for each post in review.
    """
    before = change.before
    figures = Figure.objects.filter(photo=change.photo_id, post__in=posts)
    rows = list(figures.order_by("pk").values_list("pk", "post_id", "caption"))
    if before["caption"]:
        following = figures.filter(caption=before["caption"])
        following.update(photo=change.replacement_id, caption=before["new_caption"])
    figures.update(photo=change.replacement_id)
    before["figures"] = [*before["figures"], *rows]
    _record(posts, [row[0] for row in rows], by, GeneratedNote("photo_replaced"))


def restore_figures(
    change: PhotoChange, entries: Collection[FigureEntry], by: User
) -> RestoredFigures:
    """Put the former photo back into figures of locked posts that nobody has changed since.

    `entries` are of the record of a replacement. Costs as `replace_figures`.
    """
    recorded = {key: caption for key, _post, caption in entries}
    figures = list(Figure.objects.filter(pk__in=recorded))
    unchanged = {
        row.pk: row.post_id for row in figures if _is_unchanged(row, change, recorded[row.pk])
    }
    followed = {key for key in unchanged if _is_following(change, recorded[key])}
    Figure.objects.filter(pk__in=followed).update(
        photo=change.photo_id, caption=change.before["caption"]
    )
    Figure.objects.filter(pk__in=unchanged.keys() - followed).update(photo=change.photo_id)
    posts = set(unchanged.values())
    _record(posts, unchanged.keys(), by, GeneratedNote("photo_replacement_undone"))
    return RestoredFigures(posts, {row.post_id for row in figures if row.pk not in unchanged})


def _is_following(change: PhotoChange, caption: str) -> bool:
    """Return whether a figure had the photo's caption, and so got that of the replacement."""
    return bool(caption) and caption == change.before["caption"]


def _is_unchanged(figure: Figure, change: PhotoChange, caption: str) -> bool:
    expected = change.before["new_caption"] if _is_following(change, caption) else caption
    return figure.photo_id == change.replacement_id and figure.caption == expected


def _record(
    posts: Collection[int], figures: Collection[int], by: User, note: GeneratedNote
) -> None:
    """Record revisions, and update approvals."""
    waiting: dict[int, Any] = Post.all_objects.filter(
        Q(status=Post.Status.REVIEW)
        | Q(status=Post.Status.PUBLISHED, published_at__gt=timezone.now()),
        pk__in=posts,
    ).in_bulk()
    for revision in revisions.record_figures(posts, figures, by, note):
        if post := waiting.get(revision.post_id):
            update_approval(post, by=by, revision=revision)
