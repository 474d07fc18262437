"""Change several photos at once, and undo it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from blog.editing.photos import change_photo
from blog.models import Photo, Source

# Each photo costs up to nine queries.
MAX_PHOTOS = 200
# The fields that a batch may change.
FIELDS = ("credit", "rights", "rights_until", "agency", "licence_url")


@dataclass(frozen=True)
class ChangedPhotos:
    """`before` has the former values of the changed fields by photo, as JSON can store them, and
    `after` the new values. `skipped` counts photos that the user may not change or that are
    deleted; `unchanged` those that had the values already."""

    before: dict[str, dict[str, Any]]
    after: dict[str, Any]
    unchanged: int
    skipped: int


@dataclass(frozen=True)
class RestoredPhotos:
    """`partial` counts photos of which a field was changed again, which is left as it is."""

    count: int
    partial: int


@transaction.atomic
def change_photos(*, keys: Collection[int], fields: Mapping[str, Any], by: User) -> ChangedPhotos:
    """Change fields of at most MAX_PHOTOS photos, in one transaction.

    Skips photos that `by` may not change. Raises ValidationError for an invalid value. Up to nine
    queries for each photo.
    """
    if unknown := fields.keys() - set(FIELDS):
        raise ValueError(unknown)
    keys = sorted(set(keys))[:MAX_PHOTOS]
    # In the order of their keys, so that two batches cannot block each other.
    photos = list(Photo.objects.correctable_by(by).filter(pk__in=keys).order_by("pk"))
    before = {}
    for photo in photos:
        locked = Photo.objects.select_for_update(no_key=True).get(pk=photo.pk)
        changed = change_photo(photo=locked, **fields).changed_fields
        if changed:
            before[str(photo.pk)] = {name: _to_json(locked, name) for name in changed}
    after = {
        name: value.isoformat() if isinstance(value, date) else getattr(value, "pk", value)
        for name, value in fields.items()
    }
    return ChangedPhotos(
        before=before,
        after=after,
        unchanged=len(photos) - len(before),
        skipped=len(keys) - len(photos),
    )


@transaction.atomic
def restore_photos(
    *, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Any], by: User
) -> RestoredPhotos:
    """Undo `change_photos`: restore the former value of each field that has not changed since.

    Deleted photos and those that `by` may not change are left out.
    """
    photos = Photo.objects.correctable_by(by).filter(pk__in=[int(key) for key in before])
    agencies = Source.objects.in_bulk(
        [values["agency"] for values in before.values() if values.get("agency")]
    )
    count = partial = 0
    for photo in photos.order_by("pk").select_for_update(no_key=True, of=("self",)):
        values = before[str(photo.pk)]
        restored: dict[str, Any] = {
            name: value for name, value in values.items() if _to_json(photo, name) == after[name]
        }
        if restored.get("rights_until"):
            restored["rights_until"] = date.fromisoformat(restored["rights_until"])
        if restored.get("agency"):
            restored["agency"] = agencies.get(restored["agency"])
        count += bool(restored and change_photo(photo=photo, **restored).changed_fields)
        partial += len(restored) < len(values)
    return RestoredPhotos(count, partial)


def _to_json(photo: Photo, name: str) -> Any:
    if name == "agency":
        return photo.agency_id
    value = getattr(photo, name)
    return value.isoformat() if isinstance(value, date) else value
