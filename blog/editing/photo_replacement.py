"""Replace a photo everywhere by another one, and undo it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog import revisions
from blog.checks.store import recheck_posts_with_photo
from blog.content import rendering
from blog.editing.approvals import update_approval
from blog.editing.photo_places import (
    EDITOR_PERMISSION,
    PhotoChangeRefused,
    filter_posts,
    is_only_in_own_posts,
    lock_places,
    retry_if_used,
    update_posts,
)
from blog.editing.site_settings import replace_site_picture
from blog.models import Figure, Photo, PhotoChange, Post, Source

# Of posts that an undo names.
MAX_NAMED = 20
# A picture of another shape moves the text below it.
MAX_SHAPE_DIFFERENCE = 0.02


@dataclass(frozen=True)
class ReplacedPhoto:
    """`later_count` is the number of posts that are rendered in the background."""

    change: PhotoChange
    post_count: int
    source_count: int
    later_count: int


@dataclass(frozen=True)
class UndoneReplacement:
    """`kept_posts` are some of the `kept_count` posts whose figures others changed meanwhile, and
    `kept_sources` the sources with another portrait. Both stay as they are."""

    change: PhotoChange
    post_count: int
    later_count: int
    kept_count: int
    kept_posts: list[Post]
    kept_sources: list[Source]


def has_same_shape(photo: Photo, other: Photo) -> bool:
    ratio = photo.width * other.height / (photo.height * other.width)
    return abs(ratio - 1) <= MAX_SHAPE_DIFFERENCE


def can_replace(photo: Photo, by: User) -> bool:
    """Return whether a user may replace a photo everywhere: editors, or its uploader if it is only
    in their own posts. At most two queries."""
    return by.has_perm(EDITOR_PERMISSION) or is_only_in_own_posts(photo, by)


@retry_if_used
def replace_photo_everywhere(*, photo: Photo, replacement: Photo, by: User) -> ReplacedPhoto:
    """Put `replacement` in place of a photo: in all figures, drafts and trash included, in all
    portraits and in the site's settings.

    A figure's caption stays if it was edited there. If it is the caption of the photo, it becomes
    that of the replacement. Each post with a revision gets another; its public page is newer in
    feeds. Posts are checked, and those beyond the first few rendered, in the background. Raises
    PhotoChangeRefused, and changes nothing then. About forty queries, six for each 500 posts, and
    seven for each post that is rendered at once; two more for each post in review.
    """
    if photo.pk == replacement.pk:
        raise PhotoChangeRefused(_("Choose another picture as the replacement."))
    portraits = Source.objects.filter(portrait=photo)
    keys = [photo.pk, replacement.pk]
    locked = lock_places(keys, filter_posts(photo), portraits, shown=photo)
    photo, replacement = locked.photos[photo.pk], locked.photos[replacement.pk]
    _require_allowed(photo, replacement, by)
    site_fields = replace_site_picture(photo=photo, replacement=replacement)
    if not (locked.posts or locked.sources or site_fields):
        raise PhotoChangeRefused(_("This picture is not shown anywhere."))
    figures = Figure.objects.filter(photo=photo)
    rows = list(figures.order_by("pk").values_list("pk", "post_id", "caption"))
    if photo.caption:
        following = figures.filter(caption=photo.caption)
        following.update(photo=replacement, caption=replacement.caption)
    figures.update(photo=replacement)
    Source.objects.filter(pk__in=locked.sources).update(portrait=replacement)
    later_count = _follow_up([row[0] for row in rows], locked.posts, by, _("Picture replaced"))
    recheck_posts_with_photo.enqueue(replacement.pk)
    change = PhotoChange.objects.create(
        kind=PhotoChange.Kind.REPLACE,
        photo=photo,
        replacement=replacement,
        by=by,
        before={
            "figures": rows,
            "sources": locked.sources,
            "site": site_fields,
            "caption": photo.caption,
            "new_caption": replacement.caption,
        },
    )
    return ReplacedPhoto(change, len(locked.posts), len(locked.sources), later_count)


def _require_allowed(photo: Photo, replacement: Photo, by: User) -> None:
    if not can_replace(photo, by):
        raise PhotoChangeRefused(
            _("Only an editor can replace a picture that is not yours or is in posts of others.")
        )
    if replacement.withdrawn_at or photo.withdrawn_at:
        raise PhotoChangeRefused(_("A picture that was taken down cannot be used here."))
    if not Photo.objects.usable_by(by).filter(pk=replacement.pk).exists():
        raise PhotoChangeRefused(_("You cannot use this picture; upload it or choose another."))


def can_undo(change: PhotoChange, by: User) -> bool:
    return by.has_perm(EDITOR_PERMISSION) or change.by_id == by.pk


@retry_if_used
def undo_replacement(*, change: PhotoChange, by: User) -> UndoneReplacement:
    """Put the former photo back wherever nobody has changed the figure or portrait since.

    Figures with another picture or caption, and sources with another portrait, stay, and are
    returned. Raises PhotoChangeRefused, and changes nothing then. Costs as the replacement.
    """
    change = PhotoChange.objects.select_for_update().get(pk=change.pk)
    if change.kind != PhotoChange.Kind.REPLACE or not can_undo(change, by):
        raise PhotoChangeRefused(_("You cannot undo this change."))
    if change.undone_at:
        raise PhotoChangeRefused(_("This was already undone."))
    if change.photo_id is None or change.replacement_id is None:
        raise PhotoChangeRefused(_("One of the two pictures was deleted."))
    before = change.before
    recorded = {key: caption for key, _post, caption in before["figures"]}
    # The posts may have lost the figure, which is then not restored.
    posts = Post.all_objects.filter(pk__in={post for _key, post, _caption in before["figures"]})
    sources = Source.objects.filter(pk__in=before["sources"])
    photos = [change.photo_id, change.replacement_id]
    locked = lock_places(photos, posts, sources)
    photo = locked.photos[change.photo_id]
    if photo.withdrawn_at:
        raise PhotoChangeRefused(_("The former picture was taken down."))
    figures = list(Figure.objects.filter(pk__in=recorded))
    unchanged = [row for row in figures if _is_unchanged(row, change, recorded[row.pk])]
    portraits = list(Source.objects.filter(pk__in=locked.sources))
    restorable = [each.pk for each in portraits if each.portrait_id == change.replacement_id]
    site_fields = replace_site_picture(
        photo=locked.photos[change.replacement_id],
        replacement=photo,
        fields=before.get("site", ()),
    )
    if not (unchanged or restorable or site_fields):
        raise PhotoChangeRefused(
            _("Nothing is left to undo: other pictures or captions were put there since.")
        )
    followed = {row.pk for row in unchanged if _is_following(change, recorded[row.pk])}
    keys = {row.pk for row in unchanged}
    Figure.objects.filter(pk__in=followed).update(photo=photo, caption=before["caption"])
    Figure.objects.filter(pk__in=keys - followed).update(photo=photo)
    Source.objects.filter(pk__in=restorable).update(portrait=photo)
    restored_posts = {row.post_id for row in unchanged}
    later_count = _follow_up(keys, restored_posts, by, _("Replacement of a picture undone"))
    recheck_posts_with_photo.enqueue(photo.pk)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    kept_keys = {row.post_id for row in figures if row.pk not in keys}
    kept_posts = Post.all_objects.filter(pk__in=kept_keys).only("title", "kind").order_by("-pk")
    return UndoneReplacement(
        change,
        len(restored_posts),
        later_count,
        len(kept_keys),
        list(kept_posts[:MAX_NAMED]),
        [source for source in portraits if source.pk not in restorable],
    )


def _is_following(change: PhotoChange, caption: str) -> bool:
    """Return whether a figure had the photo's caption, and so got that of the replacement."""
    return bool(caption) and caption == change.before["caption"]


def _is_unchanged(figure: Figure, change: PhotoChange, caption: str) -> bool:
    expected = change.before["new_caption"] if _is_following(change, caption) else caption
    return figure.photo_id == change.replacement_id and figure.caption == expected


def _follow_up(figures: Collection[int], posts: Collection[int], by: User, note: str) -> int:
    """Record revisions, update approvals and render; return the number of posts left for later."""
    waiting: dict[int, Any] = Post.all_objects.filter(
        Q(status=Post.Status.REVIEW)
        | Q(status=Post.Status.PUBLISHED, published_at__gt=timezone.now()),
        pk__in=posts,
    ).in_bulk()
    for revision in revisions.record_figures(posts, figures, by, note):
        if post := waiting.get(revision.post_id):
            update_approval(post, by=by, revision=revision)
    later = update_posts(posts)
    rendering.enqueue(later, is_newer=True)
    return len(later)
