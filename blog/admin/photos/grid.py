"""What the photo library shows of each photo."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from blog.checks.rules.pictures import RIGHTS_WARNING
from blog.common.formatting.dates import full_date
from blog.editing.photo_usage import count_posts, find_otherwise_used
from blog.editing.photos import UNUSED_LIFETIME
from blog.models import Photo


@dataclass(frozen=True)
class Tile:
    """A photo in the grid. `warnings` are short texts, `can_change` offers it to batches."""

    photo: Any
    usage: str
    warnings: list[str]
    can_change: bool


def build_tiles(photos: list[Any], user: Any, site_pictures: Collection[int]) -> list[Tile]:
    """Build the tiles of a page of photos. One query, four if one of them is in no post.

    `site_pictures` are the keys of photos that the site itself shows.
    """
    counts = count_posts(photos) if photos else {}
    others = find_otherwise_used([photo.pk for photo in photos if photo.pk not in counts])
    can_change_all = user.has_perm("blog.edit_all")
    return [
        Tile(
            photo=photo,
            usage=_describe_usage(photo, counts.get(photo.pk, 0), photo.pk in others),
            warnings=list_warnings(
                photo, is_credited=photo.pk in counts or photo.pk not in site_pictures
            ),
            can_change=can_change_all or photo.uploaded_by_id == user.pk,
        )
        for photo in photos
    ]


def _describe_usage(photo: Photo, posts: int, is_used: bool) -> str:
    if posts:
        return ngettext("In %(count)s post", "In %(count)s posts", posts) % {"count": posts}
    if is_used:
        return gettext("In use")
    if (until := photo.last_uploaded_at + UNUSED_LIFETIME) <= timezone.now():
        return gettext("Unused: will be deleted within a day")
    return gettext("Unused: will be deleted after %(day)s") % {"day": full_date(until)}


def list_warnings(photo: Photo, *, is_credited: bool = True) -> list[str]:
    """List the warnings of a photo; `is_credited` is False if only the site itself shows it."""
    warnings = []
    if photo.withdrawn_at:
        warnings.append(gettext("Taken down"))
    if last_day := photo.rights_until:
        today = timezone.localdate()
        if last_day < today:
            warnings.append(gettext("Rights ended on %(day)s") % {"day": full_date(last_day)})
        elif last_day <= today + RIGHTS_WARNING:
            warnings.append(gettext("Rights end on %(day)s") % {"day": full_date(last_day)})
    if is_credited and not photo.decorative:
        if not photo.alt:
            warnings.append(gettext("No alternative text"))
        if not photo.credit:
            warnings.append(gettext("No credit"))
    if photo.has_duplicate:
        warnings.append(gettext("Near-duplicate"))
    return warnings
