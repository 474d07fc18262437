"""Operations on the posters of videos: the photos that players show before they start.

Posts with these videos are rendered again.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content import rendering
from blog.editing.photos import check_usable
from blog.models import MediaFile, Photo, Post


@transaction.atomic
def set_poster(*, file: MediaFile, photo: Photo | None, by: User) -> bool:
    """Set or remove the poster of a video; return whether it changed. Raises ValidationError, as
    `check_usable`, and for a file that is no video.

    Four queries; the first posts with the file are rendered on commit.
    """
    row = MediaFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if photo is not None:
        if row.kind != MediaFile.Kind.VIDEO:
            raise ValidationError(_("Only videos have a poster."))
        check_usable(photo=photo, by=by)
    if row.poster_id == (photo and photo.pk):
        return False
    file.poster = photo
    file.save(update_fields=["poster"])
    _render_posts([file.pk])
    return True


def replace_posters(
    *, photo: Photo, replacement: Photo, keys: Collection[int] | None = None
) -> list[int]:
    """Put `replacement` in place of a locked photo in the posters of all videos, or those with
    `keys`; return the keys of these. At most two queries.
    """
    files = MediaFile.objects.filter(poster=photo).select_for_update(no_key=True).order_by("pk")
    if keys is not None:
        files = files.filter(pk__in=keys)
    if replaced := [file.pk for file in files]:
        MediaFile.objects.filter(pk__in=replaced).update(poster=replacement)
        _render_posts(replaced)
    return replaced


def _render_posts(keys: Collection[int]) -> None:
    rendering.rerender_posts(Post.all_objects.filter(embeds__file__in=list(keys)))
