"""How a figure is laid out. Formatting only: no queries."""

from django import template

from blog.models import Figure

register = template.Library()

# In rem: the measure that the theme sets text and pictures in, and a letter of a credit's size.
_MEASURE = 38
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
