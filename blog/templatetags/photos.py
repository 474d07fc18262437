"""How a figure is laid out. Formatting only: no queries."""

from django import template

from blog.common.licences import licence_name
from blog.models import Photo

register = template.Library()

# In rem, as the theme has them: the measure that text and pictures are set in, a portrait's width,
# and what stands beside them on a phone.
_MEASURE = 38
_PORTRAIT = 24
_GUTTERS = 2.5
_SMALL = 350  # Pixels: the column of a phone.


register.filter(licence_name)


@register.filter
def is_portrait(photo: Photo | None) -> bool:
    """Return whether it is set narrower than the text."""
    return photo is not None and photo.height > photo.width


@register.filter
def enlarged_url(photo: Photo) -> str:
    """Return the address of its largest rendition, '' where it is shown at its full size anyway."""
    if photo.width <= _SMALL:
        return ""
    if not photo.webp_widths:
        return photo.image.url
    return photo.image.storage.url(photo.rendition("webp", photo.webp_widths[-1]))


@register.filter
def sizes(photo: Photo) -> str:
    """How wide the picture stands on a page, for `sizes`; with it a browser chooses a file before
    it has read the theme. No picture is shown wider than it is."""
    most = _PORTRAIT if photo.height > photo.width else _MEASURE
    shown = min(most, photo.width / 16)
    return f"(min-width: {shown + _GUTTERS:g}em) {shown:g}rem, calc(100vw - {_GUTTERS}rem)"


@register.filter
def sources(photo: Photo) -> list[dict[str, str]]:
    """Return the types of renditions that exist, the best one first."""
    kinds = {kind: photo.srcset(kind) for kind in ("avif", "webp")}
    return [{"type": f"image/{kind}", "srcset": kinds[kind]} for kind in kinds if kinds[kind]]
