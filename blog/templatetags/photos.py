"""Layout of figures. No queries."""

from django import template

from blog.common.licences import licence_name
from blog.models import Figure, Photo

register = template.Library()

# In rem, as in the theme: the text column, a portrait picture, and both margins on a phone.
_COLUMN_WIDTH = 38
_WIDE_WIDTH = 51.75
_PORTRAIT_WIDTH = 24
_MARGINS = 2.5
_PHONE_COLUMN_WIDTH = 350  # Pixels.
_GALLERY_WIDTH = 19  # A picture of two columns in the text column.
_DENSE = "(min-resolution: 2.5dppx)"
# In pixels: smaller pictures are shown in the text column, because none is enlarged.
_MIN_WIDE_WIDTH, _MIN_FULL_WIDTH = 800, 1400


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
def layout_class(figure: Figure) -> str:
    """Return ' wide', ' full' or '': the chosen width, if the photo has enough pixels for it."""
    width = figure.photo.width if figure.photo else 0
    if figure.layout == Figure.Layout.FULL and width >= _MIN_FULL_WIDTH:
        return " full"
    return " wide" if figure.layout and width >= _MIN_WIDE_WIDTH else ""


@register.filter
def gallery_class(figures: list[Figure]) -> str:
    """Return the classes of a gallery: its width, and whether its rows have three pictures."""
    layout = figures[0].layout
    return f"{f' {layout}' if layout else ''}{' of-three' if len(figures) % 3 == 0 else ''}"


@register.filter
def sizes(photo: Photo, layout: str = "") -> str:
    """Return the value of `sizes`, by which browsers choose a file before they load the CSS.

    No picture is enlarged. `layout` is a value of `layout_class`, or 'gallery'. Screens with three
    pixels per point get files for two, which look the same there and have half of the bytes.
    """
    if layout == " full":
        return f"{_DENSE} 67vw, 100vw"
    if layout == " wide":
        width = min(_WIDE_WIDTH, photo.width / 16)
        return _list_sizes(width, width, "67vw", "100vw")
    if layout == "gallery":
        return _list_sizes(_COLUMN_WIDTH, _GALLERY_WIDTH, "33vw", "50vw")
    max_width = _PORTRAIT_WIDTH if photo.height > photo.width else _COLUMN_WIDTH
    width = min(max_width, photo.width / 16)
    dense = f"calc(67vw - {_MARGINS * 2 / 3:.3g}rem)"
    return _list_sizes(width, width, dense, f"calc(100vw - {_MARGINS}rem)")


def _list_sizes(column: float, width: float, narrow_dense: str, narrow: str) -> str:
    """Return the sizes of a picture of `width` rem from where the `column` fits beside margins."""
    fits = f"(min-width: {column + _MARGINS:g}em)"
    return (
        f"{fits} and {_DENSE} {width * 2 / 3:.4g}rem, {fits} {width:g}rem, "
        f"{_DENSE} {narrow_dense}, {narrow}"
    )


@register.filter
def sources(photo: Photo) -> list[dict[str, str]]:
    """Return the available rendition types with their `srcset`, the best first."""
    kinds = {kind: photo.srcset(kind) for kind in ("avif", "webp")}
    return [{"type": f"image/{kind}", "srcset": kinds[kind]} for kind in kinds if kinds[kind]]
