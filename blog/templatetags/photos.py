"""Layout of figures. No queries."""

from django import template

from blog.common.licences import licence_name
from blog.models import Photo

register = template.Library()

# In rem, as in the theme: the text column, a portrait picture, and both margins on a phone.
_COLUMN_WIDTH = 38
_PORTRAIT_WIDTH = 24
_MARGINS = 2.5
_PHONE_COLUMN_WIDTH = 350  # Pixels.


register.filter(licence_name)


@register.filter
def is_portrait(photo: Photo | None) -> bool:
    """Return whether a photo is in portrait format, shown narrower than the text."""
    return photo is not None and photo.height > photo.width


@register.filter
def enlarged_url(photo: Photo) -> str:
    """Return the URL of the largest rendition, '' if the page shows the photo at full size."""
    if photo.width <= _PHONE_COLUMN_WIDTH:
        return ""
    if not photo.webp_widths:
        return photo.image.url
    return photo.image.storage.url(photo.rendition("webp", photo.webp_widths[-1]))


@register.filter
def sizes(photo: Photo) -> str:
    """Return the value of `sizes`, by which browsers choose a file before they load the CSS.

    No picture is enlarged.
    """
    max_width = _PORTRAIT_WIDTH if photo.height > photo.width else _COLUMN_WIDTH
    width = min(max_width, photo.width / 16)
    return f"(min-width: {width + _MARGINS:g}em) {width:g}rem, calc(100vw - {_MARGINS}rem)"


@register.filter
def sources(photo: Photo) -> list[dict[str, str]]:
    """Return the available rendition types with their `srcset`, the best first."""
    kinds = {kind: photo.srcset(kind) for kind in ("avif", "webp")}
    return [{"type": f"image/{kind}", "srcset": kinds[kind]} for kind in kinds if kinds[kind]]
