"""Settings of what readers see of the site; `SiteSettings` has them as its own columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common import accents


class AppearanceFields(models.Model):
    class Typeface(models.TextChoices):
        """The typeface of posts and titles, by the name of its files."""

        SYSTEM = "", _("A serif of the reader’s device")
        LITERATA = "literata", "Literata"
        SOURCE_SERIF = "source-serif-4", "Source Serif 4"
        SOURCE_SANS = "source-sans-3", _("Source Sans 3 (without serifs)")

    accent_light = models.CharField(
        _("accent colour on light screens"),
        max_length=7,
        default=accents.LIGHT_ACCENT,
        db_default=accents.LIGHT_ACCENT,
        validators=[accents.validate_light_accent],
        help_text=_("For dates, marks, underlines and links under the pointer."),
    )
    accent_dark = models.CharField(
        _("accent colour on dark screens"),
        max_length=7,
        default=accents.DARK_ACCENT,
        db_default=accents.DARK_ACCENT,
        validators=[accents.validate_dark_accent],
        help_text=_("For readers whose device is set to dark colours."),
    )
    typeface = models.CharField(
        _("typeface"),
        max_length=20,
        choices=Typeface,
        blank=True,
        default=Typeface.SYSTEM,
        db_default="",
        help_text=_(
            "The files of a typeface are on this site and take 20 to 60 KB of a reader’s first "
            "page. Scripts that it lacks, such as Arabic, are in a typeface of the device."
        ),
    )

    class Meta:
        abstract = True

    @property
    def theme_colours(self) -> dict[str, str]:
        """Return the colours of browser bars: the accents if they were chosen, else the papers."""
        has_accent = self.accent_light != accents.LIGHT_ACCENT
        has_dark_accent = self.accent_dark != accents.DARK_ACCENT
        return {
            "light": self.accent_light if has_accent else accents.LIGHT_PAPERS[0],
            "dark": self.accent_dark if has_dark_accent else accents.DARK_PAPERS[0],
        }
