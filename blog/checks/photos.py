"""Changing what is known of a photo. Here, as the posts that show it are checked again."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from blog.checks.store import keep_showing
from blog.content import rendering
from blog.content.photos import renditions
from blog.models import Figure, Photo, Post

# What the checks of a post look at.
_CHECKED_FIELDS = {"alt", "decorative", "caption", "credit"}


@dataclass(frozen=True)
class ChangedPhoto:
    """The photo as it is stored now, and the names of the fields that changed."""

    photo: Photo
    changed_fields: tuple[str, ...]


@transaction.atomic(savepoint=False)
def change_photo(
    *,
    photo: Photo,
    alt: str | None = None,
    decorative: bool | None = None,
    caption: str | None = None,
    credit: str | None = None,
    copyright: str | None = None,
    licence_url: str | None = None,
    original_url: str | None = None,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> ChangedPhoto:
    """Change some of what is known of a photo; None leaves a field alone.

    A new caption replaces the old one wherever a figure took it over unchanged. Posts that show the
    photo are rendered again, its renditions made again where its text goes into the files, and in
    the background the posts are checked. ValidationError for values that a field does not take.
    About seven queries, one where nothing changes.
    """
    sent: dict[str, Any] = {
        "alt": alt,
        "decorative": decorative,
        "caption": caption,
        "credit": credit,
        "copyright": copyright,
        "licence_url": licence_url,
        "original_url": original_url,
        "focus_x": focus_x,
        "focus_y": focus_y,
    }
    row = Photo.objects.select_for_update(no_key=True).get(pk=photo.pk)
    before = row.caption
    values = {
        name: value for name, value in sent.items() if value not in (None, getattr(row, name))
    }
    if not values:
        return ChangedPhoto(row, ())
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in values])
    row.save(update_fields=list(values))
    if before and "caption" in values:
        Figure.objects.filter(photo=row, caption=before).update(caption=row.caption)
    rendering.store_all(Post.all_objects.filter(figures__photo=row))
    renditions.order(row)
    if _CHECKED_FIELDS & values.keys():
        keep_showing.enqueue(row.pk)  # In the background: twenty queries for each post.
    return ChangedPhoto(row, tuple(values))
