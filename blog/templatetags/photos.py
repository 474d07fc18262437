"""How a figure is laid out. Formatting only: no queries."""

from django import template

from blog.models import Figure, Photo

register = template.Library()

# In rem, as the theme has them: the measure that text and pictures are set in, a portrait's width,
# what stands beside them on a phone, and a letter of a credit's size.
_MEASURE = 38
_PORTRAIT = 24
_GUTTERS = 2.5
_LETTER = 0.47


@register.filter
def shape(figure: Figure) -> str:
    """A class for its picture: 'portrait', 'low' where the credit is too long to stand up its side.

    Reads figure.photo: a query unless selected.
    """
    photo = figure.photo
    if photo is None:
        return "low"
    if photo.height > photo.width:
        return "portrait"
    shown = min(_MEASURE, photo.width / 16) * photo.height / photo.width
    return "low" if len(photo.credit) * _LETTER > shown else ""


@register.filter
def sizes(photo: Photo) -> str:
    """How wide the picture stands on a page, for `sizes`; with it a browser chooses a file before
    it has read the theme. No picture is shown wider than it is."""
    most = _PORTRAIT if photo.height > photo.width else _MEASURE
    shown = min(most, photo.width / 16)
    return f"(min-width: {shown + _GUTTERS:g}em) {shown:g}rem, calc(100vw - {_GUTTERS}rem)"


@register.filter
def sources(photo: Photo) -> list[dict[str, str]]:
    """The types of derivatives that there are, the best one first."""
    kinds = {kind: photo.srcset(kind) for kind in ("avif", "webp")}
    return [{"type": f"image/{kind}", "srcset": kinds[kind]} for kind in kinds if kinds[kind]]
