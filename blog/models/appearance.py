"""Settings of what readers see of the site; `SiteSettings` has them as its own columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common import accents


class AppearanceFields(models.Model):
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
