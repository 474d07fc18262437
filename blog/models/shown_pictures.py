"""A photo as public pages read it, in the query of something else."""

import mimetypes
from dataclasses import dataclass

from django.core.files.storage import default_storage

# Columns of a photo, in the order of `ShownPicture`.
COLUMNS = ("image", "width", "height", "alt", "rendition_hash", "webp_widths")


def get_rendition_folder(rendition_hash: str) -> str:
    """Return the folder of all renditions of a photo with the same spec."""
    return f"sizes/{rendition_hash[:2]}/{rendition_hash[2:]}"


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A photo that was not taken down. `name` is that of its file."""

    name: str
    width: int
    height: int
    alt: str
    rendition_hash: str
    webp_widths: list[int]

    @property
    def url(self) -> str:
        return default_storage.url(self.name)

    @property
    def content_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "image/png"

    @property
    def sizes(self) -> str:
        """Return the size as in `sizes` of an icon: '512x512'."""
        return f"{self.width}x{self.height}"

    @property
    def smallest_url(self) -> str:
        """Return the URL of the smallest rendition, or of the file if there is none."""
        return self._get_rendition_url(self.webp_widths[0]) if self.webp_widths else self.url

    @property
    def srcset(self) -> str:
        """Return the renditions as in `srcset`, '' if there are none."""
        return ", ".join(f"{self._get_rendition_url(width)} {width}w" for width in self.webp_widths)

    def _get_rendition_url(self, width: int) -> str:
        folder = get_rendition_folder(self.rendition_hash)
        return default_storage.url(f"{folder}/{width}.webp")
