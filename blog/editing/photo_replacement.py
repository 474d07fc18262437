"""Replace a photo everywhere by another one, and undo it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.checks.store import recheck_posts_with_photo
from blog.content import rendering
from blog.editing.photo_figures import replace_figures, restore_figures
from blog.editing.photo_places import (
    EDITOR_PERMISSION,
    PhotoChangeRefused,
    can_replace,
    filter_posts,
    lock_places,
    retry_if_used,
    update_posts,
)
from blog.editing.photo_replacement_batches import (
    MAX_IN_REQUEST,
    REPLACE,
    UNDO,
    list_posts,
    require_no_batches,
    start_batches,
)
from blog.editing.posters import replace_posters
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


@retry_if_used
def replace_photo_everywhere(*, photo: Photo, replacement: Photo, by: User) -> ReplacedPhoto:
    """Put `replacement` in place of a photo: in all figures, drafts and trash included, in all
    portraits, posters of videos and in the site's settings.

    A figure's caption stays if it was edited there. If it is the caption of the photo, it becomes
    that of the replacement. Each post with a revision gets another; its public page is newer in
    feeds. Posts are checked, and those beyond the first few rendered, in the background; more than
    MAX_IN_REQUEST change there, in batches. Raises PhotoChangeRefused, and changes nothing then.
    About fifty queries, and seven for each post that is rendered at once; two more for each post in
    review.
    """
    if photo.pk == replacement.pk:
        raise PhotoChangeRefused(_("Choose another picture as the replacement."))
    posts, portraits = filter_posts(photo), Source.objects.filter(portrait=photo)
    post_count = posts.count()
    is_large = post_count > MAX_IN_REQUEST
    keys = [photo.pk, replacement.pk]
    if is_large:
        locked = lock_places(keys, posts.none(), portraits)
    else:
        locked = lock_places(keys, posts, portraits, shown=photo)
        post_count = len(locked.posts)
    photo, replacement = locked.photos[photo.pk], locked.photos[replacement.pk]
    _require_allowed(photo, replacement, by)
    require_no_batches(photo, replacement)
    site_fields = replace_site_picture(photo=photo, replacement=replacement)
    posters = replace_posters(photo=photo, replacement=replacement)
    if not (post_count or locked.sources or posters or site_fields):
        raise PhotoChangeRefused(_("This picture is not shown anywhere."))
    Source.objects.filter(pk__in=locked.sources).update(portrait=replacement)
    change = PhotoChange.objects.create(
        kind=PhotoChange.Kind.REPLACE,
        photo=photo,
        replacement=replacement,
        by=by,
        before={
            "figures": [],
            "sources": locked.sources,
            "posters": posters,
            "site": site_fields,
            "caption": photo.caption,
            "new_caption": replacement.caption,
        },
    )
    if is_large:
        start_batches(change, REPLACE, post_count, by)
        return ReplacedPhoto(change, post_count, len(locked.sources), post_count)
    replace_figures(change, locked.posts, by)
    change.save(update_fields=["before"])
    later = update_posts(locked.posts)
    rendering.enqueue(later, is_newer=True)
    recheck_posts_with_photo.enqueue(replacement.pk)
    return ReplacedPhoto(change, post_count, len(locked.sources), len(later))


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
    returned; those of batches are in the record. Raises PhotoChangeRefused, and changes nothing
    then. Costs as the replacement.
    """
    change = PhotoChange.objects.select_for_update().get(pk=change.pk)
    if change.kind != PhotoChange.Kind.REPLACE or not can_undo(change, by):
        raise PhotoChangeRefused(_("You cannot undo this change."))
    if change.undone_at:
        raise PhotoChangeRefused(_("This was already undone."))
    if change.photo_id is None or change.replacement_id is None:
        raise PhotoChangeRefused(_("One of the two pictures was deleted."))
    before, keys = change.before, list_posts(change)
    is_large = len(keys) > MAX_IN_REQUEST
    # The posts may have lost the figure, which is then not restored.
    posts = Post.all_objects.filter(pk__in=() if is_large else keys)
    sources = Source.objects.filter(pk__in=before["sources"])
    locked = lock_places([change.photo_id, change.replacement_id], posts, sources)
    photo, replacement = locked.photos[change.photo_id], locked.photos[change.replacement_id]
    require_no_batches(photo, replacement)
    if photo.withdrawn_at:
        raise PhotoChangeRefused(_("The former picture was taken down."))
    portraits = list(Source.objects.filter(pk__in=locked.sources))
    restorable = [each.pk for each in portraits if each.portrait_id == change.replacement_id]
    kept_sources = [source for source in portraits if source.pk not in restorable]
    site_fields = replace_site_picture(
        photo=replacement, replacement=photo, fields=before.get("site", ())
    )
    posters = replace_posters(photo=replacement, replacement=photo, keys=before.get("posters", ()))
    Source.objects.filter(pk__in=restorable).update(portrait=photo)
    if is_large and _is_anything_left(change):
        start_batches(change, UNDO, len(keys), by)
        return UndoneReplacement(change, len(keys), len(keys), 0, [], kept_sources)
    entries = () if is_large else before["figures"]
    restored = restore_figures(change, entries, by)
    if not (restored.posts or restorable or posters or site_fields):
        raise PhotoChangeRefused(
            _("Nothing is left to undo: other pictures or captions were put there since.")
        )
    later = update_posts(restored.posts)
    rendering.enqueue(later, is_newer=True)
    recheck_posts_with_photo.enqueue(photo.pk)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    kept_posts = Post.all_objects.filter(pk__in=restored.kept_posts).only("title", "kind")
    return UndoneReplacement(
        change,
        len(restored.posts),
        len(later),
        len(restored.kept_posts),
        list(kept_posts.order_by("-pk")[:MAX_NAMED]),
        kept_sources,
    )


def _is_anything_left(change: PhotoChange) -> bool:
    figures = [entry[0] for entry in change.before["figures"]]
    return Figure.objects.filter(pk__in=figures, photo=change.replacement_id).exists()
