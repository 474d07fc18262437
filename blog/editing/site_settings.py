"""Change the site's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from blog.appearance.stylesheet import hash_stylesheet
from blog.common.db.languages import default_language
from blog.models import Photo, SiteSettings
from blog.models.site_pictures import PICTURE_FIELDS

# Pixels of an icon. Phones show it with up to 512.
MIN_ICON_SIZE, MAX_ICON_SIZE = 192, 1024


@dataclass(frozen=True)
class SavedSettings:
    """`is_new` is True if none were stored: a site without any has the defaults."""

    settings: SiteSettings
    is_new: bool


def save_site_settings(*, fields: Mapping[str, Any]) -> SavedSettings:
    """Update or create the single row of settings, with the hash of its CSS. Two queries.

    A new row has the language in which the settings were shown. Triggers invalidate cached pages.
    """
    if "custom_css" in fields:
        css_hash = hash_stylesheet(fields["custom_css"]) if fields["custom_css"] else ""
        fields = {**fields, "custom_css_hash": css_hash}
    settings, is_new = SiteSettings.objects.get_or_create(
        pk=1, defaults={"language": default_language(), **fields}
    )
    if fields and not is_new:
        for name, value in fields.items():
            setattr(settings, name, value)
        settings.save(update_fields=list(fields))
    return SavedSettings(settings, is_new)


def check_site_picture(*, photo: Photo, by: User) -> None:
    """Raise ValidationError for a photo that the user may not use, and one that was taken down.

    Locks the photo against deletion until the end of the transaction. Two queries.
    """
    locked = Photo.objects.lock([photo.pk]).get(photo.pk)
    if locked is None or not Photo.objects.usable_by(by).filter(pk=photo.pk).exists():
        raise ValidationError(_("You cannot use this picture. Choose another."))
    if locked.withdrawn_at is not None:
        raise ValidationError(_("This picture was taken down. Choose another."))


def check_icon(photo: Photo) -> None:
    """Raise ValidationError for a picture that phones and browsers do not show as an icon."""
    is_square = photo.width == photo.height
    if not (is_square and MIN_ICON_SIZE <= photo.width <= MAX_ICON_SIZE):
        raise ValidationError(
            _(
                "An icon is square, with %(low)d to %(high)d pixels. This picture has "
                "%(width)d × %(height)d."
            ),
            params={
                "low": MIN_ICON_SIZE,
                "high": MAX_ICON_SIZE,
                "width": photo.width,
                "height": photo.height,
            },
        )
    if not str(photo.image.name).endswith(".png"):
        raise ValidationError(_("An icon is a PNG, because some phones show nothing else."))


def filter_sites_with(photos: Any) -> QuerySet[SiteSettings]:
    """Filter the row of settings by a photo in it; `photos` are photos, keys or an expression."""
    condition = Q()
    for field in PICTURE_FIELDS:
        condition |= Q(**{f"{field}__in": photos})
    return SiteSettings.objects.filter(condition)


def find_picture_fields(photo: Photo) -> list[str]:
    """Return the fields of the settings that name a photo. One query."""
    site = filter_sites_with([photo.pk]).first()
    return [field for field in PICTURE_FIELDS if site and getattr(site, f"{field}_id") == photo.pk]


def replace_site_picture(*, photo: Photo, replacement: Photo, fields: Any = None) -> list[str]:
    """Put another photo in place of one, in all fields or those named; return the changed ones.

    Call it in a transaction in which the photos are locked. Two queries.
    """
    site = SiteSettings.objects.select_for_update(no_key=True).first()
    names = PICTURE_FIELDS if fields is None else fields
    changed = [name for name in names if site and getattr(site, f"{name}_id") == photo.pk]
    if site and changed:
        for name in changed:
            setattr(site, name, replacement)
        site.save(update_fields=changed)
    return changed
