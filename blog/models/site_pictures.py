"""Pictures of the site itself, as its settings read them."""

from typing import Any

from blog.models.shown_pictures import ShownPicture

# Fields of the settings that name a photo.
PICTURE_FIELDS = ("logo", "logo_dark", "icon", "icon_dark", "share_picture")


def build_pictures(rows: dict[str, list[Any]]) -> dict[int, ShownPicture]:
    """Build the pictures by key from the settings' query."""
    return {int(key): ShownPicture(*values) for key, values in rows.items()}
