"""Accent colours of the public pages, for light and dark screens."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.colours import HEX_RE, compute_lowest_contrast, find_nearest_readable

MIN_CONTRAST = 4.5  # Of text (WCAG 2.2, 1.4.3).
# Those of static/theme/site.css. The papers are the page and the wash behind buttons.
LIGHT_ACCENT, DARK_ACCENT = "#8f1d14", "#f0907a"
LIGHT_PAPERS, DARK_PAPERS = ("#fbf9f3", "#f2ecdf"), ("#171513", "#221f1b")


def validate_light_accent(colour: str) -> None:
    _validate_accent(colour, LIGHT_PAPERS)


def validate_dark_accent(colour: str) -> None:
    _validate_accent(colour, DARK_PAPERS)


def _validate_accent(colour: str, papers: Sequence[str]) -> None:
    """Refuse a colour that is not readable on the papers, and name one that is."""
    if not HEX_RE.fullmatch(colour):
        raise ValidationError(_("Enter a colour as # and six hexadecimal digits, such as #8f1d14."))
    ratio = compute_lowest_contrast(colour, papers)
    if ratio < MIN_CONTRAST:
        raise ValidationError(
            _(
                "Text in this colour is hard to read: its contrast with the page is %(ratio)s:1, "
                "and at least 4.5:1 is required. The nearest colour with enough contrast is "
                "%(nearest)s."
            ),
            params={
                "ratio": f"{int(ratio * 100) / 100:.2f}",
                "nearest": find_nearest_readable(colour, papers, MIN_CONTRAST),
            },
        )
